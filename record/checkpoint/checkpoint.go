package checkpoint

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// MaxBytes bounds a checkpoint with all its signature lines. R-CHECKPOINT-1.
const MaxBytes = 64 << 10

const (
	maxSize    = 1<<53 - 1      // as integers in statements
	maxSeconds = maxSize / 1000 // so that a time fits in milliseconds
	linePrefix = "\u2014 "      // before each signature line of a note
	bodyLines  = 3              // origin, size, root
	maxOrigin  = 200            // as in the charter
)

// ErrForm is returned for a checkpoint that is not in its one spelling.
// R-CHECKPOINT-1.
var ErrForm = errors.New("checkpoint not in its one spelling")

// ErrSignature is returned where the host's signature is missing, or a
// signature of a key that the era names does not hold. R-CHECKPOINT-2.
var ErrSignature = errors.New("checkpoint signature does not hold")

// Checkpoint is a head of the log whose host signature holds. Only Parse and
// Transition make one that may be trusted so far.
type Checkpoint struct {
	Origin   string
	Size     int64
	Root     statement.Digest
	Cosigned []Cosignature // by the era's witnesses, in the era's order, each once
	Raw      []byte        // as it came, foreign signature lines included
}

// Cosignature is one witness's word that it holds this tree.
type Cosignature struct {
	Member string
	Name   string         // of the key
	At     statement.Time // the witness's clock, in whole seconds, rounded down
}

// Parse reads a checkpoint of the era. The host's signature holds and the
// origin is the era's; a signature line of a key that the era names holds or
// the whole is refused; lines of unknown keys are left aside. It does not judge
// the quorum. R-CHECKPOINT.
func Parse(raw []byte, era charter.Era) (Checkpoint, error) { return parse(raw, era, nil) }

func parse(raw []byte, era charter.Era, m *Memory) (Checkpoint, error) {
	n, err := open(raw, era, m)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint of %s: %w", era.Host.Origin, err)
	}
	c, err := parseBody(n.Text)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint of %s: %w", era.Host.Origin, err)
	}
	if c.Origin != era.Host.Origin {
		return Checkpoint{}, fmt.Errorf("checkpoint: %w: origin %.200q, this record is at %q", ErrSignature, c.Origin, era.Host.Origin)
	}
	c.Raw = bytes.Clone(raw)
	byHash := map[string]statement.Time{}
	for _, sig := range n.Sigs {
		if at, ok := cosignatureTime(sig); ok {
			byHash[lineKey(sig.Name, sig.Hash)] = at
		}
	}
	for _, w := range era.Witnesses {
		if at, ok := byHash[lineKey(w.Name, cosigner{w}.KeyHash())]; ok {
			c.Cosigned = append(c.Cosigned, Cosignature{Member: w.Member, Name: w.Name, At: at})
		}
	}
	return c, nil
}

// open verifies every line of a known key, each key once, in strict base64.
func open(raw []byte, era charter.Era, m *Memory) (*note.Note, error) {
	if len(raw) > MaxBytes {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrForm, len(raw), MaxBytes)
	}
	known, err := verifiers(era, m)
	if err != nil {
		return nil, err
	}
	n, err := note.Open(raw, known)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	hostHash, hosted := keyHash(era.Host.Origin, algHost, era.Host.Key), false
	for _, sig := range n.Sigs {
		if _, err := base64.StdEncoding.Strict().DecodeString(sig.Base64); err != nil {
			return nil, fmt.Errorf("%w: signature of %s: %w", ErrForm, sig.Name, err)
		}
		hosted = hosted || sig.Name == era.Host.Origin && sig.Hash == hostHash
	}
	if !hosted {
		return nil, fmt.Errorf("%w: no signature of the host", ErrSignature)
	}
	if lines := bytes.Count(raw[len(n.Text):], []byte("\n")) - 1; lines != len(n.Sigs)+len(n.UnverifiedSigs) {
		return nil, fmt.Errorf("%w: a key signs twice", ErrForm)
	}
	return n, nil
}

func lineKey(name string, hash uint32) string { return fmt.Sprintf("%s+%08x", name, hash) }

// cosignatureTime reads the time in a signature line that has been verified.
func cosignatureTime(sig note.Signature) (statement.Time, bool) {
	b, err := base64.StdEncoding.DecodeString(sig.Base64)
	if err != nil || len(b) != 4+cosignatureSize {
		return 0, false
	}
	return statement.Time(binary.BigEndian.Uint64(b[4:]) * 1000), true //nolint:gosec // at most maxSeconds
}

// parseBody reads the three lines. Extension lines, which C2SP allows, have no
// place in this record: nobody would vouch for what they say. R-CHECKPOINT-1.
func parseBody(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != bodyLines+1 || lines[bodyLines] != "" {
		return Checkpoint{}, fmt.Errorf("%w: want the three lines origin, size, root", ErrForm)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || size > maxSize {
		return Checkpoint{}, fmt.Errorf("%w: size %.40q", ErrForm, lines[1])
	}
	c := Checkpoint{Origin: lines[0], Size: size}
	if err := c.Root.UnmarshalText([]byte(lines[2])); err != nil {
		return Checkpoint{}, fmt.Errorf("%w: root %.60q: %w", ErrForm, lines[2], err)
	}
	if again := c.text(); again != text {
		return Checkpoint{}, fmt.Errorf("%w: size %.40q", ErrForm, lines[1])
	}
	if size == 0 && c.Root != statement.EmptyRoot {
		return Checkpoint{}, fmt.Errorf("%w: size 0 has the empty tree's root", ErrForm)
	}
	return c, nil
}

// text is what the host and the witnesses sign.
func (c *Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]))
}

// ClaimedSize reads the size out of a checkpoint before anything is verified:
// to find the era by which it is to be judged.
func ClaimedSize(raw []byte) (int64, error) {
	text, _, ok := bytes.Cut(raw, []byte("\n\n"))
	if !ok || len(raw) > MaxBytes {
		return 0, fmt.Errorf("%w: not a signed note", ErrForm)
	}
	c, err := parseBody(string(text) + "\n")
	return c.Size, err
}
