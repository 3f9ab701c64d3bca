package node

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"parley.example/record/proof"
	"parley.example/record/statement"
)

// shelf keeps, beside the mirror, what can be found again from the record but
// not quickly: checkpoints with quorum, places by statement id, and the entries
// on which receipts rest. A torn end is cut off. It is safe for concurrent use.
type shelf struct {
	dir         string
	mu          sync.Mutex
	heads       *os.File
	index       []headAt // ascending by size
	end         int64
	ids         *os.File
	transitions []transition
}

// headAt says where in the file the checkpoint of a size is.
type headAt struct {
	size, offset int64
	length       int
}

// transition is the checkpoint that first covered the era from a size on.
type transition struct {
	From int64  `json:"from"`
	Raw  []byte `json:"raw"`
}

const headSize = 8 + 4 // before each checkpoint: size of the tree, length

// idSize is how much of a statement's id the file of ids keeps.
const idSize = 8

func openShelf(dir string) (*shelf, error) {
	s := &shelf{dir: dir}
	var err error
	if s.heads, err = os.OpenFile(filepath.Join(dir, "heads"), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	if s.ids, err = os.OpenFile(filepath.Join(dir, "ids"), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	if err := s.readHeads(); err != nil {
		return nil, err
	}
	if err := s.readJSON("transitions.json", &s.transitions); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *shelf) close() error { return errors.Join(s.heads.Close(), s.ids.Close()) }

func (s *shelf) readHeads() error {
	info, err := s.heads.Stat()
	if err != nil {
		return fmt.Errorf("node: %w", err)
	}
	var head [headSize]byte
	for s.end+headSize <= info.Size() {
		if _, err := s.heads.ReadAt(head[:], s.end); err != nil {
			return fmt.Errorf("node: heads: %w", err)
		}
		at := headAt{
			size: int64(binary.BigEndian.Uint64(head[:])), offset: s.end + headSize, //nolint:gosec // as addHead wrote it
			length: int(binary.BigEndian.Uint32(head[8:])),
		}
		if n := len(s.index); at.offset+int64(at.length) > info.Size() || n > 0 && at.size <= s.index[n-1].size {
			break
		}
		s.index = append(s.index, at)
		s.end = at.offset + int64(at.length)
	}
	return nil
}

// addHead keeps a checkpoint, if it is larger than those kept.
func (s *shelf) addHead(size int64, raw []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.index); n > 0 && s.index[n-1].size >= size {
		return nil
	}
	b := binary.BigEndian.AppendUint64(nil, uint64(size))                  //nolint:gosec // not negative
	b = append(binary.BigEndian.AppendUint32(b, uint32(len(raw))), raw...) //nolint:gosec // at most MaxBytes
	if _, err := s.heads.WriteAt(b, s.end); err != nil {
		return fmt.Errorf("node: heads: %w", err)
	}
	s.index = append(s.index, headAt{size, s.end + headSize, len(raw)})
	s.end += int64(len(b))
	return nil
}

// covering returns the first checkpoint kept that covers an entry; nil if none
// does.
func (s *shelf) covering(index int64) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, _ := slices.BinarySearchFunc(s.index, index+1, func(h headAt, size int64) int { return int(h.size - size) })
	if i == len(s.index) {
		return nil, nil
	}
	raw := make([]byte, s.index[i].length)
	if _, err := s.heads.ReadAt(raw, s.index[i].offset); err != nil {
		return nil, fmt.Errorf("node: heads: %w", err)
	}
	return raw, nil
}

// newest returns the largest checkpoint kept, nil if none is.
func (s *shelf) newest() ([]byte, error) {
	s.mu.Lock()
	n := len(s.index)
	if n == 0 {
		s.mu.Unlock()
		return nil, nil
	}
	size := s.index[n-1].size
	s.mu.Unlock()
	return s.covering(size - 1)
}

// addIDs notes the statements at the places from first on.
func (s *shelf) addIDs(first int64, ids []statement.ID) error {
	b := make([]byte, 0, idSize*len(ids))
	for _, id := range ids {
		b = append(b, id[:idSize]...)
	}
	if _, err := s.ids.WriteAt(b, first*idSize); err != nil {
		return fmt.Errorf("node: ids: %w", err)
	}
	return nil
}

// folded returns how many entries were ever folded here: all that a quorum
// covered.
func (s *shelf) folded() (int64, error) {
	info, err := s.ids.Stat()
	if err != nil {
		return 0, fmt.Errorf("node: ids: %w", err)
	}
	return info.Size() / idSize, nil
}

// places calls f with each place that may hold the statement, the newest first,
// until f reports true.
func (s *shelf) places(id statement.ID, f func(int64) bool) error {
	info, err := s.ids.Stat()
	if err != nil {
		return fmt.Errorf("node: ids: %w", err)
	}
	const most = 8192 * idSize
	for end := info.Size() / idSize * idSize; end > 0; {
		begin := max(0, end-most)
		block := make([]byte, end-begin)
		if _, err := s.ids.ReadAt(block, begin); err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("node: ids: %w", err)
		}
		for i := len(block) - idSize; i >= 0; i -= idSize {
			if string(block[i:i+idSize]) == string(id[:idSize]) && f((begin+int64(i))/idSize) {
				return nil
			}
		}
		end = begin
	}
	return nil
}

// addTransition keeps the checkpoint that first covered an era, durably.
func (s *shelf) addTransition(t transition) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.transitions, func(o transition) bool { return o.From == t.From }) {
		return nil
	}
	s.transitions = append(s.transitions, t)
	return s.writeJSON("transitions.json", s.transitions)
}

// nextTransition returns the one that first covered the next era after a size.
func (s *shelf) nextTransition(size int64) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.transitions {
		if t.From > size {
			return t.Raw, true
		}
	}
	return nil, false
}

// grounds reads the entries on which receipts rest, as far as a size. ok is
// false where they were never written.
func (s *shelf) grounds(size int64) (g proof.Grounds, ok bool, err error) {
	var file *proof.Grounds
	if err := s.readJSON("grounds.json", &file); err != nil || file == nil {
		return g, false, err
	}
	g.Foundations = slices.DeleteFunc(file.Foundations, func(i int64) bool { return i >= size })
	g.Appointments = map[string]int64{}
	for key, place := range file.Appointments {
		if place < size {
			g.Appointments[key] = place
		}
	}
	return g, true, nil
}

func (s *shelf) writeGrounds(g *proof.Grounds) error { return s.writeJSON("grounds.json", g) }

func (s *shelf) readJSON(name string, v any) error {
	b, err := os.ReadFile(filepath.Join(s.dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal(b, v)
	}
	if err != nil {
		return fmt.Errorf("node: %s: %w; remove the file, it is made again", name, err)
	}
	return nil
}

func (s *shelf) writeJSON(name string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("node: %s: %w", name, err)
	}
	return writeFile(filepath.Join(s.dir, name), b)
}

// writeFile replaces a file durably.
func writeFile(name string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return fmt.Errorf("node: %w", err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already, once it has its name
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("node: %w", err)
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return fmt.Errorf("node: %w", err)
	}
	d, err := os.Open(filepath.Dir(name))
	if err != nil {
		return fmt.Errorf("node: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("node: %w", err)
	}
	return nil
}
