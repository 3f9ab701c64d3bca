package statement_test

import (
	"testing"

	"parley.example/record/statement"
)

func BenchmarkParse(b *testing.B) {
	payload := bytesOf(b, sample())
	b.SetBytes(int64(len(payload)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := statement.Parse(payload); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseLeaf(b *testing.B) {
	l := statement.Leaf{ReceivedAt: 1, Envelope: envelope(b, sample())}
	leaf := l.Bytes()
	b.SetBytes(int64(len(leaf)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := statement.ParseLeaf(leaf); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkID(b *testing.B) {
	env := envelope(b, sample())
	b.ReportAllocs()
	for b.Loop() {
		env.ID()
	}
}

func BenchmarkSign(b *testing.B) {
	st := sample()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := statement.Sign(st, testKey); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	env, pub := envelope(b, sample()), statement.PublicOf(testKey)
	b.ReportAllocs()
	for b.Loop() {
		if err := env.Verify(pub); err != nil {
			b.Fatal(err)
		}
	}
}
