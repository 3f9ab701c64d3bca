package projection_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley.example/internal/kind"
	"parley.example/internal/projection"
	"parley.example/record/statement"
)

// A ciphertext that comes late makes its room what it would have been; the others
// are not folded again. Each is opened once, but for those of a room folded anew.
// R-PICTURE-15.
func TestLateBody(t *testing.T) {
	doc, in := toyDocument(t), newSafe()
	lines := []toyLine{
		said(ours, "put", "a", 2), arm("a", 3), said(alone, "put", "x", 2), late(10),
		said(ours, "put", "a", 4), said("", "put", "c", 2),
	}
	entries := toySealed(t, doc, lines, in)
	at := beside{entries: entries, safe: in}
	want := openRooms(t, projection.NewMemory(), doc, in)
	if err := want.Fold(entries, nil); err != nil {
		t.Fatal(err)
	}
	foldRooms(t, want)
	clear(in.opened)

	commit := func(i int) statement.Digest { return entries[i].Statement.Body.Commit }
	in.missing[commit(1)] = true
	e := openRooms(t, projection.NewMemory(), doc, in)
	if err := e.Fold(entries, nil); err != nil {
		t.Fatal(err)
	}
	if got := indexes(foldRooms(t, e)); got != "[0 2 4]" {
		t.Errorf("folded at first %s, want [0 2 4]", got)
	}
	if s := e.Rooms(); len(s) != 2 || s[1].Missing != 1 || s[1].Digest == want.Rooms()[1].Digest {
		t.Errorf("stands at %+v, want two rooms, one sealed entry missing, another digest", s)
	}
	if got := foldRooms(t, e); len(got) != 0 {
		t.Errorf("nothing came, and %s was folded", indexes(got))
	}
	before := e.ReaderAll(at)
	in.missing[commit(1)] = false
	if got := indexes(foldRooms(t, e)); got != "[0 again 1 4 again]" {
		t.Errorf("folded when it came %s, want [0 again 1 4 again]", got)
	}
	if got, want := roomPicture(t, e, at), roomPicture(t, want, at); got != want {
		t.Errorf("after it came the rooms are\n%s\nwant\n%s", got, want)
	}
	for i, n := range map[int]int{0: 2, 1: 1, 2: 1, 4: 2} {
		// want.ReaderIn and e.ReaderIn open nothing: only bodies and entries are.
		if got := in.opened[commit(i)]; got != n {
			t.Errorf("entry %d was opened %d times, want %d", i, got, n)
		}
	}
	// Who was reading is told, rather than shown half of each.
	if _, ok := toyRows.Get(before, "a"); ok || before.Err() == nil {
		t.Errorf("a reader from before reads on (%v), want an error", before.Err())
	}
	if r := e.ReaderAll(at); !strings.Contains(keys(r), "a") || r.Err() != nil {
		t.Errorf("a new reader sees %q (%v)", keys(r), r.Err())
	}
}

func indexes(list []projection.RoomEntry) string {
	all := make([]string, 0, len(list))
	for _, f := range list {
		one := fmt.Sprint(f.Entry.Index)
		if f.Again {
			one += " again"
		}
		all = append(all, one)
	}
	return fmt.Sprint(all)
}

