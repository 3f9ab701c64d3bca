package seal

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"parley.example/record/statement"
)

// person has a sealing key.
type person struct {
	file      string
	ids       Identities
	recipient string
}

func newPerson(t testing.TB, hybrid bool) person {
	t.Helper()
	var p person
	if hybrid {
		id, err := age.GenerateHybridIdentity()
		if err != nil {
			t.Fatal(err)
		}
		p.file, p.recipient = id.String(), id.Recipient().String()
	} else {
		id, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		p.file, p.recipient = id.String(), id.Recipient().String()
	}
	var err error
	if p.ids, err = ParseIdentities(p.file + "\n"); err != nil {
		t.Fatal(err)
	}
	return p
}

func plain(body int) Plain {
	p := Plain{Inner: []byte(`{"inner":"EXERCISE"}`)}
	if _, err := rand.Read(p.Salt[:]); err != nil {
		panic(err)
	}
	if body > 0 {
		p.Body = bytes.Repeat([]byte("x"), body)
	}
	return p
}

func seal(t testing.TB, p Plain, readers, others []string) []byte {
	t.Helper()
	cipher, err := Seal(readers, others, p)
	if err != nil {
		t.Fatal(err)
	}
	return cipher
}

// Readers open it, nobody else does, and neither header nor size tells who or how
// many they are. R-SEAL-16, R-SEAL-17.
func TestSeal(t *testing.T) {
	alpha, bravo, mediator := newPerson(t, true), newPerson(t, true), newPerson(t, true)
	for _, body := range []int{0, statement.SaltSize, 5000} {
		p := plain(body)
		cipher := seal(t, p, []string{alpha.recipient, bravo.recipient}, []string{mediator.recipient})
		for _, reader := range []person{alpha, bravo} {
			got, err := reader.ids.Open(cipher)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(p, got); diff != "" {
				t.Errorf("opened (-want +got):\n%s", diff)
			}
		}
		if got, err := mediator.ids.Open(cipher); !errors.Is(err, ErrNotForUs) {
			t.Errorf("a member that is no reader opens %+v (%v), want %v", got, err, ErrNotForUs)
		}
		if _, err := (Identities{}).Open(cipher); !errors.Is(err, ErrNotForUs) {
			t.Errorf("nobody's keys: %v, want %v", err, ErrNotForUs)
		}
		alone := seal(t, plain(0), []string{bravo.recipient}, []string{mediator.recipient, alpha.recipient})
		all := seal(t, p, []string{alpha.recipient, bravo.recipient, mediator.recipient}, nil)
		if body < 3000 && (len(alone) != len(cipher) || len(all) != len(cipher)) {
			t.Errorf("%d bytes for two readers, %d for one, %d for all; want one size", len(cipher), len(alone), len(all))
		}
	}
}

// A key that was replaced still opens what was sealed before. R-SEAL-18.
func TestSealReplacedKey(t *testing.T) {
	old, fresh := newPerson(t, false), newPerson(t, true)
	both, err := ParseIdentities(fresh.file + "\n# replaced\n" + old.file + "\n")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{fresh.recipient, old.recipient}, both.Recipients()); diff != "" {
		t.Errorf("recipients (-want +got):\n%s", diff)
	}
	for name, recipient := range map[string]string{"old": old.recipient, "new": fresh.recipient} {
		if _, err := both.Open(seal(t, plain(0), []string{recipient}, nil)); err != nil {
			t.Errorf("sealed to the %s key: %v", name, err)
		}
	}
	for _, text := range []string{"", "# nothing", "AGE-SECRET-KEY-1XYZ", "age1abc"} {
		if _, err := ParseIdentities(text); err == nil {
			t.Errorf("%q is taken for sealing keys", text)
		}
	}
}

