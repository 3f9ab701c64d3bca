package proof

import (
	"bytes"
	"fmt"

	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// The first lines of the two files, and of the C2SP tlog-proof in a receipt.
const (
	receiptHead  = "parley-receipt/v1"
	extractHead  = "parley-extract/v1"
	exerciseLine = "EXERCISE"
	proofHead    = "c2sp.org/tlog-proof@v1"
)

// MaxReceipt bounds a receipt. A body for which that leaves no room is left
// out, and the receipt says so. R-RECEIPT-1.
const MaxReceipt = 8 << 20

// Receipt is the content of a receipt file. It may be false: Verify says.
type Receipt struct {
	Exercise   bool
	Mechanism  statement.Digest
	Leaf       []byte
	Body       *Body // nil where the file does not hold it
	HasBody    bool  // the statement commits to a body
	Grounds    []Ground
	Index      int64
	Path       []statement.Digest
	Checkpoint []byte
}

// Body is text beside the log, opened: the content of an open body, or the inner
// statement of a sealed one.
type Body struct {
	Salt    [statement.SaltSize]byte
	Content []byte
}

// Bytes writes the receipt's one spelling.
func (r *Receipt) Bytes() []byte {
	b := appendHead(nil, receiptHead, r.Exercise, r.Mechanism)
	b = appendEntry(b, r.Leaf)
	switch {
	case !r.HasBody:
		b = append(b, "body none\n"...)
	case r.Body == nil:
		b = append(b, "body not included\n"...)
	default:
		b = append(b, "body included\n"...)
		b = appendBase64(b, "salt", r.Body.Salt[:])
		b = appendBase64(b, "content", r.Body.Content)
	}
	b = appendGrounds(b, r.Grounds)
	b = append(b, "\n"+proofHead+"\n"...)
	b = appendCount(b, "index", r.Index)
	for _, h := range r.Path {
		b = append(strict.AppendEncode(b, h[:]), '\n')
	}
	return append(append(b, '\n'), r.Checkpoint...)
}

// ParseReceipt reads a receipt, which has one spelling, and verifies nothing
// yet. R-RECEIPT-1 to R-RECEIPT-3.
func ParseReceipt(file []byte) (Receipt, error) {
	var r Receipt
	if len(file) > MaxReceipt {
		return r, fmt.Errorf("receipt: %w: %d bytes, at most %d", ErrForm, len(file), MaxReceipt)
	}
	l := lines{rest: file}
	r.Exercise, r.Mechanism = l.head(receiptHead)
	r.Leaf = l.entry()
	if _, st, ok := inClear(r.Leaf); ok {
		r.HasBody = st.Body != nil
	} else {
		l.fail("a receipt is of a statement in canonical form")
	}
	r.Body = l.body(r.HasBody)
	r.Grounds = l.grounds()
	l.exactly("")
	l.exactly(proofHead)
	r.Index = l.count("index")
	for l.err == nil && !l.at("\n") {
		if h := l.decode(l.line(), 32); l.err == nil {
			r.Path = append(r.Path, statement.Digest(h))
		}
		if len(r.Path) > maxHashes {
			l.fail("more than %d hashes", maxHashes)
		}
	}
	l.exactly("")
	r.Checkpoint = l.checkpoint()
	if l.err != nil {
		return Receipt{}, fmt.Errorf("receipt: %w", l.err)
	}
	if !bytes.Equal(r.Bytes(), file) {
		return Receipt{}, fmt.Errorf("receipt: %w", ErrForm)
	}
	return r, nil
}

func appendHead(b []byte, head string, exercise bool, mechanism statement.Digest) []byte {
	b = append(append(b, head...), '\n')
	if exercise {
		b = append(b, exerciseLine+"\n"...)
	}
	return appendBase64(b, "charter", mechanism[:])
}

func (l *lines) head(head string) (exercise bool, mechanism statement.Digest) {
	l.exactly(head)
	if exercise = l.at(exerciseLine + "\n"); exercise {
		l.exactly(exerciseLine)
	}
	if b := l.bytes("charter", 32); l.err == nil {
		mechanism = statement.Digest(b)
	}
	return exercise, mechanism
}

func (l *lines) body(has bool) *Body {
	if !has {
		l.exactly("body none")
		return nil
	}
	if l.at("body not ") {
		l.exactly("body not included")
		return nil
	}
	l.exactly("body included")
	var b Body
	salt := l.bytes("salt", statement.SaltSize)
	b.Content = l.bytes("content", -1)
	if l.err != nil {
		return nil
	}
	copy(b.Salt[:], salt)
	return &b
}

// checkpoint takes the rest of the file.
func (l *lines) checkpoint() []byte {
	if l.err != nil {
		return nil
	}
	if len(l.rest) > checkpoint.MaxBytes {
		l.fail("a checkpoint of %d bytes, at most %d", len(l.rest), checkpoint.MaxBytes)
	}
	return bytes.Clone(l.rest)
}
