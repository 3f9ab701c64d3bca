package kindtest

import (
	"bytes"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"parley.example/internal/kind"
	"parley.example/internal/projection"
	"parley.example/internal/projection/sqlite"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// node is the picture of one member, with its rooms.
type node struct {
	*projection.Engine
	opener *opener
}

func (n node) beside() beside {
	b := n.opener.beside()
	b.opener = n.opener
	return b
}

// open makes a member's node over a store. Where all is at hand, no ciphertext
// is late.
func (p *played) open(member string, store projection.Store, all bool) node {
	p.t.Helper()
	n := node{Engine: p.engine(store), opener: &opener{played: p, member: member}}
	if all {
		n.opener.come = math.MaxInt
	}
	if err := n.OpenRooms(member, n.opener); err != nil {
		p.t.Fatalf("rooms of %s: %v", member, err)
	}
	return n
}

// walk folds up to a place, so many entries at a time, and the rooms after each
// batch.
func (n node) walk(until int64, batch int) {
	p := n.opener.played
	p.t.Helper()
	late := n.opener.come != math.MaxInt
	for part := range slices.Chunk(p.entries[n.Standing().Size:until], batch) {
		if err := n.Fold(part, []byte("{}")); err != nil {
			p.t.Fatalf("%v", err)
		}
		if late {
			n.opener.come = int(part[len(part)-1].Index - p.first + 1)
		}
		if _, err := n.FoldRooms(); err != nil {
			p.t.Fatalf("rooms of %s: %v", n.opener.member, err)
		}
		for _, r := range n.Rooms() {
			if r.Broken != "" {
				p.t.Fatalf("room %s at %s: %s", r.Room, n.opener.member, r.Broken)
			}
		}
	}
}

// rooms holds what is said in the rooms of a history.
func (p *played) rooms(whole *projection.Engine, k kind.Kind) {
	p.t.Helper()
	if len(p.hidden) == 0 {
		return
	}
	all := map[string]node{} // by member
	for _, room := range p.roomNames() {
		for _, member := range kind.ReadersOf(room) {
			if _, there := all[member]; there {
				continue
			}
			n := p.open(member, projection.NewMemory(), true)
			n.walk(int64(len(p.entries)), len(p.entries))
			p.same("to "+member+", who reads rooms", whole, n.Engine)
			p.otherWays(n)
			p.dryRunIn(n)
			p.shownTo(n, k)
			all[member] = n
		}
		p.agree(room, all)
		p.verdictsIn(room, all[kind.ReadersOf(room)[0]])
	}
	p.outside(whole, all)
	p.statesIn()
}

func (p *played) roomNames() []string {
	var names []string
	for _, h := range p.hidden {
		names = append(names, h.room)
	}
	return compactSorted(names)
}

// outside holds that nobody has rows of a room that it does not read, and that who
// reads none has the common picture.
func (p *played) outside(whole *projection.Engine, all map[string]node) {
	p.t.Helper()
	for _, m := range p.m.State().Document().Members {
		if _, reads := all[m.Code]; !reads {
			n := p.open(m.Code, projection.NewMemory(), true)
			n.walk(int64(len(p.entries)), len(p.entries))
			p.same("to "+m.Code+", who reads no room", whole, n.Engine)
			all[m.Code] = n
			break // the others are as this one
		}
	}
	for member, n := range all {
		for _, r := range n.Rooms() {
			if !slices.Contains(kind.ReadersOf(r.Room), member) {
				p.t.Errorf("%s has rows of the room %s", member, r.Room)
			}
		}
	}
}

// otherWays holds a member's rooms to be the same folded one by one, with
// ciphertexts that come late, and in a file that is opened again half-way.
func (p *played) otherWays(n node) {
	p.t.Helper()
	member, last := n.opener.member, int64(len(p.entries))
	one := p.open(member, projection.NewMemory(), false)
	one.walk(last, 1)
	p.sameRooms("one by one", n, one)

	var schemas []kind.Schema
	for _, k := range p.kinds {
		for _, tb := range k.Tables {
			schemas = append(schemas, tb.Schema())
		}
	}
	path := filepath.Join(p.t.TempDir(), member+".db")
	for _, until := range []int64{(last + p.first) / 2, last} {
		store, err := sqlite.Open(path, schemas)
		if err != nil {
			p.t.Fatalf("%v", err)
		}
		file := p.open(member, store, false)
		file.walk(until, 2)
		if until == last {
			p.sameRooms("in SQLite, reopened half-way", n, file)
		}
		if err := file.Close(); err != nil {
			p.t.Fatalf("%v", err)
		}
	}
}

// agree holds that the readers of a room have the same one.
func (p *played) agree(room string, all map[string]node) {
	p.t.Helper()
	readers := kind.ReadersOf(room)
	for _, member := range readers[1:] {
		p.sameRoom("to "+member, room, all[readers[0]], all[member])
	}
}

func (p *played) sameRooms(how string, want, got node) {
	p.t.Helper()
	for _, room := range p.roomNames() {
		if slices.Contains(kind.ReadersOf(room), want.opener.member) {
			p.sameRoom(how, room, want, got)
		}
	}
}

// sameRoom holds two nodes to one room: digests after every entry, verdicts and
// rows.
func (p *played) sameRoom(how, room string, want, got node) {
	p.t.Helper()
	a, b := want.ReaderIn(room, want.beside()), got.ReaderIn(room, got.beside())
	for i, e := range p.entries {
		x, errX := want.RoomDigestAt(room, int64(i))
		y, errY := got.RoomDigestAt(room, int64(i))
		if err := errors.Join(errX, errY); err != nil || x != y {
			p.t.Fatalf("%s: after entry %d the digest of %s is %s, want %s (%v)", how, int64(i)-p.first+1, room, y, x, err)
		}
		v, _ := a.Verdict(e.ID)
		w, _ := b.Verdict(e.ID)
		if v.Rule != w.Rule {
			p.t.Errorf("%s: entry %d is void in %s by %q, want %q", how, int64(i)-p.first+1, room, w.Rule, v.Rule)
		}
	}
	for _, table := range want.Tables() {
		if x, y := rows(p.t, a, table), rows(p.t, b, table); !bytes.Equal(x, y) {
			p.t.Errorf("%s: rows of %s in %s are\n%s\nwant\n%s", how, table, room, y, x)
		}
	}
	if err := errors.Join(a.Err(), b.Err()); err != nil {
		p.t.Errorf("%v", err)
	}
}

// verdictsIn holds that those sealed entries of a room are void in it, by those
// rules, that the history names, and no others.
func (p *played) verdictsIn(room string, n node) {
	p.t.Helper()
	r := n.ReaderIn(room, n.beside())
	for i, ce := range p.entries {
		if ce.Void != nil || ce.Statement.Type != statement.SealedType || p.hidden[ce.Statement.Body.Commit].room != room {
			continue
		}
		number := int(int64(i)-p.first) + 1
		if seen, _ := r.Verdict(ce.ID); seen.Rule != p.voids[number] {
			p.t.Errorf("entry %d is void in %s by %q (%s), want %q", number, room, seen.Rule, seen.Text, p.voids[number])
		}
	}
}

// statesIn holds each line of want/state about a room, at the node of every
// reader or of the one that it names.
func (p *played) statesIn() {
	p.t.Helper()
	nodes := map[string]node{} // each walks on, as long as the wants do
	for _, want := range p.wants {
		words := strings.Fields(want)
		if len(words) < 5 || !strings.HasPrefix(words[1], "in:") {
			continue
		}
		codes, one, alone := strings.Cut(strings.TrimPrefix(words[1], "in:"), "@")
		room := kind.RoomOf(strings.Split(codes, ","))
		for _, member := range kind.ReadersOf(room) {
			if alone && member != one {
				continue
			}
			until := p.first + int64(p.number(words[0]))
			n, there := nodes[member]
			if !there || n.Standing().Size > until {
				n = p.open(member, projection.NewMemory(), false)
				nodes[member] = n
			}
			n.walk(until, 1)
			r := n.ReaderIn(room, n.beside())
			p.state(r, words[0]+" at "+member, words[2:])
			if err := r.Err(); err != nil {
				p.t.Errorf("%q: %v", want, err)
			}
		}
	}
}

// dryRunIn holds that what a member's desk would be told before sealing is what
// the room came to.
func (p *played) dryRunIn(whole node) {
	p.t.Helper()
	n := p.open(whole.opener.member, projection.NewMemory(), true)
	for i := p.first; i < int64(len(p.entries)); i++ {
		n.walk(i, 1)
		ce := p.entries[i]
		if ce.Void != nil || ce.Statement.Type != statement.SealedType {
			continue
		}
		h := p.hidden[ce.Statement.Body.Commit]
		if h.author != n.opener.member {
			continue
		}
		after := whole.ReaderIn(h.room, whole.beside())
		entry, ok := after.Entry(ce.ID)
		seen, _ := after.Verdict(ce.ID)
		inner := p.said(ce.Statement)
		if charter.JudgeInner(&ce, &inner) != nil || !ok || entry.Act == nil || seen.Rule == projection.RuleTwice {
			continue
		}
		var v *kind.Void
		if err := n.Admit(n.ReaderIn(h.room, n.beside()), entry); err != nil && !errors.As(err, &v) {
			p.t.Errorf("entry %d: dry run: %v", i-p.first+1, err)
		}
		if got := rule(v); got != seen.Rule {
			p.t.Errorf("entry %d: the dry run in %s says %q, the picture %q", i-p.first+1, h.room, got, seen.Rule)
		}
	}
}
