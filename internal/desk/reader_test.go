package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley.example/internal/desk"
	"parley.example/internal/desk/desktest"
	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/record/statement"
)

// sealedIn is a lamp for Bravo alone.
func sealedIn(note string) desktest.LightIn {
	return desktest.LightIn{Room: "cellar", Watts: 40, Note: note, Readers: []string{"bravo"}}
}

// What has readers is handed over sealed, with the own member among them; the
// officer is told who reads it, and the body is releasable to them alone.
// R-DESK-13.
func TestSealedFiling(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	c := b.plan(by, "lamp.both", desktest.AgreeIn{Room: "hall", Readers: []string{"mediator", "bravo", "bravo"}})
	names := lang.Text{
		"ar": "EXERCISE alpha\u060c EXERCISE bravo\u060c EXERCISE mediator", "en": "EXERCISE alpha, EXERCISE bravo, EXERCISE mediator",
		"he": "EXERCISE alpha, EXERCISE bravo, EXERCISE mediator",
	}
	want := []lang.Message{lang.Say("lamp.says.agreed", "room", "hall"), lang.Say("desk.says.sealed", "members", names)}
	if diff := cmp.Diff(want, c.Says); diff != "" {
		t.Errorf("the confirmation differs (-want +got):\n%s", diff)
	}
	if _, err := b.Confirm(t.Context(), by, c.Token); err != nil {
		t.Fatal(err)
	}
	sent := b.w.Sents()
	if len(sent) != 2 || sent[0].Statement.Type != desktest.TypeLit || sent[1].Statement.Type != statement.SealedType {
		t.Fatalf("%d statements, want the first in the open and the second sealed: %+v", len(sent), sent)
	}
	inner := sent[1].Inner
	if inner.Type != desktest.TypeAgreed || !slices.Equal(inner.Readers, []string{"alpha", "bravo", "mediator"}) || inner.NotAfter == 0 {
		t.Errorf("within is %s for %v until %v, want the agreement for three members, which lapses", inner.Type, inner.Readers, inner.NotAfter)
	}
	if out := sent[1].Statement; out.NotAfter != 0 || len(out.Readers) != 0 || string(out.Act) != "{}" {
		t.Errorf("the statement on the record says %+v, want nothing of what is within", out)
	}

	c = b.plan(by, "lamp.light", sealedIn("EXERCISE"))
	if _, err := b.Confirm(t.Context(), by, c.Token); err != nil {
		t.Fatal(err)
	}
	m, err := kind.ParseMarked(b.w.Sents()[2].Body)
	if err != nil || !slices.Equal(m.ReleasableTo, []string{"alpha", "bravo"}) {
		t.Errorf("releasable to %v (%v), want the readers alone", m.ReleasableTo, err)
	}
}

// A draft is judged in the room where it will be read: what stands in another
// room does not bear on it, what stands in its own does, at the plan and at the
// confirmation. R-DESK-13.
func TestJudgedInItsRoom(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	b.w.LightSealed([]string{"alpha", "bravo"}, "cellar", 40)
	var void *kind.Void
	if _, err := b.Plan(t.Context(), by, "lamp.light", sealedIn("")); !errors.As(err, &void) || void.Rule != "LAMP-1" {
		t.Errorf("lit already in its room: %v, want LAMP-1", err)
	}
	if _, err := b.Plan(t.Context(), by, "lamp.light", desktest.LightIn{Room: "cellar", Watts: 40}); err != nil {
		t.Errorf("in the open, where the room is not read: %v", err)
	}
	other := sealedIn("")
	other.Readers = []string{"mediator"}
	c := b.plan(by, "lamp.light", other)
	b.w.LightSealed([]string{"alpha", "mediator"}, "cellar", 40)
	if _, err := b.Confirm(t.Context(), by, c.Token); !errors.As(err, &void) || void.Rule != "LAMP-1" || len(b.w.Sents()) != 0 {
		t.Errorf("lit in its room since the plan: %v, %d signed, want LAMP-1 and none", err, len(b.w.Sents()))
	}
}

// The picture of the common room passes a sealed entry before its room has read
// it: until then the draft stays. R-DESK-8, R-DESK-13.
func TestSealedVerdictComesLater(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	f, err := b.Confirm(t.Context(), by, b.plan(by, "lamp.light", sealedIn("")).Token)
	if err != nil {
		t.Fatal(err)
	}
	id := f.Results[0].ID
	b.w.Set(kind.Result{ID: id, Logged: 3, Receipted: true})
	b.w.Enter(kind.Entry{ID: id, Index: 3, Type: statement.SealedType})
	if _, err := b.Watch(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if len(b.drafts(by)) != 1 {
		t.Error("the draft went before the room had read the entry")
	}
	b.w.Enter(kind.Entry{ID: id, Index: 3, Type: desktest.TypeLit, Room: "alpha,bravo"})
	if err := b.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := b.drafts(by); len(got) != 0 {
		t.Errorf("drafts %+v after the room had read it, want none", got)
	}
}

// Where the node has no key to seal to, nothing is signed and the draft is back
// with its officer.
func TestNoKeyToSealTo(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	c := b.plan(by, "lamp.light", sealedIn(""))
	b.w.Fail(func(step string) error {
		if step == "sign" {
			return fmt.Errorf("%w: bravo", desk.ErrSeal)
		}
		return nil
	})
	var p *kind.Problem
	if _, err := b.Confirm(t.Context(), by, c.Token); !errors.As(err, &p) || p.Says.Key != "desk.no_sealing_key" {
		t.Errorf("confirm: %v, want desk.no_sealing_key", err)
	}
	if got := b.drafts(by); len(got) != 1 || got[0].Why.Key != "desk.why.input" || len(b.w.Sents()) != 0 {
		t.Errorf("drafts %+v, %d signed, want it back and nothing signed", got, len(b.w.Sents()))
	}
}
