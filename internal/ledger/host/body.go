package host

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"parley.example/record/statement"
)

// MaxBody bounds what is kept for one commitment: salt and content, or a
// ciphertext. R-WIRE-13.
const MaxBody = 8 << 20

// errFull is returned to a member that has its quota of bodies here.
var errFull = errors.New("this member's room for bodies is full; the record goes on without this body at the host")

// bodies keeps bytes by the name of their commitment, apart for each member that
// hands them in: a name that somebody else took first keeps nobody out. Whether
// they are what the statement commits to is judged by the nodes, which hold
// the statement. It is safe for concurrent use.
type bodies struct {
	dir   string
	quota int64
	mu    sync.Mutex
	used  map[string]int64 // by member, counted when first asked
}

// put keeps a body durably, in the place of the one that the same member handed
// in before.
func (b *bodies) put(member string, commit statement.Digest, served []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	dir := filepath.Join(b.dir, member)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("body: %w", err)
	}
	used, err := b.count(member)
	if err != nil {
		return err
	}
	name := filepath.Join(dir, commit.String())
	before := int64(0)
	if info, err := os.Stat(name); err == nil {
		before = info.Size()
	}
	if used-before+int64(len(served)) > b.quota {
		return errFull
	}
	if err := write(name, served); err != nil {
		return fmt.Errorf("body: %w", err)
	}
	b.used[member] = used - before + int64(len(served))
	return nil
}

// count returns the bytes kept for a member. mu is held.
func (b *bodies) count(member string) (int64, error) {
	if n, ok := b.used[member]; ok {
		return n, nil
	}
	list, err := os.ReadDir(filepath.Join(b.dir, member))
	if err != nil {
		return 0, fmt.Errorf("body: %w", err)
	}
	n := int64(0)
	for _, entry := range list {
		if strings.HasSuffix(entry.Name(), ".new") { // of a write that a kill ended
			if err := os.Remove(filepath.Join(b.dir, member, entry.Name())); err != nil {
				return 0, fmt.Errorf("body: %w", err)
			}
			continue
		}
		if info, err := entry.Info(); err == nil {
			n += info.Size()
		}
	}
	if b.used == nil {
		b.used = map[string]int64{}
	}
	b.used[member] = n
	return n, nil
}

// get returns what a member handed in for a commitment, or, where by is empty,
// what any did.
func (b *bodies) get(commit statement.Digest, by string) ([]byte, error) {
	members := []string{by}
	if by == "" {
		list, err := os.ReadDir(b.dir)
		if err != nil {
			return nil, fmt.Errorf("body: %w", err)
		}
		members = members[:0]
		for _, entry := range list {
			members = append(members, entry.Name())
		}
	} else if !statement.IsCode(by) {
		return nil, fs.ErrNotExist
	}
	for _, member := range members {
		served, err := os.ReadFile(filepath.Join(b.dir, member, commit.String()))
		if !errors.Is(err, fs.ErrNotExist) {
			return served, err
		}
	}
	return nil, fs.ErrNotExist
}
