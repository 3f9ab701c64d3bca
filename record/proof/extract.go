package proof

import (
	"bytes"
	"fmt"

	"parley.example/record/statement"
)

// The bounds of an extract. R-EXTRACT-1.
const (
	MaxExtract = 64 << 20
	MaxRun     = 50_000
)

// Extract is the content of an extract file: a run of consecutive leaves. It may
// be false: VerifyExtract says.
type Extract struct {
	Exercise   bool
	Mechanism  statement.Digest
	First      int64 // place of the first leaf
	Leaves     [][]byte
	Beside     RangeProof
	Grounds    []Ground // outside the run; what is in it speaks for itself
	Checkpoint []byte
}

// Bytes writes the extract's one spelling.
func (x *Extract) Bytes() []byte {
	b := appendHead(nil, extractHead, x.Exercise, x.Mechanism)
	b = appendCount(b, "first", x.First)
	b = appendCount(b, "count", int64(len(x.Leaves)))
	for _, leaf := range x.Leaves {
		b = appendEntry(b, leaf)
	}
	b = appendDigests(b, "left", x.Beside.Left)
	b = appendDigests(b, "right", x.Beside.Right)
	b = appendGrounds(b, x.Grounds)
	return append(append(b, '\n'), x.Checkpoint...)
}

// ParseExtract reads an extract, which has one spelling, and verifies nothing
// yet. R-EXTRACT-1 to R-EXTRACT-3.
func ParseExtract(file []byte) (Extract, error) {
	var x Extract
	if len(file) > MaxExtract {
		return x, fmt.Errorf("extract: %w: %d bytes, at most %d", ErrForm, len(file), MaxExtract)
	}
	l := lines{rest: file}
	x.Exercise, x.Mechanism = l.head(extractHead)
	x.First = l.count("first")
	n := l.count("count")
	if l.err == nil && (n < 1 || n > MaxRun) {
		l.fail("%d leaves: 1 to %d", n, MaxRun)
	}
	for i := int64(0); i < n && l.err == nil; i++ {
		x.Leaves = append(x.Leaves, l.entry())
	}
	x.Beside.Left = l.digests("left")
	x.Beside.Right = l.digests("right")
	x.Grounds = l.grounds()
	l.exactly("")
	x.Checkpoint = l.checkpoint()
	if l.err != nil {
		return Extract{}, fmt.Errorf("extract: %w", l.err)
	}
	if !bytes.Equal(x.Bytes(), file) {
		return Extract{}, fmt.Errorf("extract: %w", ErrForm)
	}
	return x, nil
}

func (x *Extract) claims() claims {
	return claims{x.Exercise, x.Mechanism, x.First, x.Leaves, x.Grounds, x.Checkpoint}
}
