package proof

import (
	"fmt"

	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// MakeReceipt writes the receipt of the entry at index. The document is the
// first charter document, grounds is what Add has noted at least up to the
// checkpoint's size, and the checkpoint holds the quorum; foreign cosignatures
// are left out. body is the opened body, or nil. The receipt has been verified
// when it is returned. R-RECEIPT-8.
func MakeReceipt(document []byte, log Log, grounds *Grounds, index int64, head []byte, body *Body) ([]byte, error) {
	leaf, err := log.Leaf(index)
	if err != nil {
		return nil, fmt.Errorf("receipt of entry %d: %w", index, err)
	}
	_, st, ok := inClear(leaf)
	if !ok {
		return nil, fmt.Errorf("receipt of entry %d: %w: nobody's statement", index, ErrForm)
	}
	size, err := checkpoint.ClaimedSize(head)
	if err != nil {
		return nil, fmt.Errorf("receipt of entry %d: %w", index, err)
	}
	r := Receipt{Mechanism: st.Mechanism, Leaf: leaf, HasBody: st.Body != nil, Index: index, Checkpoint: head}
	if st.Body != nil && body != nil && len(body.Content) <= maxContent {
		r.Body = body
	}
	if r.Path, err = ProveInclusion(index, size, log); err != nil {
		return nil, fmt.Errorf("receipt: %w", err)
	}
	if r.Grounds, err = gather(grounds.places(size, []statement.Digest{st.Key}, index, index+1), size, log); err != nil {
		return nil, fmt.Errorf("receipt of entry %d: %w", index, err)
	}
	if r.Exercise, r.Checkpoint, err = settle(document, r.claims()); err != nil {
		return nil, fmt.Errorf("receipt of entry %d: %w", index, err)
	}
	file := r.Bytes()
	if _, err := VerifyReceipt(file, document); err != nil {
		return nil, err
	}
	return file, nil
}

// maxContent leaves room in MaxReceipt for everything beside the body.
const maxContent = MaxReceipt / 2

// MakeExtract writes the extract of the entries from first to last, with the
// appointments of all who have an entry in it. The last should be the first
// entry past the time in question. R-EXTRACT-8.
func MakeExtract(document []byte, log Log, grounds *Grounds, first, last int64, head []byte) ([]byte, error) {
	if first < 0 || last < first || last-first >= MaxRun {
		return nil, fmt.Errorf("extract of entries %d to %d: at most %d, the first before the last", first, last, MaxRun)
	}
	size, err := checkpoint.ClaimedSize(head)
	if err != nil {
		return nil, fmt.Errorf("extract: %w", err)
	}
	x := Extract{First: first, Checkpoint: head}
	var authors []statement.Digest
	for index := first; index <= last; index++ {
		leaf, err := log.Leaf(index)
		if err != nil {
			return nil, fmt.Errorf("extract: entry %d: %w", index, err)
		}
		x.Leaves = append(x.Leaves, leaf)
		if _, st, ok := inClear(leaf); ok {
			authors = append(authors, st.Key)
		}
	}
	if x.Beside, err = ProveRange(first, last+1, size, log); err != nil {
		return nil, fmt.Errorf("extract: %w", err)
	}
	if x.Grounds, err = gather(grounds.places(size, authors, first, last+1), size, log); err != nil {
		return nil, fmt.Errorf("extract: %w", err)
	}
	if x.Mechanism, err = mechanismOf(document); err != nil {
		return nil, fmt.Errorf("extract: %w", err)
	}
	if x.Exercise, x.Checkpoint, err = settle(document, x.claims()); err != nil {
		return nil, fmt.Errorf("extract: %w", err)
	}
	file := x.Bytes()
	if _, err := VerifyExtract(file, document); err != nil {
		return nil, err
	}
	return file, nil
}

// settle finds the era of the checkpoint, and leaves foreign cosignatures out.
func settle(document []byte, c claims) (exercise bool, only []byte, err error) {
	b, err := judge(document, c)
	if err != nil {
		return false, nil, err
	}
	only, err = checkpoint.Only(c.checkpoint, b.era)
	return b.state.Document().Exercise, only, err
}
