package proof_test

import (
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"parley.example/record/proof"
	"parley.example/record/statement"
)

// TestTree holds every proof of every small tree: the leaf, the run and the
// older tree are proved, and nothing beside them. R-RECEIPT-4, R-EXTRACT-4.
func TestTree(t *testing.T) {
	const most = 11
	var leaves [][]byte
	var hashes []statement.Digest
	for i := range most {
		leaves = append(leaves, fmt.Appendf(nil, "leaf %d", i))
		hashes = append(hashes, statement.LeafHash(leaves[i]))
	}
	log := mirrorOf(t, leaves)
	root := func(size int64) statement.Digest {
		if size == 0 {
			return statement.EmptyRoot
		}
		h, err := tlog.TreeHash(size, log)
		if err != nil {
			t.Fatal(err)
		}
		return statement.Digest(h)
	}
	for size := int64(1); size <= most; size++ {
		for i := range size {
			path, err := proof.ProveInclusion(i, size, log)
			if err != nil {
				t.Fatal(err)
			}
			for j := range size {
				if err := proof.VerifyInclusion(j, size, hashes[i], path, root(size)); (err == nil) != (i == j) {
					t.Errorf("leaf %d at %d of %d: %v", i, j, size, err)
				}
			}
			older, err := proof.ProveConsistency(i, size, log)
			if err != nil {
				t.Fatal(err)
			}
			if err := proof.VerifyConsistency(i, size, older, root(i), root(size)); err != nil {
				t.Errorf("size %d from %d: %v", size, i, err)
			}
			if err := proof.VerifyConsistency(i, size, older, hashes[0], root(size)); err == nil && i != 1 {
				t.Errorf("size %d from %d: another root holds", size, i)
			}
			for end := i + 1; end <= size; end++ {
				checkRange(t, log, hashes, i, end, size, root(size))
			}
		}
	}
}

func checkRange(t *testing.T, log tlog.HashReader, hashes []statement.Digest, begin, end, size int64, root statement.Digest) {
	t.Helper()
	p, err := proof.ProveRange(begin, end, size, log)
	if err != nil {
		t.Fatal(err)
	}
	run := hashes[begin:end]
	if err := proof.VerifyRange(begin, run, size, p, root); err != nil {
		t.Errorf("run %d to %d of %d: %v", begin, end, size, err)
	}
	for name, err := range map[string]error{
		"one further":  proof.VerifyRange(begin+1, run, size, p, root),
		"one less":     proof.VerifyRange(begin, run[:len(run)-1], size, p, root),
		"another tree": proof.VerifyRange(begin, run, size, p, hashes[0]),
	} {
		if err == nil && size > 1 {
			t.Errorf("run %d to %d of %d, %s: it holds", begin, end, size, name)
		}
	}
}
