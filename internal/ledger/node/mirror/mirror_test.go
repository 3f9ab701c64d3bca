package mirror

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"parley.example/record/proof"
	"parley.example/record/statement"
)

func leavesOf(n int) [][]byte {
	var out [][]byte
	for i := range n {
		out = append(out, bytes.Repeat([]byte(fmt.Sprintf("leaf %d ", i)), 1+i%7))
	}
	return out
}

// fill makes a mirror of n leaves, in batches of different size.
func fill(t *testing.T, dir string, n int) (*Mirror, statement.Digest) {
	t.Helper()
	m, fault, err := Open(dir, 0, statement.EmptyRoot)
	if err != nil || fault != "" {
		t.Fatal(fault, err)
	}
	leaves := leavesOf(n)
	for i := 0; i < n; {
		end := min(n, i+1+i%97)
		if err := m.Append(leaves[i:end]); err != nil {
			t.Fatal(err)
		}
		i = end
		if err := m.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	root, err := m.Root(int64(n))
	if err != nil {
		t.Fatal(err)
	}
	return m, root
}

func TestMirrorHoldsWhatWasCommitted(t *testing.T) {
	for _, n := range []int{1, 255, 256, 257, 600} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			dir := t.TempDir()
			m, root := fill(t, dir, n)
			if err := m.Append(leavesOf(300)); err != nil {
				t.Fatal(err)
			}
			if got := m.Size(); got != int64(n) {
				t.Fatalf("size with uncommitted leaves = %d, want %d", got, n)
			}
			if _, err := m.Leaf(int64(n)); !errors.Is(err, ErrAhead) {
				t.Errorf("an uncommitted leaf = %v, want %v", err, ErrAhead)
			}
			if err := m.Rollback(); err != nil {
				t.Fatal(err)
			}
			leaves := leavesOf(n)
			got, err := m.Leaves(0, int64(n))
			if err != nil || len(got) != n || !bytes.Equal(got[n-1], leaves[n-1]) {
				t.Fatalf("leaves = %d, %v, want %d", len(got), err, n)
			}
			index := int64(n / 2)
			path, err := proof.ProveInclusion(index, int64(n), m)
			if err != nil {
				t.Fatal(err)
			}
			if err := proof.VerifyInclusion(index, int64(n), statement.LeafHash(leaves[index]), path, root); err != nil {
				t.Error(err)
			}
			if err := m.Verify(); err != nil {
				t.Error(err)
			}
			if err := m.Close(); err != nil {
				t.Fatal(err)
			}
			again, fault, err := Open(dir, int64(n), root)
			if err != nil || fault != "" || again.Size() != int64(n) {
				t.Fatalf("open again = %q, %v, want no fault and %d leaves", fault, err, n)
			}
			defer again.Close()
			if err := again.Append([][]byte{[]byte("next")}); err != nil {
				t.Fatal(err)
			}
			if size, _, err := again.Tail(); err != nil || size != int64(n)+1 {
				t.Errorf("tail = %d, %v, want %d", size, err, n+1)
			}
		})
	}
}

// TestMirrorSurvivesAnyCut cuts each file at every byte: what is left is a
// beginning of the record, and appending the rest gives the root again.
func TestMirrorSurvivesAnyCut(t *testing.T) {
	const n = 262
	source := t.TempDir()
	m, root := fill(t, source, n)
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	names := []string{"hashes", "tile/entries/000", "tile/entries/001"}
	files := map[string][]byte{}
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(source, name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = b
	}
	dir := t.TempDir()
	try := func(name string, b []byte, what string) {
		t.Helper()
		for _, other := range names {
			text := files[other]
			if other == name {
				text = b
			}
			if err := os.MkdirAll(filepath.Join(dir, "tile/entries"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, other), text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		m, fault, err := Open(dir, n, root)
		if err != nil {
			t.Fatalf("%s of %s: %v", what, name, err)
		}
		defer m.Close()
		if size := m.Size(); fault == "" && size != n {
			t.Fatalf("%s of %s: %d leaves, fault %q", what, name, size, fault)
		}
		if err := m.Append(leavesOf(n)[m.Size():]); err != nil {
			t.Fatalf("%s of %s: %v", what, name, err)
		}
		if _, got, err := m.Tail(); err != nil || got != root {
			t.Fatalf("%s of %s: root after mending = %v, %v, want %v", what, name, got, err, root)
		}
	}
	for _, name := range names {
		for i := 0; i < len(files[name]); i += 1 + len(files[name])/150 {
			try(name, files[name][:i], fmt.Sprintf("cut at %d", i))
		}
	}
	for i := 0; i < len(files["tile/entries/001"]); i++ {
		b := bytes.Clone(files["tile/entries/001"])
		b[i] ^= 0x10
		try("tile/entries/001", b, fmt.Sprintf("byte %d flipped", i))
	}
}

func TestFlippedByteIsSaid(t *testing.T) {
	dir := t.TempDir()
	m, root := fill(t, dir, 300)
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "tile/entries/001")
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)-1] ^= 1
	if err := os.WriteFile(name, b, 0o644); err != nil {
		t.Fatal(err)
	}
	m, fault, err := Open(dir, 300, root)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if want := "leaf 299 is not the one that was taken in"; fault != want || m.Size() != 299 {
		t.Errorf("fault = %q with %d leaves, want %q with 299", fault, m.Size(), want)
	}
}

// TestTiles reads the tree back through tiles, as another node does.
func TestTiles(t *testing.T) {
	m, root := fill(t, t.TempDir(), 600)
	defer m.Close()
	r := tlog.TileHashReader(tlog.Tree{N: 600, Hash: tlog.Hash(root)}, served{m})
	for _, i := range []int64{0, 255, 256, 599} {
		path, err := proof.ProveInclusion(i, 600, r)
		if err != nil {
			t.Fatal(err)
		}
		if err := proof.VerifyInclusion(i, 600, statement.LeafHash(leavesOf(600)[i]), path, root); err != nil {
			t.Error(err)
		}
	}
	b, err := m.Tile(BundlePath(2, 88))
	if err != nil {
		t.Fatal(err)
	}
	if leaves, err := ParseBundle(b, 88); err != nil || !bytes.Equal(leaves[87], leavesOf(600)[599]) {
		t.Errorf("last leaf of the newest bundle = %v", err)
	}
	for path, want := range map[string]error{
		"entries/002": fs.ErrNotExist, "entries/002.p/89": fs.ErrNotExist, "1/000.p/3": fs.ErrNotExist, "0/003": fs.ErrNotExist,
		"entries/2": ErrPath, "entries/../hashes": ErrPath, "0/x000/002": ErrPath, "9/000": ErrPath, "0/000.p/256": ErrPath,
		"0/000.p/0": ErrPath, "": ErrPath, "0/-01": ErrPath, "0/000.p/01": ErrPath,
	} {
		if _, err := m.Tile(path); !errors.Is(err, want) {
			t.Errorf("Tile(%q) = %v, want %v", path, err, want)
		}
	}
}

type served struct{ m *Mirror }

func (served) Height() int                         { return 8 }
func (served) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (s served) ReadTiles(list []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range list {
		b, err := s.m.Tile(TilePath(tile.L, tile.N, tile.W))
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

func TestPaths(t *testing.T) {
	for want, got := range map[string]string{
		"entries/000": BundlePath(0, 256), "entries/x001/x234/067.p/8": BundlePath(1234067, 8), "2/x001/000": TilePath(2, 1000, 256),
	} {
		if got != want {
			t.Errorf("path = %s, want %s", got, want)
		}
		if _, err := parsePath(want); err != nil {
			t.Error(err)
		}
	}
}
