package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/projection"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

type tallyRow struct {
	N int64 `json:"n"`
}

// tallyKind counts. Another rule of the same version counts the entry at one
// index twice.
func tallyKind(twiceAt int64) kind.Kind {
	rows := kind.Table[tallyRow]{Name: "tally"}
	return kind.Kind{
		Name: "tally", Rules: 1, Tables: []kind.AnyTable{rows},
		Entries: []kind.EntryType{{Name: "tally.made/v1", Parse: func(b []byte) (any, error) { return string(b), nil }}},
		Fold: func(tx kind.Tx, e kind.Entry) error {
			row, _ := rows.Get(tx, "")
			if row.N++; e.Index == twiceAt {
				row.N++
			}
			rows.Put(tx, "", row)
			return nil
		},
	}
}

// folded is a picture of so many entries.
type folded struct{ e *projection.Engine }

func fold(t *testing.T, size, twiceAt int64) folded {
	t.Helper()
	doc, err := charter.ParseDocument(recordtest.Found(t, "alpha", "bravo", "mediator").Document())
	if err != nil {
		t.Fatal(err)
	}
	e, err := projection.Open(projection.NewMemory(), []kind.Kind{tallyKind(twiceAt)}, &doc)
	if err != nil {
		t.Fatal(err)
	}
	for i := range size {
		entry := charter.Entry{Index: i, Time: statement.Time(i + 1), Charter: &doc, Author: charter.Author{Member: "alpha", Seat: charter.Node}}
		entry.Statement = statement.Statement{Type: "tally.made/v1", Act: []byte("{}")}
		entry.ID = statement.ID{byte(i), byte(i >> 8), 1}
		if err := e.Fold([]charter.Entry{entry}, []byte("{}")); err != nil {
			t.Fatal(err)
		}
	}
	return folded{e}
}

func (f folded) Digest(index int64) (tick.Picture, bool, error) {
	return (&picture{engine: f.e}).Digest(index)
}

func (f folded) Changed(index int64) (string, []string, error) {
	kinds, err := f.e.Changed(index, "tally.made/v1")
	return "tally.made/v1", kinds, err
}

func (f folded) ask(_ context.Context, _ string, index int64) (tick.Picture, error) {
	p, ok, err := f.Digest(index)
	if !ok {
		return p, errors.Join(err, errors.New("not folded so far"))
	}
	return p, err
}

// said is the mismatch that a tick of the other at a size makes.
func said(t *testing.T, ours, theirs folded, size int64) Mismatch {
	t.Helper()
	a, _, err := ours.Digest(size - 1)
	if err != nil {
		t.Fatal(err)
	}
	b, _, err := theirs.Digest(size - 1)
	if err != nil {
		t.Fatal(err)
	}
	return Mismatch{Member: "bravo", Size: size, Ours: a.Digest, Theirs: b.Digest, Rules: a.Rules}
}

// Two pictures by rules that differ at one entry: the search finds exactly that
// one, wherever it is and whatever the tick's size, with few questions.
// R-PICTURE-21.
func TestFirstDiffering(t *testing.T) {
	const size = 100
	ours := fold(t, size, -1)
	for _, at := range []int64{0, 1, 2, 31, 49, 50, 63, 64, 97, 98} {
		theirs := fold(t, size, at)
		for _, tickAt := range []int64{at + 1, min(at+2, size), size} {
			asked := 0
			got, err := firstDiffering(said(t, ours, theirs, tickAt), ours, func(index int64) (tick.Picture, error) {
				asked++
				return theirs.ask(t.Context(), "bravo", index)
			})
			if err != nil || got != at {
				t.Errorf("differs at %d, tick at %d: found %d, %v", at, tickAt, got, err)
			}
			if asked > 12 {
				t.Errorf("differs at %d: %d questions, want a search by halves", at, asked)
			}
		}
	}
}

