package projection_test

import (
	"testing"

	"parley.example/internal/kind"
	"parley.example/internal/projection"
	"parley.example/record/statement"
)

func ns(v kind.View, index, value string) map[string]int64 {
	all := map[string]int64{}
	for key, row := range toyRows.Where(v, index, value) {
		all[key] = row.N
	}
	return all
}

func sameNs(t *testing.T, what string, got, want map[string]int64) {
	t.Helper()
	for key, n := range want {
		if m, ok := got[key]; !ok || m != n {
			t.Errorf("%s: row %s is %d (%v), want %d", what, key, m, ok, n)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// A room reads its rows over the common ones. People read all: the common row of a
// key first, then the first room's, and under an index a key stands where the row
// that is shown has it. R-PICTURE-13, R-PICTURE-20.
func TestReaderAll(t *testing.T) {
	e, at, _ := foldLines(t,
		wide("put", "a", 2), said("", "put", "a", 3), // the rooms keep 2, the common row goes on
		said(ours, "put", "b", 4), said(alone, "put", "b", 5), said(ours, "put", "c", 7),
	)
	room, all := e.ReaderIn(ours, at), e.ReaderAll(at)
	tests := []struct {
		what           string
		view           kind.View
		all, even, odd map[string]int64
	}{
		{"in the open", e.Reader(at), map[string]int64{"a": 3}, nil, map[string]int64{"a": 3}},
		{
			"in the room", room,
			map[string]int64{"a": 2, "b": 4, "c": 7},
			map[string]int64{"a": 2, "b": 4},
			map[string]int64{"c": 7},
		},
		{
			"for people", all, // "alpha" stands before "alpha,bravo"
			map[string]int64{"a": 3, "b": 5, "c": 7}, nil, map[string]int64{"a": 3, "b": 5, "c": 7},
		},
		{"in a room that is not there yet", e.ReaderIn("alpha,mediator", at), map[string]int64{"a": 3}, nil, map[string]int64{"a": 3}},
	}
	for _, tt := range tests {
		sameNs(t, tt.what, ns(tt.view, "", ""), tt.all)
		sameNs(t, tt.what+", even", ns(tt.view, "parity", "0"), tt.even)
		sameNs(t, tt.what+", odd", ns(tt.view, "parity", "1"), tt.odd)
		for key, n := range tt.all {
			if row, ok := toyRows.Get(tt.view, key); !ok || row.N != n {
				t.Errorf("%s: row %s alone is %+v, want %d", tt.what, key, row, n)
			}
		}
	}
	back, err := e.ReaderAt(2, at)
	if err != nil {
		t.Fatal(err)
	}
	sameNs(t, "as known at 2", ns(back.All(), "", ""), map[string]int64{"a": 3, "b": 4})
	if err := back.Err(); err != nil {
		t.Error(err)
	}
}

// Only a reader that shows the room says what a sealed entry says, and only where
// it can be opened. R-PICTURE-20.
func TestReaderOpens(t *testing.T) {
	doc, in := toyDocument(t), newSafe()
	entries := toySealed(t, doc, []toyLine{
		said(ours, "put", "a", 2), said(lost, "put", "b", 2), said(ours, "put", "c", 2), said("", "put", "d", 2),
	}, in)
	in.missing[entries[2].Statement.Body.Commit] = true
	withBody(t, in, &entries[0].Statement)
	e := openRooms(t, projection.NewMemory(), doc, in)
	if err := e.Fold(entries, nil); err != nil {
		t.Fatal(err)
	}
	foldRooms(t, e)
	at := beside{entries: entries, safe: in}
	outside := []kind.Gone{kind.Sealed, kind.Sealed, kind.Sealed, kind.None}
	inside := []kind.Gone{kind.Here, kind.Sealed, kind.Missing, kind.None}
	tests := map[string]struct {
		r    *projection.Reader
		typ  string
		room string
		gone []kind.Gone
	}{
		"in the open":     {e.Reader(at), statement.SealedType, "", outside},
		"in another room": {e.ReaderIn(alone, at), statement.SealedType, "", outside},
		"in the room":     {e.ReaderIn(ours, at), toyType, ours, inside},
		"for people":      {e.ReaderAll(at), toyType, ours, inside},
	}
	for name, tt := range tests {
		entry, ok := tt.r.Entry(entries[0].ID)
		if !ok || entry.Type != tt.typ || entry.Room != tt.room || (entry.Act != nil) != (tt.room != "") {
			t.Errorf("%s entry 0 is %+v (%v), want type %s in %q", name, entry, ok, tt.typ, tt.room)
		}
		if entry.Body != entries[0].Statement.Body.Commit || entry.Author.Seat != entries[0].Author.Seat {
			t.Errorf("%s entry 0 has body %s by %+v, want what is on the record", name, entry.Body, entry.Author)
		}
		for i, want := range tt.gone {
			body, gone := tt.r.Body(entries[i].ID)
			if gone != want || (body != nil) != (want == kind.Here) {
				t.Errorf("%s the body of entry %d is %v, %d; want %d", name, i, body, gone, want)
			}
		}
		if err := tt.r.Err(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Erased since it was folded: the row stays, and the entry says no more.
	in.missing[entries[0].Statement.Body.Commit] = true
	r := e.ReaderAll(at)
	if entry, ok := r.Entry(entries[0].ID); !ok || entry.Type != statement.SealedType || keys(r) != "a d" {
		t.Errorf("without its ciphertext entry 0 is %+v (%v) and the rows are %q", entry, ok, keys(r))
	}
	if _, gone := r.Body(entries[0].ID); gone != kind.Missing {
		t.Errorf("without its ciphertext the body of entry 0 is %d, want missing", gone)
	}
}

// withBody gives what is sealed a body of its own.
func withBody(t *testing.T, in *safe, st *statement.Statement) {
	t.Helper()
	inner, err := statement.ParseInner(in.inner[st.Body.Commit])
	if err != nil {
		t.Fatal(err)
	}
	inner.Body = &statement.Body{Commit: statement.Digest{2}, Size: 1}
	if in.inner[st.Body.Commit], err = inner.InnerBytes(); err != nil {
		t.Fatal(err)
	}
}

// A reader that was made before a room was folded on shows the room as it was then.
// R-PICTURE-7.
func TestReaderStays(t *testing.T) {
	doc, in := toyDocument(t), newSafe()
	entries := toySealed(t, doc, []toyLine{
		said(ours, "put", "a", 2), said(ours, "put", "b", 2), said(ours, "put", "c", 2),
	}, in)
	at := beside{entries: entries, safe: in}
	e := openRooms(t, projection.NewMemory(), doc, in)
	if err := e.Fold(entries[:1], nil); err != nil {
		t.Fatal(err)
	}
	foldRooms(t, e)
	if err := e.Fold(entries[1:], nil); err != nil {
		t.Fatal(err)
	}
	behind := e.ReaderAll(at) // the room is not folded so far yet
	if got := keys(behind); got != "a" {
		t.Errorf("before the room is folded on, people see %q, want a", got)
	}
	foldRooms(t, e)
	if got := keys(behind); got != "a" || behind.Err() != nil {
		t.Errorf("after it, the same reader sees %q (%v), want a", got, behind.Err())
	}
	if seen, ok := behind.Verdict(entries[2].ID); !ok || seen.Room != "" {
		t.Errorf("the same reader has the verdict %+v on entry 2, want the common one", seen)
	}
	if got := keys(e.ReaderAll(at)); got != "a b c" {
		t.Errorf("a new one sees %q, want a b c", got)
	}
}
