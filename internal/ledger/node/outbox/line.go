package outbox

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"

	"parley.example/internal/ledger/wire"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// ErrDamaged is returned for a file with a bad line before its end: it was
// changed, not torn.
var ErrDamaged = errors.New("the outbox is damaged; restore it, or remove it and start: the node then reads its tails from the others")

// The operations of a line.
const (
	opAdd     = "add"
	opHand    = "hand"
	opUnhand  = "unhand"
	opPromise = "promise"
	opEnd     = "end"
)

// line is one change of the box.
type line struct {
	Op      string              `json:"op"`
	Items   []record            `json:"items,omitempty"`
	IDs     []statement.ID      `json:"ids,omitempty"`
	Promise *wire.SignedPromise `json:"promise,omitempty"`
	Ends    []End               `json:"ends,omitempty"`
}

// record is an item as a line adds it.
type record struct {
	Envelope json.RawMessage  `json:"envelope"`
	Key      statement.Digest `json:"key"` // by which the same act is found again
	Foreign  bool             `json:"foreign,omitempty"`
	Handed   bool             `json:"handed,omitempty"`
	At       statement.Time   `json:"at"`
}

// How says how an item ended.
type How string

// The ends.
const (
	Receipted How = "receipted"
	Refused   How = "refused"
	Lapsed    How = "lapsed"
)

// End is the end of an item.
type End struct {
	ID    statement.ID     `json:"id"`
	Key   statement.Digest `json:"key"` // filled in by the box
	How   How              `json:"how"`
	Index int64            `json:"index,omitempty"`
	Size  int64            `json:"size,omitempty"`
	Void  *charter.Void    `json:"void,omitempty"`
}

const sumSize = 8 // hex digits of the checksum before each line

func (l *line) bytes() ([]byte, error) {
	b, err := json.Marshal(l)
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	out := hex.AppendEncode(make([]byte, 0, len(b)+sumSize+2), crc(b))
	return append(append(append(out, ' '), b...), '\n'), nil
}

func crc(b []byte) []byte {
	return binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(b))
}

// parseLine reads one line without its end.
func parseLine(b []byte) (line, error) {
	var l line
	if len(b) < sumSize+1 || b[sumSize] != ' ' {
		return l, ErrDamaged
	}
	body := b[sumSize+1:]
	if string(hex.AppendEncode(nil, crc(body))) != string(b[:sumSize]) {
		return l, ErrDamaged
	}
	if err := json.Unmarshal(body, &l); err != nil {
		return l, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return l, nil
}

// split reads the lines of a file and returns how many bytes of it stand. What
// follows the last line feed was torn by a crash, unless it is the only fault:
// a bad line before the last is damage.
func split(b []byte) (lines []line, good int64, err error) {
	for len(b) > 0 {
		text, rest, ended := bytes.Cut(b, []byte("\n"))
		l, err := parseLine(text)
		if err != nil || !ended {
			if len(rest) == 0 {
				return lines, good, nil
			}
			return nil, 0, fmt.Errorf("at byte %d: %w", good, ErrDamaged)
		}
		lines = append(lines, l)
		good += int64(len(text)) + 1
		b = rest
	}
	return lines, good, nil
}
