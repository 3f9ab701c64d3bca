package node

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"parley.example/internal/ledger/node/outbox"
	"parley.example/internal/ledger/wire"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// The most that one request to the host carries.
const (
	mostSend      = 1000
	mostSendBytes = 4 << 20
)

// sendLoop hands to the host what waits, in order and one request at a time, so
// that chains arrive in their order.
func (n *Node) sendLoop(ctx context.Context) {
	const least, most = 50 * time.Millisecond, 2 * time.Second
	backoff := least
	for foreign := false; ctx.Err() == nil; foreign = !foreign {
		n.lapse()
		batch := n.due(backoff, foreign)
		if len(batch) == 0 {
			select {
			case <-n.wake:
			case <-time.After(least):
			case <-ctx.Done():
			}
			continue
		}
		if err := n.sendBatch(ctx, batch); err != nil && ctx.Err() == nil {
			n.log.Debug("send to the host", slog.Any("err", err))
			pause(ctx, backoff)
			backoff = min(2*backoff, most)
			continue
		}
		backoff = least
	}
}

// due returns what the host has not promised, in order; what it had already is
// sent again only after some time, and what it promised and did not log after
// the charter's time for receipts. What is held for others goes in turn with
// what is the member's own, never before it in one request: nobody's flood, passed
// on to this node, delays what its member says. PROTOCOL A13.
func (n *Node) due(again time.Duration, foreign bool) []*pending {
	t := n.tolerances()
	now := n.cfg.Clock()
	again = max(again, millis(t.Promise)/4)
	n.queueing.Lock()
	defer n.queueing.Unlock()
	var batches [2][]*pending // own, foreign
	var size [2]int
	for _, p := range n.queue {
		wait := again
		if p.promise != nil || p.refusal != nil {
			wait = millis(t.Receipt)
		}
		if p.logged >= 0 || p.sentAt != 0 && now.Sub(p.sentAt) < wait {
			continue
		}
		which := 0
		if p.item.Foreign {
			which = 1
		}
		size[which] += len(p.item.Envelope.Payload) * 3 / 2
		if len(batches[which]) == 0 || len(batches[which]) < mostSend && size[which] <= mostSendBytes {
			batches[which] = append(batches[which], p)
		}
	}
	if len(batches[0]) == 0 || foreign && len(batches[1]) > 0 {
		return batches[1]
	}
	return batches[0]
}

// sendBatch hands statements to the host. That they were handed over is on disk
// before the first byte leaves.
func (n *Node) sendBatch(ctx context.Context, batch []*pending) error {
	ids := n.hand(batch)
	if len(ids) > 0 {
		if err := n.box.Hand(ids...); err != nil {
			return err
		}
	}
	now := n.cfg.Clock()
	envelopes := make([][]byte, len(batch))
	n.queueing.Lock()
	for i, p := range batch {
		p.sentAt = now
		p.flights++
		envelopes[i] = p.item.Envelope.Bytes()
	}
	n.queueing.Unlock()
	answer, err := n.host.submit(ctx, envelopes)
	n.live.hostTook(err == nil)
	n.landed(batch, !notHanded(err))
	if err != nil {
		return err
	}
	return n.answered(batch, answer)
}

// hand marks statements as handed over, and returns those that were not before.
func (n *Node) hand(batch []*pending) []statement.ID {
	n.queueing.Lock()
	defer n.queueing.Unlock()
	var ids []statement.ID
	for _, p := range batch {
		if !p.item.Handed {
			ids = append(ids, p.item.ID)
			p.item.Handed = true
		}
		p.ticket.update(func(s *Status) { s.Stage = max(s.Stage, Handed) })
	}
	return ids
}

// landed ends an attempt to hand statements to somebody. Where it certainly came
// to nobody, and no other did or may still, that they were handed over is taken
// back: only then may they lapse here. PROTOCOL A10.
func (n *Node) landed(batch []*pending, reached bool) {
	var ids []statement.ID
	n.queueing.Lock()
	for _, p := range batch {
		p.flights--
		p.reached = p.reached || reached
		if !reached {
			p.sentAt = 0
		}
		if p.flights == 0 && p.promise == nil && p.item.Handed && !p.left() {
			p.item.Handed = false
			ids = append(ids, p.item.ID)
		}
	}
	n.queueing.Unlock()
	if len(ids) > 0 {
		if err := n.box.Unhand(ids...); err != nil {
			n.log.Error("outbox", slog.Any("err", err))
		}
	}
}

// left reports whether an attempt may have reached somebody.
func (p *pending) left() bool { return p.item.Foreign || p.reached }

// answered takes the host's answer to a batch.
func (n *Node) answered(batch []*pending, answer wire.Submitted) error {
	byID := map[statement.ID]*pending{}
	for _, p := range batch {
		byID[p.item.ID] = p
	}
	for _, signed := range answer.Promises() {
		if err := n.takePromise(byID, signed); err != nil {
			return err
		}
	}
	for _, r := range answer.Refused {
		p := byID[r.ID]
		if p == nil && r.ID.IsZero() && r.Line >= 0 && r.Line < len(batch) {
			p = batch[r.Line]
		}
		if p != nil {
			n.refused(p, r.Void)
		}
	}
	return nil
}

