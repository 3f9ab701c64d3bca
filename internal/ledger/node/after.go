package node

import (
	"fmt"
	"log/slog"
	"slices"

	"parley.example/internal/ledger/node/evidence"
	"parley.example/internal/ledger/node/outbox"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// mostLooked is how many new leaves are searched for this node's statements
// before a quorum covers them.
const mostLooked = 100_000

// markLogged finds what waits here among new leaves of the mirror, which the host
// has signed and no quorum need cover yet.
func (n *Node) markLogged(from, to int64) {
	n.queueing.Lock()
	defer n.queueing.Unlock()
	if len(n.open) == 0 || from >= to {
		return
	}
	for from = max(from, to-mostLooked); from < to; {
		end := min(from+mostFold, to)
		leaves, err := n.wit.Mirror().Leaves(from, end)
		if err != nil {
			return // the fold meets it again, and says so
		}
		for i, b := range leaves {
			leaf, err := statement.ParseLeaf(b)
			if err != nil {
				continue
			}
			if p, mine := n.open[leaf.Envelope.ID()]; mine && p.logged < 0 {
				p.logged = from + int64(i)
				p.ticket.update(func(s *Status) { s.Stage, s.Index = max(s.Stage, Logged), from+int64(i) })
			}
		}
		from = end
	}
}

// after settles what waited for entries that are folded now: receipts and promises.
func (n *Node) after(entries []charter.Entry, head checkpoint.Checkpoint) {
	n.queueing.Lock()
	defer n.queueing.Unlock()
	n.noticeRestore(entries)
	if len(n.open) == 0 {
		return
	}
	var gone []*pending
	var ends []outbox.End
	for i := range entries {
		e := &entries[i]
		if p, mine := n.open[e.ID]; mine {
			n.checkPromise(p, e, head)
			late := p.notAfter != 0 && e.Leaf.ReceivedAt > p.notAfter
			p.ticket.update(func(s *Status) { s.Late = late })
			gone = append(gone, p)
			ends = append(ends, outbox.End{ID: e.ID, How: outbox.Receipted, Index: e.Index, Size: head.Size, Void: e.Void})
		}
	}
	if len(gone) > 0 {
		n.close(gone, ends)
	}
	n.closeOvertaken()
	if last := entries[len(entries)-1]; last.Index+1 == head.Size {
		n.checkLost(last.Time, head)
	}
}

// noticeRestore finds what this node's own key has signed and its outbox does
// not know: the outbox was set back, and more may be under way. queueing is
// held. PROTOCOL A3.
func (n *Node) noticeRestore(entries []charter.Entry) {
	own := statement.PublicOf(n.cfg.Keys.Statement).ID()
	for i := range entries {
		e := &entries[i]
		if n.lost || e.Author.Key != own || e.Index <= n.box.LastIndex() || e.Void != nil {
			continue
		}
		if _, open := n.open[e.ID]; open {
			continue
		}
		if _, ended := n.box.Ended(e.ID); ended {
			continue
		}
		n.log.Warn("the outbox is older than the record: the tails of this node's keys are read from the others", slog.Int64("entry", e.Index))
		n.lost = true
		clear(n.restored)
	}
}

// closeOvertaken ends what stands on the record already, as where a restart came
// between the fold and the outbox's note of it, and what can never be logged any
// more, since another statement of its key stands in its place. queueing is held.
func (n *Node) closeOvertaken() {
	var gone []*pending
	var ends []outbox.End
	for _, p := range n.queue {
		st := &p.item.Statement
		var next int64
		n.View(func(s *charter.State) {
			k, _ := s.Key(st.Key)
			next = k.Next
		})
		if st.Seq >= next {
			continue
		}
		gone = append(gone, p)
		// What is held for others waits for nobody here, and is not looked for: to
		// find that it is nowhere takes the whole mirror, once for each.
		if !p.item.Foreign {
			if place, err := n.Place(p.item.ID); err == nil {
				ends = append(ends, outbox.End{ID: p.item.ID, How: outbox.Receipted, Index: place, Size: n.foldedSize()})
				continue
			}
			n.log.Warn("a statement was overtaken on its chain", slog.String("id", p.item.ID.String()))
		}
		void := charter.Void{Rule: charter.RuleChain, Text: fmt.Sprintf("another statement of this key stands at seq %d", st.Seq)}
		ends = append(ends, outbox.End{ID: p.item.ID, How: outbox.Refused, Void: &void})
	}
	if len(gone) > 0 {
		n.close(gone, ends)
	}
}

// checkPromise holds a logged entry against the host's promise for it, and keeps
// what shows that it was broken. queueing is held. PROTOCOL A7.
func (n *Node) checkPromise(p *pending, e *charter.Entry, head checkpoint.Checkpoint) {
	if p.promise == nil || p.item.Promise == nil {
		return
	}
	earlier := int64(-1)
	switch {
	case e.Leaf.ReceivedAt != p.promise.ReceivedAt:
	case e.Time > p.promise.ReceivedAt:
		at, err := n.lastLater(e.Index, p.promise.ReceivedAt)
		if err != nil || at < 0 {
			n.log.Error("find the leaf with a later time", slog.Any("err", err))
			return
		}
		earlier = at
	default:
		return
	}
	f, err := evidence.MakePlaced(n.mechanism, *p.item.Promise, p.item.ID, n.wit.Mirror(), head, e.Index, earlier)
	if err != nil {
		n.log.Error("evidence of a broken promise", slog.Any("err", err))
		return
	}
	n.keep(f)
}

// lastLater returns the last leaf before an index that carries a time later than
// t, or -1.
func (n *Node) lastLater(index int64, t statement.Time) (int64, error) {
	return n.search(index, func(at statement.Time) bool { return at > t })
}

// lastBefore returns the last leaf before an index with a time before t, or 0.
func (n *Node) lastBefore(index int64, t statement.Time) (int64, error) {
	at, err := n.search(index, func(at statement.Time) bool { return at < t })
	return max(0, at), err
}

// search goes back from an index to the first leaf whose time is looked for.
func (n *Node) search(index int64, found func(statement.Time) bool) (int64, error) {
	for end := index; end > 0; {
		begin := max(0, end-mostFold)
		leaves, err := n.wit.Mirror().Leaves(begin, end)
		if err != nil {
			return -1, err
		}
		for i, raw := range slices.Backward(leaves) {
			if leaf, err := statement.ParseLeaf(raw); err == nil && found(leaf.ReceivedAt) {
				return begin + int64(i), nil
			}
		}
		end = begin
	}
	return -1, nil
}

// checkLost finds promised statements that the log has gone past: it holds a
// leaf with a later time, and not them. They stay, and are sent again.
func (n *Node) checkLost(record statement.Time, head checkpoint.Checkpoint) {
	for _, p := range n.queue {
		if p.promise == nil || p.broken || p.item.Promise == nil || record <= p.promise.ReceivedAt {
			continue
		}
		p.broken = true
		if err := n.keepLost(p, head); err != nil {
			n.log.Error("evidence of a lost statement", slog.Any("err", err))
		}
	}
}

func (n *Node) keepLost(p *pending, head checkpoint.Checkpoint) error {
	t := p.promise.ReceivedAt
	// The first leaf past the time: the one after the last that is not.
	last, err := n.firstPast(head.Size, t)
	if err != nil {
		return err
	}
	first, err := n.lastBefore(last, t)
	if err != nil {
		return err
	}
	f, err := evidence.MakeLost(n.mechanism, *p.item.Promise, p.item.ID, n.wit.Mirror(), head, first, last)
	if err != nil {
		return err
	}
	n.keep(f)
	return nil
}

// firstPast returns the first leaf of the newest run of leaves with times later
// than t.
func (n *Node) firstPast(size int64, t statement.Time) (int64, error) {
	last, err := n.search(size, func(at statement.Time) bool { return at <= t })
	return last + 1, err
}

// keep writes an evidence file and tells the others.
func (n *Node) keep(f *evidence.File) {
	name, err := evidence.Keep(n.evidenceDir(), f)
	if err != nil {
		n.log.Error("keep evidence", slog.String("kind", string(f.Kind)), slog.Any("err", err))
		return
	}
	n.found(name, f.Kind)
}
