package node

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"parley.example/record/proof"
	"parley.example/record/statement"
)

// ErrNotLogged is returned for a statement that is not on the record, as far as
// this node has folded it.
var ErrNotLogged = errors.New("not on the record here")

// Place returns where a statement stands on the record.
func (n *Node) Place(id statement.ID) (int64, error) {
	size := n.foldedSize()
	found := int64(-1)
	err := n.shelf.places(id, func(place int64) bool {
		if place < size && n.isAt(id, place) {
			found = place
		}
		return found >= 0
	})
	if err != nil || found >= 0 {
		return found, err
	}
	return n.scan(id, size)
}

func (n *Node) foldedSize() int64 {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.folded.Size
}

func (n *Node) isAt(id statement.ID, place int64) bool {
	b, err := n.wit.Mirror().Leaf(place)
	if err != nil {
		return false
	}
	leaf, err := statement.ParseLeaf(b)
	return err == nil && leaf.Envelope.ID() == id
}

// scan looks through the whole mirror, where the file of ids is not whole.
func (n *Node) scan(id statement.ID, size int64) (int64, error) {
	for end := size; end > 0; {
		begin := max(0, end-mostFold)
		leaves, err := n.wit.Mirror().Leaves(begin, end)
		if err != nil {
			return -1, err
		}
		for i, raw := range slices.Backward(leaves) {
			if leaf, err := statement.ParseLeaf(raw); err == nil && leaf.Envelope.ID() == id {
				return begin + int64(i), nil
			}
		}
		end = begin
	}
	return -1, fmt.Errorf("statement %s: %w", id, ErrNotLogged)
}

// Receipt makes the receipt of a statement, under the first checkpoint with
// quorum that covers it and is kept, with its body where it is here and this node
// can open it.
func (n *Node) Receipt(id statement.ID) ([]byte, error) {
	place, err := n.Place(id)
	if err != nil {
		return nil, err
	}
	return n.ReceiptAt(place)
}

// ReceiptAt is Receipt of the entry at a place.
func (n *Node) ReceiptAt(place int64) ([]byte, error) {
	head, err := n.covering(place)
	if err != nil {
		return nil, err
	}
	st, err := n.committer(place)
	if err != nil {
		return nil, err
	}
	return proof.MakeReceipt(n.cfg.Document, n.wit.Mirror(), n.restOn(), place, head, n.opening(&st))
}

// opening returns what a statement commits to, where this node has it and can
// open it: the content of an open body, the inner statement of a sealed one.
// Nobody but this node's own officers asks it for receipts. R-RECEIPT-6.
func (n *Node) opening(st *statement.Statement) *proof.Body {
	switch {
	case st.Body == nil:
	case isSealed(st):
		if p, err := n.Unsealed(st); err == nil {
			return &proof.Body{Salt: p.Salt, Content: p.Inner}
		}
	default:
		if served, ok := n.bodies.get(st.Body.Commit); ok {
			if salt, content, ok := OpenServed(served); ok {
				return &proof.Body{Salt: salt, Content: content}
			}
		}
	}
	return nil
}

// Extract makes the extract of the entries from first to last. To prove that
// something was not said in time, last is the first entry past that time.
func (n *Node) Extract(first, last int64) ([]byte, error) {
	head, err := n.covering(last)
	if err != nil {
		return nil, err
	}
	return proof.MakeExtract(n.cfg.Document, n.wit.Mirror(), n.restOn(), first, last, head)
}

// restOn copies what receipts rest on, so that making one holds nothing up.
func (n *Node) restOn() *proof.Grounds {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return &proof.Grounds{Foundations: slices.Clone(n.grounds.Foundations), Appointments: maps.Clone(n.grounds.Appointments)}
}

// covering returns the first checkpoint with quorum that covers a place, or
// where none is kept the newest.
func (n *Node) covering(place int64) ([]byte, error) {
	raw, err := n.shelf.covering(place)
	if err != nil || raw != nil {
		return raw, err
	}
	head := n.Head()
	if head.Size <= place || place < 0 {
		return nil, fmt.Errorf("entry %d: %w", place, ErrNotLogged)
	}
	return head.Raw, nil
}
