package desk_test

import (
	"errors"
	"testing"

	"parley.example/internal/desk"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// An officer whose key's revocation the node has at hand signs nothing more, not
// even what was planned before, and is told why. R-DESK-14.
func TestRevokedNotOnRecord(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a2")
	c := b.plan(by, "lamp.light", lightIn("attic"))
	record := b.Key
	b.Key = func(id statement.Digest) (charter.Key, bool) {
		k, ok := record(id)
		if k.Officer == "a2" {
			k.Ended = &charter.End{Place: desk.NoPlace, Why: "revoked"}
		}
		return k, ok
	}
	if _, err := b.Confirm(t.Context(), by, c.Token); !errors.Is(err, desk.ErrNoPower) {
		t.Errorf("confirm of what was planned before: %v, want ErrNoPower", err)
	}
	now := b.signIn("a2")
	why, err := b.Standing(t.Context(), now)
	if got := keyOf(why); got != "desk.standing.revoked" || err != nil {
		t.Errorf("Standing = %q, %v, want desk.standing.revoked", got, err)
	}
	if acts := b.Acts(now); len(acts) != 0 {
		t.Errorf("offered %d acts, want none", len(acts))
	}
	if sent := b.w.Sents(); len(sent) != 0 {
		t.Errorf("%d statements signed, want none", len(sent))
	}
	if why, err := b.Standing(t.Context(), b.signIn("a1")); why != nil || err != nil {
		t.Errorf("another officer: %q, %v, want nothing said", keyOf(why), err)
	}
}
