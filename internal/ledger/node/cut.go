package node

import (
	"errors"
	"fmt"

	"parley.example/internal/ledger/node/outbox"
	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// ErrCovered is returned where a quorum has cosigned what a succession leaves
// out: two sets of members contradict each other, and nothing is cut.
var ErrCovered = errors.New("a quorum cosigned more than the certificates name; " +
	"nothing is cut, keep this directory and compare with the others")

// Cut is what a node let go of that it held beyond a certified size.
type Cut struct {
	From, To int64  // entries From to To-1
	File     string // where they are kept, "" where there was nothing to cut
	Again    int    // statements of this member among them, which go to the successor byte for byte
}

// CutBack goes back to the tree on which a successor goes on, where this node
// holds more of the host before. c is that host's checkpoint of the size that
// the certificates name; the caller has checked both. What it held beyond, no
// quorum had cosigned: it is kept in a file, and what this member signed of it
// is submitted again. The node does not run. PROTOCOL A12.
func (n *Node) CutBack(c checkpoint.Checkpoint) (Cut, error) {
	cut := Cut{From: c.Size, To: n.wit.Held().Size}
	if cut.To <= cut.From {
		return cut, nil
	}
	folded, err := n.shelf.folded()
	if err != nil {
		return cut, err
	}
	if folded > c.Size {
		return cut, fmt.Errorf("%d entries were folded here and %d are certified: %w", folded, c.Size, ErrCovered)
	}
	leaves, err := n.wit.Mirror().Leaves(cut.From, cut.To)
	if err != nil {
		return cut, err
	}
	// Into the outbox before the cut: what comes in between is done again.
	if cut.Again, err = n.takeBack(leaves); err != nil {
		return cut, err
	}
	cut.File, err = n.wit.CutBack(c)
	return cut, err
}

// takeBack puts into the outbox what this member has signed among leaves and
// the outbox does not know: as roots sign, or a node whose outbox was lost.
func (n *Node) takeBack(leaves [][]byte) (int, error) {
	n.queueing.Lock()
	defer n.queueing.Unlock()
	again := 0
	var items []outbox.Item
	for _, b := range leaves {
		leaf, err := statement.ParseLeaf(b)
		if err != nil {
			continue // never a statement of ours
		}
		st, err := leaf.Envelope.Statement()
		if err != nil || st.Member != n.cfg.Member {
			continue
		}
		id := leaf.Envelope.ID()
		if _, ended := n.box.Ended(id); ended {
			continue
		}
		again++
		if _, open := n.open[id]; !open {
			items = append(items, outbox.Item{
				Envelope: leaf.Envelope, Statement: st, ID: id, Key: st.ActDigest(), Handed: true, At: n.cfg.Clock(),
			})
		}
	}
	if len(items) == 0 {
		return again, nil
	}
	if err := n.box.Add(items...); err != nil {
		return 0, err
	}
	for _, it := range items {
		p := newPending(it)
		p.reached = true
		n.queue = append(n.queue, p)
		n.open[it.ID] = p
	}
	return again, nil
}
