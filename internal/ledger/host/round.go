package host

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

// head is how far the log has come.
type head struct {
	size int64
	root statement.Digest
}

// round is one checkpoint on its way to a quorum. The publisher alone changes
// it; what askers read of it is set before they get it.
type round struct {
	head
	eras     []charter.Era // each of which has to have its quorum; the last one is in force
	signed   []byte        // by the host alone
	raw      []byte        // with what has come in
	started  time.Time
	quorum   bool
	store    store
	memory   *checkpoint.Memory
	mu       sync.Mutex                   // guards proofs
	proofs   map[int64][]statement.Digest // by the size that they lead from
	askedFor map[string]bool              // members whose cosignature counts
}

// newRound signs a checkpoint of a head.
func (h *Host) newRound(to head, before int64) (*round, error) {
	v := h.view.Load()
	for _, e := range v.eras {
		if e.Succession != nil && e.From <= to.size { // what the old host published covers the eras before
			before = max(before, e.Succession.Size)
		}
	}
	eras := v.erasBetween(before, to.size)
	now := eras[len(eras)-1]
	signed, err := checkpoint.Sign(now.Host.Origin, to.size, to.root, h.cfg.LogKey)
	if err != nil {
		return nil, fmt.Errorf("publish: %w", err)
	}
	r := &round{
		head: to, signed: signed, raw: signed, store: h.store, memory: &h.memory,
		started: time.Now(), //nolint:forbidigo // how long it takes, not what time it is
		proofs:  map[int64][]statement.Digest{}, askedFor: map[string]bool{},
	}
	for _, e := range eras {
		e.Host = now.Host // the witnesses of every era cosign under the host in force
		r.eras = append(r.eras, e)
		for _, w := range e.Witnesses {
			r.askedFor[w.Member] = true
		}
	}
	return r, nil
}

// consistency returns the proof from an older size, made once for all who have
// that size.
func (r *round) consistency(older int64) ([]statement.Digest, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p, ok := r.proofs[older]; ok {
		return p, nil
	}
	p, err := proof.ProveConsistency(older, r.size, r.store.hashes(r.size, r.root))
	if err == nil {
		r.proofs[older] = p
	}
	return p, err
}

// errCosignature is returned for an answer of a witness that holds no signature
// of its key over the checkpoint that it was asked for.
var errCosignature = errors.New("the answer holds no cosignature of this witness")

// linesOf returns the lines of an answer that are a member's and hold, under any
// of the eras.
func (r *round) linesOf(member string, answer [][]byte) ([][]byte, error) {
	var out [][]byte
	for _, l := range answer {
		for _, e := range r.eras {
			c, err := r.memory.Parse(slices.Concat(r.signed, l), e)
			if err == nil && len(c.Cosigned) == 1 && c.Cosigned[0].Member == member {
				out = append(out, l)
				break
			}
		}
	}
	if len(out) == 0 {
		return nil, errCosignature
	}
	return out, nil
}

// foreignLine returns the line of an answer that a foreign key holds for.
func (r *round) foreignLine(v note.Verifier, answer [][]byte) ([][]byte, error) {
	for _, l := range answer {
		n, err := note.Open(slices.Concat(r.signed, l), note.VerifierList(v))
		if err == nil && len(n.Sigs) == 1 {
			return [][]byte{l}, nil
		}
	}
	return nil, errCosignature
}

// merge adds lines that hold, and reports whether that changed anything.
func (r *round) merge(lines [][]byte) (bool, error) {
	merged, err := r.memory.Merge(r.raw, r.eras[len(r.eras)-1], lines...)
	if err != nil {
		return false, err
	}
	if string(merged) == string(r.raw) {
		return false, nil
	}
	r.raw = merged
	return true, nil
}

// hasQuorum reports whether every era's witnesses have cosigned. R-WIRE-11.
func (r *round) hasQuorum() error {
	for _, e := range r.eras {
		c, err := r.memory.Parse(r.raw, e)
		if err != nil {
			return err
		}
		if err := c.Quorum(e); err != nil {
			return err
		}
	}
	return nil
}
