package host

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
)

// The form of the journal: segments named by the index of their first leaf,
// each a run of frames. A frame is the first index and the length of what
// follows, a checksum of these two, a SHA-256 of what follows, and the leaves,
// each with its length before it.
const (
	frameHead   = 8 + 4 + 4 + sha256.Size
	maxFrame    = 1 << 30
	segmentSize = 16 << 20
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// journal holds what was admitted until the log has it. It is on disk before
// anything of it is promised. PROTOCOL A7. It is safe for concurrent use.
type journal struct {
	dir      string
	mu       sync.Mutex // guards what follows
	segments []segment  // oldest first; the last one is written to
	file     *os.File   // of the last segment
	written  int64      // bytes of it that hold
}

// segment is a file of consecutive leaves.
type segment struct {
	first, end int64
}

func (j *journal) path(first int64) string { return filepath.Join(j.dir, fmt.Sprintf("%016d", first)) }

// openJournal checks every frame. A torn tail, which was never promised, is
// cut; its bytes are counted.
func openJournal(dir string) (j *journal, cut int64, err error) {
	names, err := os.ReadDir(dir)
	if err != nil {
		return nil, 0, fmt.Errorf("journal: %w", err)
	}
	j = &journal{dir: dir}
	for _, name := range names {
		first, err := strconv.ParseInt(name.Name(), 10, 64)
		if err != nil || first < 0 || filepath.Base(j.path(first)) != name.Name() {
			return nil, 0, fault(filepath.Join(dir, name.Name()), "take it away", "not a segment of the journal")
		}
		j.segments = append(j.segments, segment{first, first})
	}
	slices.SortFunc(j.segments, func(a, b segment) int { return int(a.first - b.first) })
	for i := range j.segments {
		seg := &j.segments[i]
		if i > 0 && j.segments[i-1].end != seg.first {
			return nil, 0, fault(j.path(seg.first), mendJournal, "the journal goes from leaf %d to %d", j.segments[i-1].end, seg.first)
		}
		last := i == len(j.segments)-1
		held, torn, err := scanSegment(j.path(seg.first), seg.first, last, func(_ int64, leaves [][]byte) error {
			seg.end += int64(len(leaves))
			return nil
		})
		if err != nil {
			return nil, 0, err
		}
		j.written, cut = held, torn
	}
	if len(j.segments) == 0 {
		return j, 0, nil
	}
	name := j.path(j.segments[len(j.segments)-1].first)
	if j.file, err = os.OpenFile(name, os.O_RDWR, 0); err != nil {
		return nil, 0, fmt.Errorf("journal: %w", err)
	}
	if cut > 0 {
		if err := errors.Join(j.file.Truncate(j.written), j.file.Sync()); err != nil {
			return nil, 0, fmt.Errorf("journal: cut the torn tail: %w", err)
		}
	}
	return j, cut, nil
}

// start makes the first segment where there is none.
func (j *journal) start(first int64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file != nil {
		return nil
	}
	return j.rotate(first)
}

// rotate begins a segment. mu is held.
func (j *journal) rotate(first int64) error {
	f, err := os.OpenFile(j.path(first), os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	if err := syncDir(j.dir); err != nil {
		return errors.Join(fmt.Errorf("journal: %w", err), f.Close())
	}
	if j.file != nil {
		if err := j.file.Close(); err != nil {
			return errors.Join(fmt.Errorf("journal: %w", err), f.Close())
		}
	}
	if n := len(j.segments); n > 0 && j.segments[n-1].first == first {
		j.segments = j.segments[:n-1]
	}
	j.file, j.written = f, 0
	j.segments = append(j.segments, segment{first, first})
	return nil
}

// append writes leaves durably. Where it fails nothing of them is in the
// journal, and it may be tried again.
func (j *journal) append(first int64, leaves [][]byte) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.written > segmentSize {
		if err := j.rotate(first); err != nil {
			return err
		}
	}
	seg := &j.segments[len(j.segments)-1]
	if seg.end != first {
		return fmt.Errorf("journal: leaf %d after %d", first, seg.end-1)
	}
	b := frame(first, leaves)
	if _, err := j.file.WriteAt(b, j.written); err != nil {
		return errors.Join(fmt.Errorf("journal: %w", err), j.file.Truncate(j.written))
	}
	if err := j.file.Sync(); err != nil {
		return errors.Join(fmt.Errorf("journal: %w", err), j.file.Truncate(j.written))
	}
	j.written += int64(len(b))
	seg.end += int64(len(leaves))
	return nil
}

func frame(first int64, leaves [][]byte) []byte {
	b := make([]byte, frameHead, frameHead+len(leaves)*1024)
	for _, l := range leaves {
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(l))), l...) //nolint:gosec // at most MaxLeaf
	}
	binary.BigEndian.PutUint64(b, uint64(first)) //nolint:gosec // not negative
	binary.BigEndian.PutUint32(b[8:], uint32(len(b)-frameHead))
	binary.BigEndian.PutUint32(b[12:], crc32.Checksum(b[:12], castagnoli))
	sum := sha256.Sum256(b[frameHead:])
	copy(b[16:], sum[:])
	return b
}

