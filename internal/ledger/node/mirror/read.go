package mirror

import (
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/mod/sumdb/tlog"

	"parley.example/record/statement"
)

// Leaf returns the bytes of one leaf.
func (m *Mirror) Leaf(index int64) ([]byte, error) {
	leaves, err := m.Leaves(index, index+1)
	if err != nil {
		return nil, err
	}
	return leaves[0], nil
}

// Leaves returns the leaves from one place up to another, without it.
func (m *Mirror) Leaves(from, to int64) ([][]byte, error) {
	if from < 0 || from > to || to > m.Size() {
		return nil, fmt.Errorf("leaves %d to %d of %d: %w", from, to-1, m.Size(), ErrAhead)
	}
	var out [][]byte
	for from < to {
		n := from / Width
		end := min(to, (n+1)*Width)
		leaves, err := m.bundleOf(n, int(end-n*Width))
		if err != nil {
			return nil, err
		}
		out = append(out, leaves[from-n*Width:]...)
		from = end
	}
	return out, nil
}

func (m *Mirror) bundleOf(n int64, leaves int) ([][]byte, error) {
	m.mu.RLock()
	b, err := os.ReadFile(m.bundleName(n))
	m.mu.RUnlock()
	if err != nil {
		return nil, fmt.Errorf("mirror: %w", err)
	}
	out, err := ParseBundle(b, leaves)
	if err != nil {
		return nil, fmt.Errorf("mirror: bundle %d: %w; stop the node and start it again, it fetches what is lost", n, err)
	}
	return out, nil
}

// ReadHashes returns hashes of the committed tree by tlog.StoredHashIndex.
func (m *Mirror) ReadHashes(at []int64) ([]tlog.Hash, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	count := tlog.StoredHashCount(m.committed.Load())
	for _, i := range at {
		if i < 0 || i >= count {
			return nil, fmt.Errorf("hash %d of %d: %w", i, count, ErrAhead)
		}
	}
	return m.read(at)
}

// Root returns the root of the first leaves.
func (m *Mirror) Root(size int64) (statement.Digest, error) {
	if size < 0 || size > m.Size() {
		return statement.Digest{}, fmt.Errorf("root of %d leaves, the mirror has %d: %w", size, m.Size(), ErrAhead)
	}
	return rootAt(size, m.ReadHashes)
}

// Tile returns what stands at a path under tile/: a hash tile or an entry
// bundle. It is fs.ErrNotExist where the mirror does not reach so far.
func (m *Mirror) Tile(path string) ([]byte, error) {
	p, err := parsePath(path)
	if err != nil {
		return nil, err
	}
	last := p.n*Width + int64(p.width) // nodes of that level that are needed
	level := max(p.level, 0)
	if last > m.Size()>>(height*level) {
		return nil, fmt.Errorf("tile %s: %w", path, fs.ErrNotExist)
	}
	if p.level >= 0 {
		return tlog.ReadTileData(tlog.Tile{H: height, L: p.level, N: p.n, W: p.width}, m)
	}
	leaves, err := m.bundleOf(p.n, p.width)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, extent(leaves))
	for _, leaf := range leaves {
		if out, err = appendLeaf(out, leaf); err != nil {
			return nil, err
		}
	}
	return out, nil
}
