package server

import (
	"crypto/sha256"
	"fmt"
	"log/slog"
	"testing"

	"parley.example/internal/kind"
	"parley.example/internal/kinds/member"
	"parley.example/internal/projection"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// callKind calls bravo with every entry, but voids those that say so.
func callKind() kind.Kind {
	return kind.Kind{
		Name: "call", Rules: 1,
		Entries: []kind.EntryType{{Name: "call.made/v1", Parse: func(b []byte) (any, error) { return string(b), nil }}},
		Admit: func(_ kind.View, e kind.Entry) error {
			if e.Act == `"void"` {
				return &kind.Void{Rule: "R-CALL"}
			}
			return nil
		},
		Calls: func(kind.View, kind.Entry) []string { return []string{"bravo"} },
	}
}

// stage is bravo's picture on a made-up record.
type stage struct {
	*picture
	t     *testing.T
	state *charter.State
	doc   *charter.Document
	size  int64
	now   statement.Time
}

func newStage(t *testing.T) *stage {
	t.Helper()
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	state, err := charter.New(m.Document())
	if err != nil {
		t.Fatal(err)
	}
	engine, err := projection.Open(projection.NewMemory(), []kind.Kind{member.Kind, callKind()}, state.Document())
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, state: state, doc: state.Document(), now: 1_000_000}
	s.picture = &picture{engine: engine, member: "bravo", beside: &beside{}, log: slog.New(slog.DiscardHandler)}
	return s
}

// entry is the next line of the record, not folded yet.
func (s *stage) entry(by, typ string, seen int64, act string) charter.Entry {
	e := charter.Entry{Index: s.size, Time: s.now, Charter: s.doc, Author: charter.Author{Member: by, Seat: charter.Node}}
	e.Statement = statement.Statement{Type: typ, Act: []byte(act), Seen: statement.Seen{Size: seen}}
	e.ID = statement.ID(sha256.Sum256(fmt.Append(nil, s.size)))
	s.size, s.now = s.size+1, s.now+1
	return e
}

func (s *stage) fold(entries ...charter.Entry) {
	s.t.Helper()
	if err := s.Fold(entries, s.state, checkpoint.Checkpoint{}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) tick(by string, seen int64, p *tick.Picture) charter.Entry {
	s.t.Helper()
	act, err := statement.Encode(tick.Tick{Clock: s.now, Missing: []statement.Digest{}, Picture: p})
	if err != nil {
		s.t.Fatal(err)
	}
	return s.entry(by, tick.TypeTick, seen, string(act))
}

// What is addressed to the member waits for a tick that has seen it: one that was
// under way does not deliver it. What is void calls nobody. R-PICTURE-10.
func TestDeliver(t *testing.T) {
	s := newStage(t)
	waits := func(want bool, why string) {
		t.Helper()
		if got := s.Wants().Deliver; got != want {
			t.Errorf("%s: deliver is %v, want %v", why, got, want)
		}
	}
	s.fold(s.entry("alpha", "call.made/v1", 0, `"void"`))
	waits(false, "a void call")
	s.fold(s.entry("alpha", "call.made/v1", 0, `"x"`), s.tick("bravo", 1, nil), s.tick("alpha", 2, nil))
	waits(true, "a tick under way and another member's")
	s.fold(s.tick("bravo", 2, nil))
	waits(false, "a tick that has seen it")
}

// The digest is offered until a tick has carried it onto the record, and then
// again in the charter's tick time. PROTOCOL A8, R-PICTURE-11.
func TestDigestRides(t *testing.T) {
	s := newStage(t)
	s.fold(s.entry("alpha", "call.made/v1", 0, `"x"`))
	for range 3 {
		if s.Wants().Digest == nil {
			t.Fatal("the digest is offered once, and lost where no tick was made of it")
		}
	}
	d := s.Wants().Digest
	s.fold(s.tick("bravo", 1, nil))
	if s.Wants().Digest == nil {
		t.Error("a tick without the digest counts as one that carried it")
	}
	s.fold(s.tick("bravo", 1, d))
	if s.Wants().Digest != nil {
		t.Error("the digest is offered again at once")
	}
	s.now += statement.Time(s.doc.Tolerances.Resolved().Tick)
	s.fold(s.tick("alpha", 1, nil))
	if s.Wants().Digest == nil {
		t.Error("the digest is not offered again after the charter's tick time")
	}
}

// Another member's digest is held against ours at the same place; the first
// difference is kept. Other rules do not compare. R-PICTURE-11.
func TestMismatch(t *testing.T) {
	s := newStage(t)
	s.fold(s.entry("alpha", "call.made/v1", 0, `"x"`), s.entry("alpha", "call.made/v1", 0, `"void"`))
	ours := *s.Wants().Digest
	other, early, foreign := ours, ours, ours
	other.Digest[0] ^= 1
	early.Digest, early.Size = statement.Digest{}, 1 // nothing changed a row up to there
	foreign.Digest[0], foreign.Rules[0] = foreign.Digest[0]^1, foreign.Rules[0]^1
	s.fold(s.tick("alpha", 2, &ours), s.tick("alpha", 2, &early), s.tick("alpha", 2, &foreign), s.tick("bravo", 2, &other))
	if m := s.differ.first(); m != nil {
		t.Fatalf("pictures differ: %+v, want none", m)
	}
	s.fold(s.tick("mediator", 2, &other), s.tick("alpha", 2, &other))
	if m := s.differ.first(); m == nil || m.Member != "mediator" || m.Size != 2 || m.Ours != ours.Digest {
		t.Errorf("the mismatch is %+v, want the mediator's at 2", m)
	}
}
