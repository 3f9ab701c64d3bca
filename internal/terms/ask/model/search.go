package model

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"slices"

	"parley.example/internal/terms/ask"
)

// Bound says how far a search goes.
type Bound struct {
	Acts  int  // logged acts after the filing
	Core  bool // only the moves that bear on agreed, deeper
	Close int  // up to so many acts every state is held against C1, C4 and C5; beyond, one in Every
	Every int

	only string // hold states against this property alone; "" is all
}

// Result is what a search saw.
type Result struct {
	Acts        int // longest history
	Moves       int // kinds of act that could come next
	States      int // different states
	Transitions int // acts applied
	Agreed      int // of the states, those that are agreed at some instant
	Held        int // of the states, those held against C1, C4 and C5 too; C2 and C3 are at every transition
	Violation   *Violation
}

func (r Result) String() string {
	return fmt.Sprintf("%d logged acts after the filing, 6 actors with 11 keys, %d moves: %d states, %d transitions, %d agreed, C1, C4 and C5 at %d",
		r.Acts, r.Moves, r.States, r.Transitions, r.Agreed, r.Held)
}

// step is how a state was reached first: the shortest way.
type step struct {
	parent int32
	move   int16
}

// Search walks every sequence of moves from a filed coordination request, the
// shortest first, and returns at the first violation. Two histories meet in one
// state if the rows are equal but for places and ids, if Apply swallowed the
// same acts at the same times, and if the oracle says the same of both at every
// later instant.
func Search(m Machine, b Bound) Result {
	s := search{c: newChecker(m), b: b, seen: map[[16]byte]struct{}{}}
	for _, mv := range moves() {
		if mv.core || !b.Core {
			s.moves = append(s.moves, mv)
		}
	}
	s.steps = []step{{parent: -1}}
	s.res.Moves = len(s.moves)
	first, last := 0, 1
	for depth := 0; depth < b.Acts && s.res.Violation == nil; depth++ {
		s.res.Acts = depth + 1
		for i := first; i < last && s.res.Violation == nil; i++ {
			s.expand(i, depth, depth+1 == b.Acts)
		}
		first, last = last, len(s.steps)
	}
	s.res.States = len(s.seen) + 1
	return s.res
}

type search struct {
	c     *checker
	b     Bound
	moves []move
	seen  map[[16]byte]struct{}
	steps []step
	res   Result
}

// start files the notice.
func (c *checker) start(sort ask.Sort) node {
	var n node
	act := n.filed(sort)
	n.a, _ = c.m.Apply(ask.Ask{}, act)
	n.log = append(n.log, act)
	return n
}

// do logs one move; the node is as it was if there is nothing to do so.
func (c *checker) do(n *node, mv move) bool {
	act := mv.make(n)
	if act == nil {
		return false
	}
	next, err := c.m.Apply(n.a, act)
	if n.void = err != nil; !n.void && next.Last == ask.EntryOf(act).Index || next.At > n.a.At {
		n.a = next
	} else {
		n.swallowed += mix(mv.name, n.now)
	}
	n.log = append(n.log, act)
	return true
}

// rebuild walks from the filing to a state, and leaves room for one more act.
func (s *search) rebuild(i int) node {
	var way []int16
	for j := int32(i); s.steps[j].parent >= 0; j = s.steps[j].parent { //nolint:gosec // an index of steps, which are 2^31 at most
		way = append(way, s.steps[j].move)
	}
	n := s.c.start(ask.Coordination)
	for _, w := range slices.Backward(way) {
		s.c.do(&n, s.moves[w])
	}
	return n
}

func (s *search) expand(i, depth int, last bool) {
	base := s.rebuild(i)
	for k, mv := range s.moves {
		n := base
		n.log = slices.Clip(base.log)
		if !s.c.do(&n, mv) {
			continue
		}
		s.res.Transitions++
		machine, oracle := s.c.verdicts(&n)
		v := s.first(&n, machine, oracle)
		id := key(&n, oracle)
		_, old := s.seen[id]
		if v == nil && !old && (depth < s.b.Close || int(binary.BigEndian.Uint16(id[:2]))%s.b.Every == 0) {
			s.res.Held++
			v = s.all(&n)
		}
		if v != nil {
			v.History = s.history(i, mv.name)
			s.res.Violation = v
			return
		}
		if old {
			continue
		}
		s.seen[id] = struct{}{}
		if machine != 0 {
			s.res.Agreed++
		}
		if !last {
			s.steps = append(s.steps, step{parent: int32(i), move: int16(k)}) //nolint:gosec // states and moves that fit in memory
		}
	}
}

// first holds a transition against C3 and C2, which look at its log.
func (s *search) first(n *node, machine, oracle uint) *Violation {
	if v := s.c.consent(n, machine); v != nil && s.looks("C3") {
		return v
	}
	if v := s.c.agreed(machine, oracle); v != nil && s.looks(v.Property) {
		return v
	}
	return nil
}

// all holds a state against the properties that cost more.
func (s *search) all(n *node) *Violation {
	for _, p := range []struct {
		name  string
		holds func(*node) *Violation
	}{{"C1", s.c.same}, {"C4", s.c.cautious}, {"C5", s.c.exits}} {
		if !s.looks(p.name) {
			continue
		}
		if v := p.holds(n); v != nil {
			return v
		}
	}
	return nil
}

func (s *search) looks(property string) bool { return s.b.only == "" || s.b.only == property }

func (s *search) history(i int, name string) []string {
	way := []string{name}
	for j := int32(i); s.steps[j].parent >= 0; j = s.steps[j].parent { //nolint:gosec // an index of steps, which are 2^31 at most
		way = append([]string{s.moves[s.steps[j].move].name}, way...)
	}
	return way
}

// key is the canonical hash of a state.
func key(n *node, oracle uint) [16]byte {
	var w writer
	w.ask(&n.a)
	w.num(int64(n.now), int64(oracle), int64(n.swallowed)) //nolint:gosec // bits of a hash, whatever their sign
	sum := sha256.Sum256(w.b)
	return [16]byte(sum[:16])
}

// mix is one act that left no trace in the row. The sum of them forgets their
// order and nothing else.
func mix(name string, now int) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))      // a hash takes all
	_, _ = h.Write([]byte{byte(now)}) //nolint:gosec // an index of instants
	return h.Sum64() | 1
}
