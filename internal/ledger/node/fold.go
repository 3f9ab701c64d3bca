package node

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"

	"parley.example/internal/ledger/node/witness"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

// mostFold is how many entries a picture gets at once.
const mostFold = 1024

// prepareChunk is how many leaves a worker prepares at a time.
const prepareChunk = 32

// pictureError is a picture that cannot go on.
type pictureError struct {
	err   error
	tries int
}

func (e *pictureError) Error() string { return "picture: " + e.err.Error() }
func (e *pictureError) Unwrap() error { return e.err }

// foldTo judges and folds the entries up to a checkpoint with quorum, which the
// mirror covers. taking is held.
func (n *Node) foldTo(head checkpoint.Checkpoint) error {
	for n.state.Size() < head.Size && !n.otherRules() {
		from := n.state.Size()
		leaves, err := n.wit.Mirror().Leaves(from, min(from+mostFold, head.Size))
		if err != nil {
			return err
		}
		entries, err := n.judge(prepare(leaves, n.state.Pub), head)
		if err != nil {
			return err
		}
		if err := n.note(entries, head); err != nil {
			return errors.Join(err, n.back())
		}
		if err := n.cfg.Picture.Fold(entries, n.state, head); err != nil {
			n.live.failedFold()
			return errors.Join(&pictureError{err, n.live.failures()}, n.back())
		}
		n.live.folded(n.state.Size(), n.state.Time())
		if n.state.Size() == head.Size {
			n.live.setHead(head, n.eraOf(head.Size))
		}
		n.after(entries, head)
		n.folds.tell(n.state.Size())
		nudge(n.moved)
	}
	return nil
}

// prepare does the part of judging that needs no history, on all cores.
func prepare(leaves [][]byte, pub func(statement.Digest) (statement.PublicKey, bool)) []charter.Prepared {
	out := make([]charter.Prepared, len(leaves))
	work := func(from, to int) {
		for i := from; i < to; i++ {
			out[i] = charter.Prepare(leaves[i], pub)
		}
	}
	workers := min(runtime.GOMAXPROCS(0), (len(leaves)+prepareChunk-1)/prepareChunk)
	if workers <= 1 {
		work(0, len(leaves))
		return out
	}
	chunks := make(chan int)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for from := range chunks {
				work(from, min(from+prepareChunk, len(leaves)))
			}
		})
	}
	for from := 0; from < len(leaves); from += prepareChunk {
		chunks <- from
	}
	close(chunks)
	wg.Wait()
	return out
}

// judge takes prepared leaves into the state. Where an amendment among them
// changes the witnesses, head must have the quorum of both eras, or nothing of
// the batch was taken.
func (n *Node) judge(prepared []charter.Prepared, head checkpoint.Checkpoint) ([]charter.Entry, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	entries := make([]charter.Entry, len(prepared))
	before := n.state.EraOf(math.MaxInt64)
	for i := range prepared {
		entries[i] = n.state.Fold(prepared[i])
		if entries[i].Statement.Type == charter.TypeRuleSet && n.otherRules() {
			entries = entries[:i+1]
			break
		}
		if !startsEra(entries[i].Statement.Type) {
			continue
		}
		after := n.state.EraOf(math.MaxInt64)
		if after.From == before.From {
			continue
		}
		if err := n.cross(before, after, head); err != nil {
			return nil, errors.Join(err, n.restore())
		}
		before = after
	}
	root := head.Root
	if n.state.Size() != head.Size {
		var err error
		if root, err = n.wit.Mirror().Root(n.state.Size()); err != nil {
			return nil, errors.Join(err, n.restore())
		}
	}
	n.folded = statement.Seen{Size: n.state.Size(), Root: root}
	return entries, nil
}

// startsEra reports whether an entry of that type can change witnesses or host.
func startsEra(typ string) bool {
	switch typ {
	case charter.TypeSigned, charter.TypeInstalled, charter.TypeSucceeded:
		return true
	}
	return false
}

