package charter_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// take judges a leaf and folds it, and holds that Judge changes nothing, that
// Fold agrees with it, and that a state restored before the leaf comes to the
// same end.
func take(t recordtest.T, m *recordtest.Mechanism, leaf []byte) charter.Entry {
	t.Helper()
	before := snapshot(t, m.State())
	judged := m.State().Judge(charter.Prepare(leaf, m.State().Pub))
	if after := snapshot(t, m.State()); !bytes.Equal(before, after) {
		t.Fatalf("Judge changed the state:\n%s\nfrom\n%s", after, before)
	}
	restored, err := charter.Restore(before)
	if err != nil {
		t.Fatalf("Restore: %v", err)
	}
	again := restored.Take(leaf)
	folded := m.Take(leaf)
	if again.Charter == nil || folded.Charter != m.State().Document() {
		t.Fatalf("the folded entry names %p as the charter in force, want %p", folded.Charter, m.State().Document())
	}
	judged.Charter = folded.Charter
	if diff := cmp.Diff(judged, folded); diff != "" {
		t.Fatalf("Judge and Fold differ:\n%s", diff)
	}
	if diff := cmp.Diff(again, folded); diff != "" {
		t.Fatalf("the restored state judges otherwise:\n%s", diff)
	}
	if a, b := snapshot(t, restored), snapshot(t, m.State()); !bytes.Equal(a, b) {
		t.Fatalf("the restored state became\n%s\nwant\n%s", a, b)
	}
	return folded
}

func snapshot(t recordtest.T, s *charter.State) []byte {
	t.Helper()
	b, err := s.Snapshot()
	if err != nil {
		t.Fatalf("Snapshot: %v", err)
	}
	return b
}

// try signs and takes, a millisecond after the record time.
func try(t recordtest.T, m *recordtest.Mechanism, signer, typ string, act any) charter.Entry {
	t.Helper()
	return tryAt(t, m, m.Now()+1, signer, typ, act)
}

func tryAt(t recordtest.T, m *recordtest.Mechanism, at statement.Time, signer, typ string, act any) charter.Entry {
	t.Helper()
	return take(t, m, m.Leaf(m.Sign(signer, typ, act), at))
}

// all takes the same act from every signer and wants each to hold.
func all(t recordtest.T, m *recordtest.Mechanism, typ string, act any, signers ...string) {
	t.Helper()
	for _, signer := range signers {
		if e := try(t, m, signer, typ, act); e.Void != nil {
			t.Fatalf("%s by %s: %v", typ, signer, e.Void)
		}
	}
}

func wantRule(t *testing.T, got *charter.Void, want string) {
	t.Helper()
	rule := ""
	if got != nil {
		rule = got.Rule
	}
	if rule != want {
		t.Errorf("verdict %v, want rule %q", got, want)
	}
}

// desk tries to appoint an officer with a key, which is how these tests ask
// whether a root holds.
func desk(t *testing.T, m *recordtest.Mechanism, root, key string, at statement.Time) *charter.Void {
	t.Helper()
	return tryAt(t, m, at, root, charter.TypeAppointed, charter.Appointed{
		Desks: []string{}, ExpiresAt: at.Add(time.Hour), Key: recordtest.Pub(key), Officer: "o",
		Powers: []charter.Power{recordtest.Power("notice.*")},
	}).Void
}

// amending returns a copy of the charter in force that names it as what it
// amends, with the keys that hold now.
func amending(t recordtest.T, m *recordtest.Mechanism) charter.Document {
	t.Helper()
	digest := inForce(t, m)
	doc := *m.State().Document()
	doc.Amends = &digest
	doc.Members = append([]charter.Member(nil), doc.Members...)
	doc.Witnesses = append([]string(nil), doc.Witnesses...)
	return doc
}

// inForce returns the digest of the charter in force, which a succession does
// not change.
func inForce(t recordtest.T, m *recordtest.Mechanism) statement.Digest {
	t.Helper()
	return m.State().CharterDigest()
}

func without(doc *charter.Document, code string) {
	var members []charter.Member
	for _, m := range doc.Members {
		if m.Code != code {
			members = append(members, m)
		}
	}
	var witnesses []string
	for _, w := range doc.Witnesses {
		if w != code {
			witnesses = append(witnesses, w)
		}
	}
	doc.Members, doc.Witnesses = members, witnesses
}

func with(doc *charter.Document, codes ...string) {
	for _, code := range codes {
		doc.Members = append(doc.Members, recordtest.Member(code))
		doc.Witnesses = append(doc.Witnesses, code)
	}
}

func bytesOf(t recordtest.T, doc charter.Document) []byte {
	t.Helper()
	b, err := doc.Bytes()
	if err != nil {
		t.Fatalf("Bytes: %v", err)
	}
	return b
}

// propose proposes a document and returns the act that signs it.
func propose(t recordtest.T, m *recordtest.Mechanism, signer string, doc charter.Document) charter.Signed {
	t.Helper()
	all(t, m, charter.TypeProposed, charter.Proposed{Document: bytesOf(t, doc)}, signer)
	digest, err := doc.Digest()
	if err != nil {
		t.Fatalf("Digest: %v", err)
	}
	return charter.Signed{Charter: digest}
}
