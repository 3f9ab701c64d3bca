package recordtest_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"

	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

func TestFound(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	m.Officer("alpha", "a1")
	e := m.File(m.Now().Add(time.Second), "a1", "notice.filed/v1", map[string]int{"answer_ms": 60_000})
	if e.Author.Officer != "a1" || e.Author.Member != "alpha" || e.Author.Role != charter.Party {
		t.Errorf("author = %+v, want officer a1 of the party alpha", e.Author)
	}
	if m.State().Size() != 5 || len(m.Leaves()) != 5 {
		t.Errorf("size = %d with %d leaves, want 5 and 5", m.State().Size(), len(m.Leaves()))
	}
	again := recordtest.Found(t, "alpha", "bravo", "mediator")
	again.Officer("alpha", "a1")
	again.File(again.Now().Add(time.Second), "a1", "notice.filed/v1", map[string]int{"answer_ms": 60_000})
	if diff := cmp.Diff(m.Leaves(), again.Leaves()); diff != "" {
		t.Errorf("the same calls make other leaves:\n%s", diff)
	}
}

// TestRoot holds the tree of the kit against the one of the Go checksum log.
func TestRoot(t *testing.T) {
	m := recordtest.Found(t, "alpha")
	m.Officer("alpha", "a1")
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, i := range at {
			out = append(out, stored[i])
		}
		return out, nil
	})
	for range 40 {
		m.File(m.Now(), "a1", "notice.filed/v1", nil)
	}
	fresh := recordtest.Unfounded(t, recordtest.Document("alpha"))
	for i, leaf := range m.Leaves() {
		hashes, err := tlog.StoredHashes(int64(i), leaf, read)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, hashes...)
		want, err := tlog.TreeHash(int64(i+1), read)
		if err != nil {
			t.Fatal(err)
		}
		fresh.Take(leaf)
		if got := fresh.Root(); got != statement.Digest(want) {
			t.Fatalf("root of %d leaves = %v, want %v", i+1, got, want)
		}
	}
	a, _ := m.State().Snapshot()
	if b, _ := fresh.State().Snapshot(); !bytes.Equal(a, b) {
		t.Errorf("replayed state:\n%s\nwant\n%s", b, a)
	}
}
