package recordtest

import (
	"crypto/sha256"

	"parley.example/record/statement"
)

// tree keeps the roots of the full subtrees on the left edge of an RFC 6962
// tree, largest first. It exists so that this package needs no Merkle library
// and can be held against one.
type tree struct {
	peaks []peak
}

type peak struct {
	hash  statement.Digest
	width int64
}

func (t *tree) add(leaf statement.Digest) {
	p := peak{leaf, 1}
	for n := len(t.peaks); n > 0 && t.peaks[n-1].width == p.width; n-- {
		p = peak{interior(t.peaks[n-1].hash, p.hash), 2 * p.width}
		t.peaks = t.peaks[:n-1]
	}
	t.peaks = append(t.peaks, p)
}

func (t *tree) root() statement.Digest {
	if len(t.peaks) == 0 {
		return statement.EmptyRoot
	}
	n := len(t.peaks) - 1
	root := t.peaks[n].hash
	for n--; n >= 0; n-- {
		root = interior(t.peaks[n].hash, root)
	}
	return root
}

func interior(left, right statement.Digest) statement.Digest {
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}
