package host

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/transparency-dev/tessera/api/layout"
	"golang.org/x/mod/sumdb/tlog"

	"parley.example/record/statement"
)

// width is how many leaves a full bundle and how many hashes a full tile have.
const width = layout.EntryBundleWidth

// errTilePath is returned for what is no path of tlog-tiles in its one spelling.
var errTilePath = errors.New("not a tile path")

// store reads the files that tessera writes.
type store struct {
	dir string // log/
}

// treeState is tessera's own record of what it has integrated.
type treeState struct {
	Size int64            `json:"size"`
	Root statement.Digest `json:"root"`
}

func (s store) treeStatePath() string { return filepath.Join(s.dir, ".state", "treeState") }

func (s store) treeState() (treeState, error) {
	var t treeState
	b, err := os.ReadFile(s.treeStatePath())
	if err != nil {
		return t, err
	}
	if err := json.Unmarshal(b, &t); err != nil {
		return t, fmt.Errorf("tree state: %w", err)
	}
	if t.Size < 0 {
		return t, fmt.Errorf("tree state: size %d", t.Size)
	}
	return t, nil
}

// file reads a tile or a bundle of a width, or where the partial one has gone
// the full one, cut to the width by the caller.
func (s store) file(path func(n uint64, p uint8) string, n uint64, w int) ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(s.dir, path(n, uint8(w%width)))) //nolint:gosec // below 256
	if errors.Is(err, fs.ErrNotExist) && w < width {
		return os.ReadFile(filepath.Join(s.dir, path(n, 0)))
	}
	return b, err
}

// bundle returns the leaves of a bundle in a tree of that size.
func (s store) bundle(n, size int64) ([][]byte, error) {
	w := int(min(width, size-n*width))
	b, err := s.file(layout.EntriesPath, uint64(n), w) //nolint:gosec // not negative
	if err != nil {
		return nil, err
	}
	leaves, err := parseBundle(b)
	if err != nil {
		return nil, fmt.Errorf("bundle %d: %w", n, err)
	}
	if len(leaves) != w && len(leaves) != width {
		return nil, fmt.Errorf("bundle %d: %d leaves, want %d", n, len(leaves), w)
	}
	return leaves[:w], nil
}

// leaf returns one leaf of a tree of that size.
func (s store) leaf(index, size int64) ([]byte, error) {
	leaves, err := s.bundle(index/width, size)
	if err != nil {
		return nil, err
	}
	return leaves[index%width], nil
}

func parseBundle(b []byte) ([][]byte, error) {
	leaves := make([][]byte, 0, width)
	for len(b) > 0 {
		if len(b) < 2 {
			return nil, errors.New("torn")
		}
		n := int(binary.BigEndian.Uint16(b))
		if len(b) < 2+n {
			return nil, errors.New("torn")
		}
		leaves = append(leaves, b[2:2+n])
		b = b[2+n:]
	}
	if len(leaves) > width {
		return nil, fmt.Errorf("%d leaves", len(leaves))
	}
	return leaves, nil
}

// hashes reads the stored hashes of a tree. Each is proven to be of it, so that
// a damaged tile is an error and never a wrong proof.
func (s store) hashes(size int64, root statement.Digest) tlog.HashReader {
	return tlog.TileHashReader(tlog.Tree{N: size, Hash: tlog.Hash(root)}, tileReader{s})
}

// tileReader is a tlog.TileReader over the files.
type tileReader struct {
	store
}

func (tileReader) Height() int { return layout.TileHeight }

func (tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

func (r tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(tiles))
	for i, t := range tiles {
		path := func(n uint64, p uint8) string { return layout.TilePath(uint64(t.L), n, p) } //nolint:gosec // not negative
		b, err := r.file(path, uint64(t.N), t.W)                                             //nolint:gosec // not negative
		if err != nil {
			return nil, err
		}
		want := t.W * tlog.HashSize
		if len(b) != want && len(b) != width*tlog.HashSize {
			return nil, fmt.Errorf("tile %s: %d bytes, want %d", t.Path(), len(b), want)
		}
		out[i] = b[:want]
	}
	return out, nil
}

// tilePath takes a path under tile/ apart and returns the file's, where the
// path is in its one spelling. Temporary files and tessera's state have none.
func tilePath(path string) (name string, full bool, err error) {
	kind, index, ok := strings.Cut(path, "/")
	if !ok || len(path) > 100 {
		return "", false, errTilePath
	}
	n, p, err := layout.ParseTileIndexPartial(index)
	if err != nil {
		return "", false, errTilePath
	}
	name = layout.EntriesPath(n, p)
	if kind != "entries" {
		level, err := layout.ParseTileLevel(kind)
		if err != nil {
			return "", false, errTilePath
		}
		name = layout.TilePath(level, n, p)
	}
	if name != "tile/"+path {
		return "", false, errTilePath
	}
	return name, p == 0, nil
}
