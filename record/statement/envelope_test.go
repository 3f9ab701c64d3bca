package statement_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/secure-systems-lab/go-securesystemslib/dsse"

	"parley.example/record/statement"
)

// TestPreAuth holds R-SIG-2 against the DSSE library: what is hashed for the
// id is its pre-authentication encoding.
func TestPreAuth(t *testing.T) {
	for _, payload := range []string{"", "{}", string(bytesOf(t, sample())), "\x00\xff\n"} {
		env := statement.Envelope{Payload: []byte(payload)}
		if got, want := env.ID(), statement.ID(sha256.Sum256(dsse.PAE(statement.PayloadType, []byte(payload)))); got != want {
			t.Errorf("ID of %q = %v, the DSSE library makes %v", payload, got, want)
		}
	}
}

func TestSignVerify(t *testing.T) {
	pub := statement.PublicOf(testKey)
	env := envelope(t, sample())
	if err := env.Verify(pub); err != nil {
		t.Errorf("Verify: %v", err)
	}
	other := pub
	other[0] ^= 1
	for name, change := range map[string]func(*statement.Envelope){
		"payload":   func(e *statement.Envelope) { e.Payload = append(bytes.Clone(e.Payload), ' ') },
		"signature": func(e *statement.Envelope) { e.Signature[3] ^= 1 },
	} {
		bad := env
		change(&bad)
		if err := bad.Verify(pub); !errors.Is(err, statement.ErrSignature) {
			t.Errorf("another %s: %v, want ErrSignature", name, err)
		}
	}
	if err := env.Verify(other); !errors.Is(err, statement.ErrSignature) {
		t.Errorf("another key: %v, want ErrSignature", err)
	}
	st := sample()
	st.Key[0] ^= 1
	if _, err := statement.Sign(st, testKey); err == nil {
		t.Error("a statement that names another key is signed, want an error")
	}
}

func TestEnvelopeRoundTrip(t *testing.T) {
	want := statement.Leaf{ReceivedAt: 1_804_579_200_123, Envelope: envelope(t, sample())}
	got, err := statement.ParseLeaf(want.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("leaf (-want +got):\n%s", diff)
	}
	env, err := statement.ParseEnvelope(want.Envelope.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Envelope, env); diff != "" {
		t.Errorf("envelope (-want +got):\n%s", diff)
	}
}

// TestEnvelopeRefuses spells one envelope, and the leaf around it, in other
// ways.
func TestEnvelopeRefuses(t *testing.T) {
	env := envelope(t, plain())
	l := statement.Leaf{ReceivedAt: 1_804_579_200_123, Envelope: env}
	good := l.Bytes()
	keyid, _ := env.Key.MarshalText()
	tests := []struct{ rule, old, now string }{
		{"R-ENV-1", `"payload":"`, `"payload": "`},
		{"R-ENV-1", `"payload":"`, `"payload":"\\`},
		{"R-ENV-1", `"payload":"`, "\"payload\":\"\n"},
		{"R-ENV-1", `"payload":"`, `"payload":"=`},
		{"R-ENV-1", `"payload":"`, `"payload":"AAB`},
		{"R-ENV-1", `"payload":"`, `"x":1,"payload":"`},
		{"R-ENV-1", `"keyid":`, `"keyID":`},
		{"R-ENV-1", `"keyid":"` + string(keyid) + `",`, ``},
		{"R-ENV-1", `"sig":"`, `"sig":"A`},
		{"R-ENV-3", `statement+json`, `statement+jsom`},
		{"R-ENV-3", `"signatures":[`, `"signatures":[{"keyid":"` + string(keyid) + `","sig":""},`},
		{"R-ENV-3", `}]}`, `},{"keyid":"` + string(keyid) + `","sig":""}]}`},
		{"R-LEAF-1", `{"envelope"`, `{"a":1,"envelope"`},
		{"R-LEAF-1", `"received_at":1804579200123`, `"received_at":01804579200123`},
		{"R-LEAF-1", `"received_at":1804579200123`, `"received_at":1804579200123.0`},
		{"R-LEAF-1", `"received_at":1804579200123`, `"received_at":0`},
		{"R-LEAF-1", `"received_at":1804579200123`, `"received_at":-1`},
		{"R-LEAF-1", `"received_at":1804579200123}`, `"received_at":1804579200123,"x":1}`},
		{"R-LEAF-1", `"received_at":1804579200123}`, `"received_at":1804579200123}` + "\n"},
	}
	for i, tt := range tests {
		t.Run(fmt.Sprintf("%s/%d", tt.rule, i), func(t *testing.T) {
			bad := swap(t, good, tt.old, tt.now)
			if got, err := statement.ParseLeaf(bad); !errors.Is(err, statement.ErrForm) {
				t.Errorf("ParseLeaf(%.900s) = %+v, %v, want ErrForm", bad, got, err)
			}
		})
	}
	if _, err := statement.ParseEnvelope(append(env.Bytes(), ' ')); !errors.Is(err, statement.ErrForm) {
		t.Errorf("envelope with a byte more: %v, want ErrForm", err)
	}
}

// TestKeyID holds R-ENV-2: the hint outside and the field that is signed agree.
func TestKeyID(t *testing.T) {
	env := envelope(t, plain())
	if _, err := env.Statement(); err != nil {
		t.Errorf("Statement: %v", err)
	}
	env.Key[0] ^= 1
	if _, err := env.Statement(); !errors.Is(err, statement.ErrForm) {
		t.Errorf("another keyid: %v, want ErrForm", err)
	}
}

// TestLeafHash holds R-LEAF-3.
func TestLeafHash(t *testing.T) {
	if got, want := statement.LeafHash([]byte("x")), statement.Digest(sha256.Sum256([]byte("\x00x"))); got != want {
		t.Errorf("LeafHash = %v, want %v", got, want)
	}
}

// TestPublicKeyID holds R-KEY-1.
func TestPublicKeyID(t *testing.T) {
	pub := statement.PublicOf(testKey)
	if got, want := pub.ID(), statement.Digest(sha256.Sum256(append([]byte("parley/key/v1\n"), pub[:]...))); got != want {
		t.Errorf("ID = %v, want %v", got, want)
	}
}