// Members choose their own kind of key. The header has as many of each kind as
// the members have, in no order. R-SEAL-16.
func TestSealHeader(t *testing.T) {
	members := []person{newPerson(t, true), newPerson(t, false), newPerson(t, true), newPerson(t, false)}
	firsts := map[string]bool{}
	for range 64 {
		cipher := seal(t, plain(0), []string{members[0].recipient, members[1].recipient}, []string{members[2].recipient, "age1nobody's"})
		header, err := age.ExtractHeader(bytes.NewReader(cipher))
		if err != nil {
			t.Fatal(err)
		}
		count := map[string]int{}
		for i, line := range strings.Split(string(header), "\n-> ") {
			kind, _, _ := strings.Cut(line, " ")
			if i == 1 {
				firsts[kind] = true
			}
			count[kind]++
		}
		if count["mlkem768x25519"] != 2 || count["X25519"] != 2 {
			t.Fatalf("the header has %v, want two of each kind", count)
		}
		for _, reader := range members[:2] {
			if _, err := reader.ids.Open(cipher); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(firsts) != 2 {
		t.Errorf("64 headers begin with %v, want either kind by chance", firsts)
	}
}

func TestSealRefuses(t *testing.T) {
	reader := newPerson(t, true)
	tests := map[string]struct {
		readers []string
		others  []string
		plain   Plain
	}{
		"nobody":                     {nil, []string{reader.recipient}, plain(0)},
		"no recipient":               {[]string{"age1alpha"}, nil, plain(0)},
		"too many members":           {[]string{reader.recipient}, make([]string, maxStanzas), plain(0)},
		"nothing within":             {[]string{reader.recipient}, nil, Plain{}},
		"a larger one than there is": {[]string{reader.recipient}, nil, Plain{Inner: make([]byte, statement.MaxStatement+1)}},
		"a body too large":           {[]string{reader.recipient}, nil, plain(MaxCipher)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if cipher, err := Seal(tt.readers, tt.others, tt.plain); err == nil {
				t.Errorf("Seal gives %d bytes, want an error", len(cipher))
			}
		})
	}
}

// What is not whole, or holds something else, is broken and never half read.
func TestOpenBroken(t *testing.T) {
	reader := newPerson(t, false)
	encrypt := func(text []byte) []byte {
		r, err := age.ParseX25519Recipient(reader.recipient)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		w, err := age.Encrypt(&out, r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(text); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	whole := seal(t, plain(0), []string{reader.recipient}, nil)
	changed := bytes.Clone(whole)
	changed[len(changed)-1] ^= 1
	p := plain(40)
	spelling, err := p.bytes()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reader.ids.Open(encrypt(spelling)); err != nil {
		t.Fatalf("the spelling itself: %v", err)
	}
	many := seal(t, plain(0), []string{reader.recipient}, make([]string, maxStanzas-1))
	at := bytes.Index(many, []byte("\n-> "))
	end := at + 1 + bytes.Index(many[at+1:], []byte("\n-> "))
	tests := map[string][]byte{
		"nothing":          nil,
		"no age file":      []byte("parley/sealed/v1"),
		"cut off":          whole[:len(whole)-1],
		"changed":          changed,
		"more behind it":   append(bytes.Clone(whole), 0),
		"too large":        make([]byte, MaxCipher+1),
		"too many stanzas": bytes.Join([][]byte{many[:at], many[at:end], many[at:]}, nil),
		"another content":  encrypt([]byte("EXERCISE")),
		"not padded":       encrypt(bytes.TrimRight(spelling, "\x00")),
		"padded too much":  encrypt(append(bytes.Clone(spelling), make([]byte, 4096)...)),
		"padded by ones":   encrypt(append(spelling[:len(spelling)-1], 1)),
	}
	for name, cipher := range tests {
		t.Run(name, func(t *testing.T) {
			if got, err := reader.ids.Open(cipher); !errors.Is(err, ErrBroken) {
				t.Errorf("Open = %+v, %v; want %v", got, err, ErrBroken)
			}
		})
	}
}

func TestBucket(t *testing.T) {
	tests := map[int]int{1: 4096, 4096: 4096, 4097: 4352, 4352: 4352, 5000: 5120, 100_000: 100_352, 8 << 20: 8 << 20}
	for n, want := range tests {
		if got := bucket(n); got != want {
			t.Errorf("bucket(%d) = %d, want %d", n, got, want)
		}
	}
	for n := 4096; n < 1<<20; n += 37 {
		if got := bucket(n); got < n || got > n+n/8 || bucket(got) != got {
			t.Fatalf("bucket(%d) = %d, want a bucket at most an eighth above", n, got)
		}
	}
}

// FuzzParse holds that a plaintext has one spelling.
func FuzzParse(f *testing.F) {
	for _, body := range []int{0, 40} {
		p := plain(body)
		b, err := p.bytes()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(b[:80])
	}
	f.Add([]byte(label))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := parse(b)
		if err != nil {
			if !errors.Is(err, ErrBroken) {
				t.Fatalf("parse: %v, want %v", err, ErrBroken)
			}
			t.Skip()
		}
		again, err := p.bytes()
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("%d bytes are written again as %d (%v), want the same", len(b), len(again), err)
		}
	})
}
