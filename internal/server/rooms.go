package server

import (
	"errors"
	"log/slog"
	"slices"
	"sync"

	"parley.example/internal/kind"
	"parley.example/internal/ledger/node"
	"parley.example/internal/projection"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// arrivals is what a picture asks of the node about bodies.
type arrivals interface {
	MissingBefore(size int64) []statement.Digest
	Settled() bool
}

// roomWatch knows what the node's ticks must say in the member's rooms. It is
// safe for concurrent use; the zero value is ready.
type roomWatch struct {
	// folding is held over a pass and the look at what it folded, so that passes
	// are looked at in their order.
	folding sync.Mutex
	later   map[heardOf]*projection.RoomEntry // under folding: ticks whose digest waits to be compared

	mu     sync.Mutex // guards the rest
	said   map[string]*roomSaid
	differ *Mismatch
	fault  string // why rooms stand still
}

// heardOf names whose digest of which room waits.
type heardOf struct{ room, member string }

// roomSaid is what was said in one room and is still to be. What was said before
// this start is not known: a node that has just started says it once more.
type roomSaid struct {
	waits  map[statement.Digest]int64 // commitments of what calls us, to the size that our tick must have seen
	at     statement.Time             // record time of our last tick with a digest
	digest statement.Digest           // that it carried
}

func (w *roomWatch) room(name string) *roomSaid {
	if w.said == nil {
		w.said = map[string]*roomSaid{}
	}
	s, ok := w.said[name]
	if !ok {
		s = &roomSaid{waits: map[statement.Digest]int64{}}
		w.said[name] = s
	}
	return s
}

// foldRooms folds the member's rooms as far as what is at hand allows. That it
// fails stops nothing in the common room: it is tried again with the next entry
// or body, and the node's status says so. R-SEAL-9.
func (p *picture) foldRooms() { p.foldRoomsBy(p.engine.FoldRooms) }

// foldArrived is foldRooms when bodies came.
func (p *picture) foldArrived() { p.foldRoomsBy(p.engine.FoldArrived) }

func (p *picture) foldRoomsBy(fold func() ([]projection.RoomEntry, error)) {
	w := &p.rooms
	w.folding.Lock()
	defer w.folding.Unlock()
	list, err := fold()
	for _, r := range p.engine.Rooms() {
		if r.Broken != "" {
			err = errors.Join(err, errors.New(r.Broken))
		}
	}
	fault := ""
	if err != nil {
		fault = err.Error()
	}
	w.mu.Lock()
	if fault != "" && fault != w.fault {
		p.log.Error("a room is not folded further", slog.Any("error", err))
	}
	w.fault = fault
	w.mu.Unlock()
	for i := range list {
		p.lookIn(&list[i])
	}
	for from, e := range w.later {
		if p.compareIn(e) {
			delete(w.later, from)
		}
	}
}

// lookIn notes what an entry of a room asks of this node, as look does in the
// open. R-SEAL-13, R-SEAL-15.
func (p *picture) lookIn(e *projection.RoomEntry) {
	if e.Void != nil {
		return
	}
	if e.Entry.Type != tick.TypeTick {
		r := p.engine.ReaderIn(e.Room, p.beside)
		if slices.Contains(p.engine.CallsOf(r, e.Entry), p.member) {
			p.rooms.mu.Lock()
			p.rooms.room(e.Room).waits[e.Entry.Body] = e.Entry.Index + 1
			p.rooms.mu.Unlock()
		}
		return
	}
	t, ok := e.Entry.Act.(tick.Tick)
	switch {
	case !ok:
	case e.Entry.Author.Member == p.member:
		p.rooms.ticked(e, &t)
	case t.Picture != nil:
		if p.rooms.later == nil {
			p.rooms.later = map[heardOf]*projection.RoomEntry{}
		}
		p.rooms.later[heardOf{e.Room, e.Entry.Author.Member}] = e // the newest: its digest is a chain over all before
	}
}

// ticked takes a tick of our own that is on the record: it delivers what it had
// seen, but for what it named as missing.
func (w *roomWatch) ticked(e *projection.RoomEntry, t *tick.Tick) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.room(e.Room)
	for commit, size := range s.waits {
		if e.Entry.Seen >= size && !slices.Contains(t.Missing, commit) {
			delete(s.waits, commit)
		}
	}
	if t.Picture != nil {
		s.at, s.digest = e.Entry.Time, t.Picture.Digest
	}
}

