package node

import (
	"errors"
	"os"
	"testing"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// body is a statement of a key with the bytes that are served for its body.
func body(key byte, seq int64) (statement.Statement, []byte) {
	salt, content := [statement.SaltSize]byte{key}, []byte("EXERCISE a name")
	served := append(salt[:], content...)
	st := statement.Statement{Type: "notice.filed/v1", Key: statement.Digest{key}, Seq: seq}
	st.Body = &statement.Body{Commit: st.Commit(salt, content), Size: int64(len(served))}
	return st, served
}

// What was erased is not there, not missed and not taken, also after a restart,
// and after one that a kill left in the middle. R-ERASE-8.
func TestGraves(t *testing.T) {
	b, err := openBodies(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	st, served := body(1, 3)
	here := func(when string) {
		t.Helper()
		if _, ok := b.get(st.Body.Commit); ok || !b.buried(&st) || !b.anyBuried(st.Body.Commit) {
			t.Errorf("%s: the body is there (%t), or nobody knows that it was erased", when, ok)
		}
		if err := b.put(&st, served); !errors.Is(err, ErrErased) {
			t.Errorf("%s: it is taken again: %v, want %v", when, err, ErrErased)
		}
		if _, ok := b.get(st.Body.Commit); ok {
			t.Errorf("%s: it is there once more", when)
		}
		if err := b.expect([]charter.Entry{{Index: 4, Statement: st}}); err != nil || len(b.lacks()) != 0 {
			t.Errorf("%s: %d bodies are missed (%v), want none", when, len(b.lacks()), err)
		}
	}
	again := func() {
		t.Helper()
		if b, err = openBodies(b.dir); err != nil {
			t.Fatal(err)
		}
		if err := b.openGraves(statement.Digest{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.put(&st, served); err != nil {
		t.Fatal(err)
	}
	if err := b.bury(graveOf(&st), 4); err != nil {
		t.Fatal(err)
	}
	here("erased")
	again()
	here("after a restart")
	if err := os.WriteFile(b.name(st.Body.Commit), served, 0o600); err != nil { // as a kill before the deletion leaves it
		t.Fatal(err)
	}
	again()
	here("after a kill")
}

// A body that was missed when it was erased is missed no more.
func TestGraveOfWhatIsMissed(t *testing.T) {
	b, err := openBodies(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	st, _ := body(1, 3)
	if err := b.expect([]charter.Entry{{Index: 4, Statement: st}}); err != nil || len(b.lacks()) != 1 {
		t.Fatalf("%d bodies are missed (%v), want 1", len(b.lacks()), err)
	}
	if err := b.bury(graveOf(&st), 4); err != nil || len(b.lacks()) != 0 {
		t.Errorf("%d bodies are missed after the erasure (%v), want none", len(b.lacks()), err)
	}
	if b, err = openBodies(b.dir); err != nil || len(b.lacks()) != 0 {
		t.Errorf("%d bodies are missed after a restart (%v), want none", len(b.lacks()), err)
	}
}

// Who repeats another's commitment and has its own statement erased has nothing of
// the other's erased, kept out or said to be erased. R-ERASE-6.
func TestGraveOfACopy(t *testing.T) {
	for name, first := range map[string]bool{"kept before": true, "come after": false} {
		b, err := openBodies(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		st, served := body(1, 3)
		copied := statement.Statement{Type: st.Type, Key: statement.Digest{2}, Seq: 9, Body: st.Body}
		if first {
			err = b.put(&st, served)
		}
		if err := errors.Join(err, b.bury(graveOf(&copied), 5)); err != nil {
			t.Fatal(err)
		}
		if !first {
			if err := b.put(&st, served); err != nil {
				t.Errorf("%s: the body is not taken: %v", name, err)
			}
		}
		if err := b.openGraves(statement.Digest{}); err != nil {
			t.Fatal(err)
		}
		if got, ok := b.get(st.Body.Commit); !ok || string(got) != string(served) || b.buried(&st) {
			t.Errorf("%s: the body is %q, erased %t; want it untouched", name, got, b.buried(&st))
		}
	}
}