// trim removes the segments whose leaves are all in the log. The one that is
// written to stays, so that a journal is never missing unnoticed.
func (j *journal) trim(integrated int64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	for len(j.segments) > 1 && j.segments[0].end <= integrated {
		if err := os.Remove(j.path(j.segments[0].first)); err != nil {
			return fmt.Errorf("journal: %w", err)
		}
		j.segments = j.segments[1:]
	}
	return nil
}

// bounds returns the first leaf in the journal and the one after the last.
func (j *journal) bounds() (first, end int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.segments) == 0 {
		return 0, 0
	}
	return j.segments[0].first, j.segments[len(j.segments)-1].end
}

// replay calls each with the leaves from an index to another, in order, as they
// were framed.
func (j *journal) replay(from, to int64, each func(first int64, leaves [][]byte) error) error {
	j.mu.Lock()
	segments := slices.Clone(j.segments)
	j.mu.Unlock()
	for i, seg := range segments {
		if seg.end <= from || seg.first >= to {
			continue
		}
		_, _, err := scanSegment(j.path(seg.first), seg.first, i == len(segments)-1, func(first int64, leaves [][]byte) error {
			end := first + int64(len(leaves))
			if end <= from || first >= to {
				return nil
			}
			lo, hi := max(first, from), min(end, to)
			return each(lo, leaves[lo-first:hi-first])
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// close closes the file.
func (j *journal) close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return nil
	}
	return j.file.Close()
}

// scanSegment reads the frames of a segment. held are the bytes that hold, torn
// those of a tail that was being written when the process ended; anything else
// that does not hold is a Fault.
func scanSegment(name string, next int64, last bool, each func(int64, [][]byte) error) (held, torn int64, err error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, 0, fmt.Errorf("journal: %w", err)
	}
	defer func() { _ = f.Close() }() // read only
	info, err := f.Stat()
	if err != nil {
		return 0, 0, fmt.Errorf("journal: %w", err)
	}
	r := bufio.NewReaderSize(f, 1<<20)
	for held < info.Size() {
		left := info.Size() - held
		first, leaves, size, bad := readFrame(r, left)
		if bad == nil && first != next {
			bad = fmt.Errorf("leaf %d, want %d", first, next)
			size = 0
		}
		if bad != nil {
			if last && (left < frameHead || size == left || size == 0 && zeros(f, held)) {
				return held, left, nil
			}
			return 0, 0, fault(name, mendJournal, "byte %d: %v", held, bad)
		}
		if err := each(first, leaves); err != nil {
			return 0, 0, err
		}
		held += size
		next += int64(len(leaves))
	}
	return held, 0, nil
}

// readFrame reads a frame of at most left bytes. With an error, size is where
// the frame would have ended if its head holds (at most left), else 0.
func readFrame(r io.Reader, left int64) (first int64, leaves [][]byte, size int64, err error) {
	var head [frameHead]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, 0, err
	}
	if crc32.Checksum(head[:12], castagnoli) != binary.BigEndian.Uint32(head[12:]) {
		return 0, nil, 0, errors.New("the head of a frame does not hold")
	}
	n := int64(binary.BigEndian.Uint32(head[8:]))
	size = min(frameHead+n, left)
	if frameHead+n > left || n > maxFrame {
		return 0, nil, size, errors.New("a frame without its end")
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return 0, nil, size, err
	}
	if sum := sha256.Sum256(b); !bytes.Equal(sum[:], head[16:]) {
		return 0, nil, size, errors.New("a frame does not hold")
	}
	for len(b) > 0 {
		if len(b) < 4 || len(b)-4 < int(binary.BigEndian.Uint32(b)) {
			return 0, nil, 0, errors.New("a frame that is no run of leaves")
		}
		end := 4 + int(binary.BigEndian.Uint32(b))
		leaves = append(leaves, b[4:end])
		b = b[end:]
	}
	return int64(binary.BigEndian.Uint64(head[:])), leaves, size, nil //nolint:gosec // compared with what is wanted
}

// zeros reports whether a file holds nothing but zeros from an offset on: a
// write of which only the length came to disk.
func zeros(f *os.File, from int64) bool {
	r := bufio.NewReader(io.NewSectionReader(f, from, 1<<62))
	for {
		b, err := r.ReadByte()
		if err != nil {
			return errors.Is(err, io.EOF)
		}
		if b != 0 {
			return false
		}
	}
}
