package projection_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"parley.example/internal/kind"
	"parley.example/internal/projection"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// said is a line a moment after the one before, in a room or in the open.
func said(room, do, key string, n int64) toyLine {
	return toyLine{toyAct: toyAct{Do: do, Key: key, N: n}, typ: toyType, same: -1, step: 1, room: room}
}

// wide is a line in the open that rooms fold too.
func wide(do, key string, n int64) toyLine {
	l := said("", do, key, n)
	l.typ = toyWide
	return l
}

// late is a line that moves time and says nothing.
func late(step int64) toyLine { return toyLine{typ: toyNext, node: true, same: -1, step: step} }

// arm sets an alarm in our room, some time after.
func arm(key string, after int64) toyLine {
	l := said(ours, "arm", key, 0)
	l.Alarm = after
	return l
}

// foldLines folds lines whole, in a map.
func foldLines(t *testing.T, lines ...toyLine) (*projection.Engine, beside, []projection.RoomEntry) {
	t.Helper()
	doc, in := toyDocument(t), newSafe()
	entries := toySealed(t, doc, lines, in)
	e := openRooms(t, projection.NewMemory(), doc, in)
	if err := e.Fold(entries, nil); err != nil {
		t.Fatal(err)
	}
	return e, beside{entries: entries, safe: in}, foldRooms(t, e)
}

func rules(list []projection.RoomEntry) string {
	var all []string
	for _, f := range list {
		rule := "counts"
		if f.Void != nil {
			rule = f.Void.Rule
		}
		all = append(all, rule)
	}
	return strings.Join(all, " ")
}

// A room hears what was said in the open where rooms are meant, and takes it into
// rows of its own: it neither sees nor writes the common ones there. What a node
// said it does not hear. R-PICTURE-14.
func TestRoomHears(t *testing.T) {
	byNode := wide("put", "n", 2)
	byNode.node = true
	e, at, _ := foldLines(t,
		said("", "put", "c", 2), // in the open alone
		wide("put", "w", 2), wide("put", "w", 4), byNode,
		said(ours, "put", "s", 2),
		wide("drop", "w", 0),
	)
	for i, want := range []struct{ in, open string }{
		{"", "c"}, {"w", "c w"}, {"w", "c w"}, {"w", "c n w"}, {"s w", "c n w"}, {"s", "c n"},
	} {
		r, err := e.ReaderAt(int64(i), at)
		if err != nil {
			t.Fatal(err)
		}
		if got := keys(r); got != want.open {
			t.Errorf("after entry %d the common room has %q, want %q", i, got, want.open)
		}
		if got := keys(r.In(ours)); got != union(want.in, want.open) {
			t.Errorf("after entry %d the room reads %q, want %q over %q", i, got, want.in, want.open)
		}
	}
	before, _ := e.RoomDigestAt(ours, 2)
	if after, err := e.RoomDigestAt(ours, 3); err != nil || after != before {
		t.Errorf("what a node said in the open moved the room's digest (%v)", err)
	}
	r, _ := e.ReaderAt(2, at)
	if w, _ := toyRows.Get(r.In(ours), "w"); len(w.Tags) != 2 {
		t.Errorf("the room's copy is %+v, want one made of two entries that it heard", w)
	}
	// The kind that hears both counts what it reads: rows of another's table, the
	// room's over the common ones.
	r, _ = e.ReaderAt(3, at)
	if echo, _ := echoRows.Get(r.In(ours), "0"); echo.Keys != 1 {
		t.Errorf("what hears entry 0 in the room saw %d rows, want the one in the open", echo.Keys)
	}
}

func keys(v kind.View) string {
	var all []string
	for key := range toyRows.All(v) {
		all = append(all, key)
	}
	return strings.Join(all, " ")
}

func union(a, b string) string {
	all := append(strings.Fields(a), strings.Fields(b)...)
	slices.Sort(all)
	return strings.Join(slices.Compact(all), " ")
}

// Where the room has a row of a key, the common one is out of its sight under every
// value. R-PICTURE-13.
func TestRoomOverOpen(t *testing.T) {
	e, at, _ := foldLines(t, wide("put", "a", 3), said("", "put", "a", 2), said(ours, "put", "b", 5))
	if echo, _ := echoRows.Get(e.ReaderIn(ours, at), ours+"2"); echo.Even != 0 || echo.Keys != 2 {
		t.Errorf("in the room %d rows are even of %d, want 0 of 2: its own are 3 and 5", echo.Even, echo.Keys)
	}
}

