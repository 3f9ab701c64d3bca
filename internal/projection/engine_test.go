package projection_test

import (
	"path/filepath"
	"testing"

	"parley.example/internal/kind"
	"parley.example/internal/kinds"
	"parley.example/internal/projection"
	"parley.example/internal/projection/sqlite"
	"parley.example/internal/terms/seat"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
)

// history is a small record: a founding, an appointment, a revocation.
func history(t *testing.T) (*recordtest.Mechanism, []charter.Entry) {
	t.Helper()
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	m.Officer("alpha", "a1", recordtest.Power("notice.*"))
	m.Officer("bravo", "b1", recordtest.Power("notice.*"))
	m.File(m.Now()+1000, "root:bravo", charter.TypeRevoked, charter.Revoked{Key: recordtest.Pub("b1 officer").ID()})
	st, err := charter.New(m.Document())
	if err != nil {
		t.Fatal(err)
	}
	var entries []charter.Entry
	for _, leaf := range m.Leaves() {
		entries = append(entries, st.Take(leaf))
	}
	return m, entries
}

func schemas() []kind.Schema {
	var all []kind.Schema
	for _, k := range kinds.All() {
		for _, t := range k.Tables {
			all = append(all, t.Schema())
		}
	}
	return all
}

func open(t *testing.T, store projection.Store, m *recordtest.Mechanism) *projection.Engine {
	t.Helper()
	doc, err := charter.ParseDocument(m.Document())
	if err != nil {
		t.Fatal(err)
	}
	e, err := projection.Open(store, kinds.All(), &doc)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// The map and SQLite, any split into batches and a restart in between come to
// one digest and one set of rows. PROTOCOL A8, C1.
func TestSamePicture(t *testing.T) {
	m, entries := history(t)
	whole := open(t, projection.NewMemory(), m)
	if err := whole.Fold(entries, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "picture.db")
	for i := range entries {
		store, err := sqlite.Open(path, schemas())
		if err != nil {
			t.Fatal(err)
		}
		e := open(t, store, m)
		if got := e.Standing().Size; got != int64(i) {
			t.Fatalf("reopened at %d, want %d", got, i)
		}
		if err := e.Fold(entries[i:i+1], []byte("{}")); err != nil {
			t.Fatal(err)
		}
		if i == len(entries)-1 {
			if got, want := e.Standing().Digest, whole.Standing().Digest; got != want {
				t.Errorf("one by one in SQLite the digest is %s, whole in a map %s", got, want)
			}
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if whole.Standing().Digest.IsZero() {
		t.Error("the digest is zero though rows were written")
	}
}

// What was known at an earlier entry stays readable as it was.
func TestAsKnownAt(t *testing.T) {
	m, entries := history(t)
	e := open(t, projection.NewMemory(), m)
	if err := e.Fold(entries, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	key := recordtest.Pub("b1 officer").ID().String()
	last := int64(len(entries) - 1)
	for at, ended := range map[int64]int64{last - 1: -1, last: last} {
		r, err := e.ReaderAt(at, beside{entries: entries})
		if err != nil {
			t.Fatal(err)
		}
		k, ok := seat.Keys.Get(r, key)
		if !ok || k.Ended != ended {
			t.Errorf("at entry %d the key ended at %d, want %d", at, k.Ended, ended)
		}
	}
}

// A batch that does not follow is refused, and nothing of it is kept.
func TestFoldRefusesGap(t *testing.T) {
	m, entries := history(t)
	e := open(t, projection.NewMemory(), m)
	if err := e.Fold(entries[1:], []byte("{}")); err == nil {
		t.Error("a fold that skips entry 0 is taken")
	}
	if got := e.Standing().Size; got != 0 {
		t.Errorf("size %d after a refused fold, want 0", got)
	}
}
