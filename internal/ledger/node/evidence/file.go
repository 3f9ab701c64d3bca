package evidence

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"parley.example/internal/ledger/wire"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

// Kind is what a file shows.
type Kind string

// The kinds of findings.
const (
	Fork         Kind = "fork"          // two trees of which neither begins with the other
	PromiseTime  Kind = "promise-time"  // logged with another time than promised
	PromiseOrder Kind = "promise-order" // a leaf before it carries a later time
	PromiseLost  Kind = "promise-lost"  // the log went past the promised time without it
	Suspicion    Kind = "suspicion"     // kept for people; proves nothing by itself
)

// MaxFile bounds an evidence file.
const MaxFile = 64 << 20

// ErrForm is returned for a file that cannot be read as evidence.
var ErrForm = errors.New("not an evidence file")

// File is what an evidence file says. It may be false: Check says.
type File struct {
	V           int                 `json:"v"`
	Kind        Kind                `json:"kind"`
	Mechanism   statement.Digest    `json:"mechanism"`
	Note        string              `json:"note,omitempty"` // for people; nothing rests on it
	Checkpoints []string            `json:"checkpoints"`    // signed by the host; of a fork the smaller first
	Prefix      *statement.Digest   `json:"prefix,omitempty"`
	Path        []statement.Digest  `json:"path,omitempty"` // from Prefix, the root of the second tree at the first one's size
	Promise     *wire.SignedPromise `json:"promise,omitempty"`
	ID          *statement.ID       `json:"id,omitempty"` // the promised statement
	Leaves      []Leaf              `json:"leaves,omitempty"`
	Run         *Run                `json:"run,omitempty"`
}

// Leaf is one leaf with its place in the tree of the checkpoint.
type Leaf struct {
	Index int64              `json:"index"`
	Leaf  []byte             `json:"leaf"`
	Path  []statement.Digest `json:"path"`
}

// Run is a run of consecutive leaves with the hashes beside it.
type Run struct {
	First  int64            `json:"first"`
	Leaves [][]byte         `json:"leaves"`
	Beside proof.RangeProof `json:"beside"`
}

// Bytes writes the file.
func (f *File) Bytes() ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(f); err != nil {
		return nil, fmt.Errorf("evidence: %w", err)
	}
	return buf.Bytes(), nil
}

// Parse reads a file. It verifies nothing.
func Parse(b []byte) (File, error) {
	var f File
	if len(b) > MaxFile {
		return f, fmt.Errorf("%w: %d bytes, at most %d", ErrForm, len(b), MaxFile)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return f, fmt.Errorf("%w: %w", ErrForm, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) || f.V != 1 {
		return f, fmt.Errorf("%w: version %d, or text after the end", ErrForm, f.V)
	}
	return f, nil
}

// Keep stores a file under its kind and hash, durably, and returns its name. The
// same file twice is one.
func Keep(dir string, f *File) (string, error) {
	b, err := f.Bytes()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return "", fmt.Errorf("evidence: %w", err)
	}
	sum := sha256.Sum256(b)
	name := filepath.Join(dir, string(f.Kind)+"-"+hex.EncodeToString(sum[:8])+".json")
	if _, err := os.Stat(name); err == nil {
		return name, nil
	}
	out, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return "", fmt.Errorf("evidence: %w", err)
	}
	defer func() { _ = os.Remove(out.Name()) }() // gone already, once it has its name
	_, err = out.Write(b)
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return "", fmt.Errorf("evidence: %w", err)
	}
	if err := os.Rename(out.Name(), name); err != nil {
		return "", fmt.Errorf("evidence: %w", err)
	}
	return name, nil
}