// An alarm of the room rings before the entry whose time reached it, and does not
// see in the common room what that entry says. R-PICTURE-17.
func TestRoomRings(t *testing.T) {
	open := said("", "put", "k", 2)
	open.step = 10
	e, at, _ := foldLines(t, arm("k", 5), late(1), open, late(1))
	for i, want := range []int64{0, 0, 3, 3} {
		r, err := e.ReaderAt(int64(i), at)
		if err != nil {
			t.Fatal(err)
		}
		if k, _ := toyRows.Get(r.In(ours), "k"); k.Rung != want {
			t.Errorf("after entry %d row k is %+v, want that it rang %d times", i, k, want)
		}
	}
}

// What is sealed never changes a row that was said in the open, whole or in part:
// it is void, and stops nothing. An alarm that would, rings in vain. R-PICTURE-16.
func TestRoomLeavesOpenRows(t *testing.T) {
	e, at, list := foldLines(t,
		wide("put", "w", 2), said("", "put", "c", 2),
		said(ours, "put", "c", 4), said(ours, "drop", "c", 0), said(ours, "put", "w", 4), // void
		arm("c", 1), arm("mine", 1), // rings on a row in the open, on one of the room
		late(50), said(ours, "put", "mine", 6),
	)
	open := projection.RuleOpen
	if got, want := rules(list), strings.Join([]string{open, open, open, "counts", "counts", "counts"}, " "); got != want {
		t.Errorf("the room's verdicts are %s, want %s", got, want)
	}
	r := e.ReaderIn(ours, at)
	c, _ := toyRows.Get(r, "c")
	w, _ := toyRows.Get(r, "w")
	mine, ok := toyRows.Get(r, "mine")
	if c.N != 2 || c.Rung != 0 || w.N != 2 || !ok || mine.Rung == 0 || mine.N != 6 {
		t.Errorf("c is %+v, w %+v, mine %+v: want c and w as they were said, and mine as the room made it", c, w, mine)
	}
	for i, want := range []string{"", "", open, open, open, "", "", "", ""} {
		if seen, ok := r.Verdict(at.entries[i].ID); !ok || seen.Rule != want {
			t.Errorf("entry %d is void in the room by %q, want %q", i, seen.Rule, want)
		}
	}
	// Of a void entry nothing stays, of a hearer neither: the echo of entry 2.
	back, err := e.ReaderAt(4, at)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := echoRows.Get(back.In(ours), ours+"2"); ok {
		t.Error("a void entry left the row of its hearer")
	}
}

// What cannot be opened here, holds no inner statement, does not name the member, or
// names a reader who is no member, says nothing, and makes no room. R-PICTURE-13,
// R-SEAL-8.
func TestNotForUs(t *testing.T) {
	doc, in := toyDocument(t), newSafe()
	entries := toySealed(t, doc, []toyLine{
		said(lost, "put", "a", 2), said(ours, "put", "b", 2), said(ours, "put", "c", 2), said("", "put", "d", 2),
		said("alpha,mediator,nobody", "put", "e", 2), said("alpha,mediator,nobody2", "put", "f", 2),
	}, in)
	in.inner[entries[1].Statement.Body.Commit] = []byte(`{"no":"statement"}`)
	e := openToy(t, projection.NewMemory(), doc)
	if err := e.OpenRooms("mediator", in); err != nil {
		t.Fatal(err)
	}
	if err := e.Fold(entries, nil); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if list := foldRooms(t, e); len(list) != 0 || len(e.Rooms()) != 0 {
			t.Errorf("folded %s into %+v, want nothing", indexes(list), e.Rooms())
		}
	}
	for c, n := range in.opened {
		if n != 1 {
			t.Errorf("%s was opened %d times, want once", c, n)
		}
	}
	if got := keys(e.ReaderAll(beside{entries: entries, safe: in})); got != "d" {
		t.Errorf("people see %q, want what is open alone", got)
	}
	if err := e.OpenRooms("mediator", in); err == nil {
		t.Error("rooms are opened twice")
	}
}

