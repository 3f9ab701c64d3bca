package charter_test

import (
	"bytes"
	"testing"

	"parley.example/record/charter"
	"parley.example/record/recordtest"
)

// FuzzParseDocument: what parses is written as the same bytes and checks.
// R-CHARTER-1.
func FuzzParseDocument(f *testing.F) {
	f.Add(bytesOf(f, recordtest.Document("alpha", "bravo")))
	f.Fuzz(func(t *testing.T, b []byte) {
		doc, err := charter.ParseDocument(b)
		if err != nil {
			t.Skip()
		}
		if again := bytesOf(t, doc); !bytes.Equal(again, b) {
			t.Fatalf("ParseDocument(%q) is written as %q", b, again)
		}
		if err := doc.Check(); err != nil {
			t.Fatalf("parsed, and does not check: %v", err)
		}
	})
}

// FuzzTake: whatever the host logs, Judge and Fold agree, and bytes that no key
// signed change nothing but size and time. R-VOID-0.
func FuzzTake(f *testing.F) {
	base := voidMechanism(f)
	for _, c := range voidCases()[:8] {
		f.Add(c.leaf(f, voidMechanism(f)))
	}
	before := snapshot(f, base.State())
	f.Fuzz(func(t *testing.T, leaf []byte) {
		s, err := charter.Restore(before)
		if err != nil {
			t.Fatal(err)
		}
		judged := s.Judge(charter.Prepare(leaf, s.Pub))
		folded := s.Take(leaf)
		if (judged.Void == nil) != (folded.Void == nil) || judged.Void != nil && *judged.Void != *folded.Void {
			t.Fatalf("Judge says %v, Fold %v, of %q", judged.Void, folded.Void, leaf)
		}
		if s.Size() != base.State().Size()+1 || s.Time() < base.State().Time() {
			t.Fatalf("size %d, time %v after %q", s.Size(), s.Time(), leaf)
		}
	})
}
