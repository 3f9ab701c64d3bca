package host

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley.example/record/statement"
)

// FuzzTilePath holds that a path is served only if it is the file's own, inside
// tile/ and without steps upwards.
func FuzzTilePath(f *testing.F) {
	for _, path := range []string{
		"0/000", "0/x001/234.p/7", "entries/000.p/255", "entries/x000/000", "1/../0/000", "entries/000.p", "63/.p/1",
	} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		name, _, err := tilePath(path)
		if err != nil {
			return
		}
		if name != "tile/"+path || strings.Contains(name, "..") || filepath.Clean(name) != name {
			t.Errorf("tilePath(%q) = %q", path, name)
		}
	})
}

// FuzzJournal holds that what is read of a damaged journal is what was written:
// a beginning of it, or nothing.
func FuzzJournal(f *testing.F) {
	leaves := [][]byte{[]byte("one"), []byte("two"), []byte("three")}
	var whole []byte
	for i, l := range leaves {
		whole = append(whole, frame(int64(i), [][]byte{l})...)
	}
	f.Add(0, byte(1), len(whole))
	f.Add(60, byte(4), len(whole)-1)
	f.Fuzz(func(t *testing.T, at int, bit byte, size int) {
		if at < 0 || at >= len(whole) || size < 0 || size > len(whole) {
			t.Skip()
		}
		b := bytes.Clone(whole)
		b[at] ^= bit
		name := filepath.Join(t.TempDir(), "segment")
		if err := os.WriteFile(name, b[:size], 0o644); err != nil {
			t.Fatal(err)
		}
		n := 0
		_, _, err := scanSegment(name, 0, true, func(first int64, got [][]byte) error {
			for _, l := range got {
				if n >= len(leaves) || !bytes.Equal(l, leaves[n]) {
					t.Errorf("leaf %d reads %q", n, l)
				}
				n++
			}
			return nil
		})
		if err == nil && bit == 0 && size == len(whole) && n != len(leaves) {
			t.Errorf("an undamaged journal has %d leaves, want %d", n, len(leaves))
		}
	})
}

// TestFairTurns holds the order in which lanes are served: one job of each in
// turn, however many one of them has.
func TestFairTurns(t *testing.T) {
	q := newFair()
	put := func(member string, n int) error {
		return q.put(&job{lane: lane{member, member}, ids: make([]statement.ID, n), done: make(chan struct{})})
	}
	for range 8 {
		if err := put("alpha", 1000); err != nil {
			t.Fatal(err)
		}
	}
	if err := put("alpha", 1000); err != errQuota { //nolint:errorlint // a sentinel of this file
		t.Errorf("beyond the quota: %v, want %v", err, errQuota)
	}
	if err := put("bravo", 1); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, j := range q.next() {
		got = append(got, j.lane.member)
	}
	if want := "alpha bravo alpha"; strings.Join(got, " ") != want {
		t.Errorf("the first batch has %v, want %s", got, want)
	}
}