// In a room an act counts once, as in the open; in two rooms it is two acts. What
// the record's rules void is none. R-KIND-2, R-PICTURE-6, R-PICTURE-13.
func TestRoomVoid(t *testing.T) {
	again := func(room string, of int) toyLine {
		l := said(room, "put", "a", 2)
		l.same = of
		return l
	}
	byNode := said(ours, "put", "n", 2)
	byNode.node = true
	bad := said(ours, "put", "b", 2)
	bad.typ = "other.said/v1" // the officer has no power for it
	unknown := said(ours, "put", "u", 2)
	unknown.typ = toyNext
	e, at, list := foldLines(t,
		said(ours, "put", "a", 2), again(ours, 0), again(alone, 0), // counts, twice, counts
		said(ours, "put", "x", 13), again(ours, 3), // void by the kind, the same again
		byNode, again(ours, 5), // a node signs none of it; nor did anybody say it before
		bad, unknown,
	)
	want := []string{
		"counts", projection.RuleTwice, "counts", thirteen, projection.RuleTwice, charter.RuleSeat, "counts",
		charter.RulePower, "counts",
	}
	if got := rules(list); got != strings.Join(want, " ") {
		t.Errorf("verdicts %s\nwant %s", got, want)
	}
	r, open := e.ReaderAll(at), e.Reader(at)
	for i, f := range list {
		if want[i] == "counts" {
			want[i] = ""
		}
		if seen, ok := r.Verdict(at.entries[i].ID); !ok || seen.Rule != want[i] || seen.Room != f.Room {
			t.Errorf("entry %d: people are shown %+v, want rule %q in %s", i, seen, want[i], f.Room)
		}
		if seen, ok := open.Verdict(at.entries[i].ID); !ok || seen.Rule != "" {
			t.Errorf("entry %d: the common room says %+v, want a valid sealed entry", i, seen)
		}
	}
}

// A rule that fails, panics or never rests breaks its own room: the common room
// and other rooms go on, and the room itself does when the rule holds again.
// R-PICTURE-19.
func TestRoomBroken(t *testing.T) {
	doc := toyDocument(t)
	for _, how := range []string{"fail", "panic", "parse"} {
		t.Run(how, func(t *testing.T) {
			in, broken := newSafe(), true
			list := toyKinds()
			list[0].Entries[0].Parse = func(b []byte) (any, error) {
				if broken && bytes.Contains(b, []byte(`"parse"`)) {
					panic("a bug")
				}
				return parseToy(b)
			}
			fold := list[0].Fold
			list[0].Fold = func(tx kind.Tx, e kind.Entry) error {
				if a, ok := e.Act.(toyAct); ok && a.Do == how && !broken {
					a.Do = "put"
					e.Act = a
				}
				return fold(tx, e)
			}
			e, err := projection.Open(projection.NewMemory(), list, doc)
			if err != nil {
				t.Fatal(err)
			}
			if err := e.OpenRooms("alpha", in); err != nil {
				t.Fatal(err)
			}
			entries := toySealed(t, doc, []toyLine{
				said(ours, "put", "a", 2), said(alone, "put", "x", 2), said(ours, how, "b", 2), said(alone, "put", "y", 2),
				said("", "put", "c", 2),
			}, in)
			at := beside{entries: entries, safe: in}
			if err := e.Fold(entries[:2], nil); err != nil {
				t.Fatal(err)
			}
			foldRooms(t, e)
			before := e.Rooms()
			if err := e.Fold(entries[2:], nil); err != nil {
				t.Fatal(err)
			}
			for range 5 {
				foldRooms(t, e)
			}
			got := e.Rooms()
			if got[1].Broken == "" || got[1].Digest != before[1].Digest || got[1].Size != before[1].Size {
				t.Errorf("the room stands at %+v, want %+v and why it is broken", got[1], before[1])
			}
			if l := e.ReaderAll(at).Aside(); !slices.Equal(l.Stuck, []string{ours}) {
				t.Errorf("people are told that %v stand still, want %s", l.Stuck, ours)
			}
			if got[0].Broken != "" || got[0].Size != 5 || keys(e.ReaderIn(alone, at)) != "c x y" || e.Broken() != nil {
				t.Errorf("the other room stands at %+v (%v), want that it goes on", got[0], e.Broken())
			}
			broken = false
			for range 20 {
				foldRooms(t, e)
			}
			if got := e.Rooms()[1]; got.Broken != "" || got.Size != 5 || keys(e.ReaderIn(ours, at)) != "a b c" {
				t.Errorf("mended, the room stands at %+v and reads %q", got, keys(e.ReaderIn(ours, at)))
			}
		})
	}
}

