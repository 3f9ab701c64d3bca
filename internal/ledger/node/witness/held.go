package witness

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"parley.example/record/statement"
)

// Held is the tree that the witness holds to: it never takes another one in its
// place. It is on disk before anything is cosigned.
type Held struct {
	Size       int64            `json:"size"`
	Root       statement.Digest `json:"root"`
	Checkpoint []byte           `json:"checkpoint"` // as the host signed it; nil at size 0
	Latest     statement.Time   `json:"latest"`     // the greatest received_at in it
	Retired    []string         `json:"retired"`    // origins that are never cosigned again
}

const heldName = "held.log"

// mostHeldLog is the length from which the file is begun anew.
const mostHeldLog = 1 << 20

// heldLog keeps what is held, durably: a line for each change, the SHA-256 of
// the rest of the line before it. The last whole line holds; what comes after
// its end was being written when the process ended, and nothing was cosigned
// for it. One at a time uses it.
type heldLog struct {
	dir  string
	file *os.File
	end  int64 // of the last whole line
	torn bool  // something may stand after end
	// unnamed is set while the file's name may not be durable: after a crash the
	// one before it could stand in its place, with what was held then.
	unnamed bool
}

// openHeld reads what is held, the empty tree where nothing ever was. leaves says
// that there are some in the mirror: none came before there was a file.
func openHeld(dir string, leaves bool) (*heldLog, Held, error) {
	h := Held{Root: statement.EmptyRoot}
	l := &heldLog{dir: dir, unnamed: true}
	b, err := os.ReadFile(l.name())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, h, fmt.Errorf("witness: %w", err)
	}
	if err != nil && leaves {
		return nil, h, fmt.Errorf("witness: %s is missing and the mirror has leaves, which this node may have cosigned; "+
			"restore witness/ from the back-up: %w", l.name(), err)
	}
	l.end = int64(bytes.LastIndexByte(b, '\n') + 1)
	l.torn = l.end < int64(len(b))
	if l.end > 0 {
		line := b[bytes.LastIndexByte(b[:l.end-1], '\n')+1 : l.end-1]
		if err := parseHeld(line, &h); err != nil {
			return nil, h, fmt.Errorf("witness: %s is damaged; restore witness/ from the back-up: %w", l.name(), err)
		}
	}
	if len(b) == 0 {
		return l, h, l.renew(nil)
	}
	if l.file, err = os.OpenFile(l.name(), os.O_WRONLY, 0); err != nil {
		return nil, h, fmt.Errorf("witness: %w", err)
	}
	return l, h, nil
}

func (l *heldLog) name() string { return filepath.Join(l.dir, heldName) }

// parseHeld reads a line.
func parseHeld(line []byte, h *Held) error {
	sum, text, _ := bytes.Cut(line, []byte(" "))
	if want := sha256.Sum256(text); string(sum) != hex.EncodeToString(want[:]) {
		return errors.New("its last line does not hold")
	}
	return json.Unmarshal(text, h)
}

// write makes a change durable, in one write to the disk where it can.
func (l *heldLog) write(h *Held) error {
	text, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	sum := sha256.Sum256(text)
	line := fmt.Appendf(nil, "%x %s\n", sum, text)
	if l.end+int64(len(line)) > mostHeldLog {
		return l.renew(line)
	}
	if err := l.syncName(); err != nil {
		return err
	}
	if l.torn {
		if err := l.file.Truncate(l.end); err != nil {
			return fmt.Errorf("witness: %w", err)
		}
	}
	l.torn = true
	_, err = l.file.WriteAt(line, l.end)
	if err := errors.Join(err, l.file.Sync()); err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	l.end, l.torn = l.end+int64(len(line)), false
	return nil
}

// renew puts a file with that line in the place of the one before.
func (l *heldLog) renew(line []byte) error {
	f, err := os.OpenFile(l.name()+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	_, err = f.Write(line)
	if err = errors.Join(err, f.Sync()); err == nil {
		err = os.Rename(l.name()+".new", l.name())
	}
	if err != nil {
		return errors.Join(fmt.Errorf("witness: %w", err), f.Close())
	}
	before := l.file
	l.file, l.end, l.torn, l.unnamed = f, int64(len(line)), false, true
	if before != nil {
		err = before.Close()
	}
	if err := errors.Join(err, l.syncName()); err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	return nil
}

// syncName makes the file's name durable, and that of its directory, which may
// be as new.
func (l *heldLog) syncName() error {
	if !l.unnamed {
		return nil
	}
	for _, dir := range []string{l.dir, filepath.Dir(l.dir)} {
		d, err := os.Open(dir)
		if err == nil {
			err = errors.Join(d.Sync(), d.Close())
		}
		if err != nil {
			return fmt.Errorf("witness: %w", err)
		}
	}
	l.unnamed = false
	return nil
}

func (l *heldLog) close() error { return l.file.Close() }
