package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"parley.example/internal/ledger/node/outbox"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// The most that a node holds for others, all together and of one member, and
// takes in one request.
const (
	mostForeign  = 20_000
	mostOfMember = 5_000
	mostPass     = 1000
	mostHeld     = 500 // ids in one held statement
)

// passLoop hands to the other nodes what the host is slow with, and says on the
// record what this node holds for others. PROTOCOL A7.
func (n *Node) passLoop(ctx context.Context) {
	var stated statement.Time
	for ctx.Err() == nil {
		t := n.tolerances()
		if batch := n.overdue(t); len(batch) > 0 && len(n.peers) > 0 {
			n.passOn(ctx, batch)
		}
		if now := n.cfg.Clock(); now.Sub(stated) >= millis(t.Held) && n.stateHeld(ctx) {
			stated = now // also where it could not be signed: it is tried again in that time
		}
		if !pause(ctx, min(max(millis(t.Promise)/20, 10*time.Millisecond), 250*time.Millisecond)) {
			return
		}
	}
}

// overdue returns what has no promise or no receipt in time, with everything of
// its key before it, without which it cannot be logged.
func (n *Node) overdue(t charter.Tolerances) []*pending {
	now := n.cfg.Clock()
	n.queueing.Lock()
	defer n.queueing.Unlock()
	late := map[statement.Digest]int64{} // key to the last seq that is late
	for _, p := range n.queue {
		waited := now.Sub(p.asked)
		slow := p.promise == nil && waited >= millis(t.Promise) || waited >= millis(t.Receipt)
		if !n.passes(p) || !slow || p.passed != 0 && now.Sub(p.passed) < millis(t.Held) {
			continue
		}
		late[p.item.Statement.Key] = max(late[p.item.Statement.Key], p.item.Statement.Seq)
	}
	var out []*pending
	for _, p := range n.queue {
		if last, ok := late[p.item.Statement.Key]; ok && p.item.Statement.Seq <= last && len(out) < mostPass {
			out = append(out, p)
		}
	}
	return out
}

// passOn hands statements to every other node, with their bodies.
func (n *Node) passOn(ctx context.Context, batch []*pending) {
	if ids := n.hand(batch); len(ids) > 0 {
		if err := n.box.Hand(ids...); err != nil {
			n.log.Error("outbox", slog.Any("err", err))
			return
		}
	}
	now := n.cfg.Clock()
	var envelopes [][]byte
	var with []statement.Statement
	n.queueing.Lock()
	for _, p := range batch {
		p.passed = now
		p.flights++
		envelopes = append(envelopes, p.item.Envelope.Bytes())
		if p.item.Statement.Body != nil {
			with = append(with, p.item.Statement)
		}
	}
	n.queueing.Unlock()
	n.log.Warn("the host is slow; statements go to the other nodes", slog.Int("count", len(envelopes)))
	var wg sync.WaitGroup
	var reached atomic.Bool
	for _, peer := range n.peers {
		wg.Go(func() {
			err := peer.pass(ctx, envelopes)
			if !notHanded(err) {
				reached.Store(true)
			}
			if err != nil {
				n.log.Debug("pass on", slog.Any("err", err))
				return
			}
			for i := range with {
				if served, ok := n.bodies.get(BodyAddress(with[i].Body)); ok {
					if err := peer.putBody(ctx, BodyAddress(with[i].Body), served); err != nil {
						n.log.Debug("pass a body on", slog.Any("err", err))
					}
				}
			}
		})
	}
	wg.Wait()
	n.landed(batch, reached.Load())
	if reached.Load() {
		for _, p := range batch {
			p.ticket.update(func(s *Status) { s.Passed = true })
		}
	}
}

