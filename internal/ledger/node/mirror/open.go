package mirror

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"

	"parley.example/record/statement"
)

// Open opens the mirror in a directory and cuts it back to the tree that its
// keeper has held. Where files are torn or changed the mirror is smaller than
// size, fault says what was found, and the leaves from Size() on are to be
// fetched again: the tree of that size and root is what they must make.
func Open(dir string, size int64, root statement.Digest) (m *Mirror, fault string, err error) {
	if err := os.MkdirAll(filepath.Join(dir, "tile", "entries"), 0o750); err != nil {
		return nil, "", fmt.Errorf("mirror: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "hashes"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, "", fmt.Errorf("mirror: %w", err)
	}
	m = &Mirror{dir: dir, hashes: f}
	if fault, err = m.settle(size, root); err != nil {
		return nil, "", errors.Join(err, f.Close())
	}
	return m, fault, nil
}

// settle finds how much of the tree stands, and cuts off the rest.
func (m *Mirror) settle(size int64, root statement.Digest) (string, error) {
	info, err := m.hashes.Stat()
	if err != nil {
		return "", fmt.Errorf("mirror: %w", err)
	}
	m.count = min(info.Size()/hashSize, tlog.StoredHashCount(size))
	fault := m.checkEdge(size, root)
	if fault == "" {
		m.tail = size
		m.committed.Store(size)
		return "", m.cut(size)
	}
	good, err := m.rebuild(size)
	if err != nil {
		return "", err
	}
	m.committed.Store(good)
	if err := m.cut(good); err != nil {
		return "", err
	}
	if got, err := rootAt(good, m.read); good == size && (err != nil || got != root) {
		m.committed.Store(0)
		return fault + "; no leaf can be trusted", m.cut(0)
	}
	return fault, nil
}

// checkEdge compares the newest bundle with its hashes, and the root of the
// tree with the one held. It says what does not fit.
func (m *Mirror) checkEdge(size int64, root statement.Digest) string {
	if size == 0 {
		return ""
	}
	if m.count < tlog.StoredHashCount(size) {
		return fmt.Sprintf("hashes of %d leaves held, the file ends before", size)
	}
	n := (size - 1) / Width
	leaves, err := m.bundleOf(n, int(size-n*Width))
	if err != nil {
		return err.Error()
	}
	if i := m.firstChanged(n*Width, leaves); i >= 0 {
		return fmt.Sprintf("leaf %d is not the one that was taken in", i)
	}
	if got, err := rootAt(size, m.read); err != nil || got != root {
		return fmt.Sprintf("the tree of %d leaves has root %s, held is %s", size, got, root)
	}
	return ""
}

// firstChanged returns the first leaf whose hash is not the stored one, or -1.
func (m *Mirror) firstChanged(from int64, leaves [][]byte) int64 {
	for i, leaf := range leaves {
		index := from + int64(i)
		h, err := m.read([]int64{tlog.StoredHashIndex(0, index)})
		if err != nil || statement.Digest(h[0]) != statement.LeafHash(leaf) {
			return index
		}
	}
	return -1
}

// rebuild makes the hashes again from the leaves, up to the first that is
// missing or does not fit its old hash, and returns how many there are.
func (m *Mirror) rebuild(size int64) (int64, error) {
	before := &Mirror{dir: m.dir, hashes: m.hashes, count: m.count}
	name := filepath.Join(m.dir, "hashes")
	fresh, err := os.OpenFile(name+".new", os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return 0, fmt.Errorf("mirror: %w", err)
	}
	m.hashes, m.count = fresh, 0
	var good int64
	for good < size {
		n := good / Width
		want := int(min(size, (n+1)*Width) - n*Width)
		leaves, torn := m.bundleOf(n, want)
		if torn != nil {
			b, _ := os.ReadFile(m.bundleName(n))
			leaves, _ = ParseBundle(b, want)
		}
		kept := len(leaves)
		if i := before.firstChanged(n*Width, leaves); i >= 0 && tlog.StoredHashIndex(0, i) < before.count {
			kept = int(i - n*Width)
		}
		for i, leaf := range leaves[:kept] {
			hashes, err := tlog.StoredHashesForRecordHash(n*Width+int64(i), tlog.Hash(statement.LeafHash(leaf)), tlog.HashReaderFunc(m.read))
			if err != nil {
				return 0, fmt.Errorf("mirror: rebuild leaf %d: %w", n*Width+int64(i), err)
			}
			for _, h := range hashes {
				m.fresh = append(m.fresh, h[:]...)
			}
		}
		if err := m.flush(); err != nil {
			return 0, err
		}
		good = n*Width + int64(kept)
		if kept < want {
			break
		}
	}
	if err := errors.Join(fresh.Sync(), os.Rename(name+".new", name), before.hashes.Close(), syncDir(m.dir)); err != nil {
		return 0, fmt.Errorf("mirror: rebuild: %w", err)
	}
	return good, nil
}

// cut brings the files to exactly size leaves. mu is held, or nobody else has
// the mirror yet.
func (m *Mirror) cut(size int64) error {
	if m.bundle != nil {
		if err := m.bundle.Close(); err != nil {
			return fmt.Errorf("mirror: %w", err)
		}
		m.bundle = nil
	}
	m.fresh, m.tail, m.count, m.dirty = m.fresh[:0], size, tlog.StoredHashCount(size), false
	if err := m.hashes.Truncate(m.count * hashSize); err != nil {
		return fmt.Errorf("mirror: %w", err)
	}
	n, kept := size/Width, int(size%Width)
	if kept > 0 {
		name := m.bundleName(n)
		b, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("mirror: %w", err)
		}
		leaves, err := ParseBundle(b, kept)
		if err != nil {
			return fmt.Errorf("mirror: cut bundle %d: %w", n, err)
		}
		if m.bundle, err = os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0); err != nil {
			return fmt.Errorf("mirror: %w", err)
		}
		if err := m.bundle.Truncate(extent(leaves)); err != nil {
			return fmt.Errorf("mirror: %w", err)
		}
		n++
	}
	return m.removeFrom(n)
}

// removeFrom takes away bundle n and those after it, without a gap.
func (m *Mirror) removeFrom(n int64) error {
	for ; ; n++ {
		err := os.Remove(m.bundleName(n))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("mirror: %w", err)
		}
	}
}

// Verify reads every leaf and hash and names the first that does not fit. It
// takes about two seconds for a million leaves.
func (m *Mirror) Verify() error {
	size := m.Size()
	for n := int64(0); n*Width < size; n++ {
		leaves, err := m.bundleOf(n, int(min(size, (n+1)*Width)-n*Width))
		if err != nil {
			return err
		}
		for i, leaf := range leaves {
			index := n*Width + int64(i)
			own := tlog.StoredHashIndex(0, index)
			hashes, err := tlog.StoredHashesForRecordHash(index, tlog.Hash(statement.LeafHash(leaf)), m)
			if err != nil {
				return fmt.Errorf("mirror: leaf %d: %w", index, err)
			}
			at := make([]int64, len(hashes))
			for k := range at {
				at[k] = own + int64(k)
			}
			stored, err := m.ReadHashes(at)
			if err != nil {
				return err
			}
			for k := range stored {
				if stored[k] != hashes[k] {
					return fmt.Errorf("mirror: leaf %d: the bytes and their hashes differ", index)
				}
			}
		}
	}
	return nil
}