// takePromise keeps the host's word for statements of a batch. The first word
// holds: a later one for another time does not take its place.
func (n *Node) takePromise(byID map[statement.ID]*pending, signed wire.SignedPromise) error {
	promise, err := signed.Verify(n.hostKey())
	if err != nil {
		return err
	}
	if origin := n.origin(); promise.Mechanism != n.mechanism || promise.Origin != origin {
		return fmt.Errorf("the host promises for mechanism %s at %.100q, this is %s at %q",
			promise.Mechanism, promise.Origin, n.mechanism, origin)
	}
	var kept []statement.ID
	n.queueing.Lock()
	for _, id := range promise.IDs {
		p, mine := byID[id]
		if !mine || p.promise != nil {
			continue
		}
		p.promised(&promise)
		p.item.Promise = &signed
		kept = append(kept, id)
	}
	n.queueing.Unlock()
	if len(kept) == 0 {
		return nil
	}
	return n.box.Promise(signed, kept...)
}

func (n *Node) origin() string {
	if s := n.cfg.Successor; s != nil {
		return s.Origin
	}
	return n.hostInForce().Origin
}

func (n *Node) hostKey() statement.PublicKey {
	if s := n.cfg.Successor; s != nil {
		return s.Key
	}
	return n.hostInForce().Key
}

// refused takes the host's refusal. Where this node's own record says the same,
// the statement has used no seq, and what was chained behind it goes back to its
// author. Where it does not, the refusal is as good as no answer: the statement
// stays, and goes to the other nodes in time.
func (n *Node) refused(p *pending, void charter.Void) {
	n.queueing.Lock()
	defer n.queueing.Unlock()
	p.refusal = &void
	for _, q := range n.queue {
		if q.item.Statement.Key == p.item.Statement.Key && q.item.Statement.Seq < p.item.Statement.Seq {
			return // what is before it decides
		}
	}
	if n.behind(p.item.Statement.Key) {
		return // its turn to be judged here has not come; it is sent again
	}
	if own := n.prejudge(p.item.Envelope); own != nil {
		n.end(p, outbox.End{How: outbox.Refused, Void: own})
	}
}

// end takes a statement out by a refusal or a lapse, and those of its key that
// were chained behind it, as they can never stand on the record. queueing is
// held.
func (n *Node) end(p *pending, how outbox.End) {
	if n.open[p.item.ID] != p {
		return
	}
	ends := []outbox.End{how}
	ends[0].ID = p.item.ID
	gone := []*pending{p}
	for _, q := range n.queue {
		if st := &q.item.Statement; st.Key == p.item.Statement.Key && st.Seq > p.item.Statement.Seq {
			void := charter.Void{
				Rule: charter.RuleChain,
				Text: fmt.Sprintf("the statement at seq %d of its key was not taken; sign this one again", p.item.Statement.Seq),
			}
			ends = append(ends, outbox.End{ID: q.item.ID, How: outbox.Refused, Void: &void})
			gone = append(gone, q)
		}
	}
	n.close(gone, ends)
}

// close ends statements. queueing is held.
func (n *Node) close(gone []*pending, ends []outbox.End) {
	for i, p := range gone {
		delete(n.open, p.item.ID)
		end := ends[i]
		p.ticket.update(func(s *Status) {
			switch end.How {
			case outbox.Receipted:
				s.Stage, s.Index, s.Size = Receipted, end.Index, end.Size
			case outbox.Refused:
				s.Stage = Refused
			case outbox.Lapsed:
				s.Stage = Lapsed
			}
			s.Void = end.Void
		})
	}
	kept := n.queue[:0]
	for _, p := range n.queue {
		if n.open[p.item.ID] == p {
			kept = append(kept, p)
		}
	}
	clear(n.queue[len(kept):])
	n.queue = kept
	if err := n.box.End(ends...); err != nil {
		n.log.Error("outbox", slog.Any("err", err))
	}
}

// lapse gives back what was never handed to anybody and whose not_after has
// passed, from the end of each chain. What has something chained behind it goes
// onto the record as words. PROTOCOL A10.
func (n *Node) lapse() {
	now := n.cfg.Clock()
	n.queueing.Lock()
	defer n.queueing.Unlock()
	later := map[statement.Digest]bool{} // keys with something behind
	var gone []*pending
	var ends []outbox.End
	for _, p := range slices.Backward(n.queue) {
		st := &p.item.Statement
		if p.notAfter != 0 && p.notAfter < now && !p.item.Handed && !p.left() && !later[st.Key] {
			gone = append(gone, p)
			ends = append(ends, outbox.End{ID: p.item.ID, How: outbox.Lapsed})
			continue
		}
		later[st.Key] = true
	}
	if len(gone) > 0 {
		n.close(gone, ends)
	}
}
