package desk_test

import (
	"errors"
	"testing"
	"time"

	"parley.example/internal/desk"
	"parley.example/internal/desk/desktest"
	"parley.example/internal/kind"
)

var errStop = errors.New("stopped here by the test")

// A process that stops at any step of a filing of two statements signs each of
// them once at the most, loses none that was signed, and keeps the draft.
func TestStopInTheMiddle(t *testing.T) {
	tests := map[string]struct {
		step   string
		nth    int // at which of the calls
		signed int // after the stop
	}{
		"before the first is signed":  {"sign", 1, 0},
		"after the first is signed":   {"signed", 1, 1},
		"before the second is signed": {"sign", 2, 1},
		"after the second is signed":  {"signed", 2, 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			by := b.signIn("a1")
			c := b.plan(by, "lamp.both", desktest.AgreeIn{Room: "hall"})
			b.w.Fail(stopAt(tt.step, tt.nth))
			if _, err := b.Confirm(t.Context(), by, c.Token); !errors.Is(err, errStop) {
				t.Fatalf("Confirm = %v, want the stop", err)
			}
			b.w.Fail(nil)
			b.restart()
			if n := len(b.w.Sents()); n != tt.signed {
				t.Fatalf("%d signed after the restart, want %d: the machine never signs by itself", n, tt.signed)
			}
			if got := b.drafts(by); len(got) != 1 {
				t.Errorf("drafts after the restart: %+v, want one", got)
			}
			if tt.signed < 2 {
				if _, err := b.Confirm(t.Context(), by, c.Token); !errors.Is(err, desk.ErrLocked) {
					t.Errorf("Confirm with the key locked: %v, want ErrLocked", err)
				}
			}
			f, err := b.Confirm(t.Context(), b.signIn("a1"), c.Token)
			if err != nil || len(f.Results) != 2 || len(b.w.Sents()) != 2 {
				t.Errorf("carried on: %+v, %v, %d signed; want two, once each", f, err, len(b.w.Sents()))
			}
		})
	}
}

// What nobody carries on in time goes back; what was signed stays filed.
func TestStoppedAndLeft(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	c := b.plan(by, "lamp.both", desktest.AgreeIn{Room: "hall"})
	b.w.Fail(stopAt("signed", 1))
	if _, err := b.Confirm(t.Context(), by, c.Token); !errors.Is(err, errStop) {
		t.Fatalf("Confirm = %v, want the stop", err)
	}
	b.w.Fail(nil)
	b.w.Pass(11 * time.Minute)
	b.restart()
	by = b.signIn("a1")
	got := b.drafts(by)
	if len(got) != 1 || got[0].Why.Key != "desk.why.expired" {
		t.Errorf("drafts = %+v, want it back as expired", got)
	}
	f, err := b.Confirm(t.Context(), by, c.Token)
	if err != nil || len(f.Results) != 1 || len(b.w.Sents()) != 1 {
		t.Errorf("the token afterwards: %+v, %v, %d signed; want the one that was signed", f, err, len(b.w.Sents()))
	}
	id := f.Results[0].ID
	b.w.Set(kind.Result{ID: id, Logged: 3, Receipted: true})
	if err := b.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(b.drafts(by)) != 1 {
		t.Error("the draft of the part that was never signed went with the receipt of the other")
	}
}

// A refusal by the node's own judgment goes back at once.
func TestRefusedAtTheDoor(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	c := b.plan(by, "lamp.light", lightIn("hall"))
	b.w.Fail(func(step string) error {
		if step == "sign" {
			return &kind.Void{Rule: "R-VOID-11", Text: "the key held until then"}
		}
		return nil
	})
	var void *kind.Void
	if _, err := b.Confirm(t.Context(), by, c.Token); !errors.As(err, &void) || void.Rule != "R-VOID-11" {
		t.Errorf("Confirm = %v, want R-VOID-11", err)
	}
	if got := b.drafts(by); len(got) != 1 || got[0].Why.Args["rule"] != "R-VOID-11" {
		t.Errorf("drafts = %+v, want it back with the rule", got)
	}
}

// A fault after the signature is not told as one: told of it, an officer would
// say the same thing twice.
func TestFaultAfterSigning(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	c := b.plan(by, "lamp.light", lightIn("hall"))
	b.w.Fail(func(step string) error {
		if step == "signed" {
			return errStop
		}
		return nil
	})
	f, err := b.Confirm(t.Context(), by, c.Token)
	if err != nil || len(f.Results) != 1 || len(b.w.Sents()) != 1 || f.Results[0].ID != b.w.Sents()[0].ID {
		t.Errorf("Confirm = %+v, %v, want the one that was signed", f, err)
	}
}

// stopAt stops at the nth call of a step, and at every call from then on.
func stopAt(step string, nth int) func(string) error {
	seen := 0
	return func(s string) error {
		if s == step {
			seen++
		}
		if seen >= nth {
			return errStop
		}
		return nil
	}
}
