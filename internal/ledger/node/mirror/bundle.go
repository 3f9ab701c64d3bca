package mirror

import (
	"encoding/binary"
	"errors"
	"fmt"

	"parley.example/record/statement"
)

// ErrTorn is returned for a bundle that ends inside a leaf or has fewer leaves
// than it should.
var ErrTorn = errors.New("entry bundle is torn")

// lengthSize is the length before each leaf of a bundle, big-endian.
const lengthSize = 2

// ParseBundle splits the first leaves of a bundle; what comes after them is left
// aside, as a bundle may have grown. The leaves are parts of b.
func ParseBundle(b []byte, leaves int) ([][]byte, error) {
	out := make([][]byte, 0, leaves)
	for len(out) < leaves {
		if len(b) < lengthSize {
			return out, fmt.Errorf("%w: %d of %d leaves", ErrTorn, len(out), leaves)
		}
		n := int(binary.BigEndian.Uint16(b))
		if len(b) < lengthSize+n {
			return out, fmt.Errorf("%w: %d of %d leaves", ErrTorn, len(out), leaves)
		}
		out = append(out, b[lengthSize:lengthSize+n:lengthSize+n])
		b = b[lengthSize+n:]
	}
	return out, nil
}

// appendLeaf writes a leaf as bundles hold it.
func appendLeaf(b, leaf []byte) ([]byte, error) {
	if len(leaf) > statement.MaxLeaf {
		return b, fmt.Errorf("a leaf of %d bytes, at most %d", len(leaf), statement.MaxLeaf)
	}
	return append(binary.BigEndian.AppendUint16(b, uint16(len(leaf))), leaf...), nil //nolint:gosec // at most MaxLeaf
}

// extent is how many bytes a run of leaves takes in a bundle.
func extent(leaves [][]byte) int64 {
	var n int64
	for _, leaf := range leaves {
		n += lengthSize + int64(len(leaf))
	}
	return n
}
