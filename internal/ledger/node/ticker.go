package node

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// The bounds of the step between the waits of two members: longer than a tick
// needs to come onto the record, so that normally one node moves the time.
const (
	leastStep = 150 * time.Millisecond
	mostStep  = time.Second
)

// burst is how many ticks for delivery may follow one another at once, in a
// charter's tick time.
const burst = 20

// cause is why a tick is due.
type cause string

const (
	causeDeliver cause = "deliver" // a notice, or a body that was missed, has come
	causeEdge    cause = "edge"    // the clock is past an edge, record time is not
	causeBehind  cause = "behind"  // record time is far behind while an answer time runs
	causeAlive   cause = "alive"   // nothing was said for the charter's tick time
)

// ticker decides when the node ticks. It belongs to one goroutine. PROTOCOL A5.
type ticker struct {
	since   map[cause]statement.Time // since when a cause stands
	last    map[cause]statement.Time // when it last made a tick
	edge    statement.Time           // the edge for which causeEdge stands
	ticked  statement.Time           // the last tick
	missing int                      // bodies that the last tick named
	purse                            // in the open
	inside  purse                    // in all rooms together, so that they hold up nothing in the open
	rooms   map[string]*roomTicks
	authors map[int64]string // by place: whose statements lack a body, where these are more than a tick names
}

// purse bounds ticks for delivery.
type purse struct {
	tokens float64
	refill statement.Time
}

// roomTicks are those sealed to one room.
type roomTicks struct {
	open *Ticket        // what is under way
	last statement.Time // when the last digest was carried
	said statement.Time // when the last tick was made
}

func newTicker() *ticker {
	return &ticker{
		since: map[cause]statement.Time{}, last: map[cause]statement.Time{}, rooms: map[string]*roomTicks{},
		purse: purse{tokens: burst}, inside: purse{tokens: burst}, authors: map[int64]string{},
	}
}

func (n *Node) tickLoop(ctx context.Context) {
	// A node that has just started says so, after the wait of its rank.
	k := newTicker()
	var open *Ticket
	for pause(ctx, 10*time.Millisecond) {
		now := n.cfg.Clock()
		missing, settled := n.Missing(), n.Settled()
		wants := n.cfg.Picture.Wants()
		if len(wants.Rooms) > 0 {
			n.tickRooms(ctx, k, now, wants.Rooms, missing, settled && n.lacksStill(missing))
		}
		if open != nil {
			if status, _ := open.Status(); !status.Final() {
				n.waitMoved(ctx)
				continue // one at a time: what it says is still to come
			}
			open = nil
		}
		why, due := k.due(now, wants, len(missing), n.rank(), n.tickTimes())
		if !due {
			n.waitMoved(ctx)
			continue
		}
		t, err := n.tick(ctx, now, n.named(k, missing), wants.Digest)
		if err != nil {
			if ctx.Err() == nil {
				n.log.Debug("tick", slog.String("cause", string(why)), slog.Any("err", err))
			}
			pause(ctx, 250*time.Millisecond)
			continue
		}
		open = t
		k.made(why, now, len(missing))
	}
}

// waitMoved returns when something was folded or a body came, or soon.
func (n *Node) waitMoved(ctx context.Context) {
	timer := time.NewTimer(50 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-n.moved:
	case <-timer.C:
	case <-ctx.Done():
	}
}

// tickRooms says in each room what it wants, one tick at a time in a room. It
// waits for none of them. missing and settled are from before wants were asked.
func (n *Node) tickRooms(
	ctx context.Context, k *ticker, now statement.Time, wants []RoomWant, missing []statement.Digest, settled bool,
) {
	every := n.tickTimes().Tick
	missing = n.named(k, missing)
	for _, w := range k.inTurn(wants) {
		digest, due := k.dueIn(now, w, millis(every), settled)
		if !due {
			continue
		}
		st, err := n.drawTick(now, missing, digest)
		if err != nil {
			n.log.Error("tick in a room", slog.Any("err", err))
			continue
		}
		t, err := n.SubmitSealed(ctx, KeySigner(n.cfg.Keys.Statement), st, nil, w.Readers)
		if err != nil && ctx.Err() == nil {
			n.log.Debug("tick in a room", slog.Any("err", err))
		}
		k.madeIn(now, w, digest, t)
	}
}

func (n *Node) tick(ctx context.Context, now statement.Time, missing []statement.Digest, digest *tick.Picture) (*Ticket, error) {
	st, err := n.drawTick(now, missing, digest)
	if err != nil {
		return nil, err
	}
	return n.Submit(ctx, KeySigner(n.cfg.Keys.Statement), st)
}

func (n *Node) drawTick(now statement.Time, missing []statement.Digest, digest *tick.Picture) (statement.Statement, error) {
	if missing == nil {
		missing = []statement.Digest{}
	}
	act, err := statement.Encode(tick.Tick{Clock: now, Missing: missing, Picture: digest})
	return statement.Statement{Type: tick.TypeTick, Act: act, MadeAt: now}, err
}

