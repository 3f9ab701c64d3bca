package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"parley.example/internal/ledger/node/outbox"
	"parley.example/internal/ledger/wire"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// pending is a statement that is not on the record yet, own or held for
// another member. queueing guards it.
type pending struct {
	item    outbox.Item
	ticket  *Ticket
	promise *wire.Promise
	sentAt  statement.Time // when it was last sent to the host
	asked   statement.Time // since when the host owes a promise
	passed  statement.Time // when it was last handed to the other nodes
	flights int            // attempts under way to hand it to the host or to other nodes
	reached bool           // an attempt may have come through
	refusal *charter.Void  // what the host says, where this node finds no fault
	logged  int64          // its place in the mirror, or -1
	stated  bool           // of a foreign one: a held statement names it
	broken  bool           // the promise was found broken, and kept

	notAfter statement.Time // of what it says, also within, where this node can read it; 0 if it does not lapse
	nodes    bool           // sealed by a node: what nodes say in rooms are ticks
}

// pend takes a statement up that is not on the record yet.
func (n *Node) pend(it outbox.Item) *pending {
	p := newPending(it)
	if it.Statement.Type != statement.SealedType {
		return p
	}
	n.View(func(s *charter.State) {
		k, _ := s.Key(it.Statement.Key)
		p.nodes = k.Seat == charter.Node
	})
	if it.Foreign {
		return p
	}
	if plain, err := n.Unsealed(&it.Statement); err == nil {
		if inner, err := statement.ParseInner(plain.Inner); err == nil {
			p.notAfter = inner.NotAfter
		}
	}
	return p
}

func newPending(it outbox.Item) *pending {
	p := &pending{item: it, ticket: newTicket(it.Envelope), asked: it.At, logged: -1, notAfter: it.Statement.NotAfter}
	if it.Handed {
		p.ticket.update(func(s *Status) { s.Stage = Handed })
	}
	return p
}

// quiet reports whether a node says it of itself: never passed on nor held for
// its own sake. PROTOCOL A7.
func (p *pending) quiet() bool {
	return p.nodes || p.item.Statement.Type == tick.TypeTick || p.item.Statement.Type == tick.TypeHeld
}

// refill takes up what was in the outbox.
func (n *Node) refill() {
	host := n.hostInForce().Key
	for _, it := range n.box.Items() {
		p := n.pend(it)
		p.reached = it.Handed // before this start
		if it.Promise != nil {
			if promise, err := it.Promise.Verify(host); err == nil {
				p.promised(&promise)
			}
		}
		n.queue = append(n.queue, p)
		n.open[it.ID] = p
		if body := it.Statement.Body; body != nil {
			n.bodies.push(body)
		}
	}
}

func (p *pending) promised(promise *wire.Promise) {
	p.promise, p.refusal = promise, nil
	p.ticket.update(func(s *Status) {
		s.Promised = promise.ReceivedAt
		s.Stage = max(s.Stage, Promised)
	})
}

// tail is the end of a key's chain: what waits for the record counts.
type tail struct {
	next int64
	last statement.Digest
}

// tailOf returns where the next statement of a key goes. queueing is held.
func (n *Node) tailOf(key statement.Digest) (tail, bool) {
	var t tail
	var known bool
	n.View(func(s *charter.State) {
		k, ok := s.Key(key)
		t, known = tail{k.Next, k.Tail}, ok
	})
	if f := n.floor[key]; f.next > t.next {
		t = f
	}
	for _, p := range n.queue {
		if st := &p.item.Statement; st.Key == key && st.Seq >= t.next {
			t = tail{st.Seq + 1, p.item.ID}
		}
	}
	return t, known
}

// findFloor finds the ends of this member's chains in the whole mirror, where
// the picture stands behind it: one that is made anew has not folded yet what
// the outbox has ended long ago, and a key must not sign a seq twice meanwhile.
// PROTOCOL A3.
func (n *Node) findFloor() error {
	m := n.wit.Mirror()
	if n.state.Size() >= m.Size() {
		n.missSome(n.state)
		return nil
	}
	snapshot, err := n.state.Snapshot()
	if err != nil {
		return err
	}
	ahead, err := charter.Restore(snapshot)
	if err != nil {
		return err
	}
	for at := ahead.Size(); at < m.Size(); at = ahead.Size() {
		leaves, err := m.Leaves(at, min(at+mostFold, m.Size()))
		if err != nil {
			return fmt.Errorf("node: read the mirror for the ends of its own chains: %w", err)
		}
		for _, leaf := range leaves {
			ahead.Take(leaf)
		}
	}
	n.floor = map[statement.Digest]tail{}
	for _, k := range ahead.Keys(n.cfg.Member) {
		n.floor[k.Pub.ID()] = tail{k.Next, k.Tail}
	}
	n.missSome(ahead)
	return nil
}