// takePassed takes statements of others that they could not get logged: each is
// sent to the host from here too. It returns how many were new.
func (n *Node) takePassed(body []byte) (int, error) {
	var items []outbox.Item
	now := n.cfg.Clock()
	rest := bytes.Split(bytes.TrimSuffix(body, []byte("\n")), []byte("\n"))
	if len(rest) > mostPass {
		return 0, fmt.Errorf("%d statements, at most %d", len(rest), mostPass)
	}
	n.queueing.Lock()
	defer n.queueing.Unlock()
	foreign := map[string]int{}
	total := 0
	for _, p := range n.queue {
		if p.item.Foreign {
			foreign[p.item.Statement.Member]++
			total++
		}
	}
	for i, text := range rest {
		it, err := n.foreign(text)
		if errors.Is(err, errKnown) {
			continue
		}
		if err != nil {
			return 0, fmt.Errorf("line %d: %w", i, err)
		}
		if (foreign[it.Statement.Member] >= mostOfMember || total >= mostForeign) && !n.rootRevokes(&it.Statement) {
			return 0, fmt.Errorf("this node holds %d statements of %s already", foreign[it.Statement.Member], it.Statement.Member)
		}
		foreign[it.Statement.Member]++
		total++
		it.At = now
		items = append(items, it)
	}
	if len(items) == 0 {
		return 0, nil
	}
	if err := n.box.Add(items...); err != nil {
		return 0, err
	}
	for _, it := range items {
		p := n.pend(it)
		n.queue = append(n.queue, p)
		n.open[it.ID] = p
		if n.holds(p) && len(n.unstated) < mostForeign {
			n.unstated = append(n.unstated, p)
		}
		if it.Statement.Type == charter.TypeRevoked {
			n.log.Warn("a revocation is at hand, and acted on from now", slog.String("id", it.ID.String()), slog.String("by", it.Statement.Member))
		}
	}
	nudge(n.wake)
	return len(items), nil
}

// rootRevokes reports whether a root revokes a key: it is taken however much is
// held of its member, as the key that it revokes may have signed all that.
func (n *Node) rootRevokes(st *statement.Statement) (ok bool) {
	n.View(func(s *charter.State) {
		key, _ := s.Key(st.Key)
		ok = st.Type == charter.TypeRevoked && key.Seat == charter.Root
	})
	return ok
}

// errKnown is returned for a statement that is on the record, or held already.
var errKnown = errors.New("known")

// foreign reads one statement that was passed on: signed by a key that the
// record knows, and not on it yet. queueing is held.
func (n *Node) foreign(text []byte) (outbox.Item, error) {
	env, err := statement.ParseEnvelope(text)
	if err != nil {
		return outbox.Item{}, err
	}
	st, err := env.Statement()
	if err != nil {
		return outbox.Item{}, err
	}
	id := env.ID()
	if _, held := n.open[id]; held {
		return outbox.Item{}, errKnown
	}
	var key charter.Key
	var ok bool
	n.View(func(s *charter.State) { key, ok = s.Key(st.Key) })
	switch {
	case st.Mechanism != n.mechanism || !ok || key.Member != st.Member:
		return outbox.Item{}, fmt.Errorf("statement %s is not by a key of this record", id)
	case st.Seq < key.Next:
		return outbox.Item{}, errKnown
	}
	if err := env.Verify(key.Pub); err != nil {
		return outbox.Item{}, err
	}
	return outbox.Item{Envelope: env, Statement: st, ID: id, Key: id, Foreign: true, Handed: true}, nil
}

// stateHeld puts on the record what this node holds for others and has not said
// yet: one statement for all. It reports whether there was anything.
func (n *Node) stateHeld(ctx context.Context) bool {
	n.queueing.Lock()
	act := tick.Held{IDs: []statement.ID{}}
	var named []*pending
	seen := map[*pending]bool{}
	for _, p := range slices.Concat(n.unstated, n.queue) {
		if n.holds(p) && !p.stated && !seen[p] && len(act.IDs) < mostHeld {
			act.IDs = append(act.IDs, p.item.ID)
			act.Since = max(act.Since, p.item.At)
			named, seen[p] = append(named, p), true
		}
	}
	n.queueing.Unlock()
	if len(named) == 0 {
		return false
	}
	slices.SortFunc(act.IDs, func(a, b statement.ID) int { return bytes.Compare(a[:], b[:]) })
	if err := n.say(ctx, tick.TypeHeld, act); err != nil {
		n.log.Warn("say what is held", slog.Any("err", err))
		return true
	}
	n.queueing.Lock()
	defer n.queueing.Unlock()
	for _, p := range named {
		p.stated = true
	}
	n.unstated = slices.DeleteFunc(n.unstated, func(p *pending) bool { return p.stated })
	return true
}

// holds reports whether this node says that it holds the statement.
func (n *Node) holds(p *pending) bool {
	return p.item.Foreign && p.item.Statement.Member != n.cfg.Member && !p.quiet()
}

// say signs a statement of the node itself.
func (n *Node) say(ctx context.Context, typ string, act any) error {
	b, err := statement.Encode(act)
	if err != nil {
		return err
	}
	_, err = n.Submit(ctx, KeySigner(n.cfg.Keys.Statement), statement.Statement{Type: typ, Act: b})
	return err
}