// rank is the place of the member among the members in the order of their
// codes.
func (n *Node) rank() int {
	var codes []string
	n.View(func(s *charter.State) {
		for _, m := range s.Document().Members {
			codes = append(codes, m.Code)
		}
	})
	slices.Sort(codes)
	return max(0, slices.Index(codes, n.cfg.Member))
}

// times is what a tick's causes are measured by.
type times struct {
	charter.Tolerances
	record  statement.Time
	members int // how many there are
}

func (n *Node) tickTimes() times {
	var t times
	n.View(func(s *charter.State) {
		t = times{s.Document().Tolerances.Resolved(), s.Time(), len(s.Document().Members)}
	})
	return t
}

// due says whether to tick now, and why.
func (k *ticker) due(now statement.Time, w Wants, missing, rank int, t times) (cause, bool) {
	step := min(max(millis(t.Clock), leastStep), mostStep)
	wait := time.Duration(rank) * step
	every := millis(t.Tick)
	if k.ticked == 0 && k.since[causeAlive] == 0 {
		k.since[causeAlive] = now
	}
	if w.Edge != k.edge {
		k.edge = w.Edge
		delete(k.since, causeEdge)
		delete(k.last, causeEdge)
	}
	k.stand(causeDeliver, w.Deliver || missing < k.missing, now)
	k.stand(causeEdge, w.Edge != 0 && now > w.Edge && t.record <= w.Edge, now)
	k.stand(causeBehind, w.Running && now.Sub(t.record) >= millis(t.Behind), now)
	// Before the charter's time is over, and all waits within what is left of it.
	spread := every / 5 / time.Duration(max(t.members, 1))
	k.stand(causeAlive, k.ticked == 0 || now.Sub(k.ticked) >= every*4/5, now)
	switch {
	case k.stood(causeDeliver, now) >= 0 && k.token(now, every):
		return causeDeliver, true
	case k.stood(causeEdge, now) >= wait && k.rested(causeEdge, now, min(every/10, max(millis(t.Clock), step))):
		return causeEdge, true
	case k.stood(causeBehind, now) >= wait && k.rested(causeBehind, now, every/10):
		return causeBehind, true
	case k.stood(causeAlive, now) >= time.Duration(rank)*min(step, spread) && k.rested(causeAlive, now, every/10):
		return causeAlive, true
	}
	return "", false
}

// dueIn says whether to tick in a room now, and with which digest. Delivery is
// bounded together with that in the open. A digest waits until the picture has
// what has come, or it would seem to differ. R-SEAL-13, R-SEAL-15.
func (k *ticker) dueIn(now statement.Time, w RoomWant, every time.Duration, settled bool) (digest *tick.Picture, due bool) {
	r := k.room(w)
	if r.open != nil {
		if status, _ := r.open.Status(); !status.Final() {
			return nil, false
		}
		r.open = nil
	}
	if settled && (r.last == 0 || now.Sub(r.last) >= every/10) {
		digest = w.Digest
	}
	return digest, w.Deliver && k.inside.token(now, every) || digest != nil
}

// inTurn puts the room first that has waited longest for a tick: where delivery is
// bounded, nobody's many notices in one room keep another's from being delivered.
func (k *ticker) inTurn(wants []RoomWant) []RoomWant {
	return slices.SortedStableFunc(slices.Values(wants), func(a, b RoomWant) int {
		return cmp.Compare(k.room(a).said, k.room(b).said)
	})
}

func (k *ticker) room(w RoomWant) *roomTicks {
	name := kind.RoomOf(w.Readers)
	r, ok := k.rooms[name]
	if !ok {
		r = &roomTicks{}
		k.rooms[name] = r
	}
	return r
}

// madeIn notes a tick in a room; t is nil where it could not be signed, which
// counts as one so that it is not tried without end.
func (k *ticker) madeIn(now statement.Time, w RoomWant, digest *tick.Picture, t *Ticket) {
	r := k.room(w)
	r.open, r.said = t, now
	if digest != nil {
		r.last = now
	}
	if w.Deliver {
		k.inside.tokens--
	}
}

// stand notes since when a cause stands.
func (k *ticker) stand(c cause, stands bool, now statement.Time) {
	if !stands {
		delete(k.since, c)
	} else if k.since[c] == 0 {
		k.since[c] = now
	}
}

// stood is how long a cause has stood, negative where it does not.
func (k *ticker) stood(c cause, now statement.Time) time.Duration {
	since, ok := k.since[c]
	if !ok {
		return -1
	}
	return max(0, now.Sub(since))
}

// rested reports whether a cause made no tick for some time.
func (k *ticker) rested(c cause, now statement.Time, least time.Duration) bool {
	last, ok := k.last[c]
	return !ok || now.Sub(last) >= least
}

// token bounds ticks for delivery: many notices at once make a few.
func (p *purse) token(now statement.Time, every time.Duration) bool {
	if p.refill != 0 && every > 0 {
		p.tokens = min(burst, p.tokens+burst*float64(now.Sub(p.refill))/float64(every))
	}
	p.refill = now
	return p.tokens >= 1
}

func (k *ticker) made(c cause, now statement.Time, missing int) {
	if c == causeDeliver {
		k.tokens--
	}
	k.last[c], k.ticked, k.missing = now, now, missing
	clear(k.since)
}
