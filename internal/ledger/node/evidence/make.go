package evidence

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"parley.example/internal/ledger/wire"
	"parley.example/record/checkpoint"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

// MakeFork writes the fork of two checkpoints of one origin, given the tree of
// one that is not smaller than the other. ok is false where the trees agree.
func MakeFork(mechanism statement.Digest, a, b checkpoint.Checkpoint, treeOfB tlog.HashReader) (f *File, ok bool, err error) {
	if a.Size > b.Size || a.Size < 1 {
		return nil, false, fmt.Errorf("fork of sizes %d and %d: the smaller first, and not empty", a.Size, b.Size)
	}
	prefix := b.Root
	var path []statement.Digest
	if a.Size < b.Size {
		h, err := tlog.TreeHash(a.Size, treeOfB)
		if err != nil {
			return nil, false, fmt.Errorf("fork: root of %d entries in the tree of %d: %w", a.Size, b.Size, err)
		}
		prefix = statement.Digest(h)
		if path, err = proof.ProveConsistency(a.Size, b.Size, treeOfB); err != nil {
			return nil, false, fmt.Errorf("fork: %w", err)
		}
	}
	if prefix == a.Root {
		return nil, false, nil
	}
	if err := proof.VerifyConsistency(a.Size, b.Size, path, prefix, b.Root); err != nil {
		return nil, false, fmt.Errorf("fork: %w", err)
	}
	return &File{
		V: 1, Kind: Fork, Mechanism: mechanism, Checkpoints: []string{string(a.Raw), string(b.Raw)}, Prefix: &prefix, Path: path,
	}, true, nil
}

// MakePlaced writes the finding about a promised statement at an entry: of the
// time, or where earlier is not negative, of the order.
func MakePlaced(mechanism statement.Digest, p wire.SignedPromise, id statement.ID, log proof.Log, head checkpoint.Checkpoint,
	index, earlier int64,
) (*File, error) {
	f := &File{
		V: 1, Kind: PromiseTime, Mechanism: mechanism, Checkpoints: []string{string(head.Raw)}, Promise: &p, ID: &id,
	}
	places := []int64{index}
	if earlier >= 0 {
		f.Kind = PromiseOrder
		places = append(places, earlier)
	}
	for _, place := range places {
		leaf, err := log.Leaf(place)
		if err != nil {
			return nil, fmt.Errorf("evidence: %w", err)
		}
		path, err := proof.ProveInclusion(place, head.Size, log)
		if err != nil {
			return nil, fmt.Errorf("evidence: %w", err)
		}
		f.Leaves = append(f.Leaves, Leaf{place, leaf, path})
	}
	return f, nil
}

// MakeLost writes the finding about a promised statement that is not among the
// entries from first to last, the first of which is before the promised time or
// the log's first, the last after it.
func MakeLost(mechanism statement.Digest, p wire.SignedPromise, id statement.ID, log proof.Log, head checkpoint.Checkpoint,
	first, last int64,
) (*File, error) {
	run := &Run{First: first}
	for i := first; i <= last; i++ {
		leaf, err := log.Leaf(i)
		if err != nil {
			return nil, fmt.Errorf("evidence: %w", err)
		}
		run.Leaves = append(run.Leaves, leaf)
	}
	var err error
	if run.Beside, err = proof.ProveRange(first, last+1, head.Size, log); err != nil {
		return nil, fmt.Errorf("evidence: %w", err)
	}
	return &File{
		V: 1, Kind: PromiseLost, Mechanism: mechanism, Checkpoints: []string{string(head.Raw)}, Promise: &p, ID: &id, Run: run,
	}, nil
}
