package mirror

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"golang.org/x/mod/sumdb/tlog"

	"parley.example/record/statement"
)

// hashSize is one record of the file of hashes.
const hashSize = tlog.HashSize

// ErrAhead is returned for a place that the mirror does not hold.
var ErrAhead = errors.New("the mirror does not hold that place")

// Mirror holds the leaves and the tree of a record. Append, Commit, Rollback
// and Close are for one caller at a time; everything else may run beside them
// and sees what is committed. It is the proof.Log of receipts and extracts.
type Mirror struct {
	dir       string
	hashes    *os.File
	committed atomic.Int64

	// mu is held while files change, so that a reader never meets a bundle
	// that is being cut.
	mu     sync.RWMutex
	tail   int64    // leaves appended, committed or not
	count  int64    // hashes in the file
	fresh  []byte   // hashes not yet in the file
	bundle *os.File // the newest, nil where the next leaf begins one
	dirty  bool     // something was written since the last Commit
	made   bool     // the newest bundle's name is not durable yet
}

// Size returns the number of leaves committed.
func (m *Mirror) Size() int64 { return m.committed.Load() }

// Append adds leaves after all that were appended before. They are not durable
// and nobody sees them before Commit.
func (m *Mirror) Append(leaves [][]byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dirty = m.dirty || len(leaves) > 0
	var bytes []byte
	for _, leaf := range leaves {
		hashes, err := tlog.StoredHashesForRecordHash(m.tail, tlog.Hash(statement.LeafHash(leaf)), tlog.HashReaderFunc(m.read))
		if err != nil {
			return fmt.Errorf("mirror: leaf %d: %w", m.tail, err)
		}
		for _, h := range hashes {
			m.fresh = append(m.fresh, h[:]...)
		}
		if bytes, err = appendLeaf(bytes, leaf); err != nil {
			return fmt.Errorf("mirror: leaf %d: %w", m.tail, err)
		}
		m.tail++
		if m.tail%Width == 0 {
			if err := m.write(bytes, m.tail/Width-1); err != nil {
				return err
			}
			bytes = nil
			if err := m.finish(); err != nil {
				return err
			}
		}
	}
	if err := m.write(bytes, m.tail/Width); err != nil {
		return err
	}
	return m.flush()
}

// write appends bytes to bundle n.
func (m *Mirror) write(bytes []byte, n int64) error {
	if len(bytes) == 0 {
		return nil
	}
	if m.bundle == nil {
		name := m.bundleName(n)
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			return fmt.Errorf("mirror: %w", err)
		}
		f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			return fmt.Errorf("mirror: %w", err)
		}
		m.bundle, m.made = f, true
		if n%1000 == 0 { // its directory may be new
			if err := syncDir(filepath.Dir(filepath.Dir(name))); err != nil {
				return err
			}
		}
	}
	if _, err := m.bundle.Write(bytes); err != nil {
		return fmt.Errorf("mirror: bundle %d: %w", n, err)
	}
	return nil
}

// finish makes a full bundle durable and closes it.
func (m *Mirror) finish() error {
	err := m.bundle.Sync()
	name := m.bundle.Name()
	err = errors.Join(err, m.bundle.Close(), syncDir(filepath.Dir(name)))
	m.bundle, m.made = nil, false
	if err != nil {
		return fmt.Errorf("mirror: %w", err)
	}
	return nil
}

// flush writes the fresh hashes.
func (m *Mirror) flush() error {
	if len(m.fresh) == 0 {
		return nil
	}
	if _, err := m.hashes.WriteAt(m.fresh, m.count*hashSize); err != nil {
		return fmt.Errorf("mirror: hashes: %w", err)
	}
	m.count += int64(len(m.fresh) / hashSize)
	m.fresh = m.fresh[:0]
	return nil
}

// Tail returns the size and the root of all that was appended.
func (m *Mirror) Tail() (int64, statement.Digest, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	root, err := rootAt(m.tail, m.read)
	return m.tail, root, err
}

// Commit makes all that was appended durable and shows it to readers. The
// caller has checked the tree.
func (m *Mirror) Commit() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.dirty {
		return nil
	}
	hashes := make(chan error, 1)
	go func() { hashes <- m.hashes.Sync() }() // beside the bundle: the disk often takes both in one go
	err := m.syncBundle()
	if err := errors.Join(err, <-hashes); err != nil {
		return fmt.Errorf("mirror: %w", err)
	}
	m.dirty = false
	m.committed.Store(m.tail)
	return nil
}

// syncBundle makes the newest bundle durable, with its name.
func (m *Mirror) syncBundle() error {
	if m.bundle == nil {
		return nil
	}
	if err := m.bundle.Sync(); err != nil || !m.made {
		return err
	}
	if err := syncDir(filepath.Dir(m.bundle.Name())); err != nil {
		return err
	}
	m.made = false
	return nil
}

// Rollback cuts off what was appended since the last Commit.
func (m *Mirror) Rollback() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cut(m.committed.Load())
}

// Revert goes back to a smaller size, also of what was committed: its keeper
// could not note that it holds it.
func (m *Mirror) Revert(size int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.committed.Store(min(size, m.committed.Load()))
	return m.cut(m.committed.Load())
}

// Close cuts off what is not committed and closes the files.
func (m *Mirror) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	err := m.cut(m.committed.Load())
	if m.bundle != nil {
		err = errors.Join(err, m.bundle.Close())
		m.bundle = nil
	}
	return errors.Join(err, m.hashes.Close())
}

// read returns hashes, also of leaves that are not committed. mu is held.
func (m *Mirror) read(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	const most = 1024 // hashes read in one go, so that a tile is one read
	for i := 0; i < len(at); {
		if at[i] >= m.count {
			from := (at[i] - m.count) * hashSize
			if from+hashSize > int64(len(m.fresh)) {
				return nil, fmt.Errorf("hash %d: %w", at[i], ErrAhead)
			}
			copy(out[i][:], m.fresh[from:])
			i++
			continue
		}
		end := i + 1
		for end < len(at) && at[end] > at[end-1] && at[end]-at[i] < most && at[end] < m.count {
			end++
		}
		block := make([]byte, (at[end-1]-at[i]+1)*hashSize)
		if _, err := m.hashes.ReadAt(block, at[i]*hashSize); err != nil {
			return nil, fmt.Errorf("mirror: hash %d: %w", at[i], err)
		}
		for first := at[i]; i < end; i++ {
			copy(out[i][:], block[(at[i]-first)*hashSize:])
		}
	}
	return out, nil
}

func (m *Mirror) bundleName(n int64) string {
	return filepath.Join(m.dir, "tile", filepath.FromSlash(BundlePath(n, Width)))
}

func rootAt(size int64, read tlog.HashReaderFunc) (statement.Digest, error) {
	if size == 0 {
		return statement.EmptyRoot, nil
	}
	h, err := tlog.TreeHash(size, read)
	if err != nil {
		return statement.Digest{}, fmt.Errorf("mirror: root of %d leaves: %w", size, err)
	}
	return statement.Digest(h), nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("mirror: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("mirror: %w", err)
	}
	return nil
}
