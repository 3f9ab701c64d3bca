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

// errErased is returned for what a member has had deleted: it is neither taken nor
// given again. R-WIRE-53.
var errErased = errors.New("this body was erased")

// goneMark ends the name of an empty file that stands where a body was erased, and
// goneSize is what it counts of the member's quota, so that marks are bounded too.
const (
	goneMark = ".gone"
	goneSize = 512
)

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
	if there(name + goneMark) {
		return errErased
	}
	before := sizeOf(name)
	if used-before+int64(len(served)) > b.quota {
		return errFull
	}
	if err := write(name, served); err != nil {
		return fmt.Errorf("body: %w", err)
	}
	b.used[member] = used - before + int64(len(served))
	return nil
}

// erase deletes what a member handed in, and marks durably that it is not taken
// again. The mark comes first: what a kill in between leaves is given to nobody,
// and goes when the member, which had no answer, asks again.
func (b *bodies) erase(member string, commit statement.Digest) error {
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
	before := sizeOf(name)
	if !there(name + goneMark) {
		if used += goneSize; used-before > b.quota {
			return errFull
		}
		if err := write(name+goneMark, nil); err != nil {
			return fmt.Errorf("body: %w", err)
		}
	}
	b.used[member] = used
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("body: %w", err)
	}
	b.used[member] = used - before
	return nil
}

func there(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// sizeOf is the size of a file, 0 where there is none.
func sizeOf(name string) int64 {
	info, err := os.Stat(name)
	if err != nil {
		return 0
	}
	return info.Size()
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
		if strings.HasSuffix(entry.Name(), goneMark) {
			n += goneSize
		} else if info, err := entry.Info(); err == nil {
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
// what any did. What was erased is given to nobody, also where the file is still
// there.
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
	none := fs.ErrNotExist
	for _, member := range members {
		name := filepath.Join(b.dir, member, commit.String())
		if there(name + goneMark) {
			none = errErased
			continue
		}
		served, err := os.ReadFile(name)
		if !errors.Is(err, fs.ErrNotExist) {
			return served, err
		}
	}
	return nil, none
}
