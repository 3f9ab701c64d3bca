package audit

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"parley.example/record/statement"
)

// hashes are the stored hashes of a tree, in memory: 64 bytes an entry.
type hashes struct {
	leaves int64
	stored []tlog.Hash
}

func (h *hashes) add(leaf statement.Digest) error {
	more, err := tlog.StoredHashesForRecordHash(h.leaves, tlog.Hash(leaf), h)
	if err != nil {
		return fmt.Errorf("tree: %w", err)
	}
	h.stored = append(h.stored, more...)
	h.leaves++
	return nil
}

func (h *hashes) at(i int64) tlog.Hash { return h.stored[i] }

// ReadHashes returns stored hashes by their places.
func (h *hashes) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	for i, n := range at {
		if n < 0 || n >= int64(len(h.stored)) {
			return nil, fmt.Errorf("no stored hash %d", n)
		}
		out[i] = h.stored[n]
	}
	return out, nil
}
