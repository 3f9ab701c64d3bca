package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"

	"parley.example/internal/kind"
	"parley.example/internal/ledger/node"
	"parley.example/internal/projection"
	"parley.example/internal/terms/erase"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// picture hands what the node judged to the engine that folds it, and knows
// what the node's ticks must say. It is safe for concurrent use.
type picture struct {
	engine   *projection.Engine
	member   string
	beside   *beside
	log      *slog.Logger
	differ   differ
	rooms    roomWatch
	arrivals arrivals      // set before the first fold
	agreed   chan struct{} // of one: an agreement to an erasure was folded

	mu      sync.Mutex     // guards the rest
	deliver int64          // size that a tick of ours must have seen to deliver what was addressed to us; 0: nothing waits
	said    statement.Time // record time of our last tick with a digest
}

// Resume says where the rows stand.
func (p *picture) Resume() (int64, []byte, error) { return p.engine.Resume() }

// Fold takes the next entries, commits them with the record's state, and looks
// for what concerns this node.
func (p *picture) Fold(batch []charter.Entry, state *charter.State, _ checkpoint.Checkpoint) error {
	snapshot, err := state.Snapshot()
	if err != nil {
		return fmt.Errorf("fold: %w", err)
	}
	if err := p.engine.Fold(batch, snapshot); err != nil {
		return err
	}
	r := p.engine.Reader(p.beside)
	for i := range batch {
		p.look(r, &batch[i])
	}
	p.foldRooms()
	return nil
}

// look notes what an entry asks of this node. R-PICTURE-10, R-PICTURE-11.
func (p *picture) look(r *projection.Reader, e *charter.Entry) {
	switch {
	case e.Void != nil:
	case e.Statement.Type != tick.TypeTick:
		if e.Statement.Type == erase.TypeAgreed {
			select {
			case p.agreed <- struct{}{}:
			default: // one that waits is enough
			}
		}
		if !slices.Contains(p.engine.Calls(r, e), p.member) {
			return
		}
		if seen, ok := r.Verdict(e.ID); ok && seen.Rule == "" {
			p.mu.Lock()
			p.deliver = e.Index + 1
			p.mu.Unlock()
		}
	case e.Author.Member == p.member:
		p.ticked(e)
	case carriesDigest(e):
		p.compare(e)
	}
}

// carriesDigest saves parsing nearly every tick.
func carriesDigest(e *charter.Entry) bool {
	return bytes.Contains(e.Statement.Act, []byte(`"picture":`))
}

// ticked takes a tick of our own, once it is on the record: only then has it
// said what it carries, and it delivers only what it had seen.
func (p *picture) ticked(e *charter.Entry) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e.Statement.Seen.Size >= p.deliver {
		p.deliver = 0
	}
	if carriesDigest(e) {
		p.said = e.Time
	}
}

// compare holds another member's digest against our own at the same place.
func (p *picture) compare(e *charter.Entry) {
	var t tick.Tick
	if err := statement.Decode(e.Statement.Act, &t); err != nil || t.Picture == nil || t.Picture.Rules != p.engine.Rules() {
		return
	}
	if t.Picture.Size < 1 || t.Picture.Size > e.Index {
		return
	}
	ours, err := p.engine.DigestAt(t.Picture.Size - 1)
	if err != nil {
		p.log.Error("a digest cannot be compared", slog.Any("error", err))
		return
	}
	if ours == t.Picture.Digest {
		return
	}
	m := Mismatch{Member: e.Author.Member, Size: t.Picture.Size, Ours: ours, Theirs: t.Picture.Digest, Rules: t.Picture.Rules}
	if p.differ.found(m) {
		p.log.Error("another member's tick says that pictures differ; its node is asked where",
			slog.String("other", m.Member), slog.Int64("size", m.Size))
	}
}

// Wants says what the next tick must carry. The digest goes along once in the
// charter's tick time. It is asked often, and changes nothing: most answers make
// no tick. PROTOCOL A5, A8.
func (p *picture) Wants() node.Wants {
	st := p.engine.Standing()
	w := node.Wants{Edge: st.Next, Running: st.Next != 0}
	p.mu.Lock()
	defer p.mu.Unlock()
	w.Deliver = p.deliver != 0
	every := statement.Time(st.Charter.Tolerances.Resolved().Tick)
	if st.Size > 0 && st.Time-p.said >= every {
		w.Digest = &tick.Picture{Digest: st.Digest, Rules: p.engine.Rules(), Size: st.Size}
	}
	p.wantsIn(&w, st)
	return w
}

// read calls use with the picture at its newest place, the common room and every
// room of the member: for desk, web and api, which show it to its people. Where a
// room was folded anew meanwhile, use is called again, and what it made before is
// worth nothing.
func (p *picture) read(_ context.Context, use func(kind.Reader) error) error {
	return whole(func() *projection.Reader { return p.engine.ReaderAll(p.beside) }, use)
}

// readIn is read with the picture as one room reads it, for judging.
func (p *picture) readIn(_ context.Context, room string, use func(kind.Reader) error) error {
	return whole(func() *projection.Reader { return p.engine.ReaderIn(room, p.beside) }, use)
}

func whole(open func() *projection.Reader, use func(kind.Reader) error) error {
	const tries = 4
	for n := 1; ; n++ {
		r := open()
		err := use(r)
		if errors.Is(r.Err(), projection.ErrMoved) && n < tries {
			continue
		}
		if err == nil {
			err = r.Err()
		}
		return err
	}
}
