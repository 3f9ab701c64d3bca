package projection_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parley.example/internal/projection"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

const (
	ours  = "alpha,bravo"
	alone = "alpha"
	lost  = "alpha,bravo,mediator" // alpha has no key to what is sealed to it
)

func openRooms(t fataler, store projection.Store, doc *charter.Document, o projection.Opener) *projection.Engine {
	t.Helper()
	e := openToy(t, store, doc)
	if err := e.OpenRooms("alpha", o); err != nil {
		t.Fatal(err)
	}
	return e
}

func foldRooms(t fataler, e *projection.Engine) []projection.RoomEntry {
	t.Helper()
	list, err := e.FoldRooms()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// drawSealed draws lines of which some are sealed, to rooms of which others cannot
// be read here.
func drawSealed(t *rapid.T) []toyLine {
	lines := drawLines(t)
	for i := range lines {
		l := &lines[i]
		if l.typ == toyType && rapid.IntRange(0, 5).Draw(t, "wide") == 0 {
			l.typ = toyWide
		}
		l.room = rapid.SampledFrom([]string{"", "", ours, ours, alone, lost}).Draw(t, "room")
		if l.node {
			l.room = ""
		}
		if l.same >= 0 && l.same < i {
			l.room, l.typ = lines[l.same].room, lines[l.same].typ
		}
	}
	return lines
}

// roomPicture is all that rooms come to: standing, digest after every entry,
// verdicts and rows, as the rooms read and as people do.
func roomPicture(t fataler, e *projection.Engine, in beside) string {
	t.Helper()
	var out bytes.Buffer
	for _, s := range e.Rooms() {
		fmt.Fprintln(&out, "room", s.Room, s.Size, s.Digest, s.Next, s.Missing, s.Broken)
		for i := range in.entries {
			d, err := e.RoomDigestAt(s.Room, int64(i))
			if err != nil {
				t.Fatal(err)
			}
			at, err := e.ReaderAt(int64(i), in)
			if err != nil {
				t.Fatal(err)
			}
			r := at.In(s.Room)
			seen, ok := r.Verdict(in.entries[i].ID)
			fmt.Fprintln(&out, i, d, seen.Room, seen.Rule, seen.Time, ok)
			fmt.Fprint(&out, dump(t, r))
		}
	}
	fmt.Fprint(&out, dump(t, e.ReaderAll(in)))
	return out.String()
}

// Whatever the record and whatever is sealed in it, folding it whole, one by one,
// in any batches with restarts and full disks in between, with ciphertexts that
// come in any order however late, in a map or in SQLite, comes to one picture of
// each room. R-PICTURE-13, R-PICTURE-15, R-PICTURE-17.
func TestRooms(t *testing.T) {
	doc := toyDocument(t)
	rapid.Check(t, func(r *rapid.T) {
		in := newSafe()
		entries := toySealed(t, doc, drawSealed(r), in)
		at := beside{entries: entries, safe: in}
		whole := openRooms(r, projection.NewMemory(), doc, in)
		if err := whole.Fold(entries, nil); err != nil {
			r.Fatal(err)
		}
		foldRooms(r, whole)
		want := roomPicture(r, whole, at)

		one := openRooms(r, projection.NewMemory(), doc, in)
		for i := range entries {
			if err := one.Fold(entries[i:i+1], nil); err != nil {
				r.Fatal(err)
			}
			foldRooms(r, one)
		}
		if got := roomPicture(r, one, at); got != want {
			r.Fatalf("one by one:\n%s\nwant\n%s", got, want)
		}
		rough, closeIt := foldRoomsRoughly(t, r, doc, entries, in)
		if got := roomPicture(r, rough, at); got != want {
			r.Fatalf("in a rough way:\n%s\nwant\n%s", got, want)
		}
		samePicture(r, entries, whole, rough)
		plain := openToy(r, projection.NewMemory(), doc)
		if err := plain.Fold(entries, nil); err != nil {
			r.Fatal(err)
		}
		samePicture(r, entries, plain, whole)
		closeIt()
	})
}

// flakyRooms also fails at a room's commit.
type flakyRooms struct {
	flaky
	beforeRoom, afterRoom bool
}

func (f *flakyRooms) CommitRoom(c projection.RoomCommit) error {
	if f.beforeRoom {
		f.beforeRoom = false
		return errDisk
	}
	err := f.Store.CommitRoom(c)
	if f.afterRoom {
		f.afterRoom = false
		return errDisk
	}
	return err
}

// told counts how often the engine returned a sealed entry as folded for the first
// time: once, but that a node which stops after a fault never hears of it.
type told struct {
	times         map[int64]int
	fault, unsure bool
}

func (c *told) note(list []projection.RoomEntry, err error) {
	if c.times == nil {
		c.times = map[int64]int{}
	}
	for _, f := range list {
		if !f.Again {
			c.times[f.Entry.Index]++
		}
	}
	c.fault = err != nil
}

func (c *told) check(t fataler, e *projection.Engine, in beside) {
	t.Helper()
	r := e.ReaderAll(in)
	for i, ce := range in.entries {
		seen, _ := r.Verdict(ce.ID)
		if n := c.times[int64(i)]; n > 1 || seen.Room != "" && n == 0 && !c.unsure || seen.Room == "" && n > 0 {
			t.Fatalf("entry %d of room %q was returned as folded %d times", i, seen.Room, n)
		}
	}
}

func foldRoomsRoughly(
	t *testing.T, r *rapid.T, doc *charter.Document, entries []charter.Entry, all *safe,
) (*projection.Engine, func()) {
	in := &safe{inner: all.inner, missing: map[statement.Digest]bool{}, opened: map[statement.Digest]int{}}
	for c := range in.inner {
		in.missing[c] = true
	}
	path := ""
	f := &flakyRooms{flaky: flaky{Store: projection.NewMemory()}}
	if rapid.IntRange(0, 5).Draw(r, "sqlite") == 0 {
		dir, err := os.MkdirTemp(t.TempDir(), "") //nolint:usetesting // one of each draw
		if err != nil {
			r.Fatal(err)
		}
		path = filepath.Join(dir, "picture.db")
		f.Store = openFile(r, path)
	}
	e := openRooms(r, f, doc, in)
	told := told{}
	for e.Standing().Size < int64(len(entries)) {
		at, _, err := e.Resume()
		if err != nil {
			r.Fatal(err)
		}
		n := min(at+int64(rapid.IntRange(1, 6).Draw(r, "batch")), int64(len(entries)))
		f.after = rapid.IntRange(0, 5).Draw(r, "full") == 0
		if err := e.Fold(entries[at:n], nil); err != nil && !errors.Is(err, errDisk) {
			r.Fatal(err)
		}
		for i := range n { // what is logged may come, be it soon or late
			if body := entries[i].Statement.Body; body != nil && rapid.Bool().Draw(r, "comes") {
				in.missing[body.Commit] = false
			}
		}
		switch rapid.IntRange(0, 5).Draw(r, "trouble") {
		case 0:
			f.beforeRoom = true
		case 1:
			f.afterRoom = true
		case 2:
			if path != "" {
				if err := e.Close(); err != nil {
					r.Fatal(err)
				}
				f.Store = openFile(r, path)
			}
			e, told.unsure = openRooms(r, f, doc, in), told.unsure || told.fault
		case 3:
			continue // the rooms come later
		}
		list, err := e.FoldRooms()
		if err != nil && !errors.Is(err, errDisk) {
			r.Fatal(err)
		}
		told.note(list, err)
	}
	f.beforeRoom, f.afterRoom = false, false
	clear(in.missing)
	for range 4 { // a room that failed sits out the calls in between
		told.note(foldRooms(r, e), nil)
	}
	told.check(r, e, beside{entries: entries, safe: in})
	return e, func() {
		if err := e.Close(); err != nil {
			r.Fatal(err)
		}
	}
}

// A room in which all is said is what the common room would be if the same were
// said in the open: rows and verdicts at every place, alarms with their times.
// R-PICTURE-13, R-PICTURE-17.
func TestRoomIsAPicture(t *testing.T) {
	doc := toyDocument(t)
	rapid.Check(t, func(r *rapid.T) {
		lines := drawLines(r)
		for i := range lines {
			lines[i].node = false
			if lines[i].typ == toyNext { // moves time and says nothing
				lines[i].node = true
				lines[i].same = -1
			} else {
				lines[i].room = ours
			}
			if s := lines[i].same; s >= 0 && s < i && lines[s].node {
				lines[i].same = -1
			}
		}
		inside := newSafe()
		sealed := toySealed(t, doc, lines, inside)
		for i := range lines {
			lines[i].room = ""
		}
		open := toyEntries(t, doc, lines)
		want, got := openToy(r, projection.NewMemory(), doc), openRooms(r, projection.NewMemory(), doc, inside)
		if err := errors.Join(want.Fold(open, nil), got.Fold(sealed, nil)); err != nil {
			r.Fatal(err)
		}
		foldRooms(r, got)
		for i := range open {
			a, errA := want.ReaderAt(int64(i), beside{entries: open})
			b, errB := got.ReaderAt(int64(i), beside{entries: sealed, safe: inside})
			if err := errors.Join(errA, errB); err != nil {
				r.Fatal(err)
			}
			b.In(ours)
			va, _ := a.Verdict(open[i].ID)
			vb, _ := b.Verdict(sealed[i].ID)
			if va.Rule != vb.Rule || va.Time != vb.Time {
				r.Fatalf("entry %d in the room: %+v, in the open %+v", i, vb, va)
			}
			if x, y := dump(r, a), strings.ReplaceAll(dump(r, b), ours, ""); x != y { // the echo's keys name the room
				r.Fatalf("after entry %d the room has\n%s\nthe open\n%s", i, y, x)
			}
		}
		if rooms := got.Rooms(); len(rooms) > 0 && rooms[0].Next != want.Standing().Next {
			r.Fatalf("the room's next alarm is %v, the open one's %v", rooms[0].Next, want.Standing().Next)
		}
		if got.Standing().Digest != (statement.Digest{}) && !slices.ContainsFunc(lines, func(l toyLine) bool { return l.void }) {
			r.Fatal("what was sealed left a trace in the common room")
		}
	})
}