// What a node says by the way that is not what its tick said, or not the same
// twice, or of other rules, confirms nothing. R-PICTURE-21.
func TestUnconfirmed(t *testing.T) {
	ours, theirs := fold(t, 40, -1), fold(t, 40, 17)
	m := said(t, ours, theirs, 40)
	times := map[int64]int{}
	gone := errors.New("gone")
	for name, tt := range map[string]struct {
		answer func(p *tick.Picture, index int64) error
		want   error
	}{
		"as its tick": {func(*tick.Picture, int64) error { return nil }, nil},
		"it has been made anew": {func(p *tick.Picture, index int64) error {
			q, err := ours.ask(t.Context(), "", index)
			*p = q
			return err
		}, errNotItsWord},
		"other rules": {func(p *tick.Picture, _ int64) error { p.Rules[0]++; return nil }, errOtherRules},
		"no answer on the way": {func(_ *tick.Picture, index int64) error {
			if index == 9 {
				return gone
			}
			return nil
		}, gone},
		"another the second time": {func(p *tick.Picture, index int64) error {
			if times[index]++; index == 17 && times[index] > 1 {
				q, err := ours.ask(t.Context(), "", index)
				*p = q
				return err
			}
			return nil
		}, errUnsteady},
	} {
		got, err := firstDiffering(m, ours, func(index int64) (tick.Picture, error) {
			p, err := theirs.ask(t.Context(), "bravo", index)
			return p, errors.Join(err, tt.answer(&p, index))
		})
		if !errors.Is(err, tt.want) || tt.want == nil && (err != nil || got != 17) {
			t.Errorf("%s: found %d, %v, want %v", name, got, err, tt.want)
		}
	}
	if _, err := firstDiffering(m, fold(t, 20, -1), nil); !errors.Is(err, errMadeAnew) {
		t.Errorf("our own picture made anew: %v, want that it was", err)
	}
}

// A difference is shown to desks when it is confirmed and not before, latches,
// outlasts a restart, and ends with the picture that it is of. R-PICTURE-21.
func TestDifferLatches(t *testing.T) {
	ours, theirs := fold(t, 40, -1), fold(t, 40, 17)
	path := filepath.Join(t.TempDir(), differFile)
	open := func(o our) *differ {
		t.Helper()
		d := &differ{}
		if err := d.open(path, slog.New(slog.DiscardHandler), o); err != nil {
			t.Fatal(err)
		}
		return d
	}
	d := open(ours)
	if !d.found(said(t, ours, theirs, 30)) || d.found(said(t, ours, theirs, 40)) {
		t.Error("two ticks of one member, want the first alone said to be new")
	}
	down := true
	run := func(d *differ, until func() bool) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		done := make(chan error, 1)
		go func() {
			done <- d.run(ctx, ours, func(ctx context.Context, member string, index int64) (tick.Picture, error) {
				if down || member != "bravo" {
					return tick.Picture{}, fmt.Errorf("%s is down", member)
				}
				return theirs.ask(ctx, member, index)
			})
		}()
		for !until() && ctx.Err() == nil {
			time.Sleep(time.Millisecond)
		}
		if ctx.Err() != nil {
			t.Error("the search came to no end")
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	run(d, func() bool { return d.first().Why != "" })
	if m := d.first(); m.Confirmed || d.shown() != nil || m.Size != 40 {
		t.Errorf("a node that does not answer: %+v, shown %+v, want the newest, not confirmed, nothing shown", m, d.shown())
	}
	down = false
	d = open(ours) // a restart, and the search goes on
	run(d, func() bool { return d.shown() != nil })
	want := Mismatch{Confirmed: true, First: 17, Member: "bravo", Type: "tally.made/v1"}
	if m := d.first(); m.Confirmed != want.Confirmed || m.First != want.First || m.Member != want.Member || m.Type != want.Type ||
		!slices.Equal(m.Kinds, []string{"tally"}) || m.Why != "" {
		t.Errorf("confirmed %+v, want bravo from entry 17 in the kind tally", m)
	}
	d.found(said(t, ours, theirs, 35))
	d = open(ours)
	if s := d.shown(); s == nil || s.First != 17 || len(d.unconfirmed()) != 0 {
		t.Errorf("after another tick and a restart: %+v, want it as confirmed", s)
	}
	if d = open(fold(t, 0, -1)); d.first() != nil {
		t.Errorf("of a picture that was made anew: %+v, want nothing", d.first())
	}
	if d = open(theirs); d.first() != nil {
		t.Errorf("of a picture that is another now: %+v, want nothing", d.first())
	}
}