// cross holds a change of witnesses or host under the checkpoint that covers
// it. PROTOCOL A12, A14.
func (n *Node) cross(before, after charter.Era, head checkpoint.Checkpoint) error {
	if after.From > head.Size {
		return nil
	}
	if _, err := checkpoint.Transition(head.Raw, before, after); err != nil {
		return fmt.Errorf("the amendment at entry %d: %w", after.From-1, err)
	}
	if s := after.Succession; s != nil {
		root, err := n.wit.Mirror().Root(s.Size)
		if err != nil {
			return err
		}
		if root != s.Root {
			return fmt.Errorf("succession at size %d: %w", s.Size, witness.ErrInconsistent)
		}
	}
	return n.shelf.addTransition(transition{From: after.From, Raw: head.Raw})
}

// back brings the state to where the picture stands.
func (n *Node) back() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.restore()
}

// restore is back with mu held.
func (n *Node) restore() error {
	size, snapshot, err := n.cfg.Picture.Resume()
	if err != nil {
		return fmt.Errorf("node: resume the picture: %w", err)
	}
	state, err := charter.New(n.cfg.Document)
	if err == nil && size > 0 {
		state, err = charter.Restore(snapshot)
	}
	if err != nil {
		return err
	}
	root, err := n.wit.Mirror().Root(size)
	if err != nil {
		return err
	}
	n.state, n.folded = state, statement.Seen{Size: size, Root: root}
	n.grounds, _, err = n.shelf.grounds(size)
	return err
}

// note keeps what receipts rest on, before the picture commits: it may then be
// ahead of the picture, never behind.
func (n *Node) note(entries []charter.Entry, head checkpoint.Checkpoint) error {
	ids := make([]statement.ID, len(entries))
	n.mu.Lock()
	before := len(n.grounds.Foundations) + len(n.grounds.Appointments)
	said := false // something but the nodes' own statements
	for i := range entries {
		e := &entries[i]
		n.grounds.Add(e)
		ids[i] = e.ID
		said = said || e.Void != nil || !isNodes(e.Statement.Type)
		if e.Void == nil && e.Statement.Type == tick.TypeTick {
			n.noteClock(e)
		}
	}
	changed := len(n.grounds.Foundations)+len(n.grounds.Appointments) != before || entries[0].Index == 0
	n.mu.Unlock()
	if changed {
		if err := n.shelf.writeGrounds(&n.grounds); err != nil {
			return err
		}
	}
	if err := n.bodies.expect(entries); err != nil {
		return err
	}
	if said {
		if err := n.shelf.addHead(head.Size, head.Raw); err != nil {
			return err
		}
	}
	return n.shelf.addIDs(entries[0].Index, ids)
}

// isNodes reports whether nodes say such things of themselves: no receipt of
// one is asked for in a hurry.
func isNodes(typ string) bool { return typ == tick.TypeTick || typ == tick.TypeHeld }

func (n *Node) noteClock(e *charter.Entry) {
	var t tick.Tick
	if statement.Decode(e.Statement.Act, &t) == nil {
		n.clocks[e.Author.Member] = clock{own: t.Clock, received: e.Leaf.ReceivedAt}
	}
}

// openGrounds reads what receipts rest on, or finds it in the record again.
func (n *Node) openGrounds() error {
	size := n.state.Size()
	g, ok, err := n.shelf.grounds(size)
	if err != nil {
		return err
	}
	if !ok && size > 0 {
		a, err := proof.NewAuditor(n.cfg.Document, runtime.GOMAXPROCS(0))
		if err != nil {
			return err
		}
		for from := int64(0); from < size; from += mostFold {
			leaves, err := n.wit.Mirror().Leaves(from, min(from+mostFold, size))
			if err != nil {
				return err
			}
			if err := a.Take(leaves, func(e *charter.Entry) error { g.Add(e); return nil }); err != nil {
				return err
			}
		}
		if err := n.shelf.writeGrounds(&g); err != nil {
			return err
		}
	}
	root, err := n.wit.Mirror().Root(size)
	if err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.grounds = g
	n.folded = statement.Seen{Size: size, Root: root}
	n.live.folded(size, n.state.Time())
	return nil
}