// The digest of a room, spelled out as the page says it. R-PICTURE-3,
// R-PICTURE-18.
func TestRoomDigest(t *testing.T) {
	e, _, _ := foldLines(t,
		said(ours, "put", "a", 3), said(ours, "put", "x", 13), said(alone, "put", "a", 3), said("", "put", "a", 3),
	)
	digest := func(label string, links ...[][3]string) (prev [32]byte) {
		for i, changes := range links {
			if changes == nil {
				continue
			}
			var b bytes.Buffer
			b.WriteString(label)
			b.Write(prev[:])
			b.Write(binary.BigEndian.AppendUint64(nil, uint64(i)))
			for _, c := range changes {
				for _, field := range c {
					b.Write(binary.BigEndian.AppendUint64(nil, uint64(len(field))))
					b.WriteString(field)
				}
			}
			prev = sha256.Sum256(b.Bytes())
		}
		return prev
	}
	named := func(room string) string {
		return "parley/room/v1\n" + string(binary.BigEndian.AppendUint64(nil, uint64(len(room)))) + room
	}
	const seen = `{"empty":0,"even":0,"keys":1}`
	echo := [3]string{"echo", "0", seen}
	row := [3]string{"toy", "a", `{"n":3,"tags":["put"]}`}
	void := [][3]string{{"", "void", thirteen}}
	// The open entry 3 is heard by the echo alone: of the room's own row and of the
	// open one of the same key it sees the room's.
	for room, want := range map[string][32]byte{
		ours:  digest(named(ours), [][3]string{{"echo", ours + "0", seen}, row}, void, nil, [][3]string{echo}),
		alone: digest(named(alone), nil, nil, [][3]string{{"echo", alone + "2", seen}, row}, [][3]string{echo}),
	} {
		if got, err := e.RoomDigestAt(room, 3); err != nil || got != want {
			t.Errorf("the digest of %s is %s (%v), want %s", room, got, err, statement.Digest(want))
		}
	}
	if got, want := e.Standing().Digest, digest("parley/picture/v1\n", nil, nil, nil, [][3]string{echo, row}); got != want {
		t.Errorf("the common digest is %s, want %s", got, statement.Digest(want))
	}
	if got, err := e.RoomDigestAt("bravo", 3); err != nil || !got.IsZero() {
		t.Errorf("a room that is not there has digest %s (%v)", got, err)
	}
}

// Rooms may be folded and read while the common room goes on. R-PICTURE-7,
// R-PICTURE-13.
func TestRoomsWhileFolding(t *testing.T) {
	doc, in := toyDocument(t), newSafe()
	var lines []toyLine
	for i := range 120 {
		room := ours
		if i%3 == 0 {
			room = ""
		}
		lines = append(lines, said(room, "bare", []string{"c", "a", "b"}[i%3], int64(i)))
	}
	entries := toySealed(t, doc, lines, in)
	want := openRooms(t, projection.NewMemory(), doc, in)
	if err := want.Fold(entries, nil); err != nil {
		t.Fatal(err)
	}
	foldRooms(t, want)
	e := openRooms(t, openFile(t, filepath.Join(t.TempDir(), "picture.db")), doc, in)
	done := make(chan struct{})
	var wg sync.WaitGroup
	faults := make(chan error, 1)
	wg.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
			}
			_, err := e.FoldRooms()
			r := e.ReaderAll(beside{entries: entries})
			_ = keys(r)
			if err = errors.Join(err, r.Err()); err != nil {
				select {
				case faults <- err:
				default:
				}
				return
			}
		}
	})
	for i := range entries {
		if err := e.Fold(entries[i:i+1], nil); err != nil {
			t.Fatal(err)
		}
		_ = e.Rooms()
	}
	close(done)
	wg.Wait()
	close(faults)
	for err := range faults {
		t.Error(err)
	}
	foldRooms(t, e)
	at := beside{entries: entries, safe: in}
	if got, want := roomPicture(t, e, at), roomPicture(t, want, at); got != want {
		t.Errorf("beside the fold the room came to\n%s\nwant\n%s", got, want)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}