// missSome notices at start an outbox that was set back: it does not know the last
// that this node's own key has on the record. PROTOCOL A3.
func (n *Node) missSome(s *charter.State) {
	own, _ := s.Key(statement.PublicOf(n.cfg.Keys.Statement).ID())
	if n.lost || own.Next == 0 {
		return
	}
	_, open := n.open[own.Tail]
	if _, ended := n.box.Ended(own.Tail); open || ended {
		return
	}
	n.log.Warn("the outbox is older than the record: the tails of this node's keys are read from the others before it signs")
	n.lost = true
}

// waits reports whether something of the key is not on the record yet, or is and
// is not folded yet: what comes after it cannot be judged here. queueing is held.
func (n *Node) waits(key statement.Digest) bool {
	for _, p := range n.queue {
		if p.item.Statement.Key == key {
			return true
		}
	}
	return n.behind(key)
}

// behind reports whether the mirror holds more of a key's chain than is folded.
// queueing is held.
func (n *Node) behind(key statement.Digest) bool {
	var next int64
	n.View(func(s *charter.State) {
		k, _ := s.Key(key)
		next = k.Next
	})
	return n.floor[key].next > next
}

// asMany is of how many other nodes a restored node reads its tails.
const asMany = 2

// findTail makes sure, where the outbox was lost, that nothing that this key has
// signed is unknown here: the host and two other nodes, or as many as there
// are, say where its chain ends, and this node has folded so far. PROTOCOL A3.
func (n *Node) findTail(ctx context.Context, key statement.Digest) error {
	for {
		n.queueing.Lock()
		done := !n.lost || n.restored[key]
		n.queueing.Unlock()
		if done {
			return nil
		}
		err := n.askTails(ctx, key)
		if err == nil {
			n.queueing.Lock()
			n.restored[key] = true
			n.queueing.Unlock()
			return nil
		}
		n.log.Warn("this node was restored and cannot sign before it knows its chain", slog.Any("err", err))
		if !pause(ctx, 100*time.Millisecond) {
			return fmt.Errorf("read the tail of key %s: %w; %w", key, err, ctx.Err())
		}
	}
}

// askTails asks once, and reports what is still unknown here.
func (n *Node) askTails(ctx context.Context, key statement.Digest) error {
	most, err := n.hostTail(ctx, key)
	if err != nil {
		return err
	}
	need, have := min(asMany, len(n.peers)), 0
	for _, member := range n.members() {
		t, err := n.peers[member].tail(ctx, key)
		if err != nil {
			n.log.Debug("read a tail", slog.Any("err", err))
			continue
		}
		have++
		if t.Next > most.Next {
			most.Next = t.Next
		}
	}
	if have < need {
		return fmt.Errorf("%d of %d other nodes answer", have, need)
	}
	n.queueing.Lock()
	mine, _ := n.tailOf(key)
	n.queueing.Unlock()
	if size := n.foldedSize(); size < most.Size || mine.next < most.Next {
		return fmt.Errorf("the others know %d entries and seq %d of this key, this node %d and %d", most.Size, most.Next, size, mine.next)
	}
	return nil
}

// hostTail reads a tail from the host; of a host that serves none, how much it
// has published, which is to be folded here first. What it promised and did not
// log the other nodes may know.
func (n *Node) hostTail(ctx context.Context, key statement.Digest) (wire.Tail, error) {
	t, err := n.host.tail(ctx, key)
	if err == nil {
		return wire.Tail{Next: t.Next, Tail: t.Tail}, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return wire.Tail{}, err
	}
	raw, err := n.host.checkpoint(ctx, nil, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return wire.Tail{}, nil // nothing is published, or the record is empty
	}
	if err != nil || raw == nil {
		return wire.Tail{}, err
	}
	c, err := n.parse(raw)
	return wire.Tail{Size: c.Size}, err
}