// compareIn holds another reader's digest of a room against our own at the same
// place, and reports whether that is done. Only those who lacked the same bodies
// compare: any of them may have been of that room. Until we lack what the other
// did, and the rooms have taken what has come, the digest waits: the body of the
// tick itself has come just now. R-SEAL-13.
func (p *picture) compareIn(e *projection.RoomEntry) bool {
	t, ok := e.Entry.Act.(tick.Tick)
	if !ok || t.Picture == nil {
		return true
	}
	at := t.Picture
	if at.Rules != p.engine.Rules() || at.Size < 1 || at.Size > e.Entry.Index {
		return true
	}
	if !slices.Equal(p.arrivals.MissingBefore(at.Size), t.Missing) || !p.arrivals.Settled() {
		return false
	}
	ours, err := p.engine.RoomDigestAt(e.Room, at.Size-1)
	if err != nil {
		p.log.Error("a room's digest cannot be compared", slog.Any("error", err))
		return false
	}
	if ours == at.Digest {
		return true
	}
	p.rooms.mu.Lock()
	defer p.rooms.mu.Unlock()
	if p.rooms.differ == nil {
		p.log.Error("another member's tick says that pictures of a room differ", slog.String("other", e.Entry.Author.Member))
		p.rooms.differ = &Mismatch{
			Member: e.Entry.Author.Member, Room: e.Room, Size: at.Size, Ours: ours, Theirs: at.Digest, Rules: at.Rules,
		}
	}
	return true
}

// wants adds what rooms want of the node's ticks: what is sealed rings in the
// open too, where only the time moves. A room with a code in it that is no
// member's any more is not spoken to.
func (p *picture) wantsIn(w *node.Wants, st projection.Standing) {
	p.rooms.mu.Lock()
	defer p.rooms.mu.Unlock()
	every := statement.Time(st.Charter.Tolerances.Resolved().Tick)
	for _, r := range p.engine.Rooms() {
		readers := kind.ReadersOf(r.Room)
		if r.Broken != "" || !allMembers(st.Charter, readers) {
			continue
		}
		if r.Next != 0 && (w.Edge == 0 || r.Next < w.Edge) {
			w.Edge, w.Running = r.Next, true
		}
		said := p.rooms.room(r.Room)
		want := node.RoomWant{Readers: readers, Deliver: len(said.waits) > 0}
		if !r.Digest.IsZero() && r.Digest != said.digest && st.Time-said.at >= every {
			want.Digest = &tick.Picture{Digest: r.Digest, Rules: p.engine.Rules(), Size: r.Size}
		}
		if want.Deliver || want.Digest != nil {
			w.Rooms = append(w.Rooms, want)
		}
	}
}

func allMembers(doc *charter.Document, codes []string) bool {
	return !slices.ContainsFunc(codes, func(code string) bool {
		_, ok := doc.Member(code)
		return !ok
	})
}

// Sealed says how the member's rooms are, to whoever runs the node. It names
// none: whom a member talks to in confidence is for its officers' pages.
type Sealed struct {
	Rooms   int  `json:"rooms"`
	Missing int  `json:"missing"` // sealed entries whose ciphertext has not come
	Broken  bool `json:"broken"`  // a room is not folded further: the node's log says why
}

func (p *picture) sealed() *Sealed {
	rooms := p.engine.Rooms()
	p.rooms.mu.Lock()
	s := &Sealed{Rooms: len(rooms), Broken: p.rooms.fault != ""}
	p.rooms.mu.Unlock()
	for _, r := range rooms {
		s.Missing = r.Missing // the same in all: whose they are, nobody here can tell
	}
	return s
}

// differs returns where a room's picture differs from another reader's, or nil.
func (w *roomWatch) differs() *Mismatch {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.differ
}
