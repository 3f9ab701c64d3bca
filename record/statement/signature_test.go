package statement_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"testing"

	"github.com/secure-systems-lab/go-securesystemslib/dsse"

	"parley.example/record/statement"
)

var update = flag.Bool("update", false, "write test/vectors anew")

// vector is one crafted signature and the verdict on it. R-SIG-1.
type vector struct {
	Name      string              `json:"name"`
	Key       statement.PublicKey `json:"key"`
	Payload   string              `json:"payload"` // signed is its DSSE pre-authentication encoding
	Signature []byte              `json:"signature"`
	Holds     bool                `json:"holds"`    // by the rule of Go's crypto/ed25519: the only one
	ZIP215    bool                `json:"zip215"`   // by the cofactored rule, for comparison
	Weak      bool                `json:"weak_key"` // the record gives such a key no seat. R-KEY-3
}

func (v *vector) envelope() statement.Envelope {
	return statement.Envelope{Payload: []byte(v.Payload), Key: v.Key.ID(), Signature: [64]byte(v.Signature)}
}

// secret is a scalar in the place of a private key, which lets a forger make
// signatures that no signer would.
var secret = big.NewInt(0x5eed)

// torsion is a point of order 8.
func torsion(t *testing.T) point {
	t.Helper()
	p, ok := decode(small(t, 8))
	if !ok {
		t.Fatal("no point of order 8")
	}
	return p
}

// small returns the encoding of a point whose order is n, a divisor of 8,
// found by taking points at random off the subgroup.
func small(t *testing.T, n int64) [32]byte {
	t.Helper()
	for y := int64(2); y < 1000; y++ {
		p, ok := decode(little(big.NewInt(y)))
		if !ok {
			continue
		}
		q := p.times(orderL).times(big.NewInt(8 / n))
		if n == 1 || !q.times(big.NewInt(n/2)).equal(identity) {
			return q.encode()
		}
	}
	t.Fatalf("no point of order %d", n)
	return [32]byte{}
}

// craft signs as the holder of key, with R of its own, for the first payload
// for which want holds of the challenge modulo 8.
func craft(name string, key, r [32]byte, s func(h *big.Int) *big.Int, want func(h int64) bool) vector {
	for i := 0; ; i++ {
		v := vector{Name: name, Key: key, Payload: fmt.Sprintf("crafted %d", i)}
		h := challenge(r, key, dsse.PAE(statement.PayloadType, []byte(v.Payload)))
		if want(new(big.Int).Mod(h, big.NewInt(8)).Int64()) {
			sum := little(s(h))
			v.Signature = append(bytes.Clone(r[:]), sum[:]...)
			return v
		}
	}
}

func crafted(t *testing.T) []vector {
	t.Helper()
	nonce := big.NewInt(77)
	honest := func(h *big.Int) *big.Int {
		return new(big.Int).Mod(new(big.Int).Add(nonce, new(big.Int).Mul(h, secret)), orderL)
	}
	beyond := func(h *big.Int) *big.Int { return new(big.Int).Add(honest(h), orderL) }
	zero := func(*big.Int) *big.Int { return new(big.Int) }
	only := func(*big.Int) *big.Int { return nonce }
	bare := func(h *big.Int) *big.Int { return new(big.Int).Mod(new(big.Int).Mul(h, secret), orderL) }
	all := func(int64) bool { return true }
	none := func(h int64) bool { return h == 0 }
	some := func(h int64) bool { return h != 0 }
	odd := func(h int64) bool { return h%4 != 0 }

	key, tor, r := base.times(secret), torsion(t), base.times(nonce)
	one := little(new(big.Int).Add(fieldP, big.NewInt(1))) // the identity, spelt as p+1
	return []vector{
		craft("an honest signature", key.encode(), r.encode(), honest, all),
		craft("S is not reduced", key.encode(), r.encode(), beyond, all),
		craft("R has a part of small order", key.encode(), r.add(tor).encode(), honest, all),
		craft("R is the identity", key.encode(), identity.encode(), bare, all),
		craft("R is the identity in its second spelling", key.encode(), one, bare, all),
		craft("the key has a part of small order, the challenge cancels it", key.add(tor).encode(), r.encode(), honest, none),
		craft("the key has a part of small order, the challenge does not cancel it", key.add(tor).encode(), r.encode(), honest, some),
		craft("the key is the identity: anybody signs", identity.encode(), r.encode(), only, all),
		craft("the key is the identity in its second spelling", one, r.encode(), only, all),
		craft("the key is of order 2, the challenge cancels it", small(t, 2), r.encode(), only, none),
		craft("the key is of order 4, the challenge does not cancel it", small(t, 4), r.encode(), only, odd),
		craft("the key is of order 8, the challenge cancels it", small(t, 8), r.encode(), only, none),
		craft("the key is of order 8, R the identity, S zero", small(t, 8), identity.encode(), zero, some),
	}
}

// TestSignatureVectors holds R-SIG-1 on signatures that verifiers disagree on.
func TestSignatureVectors(t *testing.T) {
	vectors := crafted(t)
	disagree := 0
	for i := range vectors {
		v := &vectors[i]
		env := v.envelope()
		v.Holds, v.Weak = env.Verify(v.Key) == nil, v.Key.Weak()
		v.ZIP215 = cofactored(v.Key, dsse.PAE(statement.PayloadType, env.Payload), env.Signature)
		if v.Holds && !v.ZIP215 {
			t.Errorf("%s: holds and is refused by the wider rule", v.Name)
		}
		if v.Holds != v.ZIP215 {
			disagree++
		}
	}
	if disagree < 4 {
		t.Errorf("the rules disagree on %d vectors, want 4 at least", disagree)
	}
	golden(t, "signature.json", vectors)
	var stored []vector
	b, err := os.ReadFile(vectorFile("signature.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &stored); err != nil {
		t.Fatal(err)
	}
	for _, v := range stored {
		env := v.envelope()
		if got := env.Verify(v.Key) == nil; got != v.Holds {
			t.Errorf("%s: holds %v, want %v", v.Name, got, v.Holds)
		}
	}
}

// TestWeak holds R-KEY-3: exactly the points of small order are weak, in every
// spelling.
func TestWeak(t *testing.T) {
	tor := torsion(t)
	for n := range int64(8) {
		p := tor.times(big.NewInt(n))
		if !p.times(big.NewInt(8)).equal(identity) {
			t.Fatalf("%d times the point of order 8 is of no small order", n)
		}
		b := p.encode()
		if !statement.PublicKey(b).Weak() {
			t.Errorf("point %d, %x, is not weak, want it so", n, b)
		}
		if y := new(big.Int).Add(p.y, fieldP); y.BitLen() <= 255 {
			if b := little(y); !statement.PublicKey(b).Weak() {
				t.Errorf("point %d in its second spelling, %x, is not weak, want it so", n, b)
			}
		}
	}
	for name, p := range map[string]point{"base": base, "mixed": base.add(tor)} {
		if statement.PublicKey(p.encode()).Weak() {
			t.Errorf("%s point is weak, want it not", name)
		}
	}
	if statement.PublicOf(testKey).Weak() {
		t.Error("an honest key is weak")
	}
}

func vectorFile(name string) string { return filepath.Join("..", "..", "test", "vectors", name) }

// golden compares v with a file of vectors, or writes it with -update.
func golden(t *testing.T, name string, v any) {
	t.Helper()
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	file := vectorFile(name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, buf.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, buf.Bytes()) {
		t.Errorf("%s differs from what is made now; look, then run with -update:\n%s", file, buf.Bytes())
	}
}