// What was settled is not opened again by a node that restarts; what is missing
// is. R-PICTURE-15.
func TestRoomsRestart(t *testing.T) {
	doc, in := toyDocument(t), newSafe()
	lines := []toyLine{
		said(ours, "put", "a", 2), said(lost, "put", "b", 2), said(ours, "put", "c", 2), arm("a", 40),
	}
	entries := toySealed(t, doc, append(lines, late(100)), in)
	in.missing[entries[2].Statement.Body.Commit] = true
	path := filepath.Join(t.TempDir(), "picture.db")
	e := openRooms(t, openFile(t, path), doc, in)
	if err := e.Fold(entries[:4], nil); err != nil {
		t.Fatal(err)
	}
	foldRooms(t, e)
	was := e.Rooms()
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := e.FoldRooms(); err == nil {
		t.Error("a closed picture folds rooms")
	}
	clear(in.opened)
	e = openRooms(t, openFile(t, path), doc, in)
	if got := e.Rooms(); len(got) != 1 || got[0].Digest != was[0].Digest || got[0].Next != was[0].Next {
		t.Errorf("opened again at %+v, want %+v", got, was)
	}
	foldRooms(t, e)
	if len(in.opened) != 0 || e.Rooms()[0].Missing != 1 {
		t.Errorf("opened %d again, %d missing; want none opened and one missing", len(in.opened), e.Rooms()[0].Missing)
	}
	if err := e.Fold(entries[4:], nil); err != nil {
		t.Fatal(err)
	}
	foldRooms(t, e)
	if a, _ := toyRows.Get(e.ReaderIn(ours, beside{entries: entries}), "a"); a.Rung == 0 {
		t.Errorf("row a is %+v, want that the alarm of before rang", a)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

// A ciphertext that is gone when its room is folded anew counts as one that never
// came, until it does. R-PICTURE-15.
func TestLost(t *testing.T) {
	doc, in := toyDocument(t), newSafe()
	lines := []toyLine{said(ours, "put", "a", 2), said(ours, "put", "b", 4), said(ours, "put", "a", 6)}
	entries := toySealed(t, doc, lines, in)
	at := beside{entries: entries, safe: in}
	commit := func(i int) statement.Digest { return entries[i].Statement.Body.Commit }
	path := filepath.Join(t.TempDir(), "picture.db")
	e := openRooms(t, openFile(t, path), doc, in)
	in.missing[commit(1)] = true
	if err := e.Fold(entries, nil); err != nil {
		t.Fatal(err)
	}
	foldRooms(t, e)
	in.missing[commit(0)], in.missing[commit(1)] = true, false
	if got := indexes(foldRooms(t, e)); got != "[1 2 again]" {
		t.Errorf("folded %s, want [1 2 again]", got)
	}
	if a, _ := toyRows.Get(e.ReaderAll(at), "a"); len(a.Tags) != 1 || e.Rooms()[0].Missing != 1 {
		t.Errorf("row a is %+v with %d missing, want it without entry 0, which is", a, e.Rooms()[0].Missing)
	}
	if seen, _ := e.ReaderAll(at).Verdict(entries[0].ID); seen.Room != "" {
		t.Errorf("entry 0 has the verdict %+v in a room that does not have it", seen)
	}
	for _, again := range []bool{false, true} { // also by a node that stopped in between
		if again {
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
			e = openRooms(t, openFile(t, path), doc, in)
			in.missing[commit(0)] = false
		}
		foldRooms(t, e)
	}
	want := openRooms(t, projection.NewMemory(), doc, in)
	if err := want.Fold(entries, nil); err != nil {
		t.Fatal(err)
	}
	foldRooms(t, want)
	if got, want := roomPicture(t, e, at), roomPicture(t, want, at); got != want {
		t.Errorf("with all at hand again the room is\n%s\nwant\n%s", got, want)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

// A room that has more to fold than is read at a time comes to the same, on from
// where it stood and anew. R-PICTURE-15.
func TestRoomPages(t *testing.T) {
	doc, in := toyDocument(t), newSafe()
	var lines []toyLine
	for i := range 1300 {
		l := said([]string{ours, "", alone}[i%3], "put", []string{"a", "c", "b"}[i%3], int64(i%11))
		l.Do = []string{"bare", "bare", "arm"}[i%7%3]
		l.Alarm = 2
		lines = append(lines, l)
	}
	entries := toySealed(t, doc, lines, in)
	digests := map[string]bool{}
	for _, missing := range []int{-1, 0, 600, 1299} {
		clear(in.missing)
		e := openRooms(t, projection.NewMemory(), doc, in)
		if missing >= 0 && entries[missing].Statement.Body != nil {
			in.missing[entries[missing].Statement.Body.Commit] = true
		}
		for at := 0; at < len(entries); at += 650 {
			if err := e.Fold(entries[at:at+650], nil); err != nil {
				t.Fatal(err)
			}
			if missing != 600 || at > 0 {
				foldRooms(t, e)
			}
		}
		clear(in.missing)
		foldRooms(t, e)
		for _, s := range e.Rooms() {
			digests[fmt.Sprint(s)] = true
		}
	}
	if len(digests) != 2 {
		t.Errorf("two rooms, folded in four ways, stand at %v", digests)
	}
}

// counted counts what is asked of a store for rooms.
type counted struct {
	projection.Store
	asked int
}

func (c *counted) KeptFrom(room string, from int64, n int) ([]projection.Kept, error) {
	c.asked++
	return c.Store.KeptFrom(room, from, n)
}

func (c *counted) Pending(from int64, n int) ([]projection.Kept, error) {
	c.asked++
	return c.Store.Pending(from, n)
}

func (c *counted) CommitRoom(rc projection.RoomCommit) error {
	c.asked++
	return c.Store.CommitRoom(rc)
}

// Where nothing is said that rooms fold, they cost the store nothing. R-PICTURE-9.
func TestRoomsIdle(t *testing.T) {
	doc, in := toyDocument(t), newSafe()
	lines := []toyLine{said(ours, "put", "a", 2), arm("a", 5000)}
	for range 50 {
		lines = append(lines, late(1))
	}
	entries := toySealed(t, doc, lines, in)
	store := &counted{Store: projection.NewMemory()}
	e := openRooms(t, store, doc, in)
	for i := range entries {
		if err := e.Fold(entries[i:i+1], nil); err != nil {
			t.Fatal(err)
		}
		foldRooms(t, e)
		if i == 1 {
			store.asked = 0
		}
	}
	if store.asked != 0 || e.Rooms()[0].Size != int64(len(entries)) {
		t.Errorf("fifty ticks asked the store %d times for a room that stands at %d, want none and %d",
			store.asked, e.Rooms()[0].Size, len(entries))
	}
}

// However much is missing, a call tries some hundreds, and in the end all.
// R-PICTURE-15.
func TestManyMissing(t *testing.T) {
	doc, in := toyDocument(t), newSafe()
	var lines []toyLine
	for i := range 1500 {
		lines = append(lines, said(ours, "bare", "a", int64(i)))
	}
	entries := toySealed(t, doc, lines, in)
	for _, e := range entries {
		in.missing[e.Statement.Body.Commit] = true
	}
	e := openRooms(t, projection.NewMemory(), doc, in)
	if err := e.Fold(entries, nil); err != nil {
		t.Fatal(err)
	}
	foldRooms(t, e)
	newest, third := entries[1499].Statement.Body.Commit, entries[300].Statement.Body.Commit
	in.missing[newest] = false
	in.asked = 0
	if got := indexes(foldRooms(t, e)); got != "[1499]" || in.asked > 600 {
		t.Errorf("folded %s and asked for %d, want the newest and some hundreds", got, in.asked)
	}
	in.missing[third] = false
	for range 5 {
		foldRooms(t, e)
	}
	if in.opened[third] != 1 || e.Rooms()[0].Missing != 1498 {
		t.Errorf("in five calls entry 300 was opened %d times, %d are missing; want once, 1498", in.opened[third], e.Rooms()[0].Missing)
	}
	// A body that came is taken at once, whoever else's never come.
	for _, at := range []int{1200, 900, 600, 10} {
		in.missing[entries[at].Statement.Body.Commit] = false
		if list, err := e.FoldArrived(); err != nil || in.opened[entries[at].Statement.Body.Commit] != 1 {
			t.Errorf("when entry %d came %s was folded (%v), want it among them", at, indexes(list), err)
		}
	}
}

// People's readers say what may be missing in rooms: what somebody sealed and has
// not come, but for what a node says, and that the rooms are behind. R-PICTURE-22.
func TestUnread(t *testing.T) {
	doc, in := toyDocument(t), newSafe()
	byNode := said(ours, "put", "n", 2)
	byNode.node = true
	entries := toySealed(t, doc, []toyLine{said(ours, "put", "a", 2), byNode}, in)
	at := beside{entries: entries, safe: in}
	for _, ce := range entries {
		in.missing[ce.Statement.Body.Commit] = true
	}
	e := openRooms(t, projection.NewMemory(), doc, in)
	if err := e.Fold(entries, nil); err != nil {
		t.Fatal(err)
	}
	if l := e.ReaderAll(at).Aside(); !l.Behind {
		t.Errorf("before the rooms are folded: %+v, want that they are behind", l)
	}
	foldRooms(t, e)
	before := e.ReaderAll(at)
	want := []kind.Unread{{Member: entries[0].Author.Member, Index: 0}}
	if l := before.Aside(); l.Behind || !slices.Equal(l.Unread, want) {
		t.Errorf("with both missing: %+v, want %+v unread, and not what the node says", l, want)
	}
	clear(in.missing)
	foldRooms(t, e)
	if l := e.ReaderAll(at).Aside(); l.Behind || len(l.Unread) > 0 {
		t.Errorf("when they came: %+v, want nothing unread", l)
	}
	if l := before.Aside(); len(l.Unread) == 0 {
		t.Error("a reader from before says that all it shows was read")
	}
}
