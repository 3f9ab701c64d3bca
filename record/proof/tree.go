package proof

import (
	"errors"
	"fmt"

	"github.com/transparency-dev/merkle/compact"
	merkle "github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/tlog"

	"parley.example/record/statement"
)

// ErrTree is returned where hashes do not lead to the root of the checkpoint.
// R-RECEIPT-4, R-EXTRACT-4.
var ErrTree = errors.New("not in the tree of the checkpoint")

// ranges makes compact ranges over the hashes of RFC 6962.
func ranges() *compact.RangeFactory {
	return &compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}
}

// ProveInclusion returns the hashes from leaf index to the root of the tree of
// that size.
func ProveInclusion(index, size int64, r tlog.HashReader) ([]statement.Digest, error) {
	path, err := tlog.ProveRecord(size, index, r)
	if err != nil {
		return nil, fmt.Errorf("prove entry %d of %d: %w", index, size, err)
	}
	return digests(path), nil
}

// VerifyInclusion checks that the leaf of that hash stands at index in the tree
// of that size and root.
func VerifyInclusion(index, size int64, leaf statement.Digest, path []statement.Digest, root statement.Digest) error {
	if index < 0 || index >= size {
		return fmt.Errorf("entry %d of %d: %w", index, size, ErrTree)
	}
	err := merkle.VerifyInclusion(rfc6962.DefaultHasher, width(index), width(size), leaf[:], slicesOf(path), root[:])
	if err != nil {
		return fmt.Errorf("entry %d of %d: %w: its path leads to another root", index, size, ErrTree)
	}
	return nil
}

// ProveConsistency returns the hashes that lead from the tree of the older size
// to the newer.
func ProveConsistency(older, newer int64, r tlog.HashReader) ([]statement.Digest, error) {
	if older == 0 || older == newer {
		return nil, nil
	}
	path, err := tlog.ProveTree(newer, older, r)
	if err != nil {
		return nil, fmt.Errorf("prove size %d from %d: %w", newer, older, err)
	}
	return digests(path), nil
}

// VerifyConsistency checks that the newer tree begins with the older one.
func VerifyConsistency(older, newer int64, path []statement.Digest, oldRoot, newRoot statement.Digest) error {
	if older < 0 || older > newer {
		return fmt.Errorf("size %d after %d: %w", newer, older, ErrTree)
	}
	if older == 0 && oldRoot != statement.EmptyRoot {
		return fmt.Errorf("size 0: %w: not the empty tree's root", ErrTree)
	}
	err := merkle.VerifyConsistency(rfc6962.DefaultHasher, width(older), width(newer), slicesOf(path), oldRoot[:], newRoot[:])
	if err != nil {
		return fmt.Errorf("size %d after %d: %w: the proof leads to other roots", newer, older, ErrTree)
	}
	return nil
}

// RangeProof are the hashes beside a run of consecutive leaves: the compact
// ranges of what comes before and after it. R-EXTRACT-4.
type RangeProof struct {
	Left  []statement.Digest
	Right []statement.Digest
}

// ProveRange returns the proof for leaves [begin, end) in the tree of that size.
func ProveRange(begin, end, size int64, r tlog.HashReader) (RangeProof, error) {
	if begin < 0 || begin >= end || end > size {
		return RangeProof{}, fmt.Errorf("prove entries %d to %d of %d: no such run", begin, end-1, size)
	}
	left, err := rangeHashes(0, begin, r)
	if err != nil {
		return RangeProof{}, err
	}
	right, err := rangeHashes(end, size, r)
	if err != nil {
		return RangeProof{}, err
	}
	return RangeProof{left, right}, nil
}

func rangeHashes(begin, end int64, r tlog.HashReader) ([]statement.Digest, error) {
	var at []int64
	for _, id := range compact.RangeNodes(width(begin), width(end), nil) {
		at = append(at, tlog.StoredHashIndex(int(id.Level), int64(id.Index))) //nolint:gosec // below size
	}
	if len(at) == 0 {
		return nil, nil
	}
	hashes, err := r.ReadHashes(at)
	if err != nil {
		return nil, fmt.Errorf("hashes of entries %d to %d: %w", begin, end-1, err)
	}
	return digests(hashes), nil
}

// VerifyRange checks that the leaves of those hashes stand at begin and on in
// the tree of that size and root, with none between them missing.
func VerifyRange(begin int64, leaves []statement.Digest, size int64, p RangeProof, root statement.Digest) error {
	end := begin + int64(len(leaves))
	if begin < 0 || len(leaves) == 0 || end > size {
		return fmt.Errorf("entries %d to %d of %d: %w", begin, end-1, size, ErrTree)
	}
	got, err := rangeRoot(begin, leaves, size, p)
	if err != nil {
		return fmt.Errorf("entries %d to %d of %d: %w: %w", begin, end-1, size, ErrTree, err)
	}
	if got != root {
		return fmt.Errorf("entries %d to %d of %d: %w: they lead to root %s", begin, end-1, size, ErrTree, got)
	}
	return nil
}

func rangeRoot(begin int64, leaves []statement.Digest, size int64, p RangeProof) (statement.Digest, error) {
	f := ranges()
	tree, err := f.NewRange(0, width(begin), slicesOf(p.Left))
	if err != nil {
		return statement.Digest{}, err
	}
	for _, leaf := range leaves {
		if err := tree.Append(leaf[:], nil); err != nil {
			return statement.Digest{}, err
		}
	}
	right, err := f.NewRange(tree.End(), width(size), slicesOf(p.Right))
	if err != nil {
		return statement.Digest{}, err
	}
	if err := tree.AppendRange(right, nil); err != nil {
		return statement.Digest{}, err
	}
	root, err := tree.GetRootHash(nil)
	if err != nil {
		return statement.Digest{}, err
	}
	return statement.Digest(root), nil
}

// width gives a place or a size to the library; the record's are never negative.
func width(n int64) uint64 { return uint64(max(0, n)) }

func digests[H ~[]E, E ~[32]byte](hashes H) []statement.Digest {
	out := make([]statement.Digest, len(hashes))
	for i, h := range hashes {
		out[i] = statement.Digest(h)
	}
	return out
}

func slicesOf(hashes []statement.Digest) [][]byte {
	out := make([][]byte, len(hashes))
	for i := range hashes {
		out[i] = hashes[i][:]
	}
	return out
}
