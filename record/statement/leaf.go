package statement

import (
	"crypto/sha256"
	"fmt"
	"strconv"
)

// MaxLeaf is the most that a leaf may have: the entry bundles of tlog-tiles
// give its length in 16 bits. R-LEAF-2.
const MaxLeaf = 65_535

// Leaf is one entry of the log: an envelope and the time at which the host
// says that it took it in. R-LEAF-1.
type Leaf struct {
	ReceivedAt Time
	Envelope   Envelope
}

// Bytes returns the leaf's one spelling.
func (l *Leaf) Bytes() []byte {
	b := append(make([]byte, 0, 360+strict.EncodedLen(len(l.Envelope.Payload))), `{"envelope":`...)
	b = l.Envelope.append(b)
	b = strconv.AppendInt(append(b, `,"received_at":`...), int64(l.ReceivedAt), 10)
	return append(b, '}')
}

// ParseLeaf reads a leaf in its one spelling. It judges neither the signature
// nor the statement inside. R-LEAF-1.
func ParseLeaf(b []byte) (Leaf, error) {
	var l Leaf
	if len(b) > MaxLeaf {
		return l, fmt.Errorf("leaf: %w: %d bytes, at most %d", ErrForm, len(b), MaxLeaf)
	}
	s := scanner{b: b}
	s.lit(`{"envelope":`)
	l.Envelope = s.envelope()
	s.lit(`,"received_at":`)
	l.ReceivedAt = s.instant()
	s.lit(`}`)
	if s.end(); s.err != nil {
		return Leaf{}, fmt.Errorf("leaf: %w", s.err)
	}
	return l, nil
}

// LeafHash is the RFC 6962 hash of a leaf's bytes, its node in the tree. R-LEAF-3.
func LeafHash(leaf []byte) Digest {
	h := sha256.New()
	h.Write([]byte{0})
	h.Write(leaf)
	return Digest(h.Sum(nil))
}
