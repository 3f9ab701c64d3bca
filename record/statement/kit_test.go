package statement_test

import (
	"bytes"
	"crypto/ed25519"
	"strings"
	"testing"

	"parley.example/record/statement"
)

var testKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))

// sample is a statement that uses every field but the cipher.
func sample() statement.Statement {
	return statement.Statement{
		About: []statement.ID{{1}, {2}}, Act: []byte(`{"a":1,"b":["x",true,{"c":-5}]}`), Assent: []byte(`{"id":"k"}`),
		Body: &statement.Body{Commit: statement.Digest{3}, Size: 12}, Key: statement.PublicOf(testKey).ID(),
		MadeAt: 1_804_579_200_000, Mechanism: statement.Digest{4}, Member: "alpha", Nonce: [16]byte{5},
		NotAfter: 1_804_579_260_000, Prev: statement.Digest{6}, Seen: statement.Seen{Root: statement.Digest{7}, Size: 9}, Seq: 3,
		Type: "notice.filed/v1",
	}
}

// plain is a statement with no optional field.
func plain() statement.Statement {
	return statement.Statement{
		Key: statement.PublicOf(testKey).ID(), MadeAt: 1_804_579_200_000, Member: "bravo",
		Seen: statement.Seen{Root: statement.EmptyRoot}, Type: "charter.signed/v1",
	}
}

func bytesOf(t testing.TB, st statement.Statement) []byte {
	t.Helper()
	b, err := st.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func envelope(t testing.TB, st statement.Statement) statement.Envelope {
	t.Helper()
	env, err := statement.Sign(st, testKey)
	if err != nil {
		t.Fatal(err)
	}
	return env
}

// swap replaces old, which must be there once, by now.
func swap(t testing.TB, in []byte, old, now string) []byte {
	t.Helper()
	if n := strings.Count(string(in), old); n != 1 {
		t.Fatalf("%q is %d times in %s, want once", old, n, in)
	}
	return []byte(strings.Replace(string(in), old, now, 1))
}
