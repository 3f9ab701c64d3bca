package projection

import (
	"slices"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// pass folds what a room has not folded yet, from one place of the record to
// another.
type pass struct {
	*sheet

	room  *room
	rooms *rooms
	from  int64 // the next page begins here
	limit int64 // where the common room stands

	commit RoomCommit
	folded []RoomEntry
	lost   []*charter.Entry // ours, and not at hand any more
	seen   Seen             // the verdict at the place at hand
	acted  map[statement.Digest]bool
	alarms alarms
	digest statement.Digest
	next   int64 // the first place at which an alarm may ring
	first  int64 // the first place at which anything happened; -1 for none
	last   statement.Time
}

// foldRoom brings a room to where the common room stands. What it does not
// commit, it leaves as it was.
func (e *Engine) foldRoom(rs *rooms, r *room, st Standing) ([]RoomEntry, error) {
	var folded []RoomEntry
	if r.doubt != nil {
		var err error
		if folded, err = e.restore(rs, r); err != nil {
			return nil, err
		}
	}
	ring := r.alarms.next()
	if len(r.fresh) == 0 && rs.heard.Load() <= r.size && (ring == 0 || ring > st.Time) && r.broken == "" {
		r.reach(st.Size)
		return folded, nil
	}
	if r.wait > 0 {
		r.wait--
		return folded, nil
	}
	list, err := e.foldPages(rs, r, st.Size)
	folded = append(folded, list...)
	if err == nil {
		r.broken, r.fails = "", 0
		return folded, nil
	}
	r.broken = err.Error()
	r.wait, r.fails = 1<<min(r.fails, 8)-1, r.fails+1
	if r.doubt == nil {
		return folded, nil // its own rules failed: it says so, and is no fault of the store
	}
	return folded, err
}

// foldPages folds and commits, page by page; a room that folds anew, all at once.
func (e *Engine) foldPages(rs *rooms, r *room, limit int64) ([]RoomEntry, error) {
	anew := len(r.fresh) > 0 && r.fresh[0].ce.Index < r.done
	p := newPass(e, rs, r, anew, limit)
	var folded []RoomEntry
	for more := true; more; {
		var list []opened
		list, more = p.page()
		err := guarded(func() error { // a parser is a rule too
			for i := range list {
				p.take(&list[i])
			}
			if !more {
				p.ring(limit - 1)
			}
			return nil
		})
		if err != nil {
			p.fail("%w", err)
		}
		if p.err != nil {
			return folded, p.err
		}
		if more && anew {
			continue
		}
		if err := p.close(); err != nil {
			return folded, err
		}
		folded = append(folded, p.folded...)
		p = newPass(e, rs, r, false, limit)
	}
	r.reach(limit)
	return folded, nil
}

// reach notes that there is nothing more for the room up to a size.
func (r *room) reach(size int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.size = max(r.size, size)
}

// restore takes a room from the store after a commit that reported a fault. Where
// that took effect all the same, it is not done again, and what it folded is
// returned now. R-PICTURE-19.
func (e *Engine) restore(rs *rooms, r *room) ([]RoomEntry, error) {
	saved, err := e.store.LoadRooms()
	if err != nil {
		return nil, err
	}
	was := e.resumed(SavedRoom{Room: r.name})
	if i := slices.IndexFunc(saved, func(s SavedRoom) bool { return s.Room == r.name }); i >= 0 {
		was = e.resumed(saved[i])
	}
	var left []opened
	for _, o := range r.fresh {
		k, _, err := e.store.KeptAt(o.ce.Index)
		if err != nil {
			return nil, err
		}
		if k.Lot != InRoom {
			left = append(left, o)
		}
	}
	var folded []RoomEntry
	if len(left) < len(r.fresh) {
		folded = r.doubt.folded
		rs.waiting = append(rs.waiting, r.doubt.lost...)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.epoch++ // a reader may have read both
	r.done, r.digest, r.alarms, r.fresh, r.doubt = was.done, was.digest, was.alarms, left, nil
	r.size = max(r.size, r.done)
	return folded, nil
}

func newPass(e *Engine, rs *rooms, r *room, anew bool, limit int64) *pass {
	p := &pass{
		sheet: newSheet(e, r.name, anew), room: r, rooms: rs, from: r.done, limit: limit,
		commit: RoomCommit{Room: r.name, Anew: anew}, acted: map[statement.Digest]bool{}, alarms: r.alarms.clone(),
		digest: r.digest, next: r.done, first: -1,
	}
	if anew {
		p.from, p.next, p.digest, p.alarms = 0, 0, statement.Digest{}, newAlarms()
		p.alarms.order = e.alarms.order
	}
	return p
}

// page returns the next entries in order, and whether more follow.
func (p *pass) page() ([]opened, bool) {
	name := "" // what is the room's own was folded before, but for what is fresh
	if p.anew {
		name = p.room.name
	}
	kept, err := p.e.store.KeptFrom(name, p.from, page)
	if err != nil {
		p.fail("%w", err)
		return nil, false
	}
	more, until := len(kept) == page, p.limit
	if more {
		until = kept[page-1].Index + 1
	}
	if until >= p.limit {
		more, until = false, p.limit
	}
	var list []opened
	for _, k := range kept {
		if k.Index >= until {
			break
		}
		if o, ok := p.unkeep(k); ok {
			list = append(list, o)
		}
	}
	for _, o := range p.room.fresh {
		if o.ce.Index >= p.from && o.ce.Index < until {
			list = append(list, o)
		}
	}
	slices.SortFunc(list, func(a, b opened) int { return int(a.ce.Index - b.ce.Index) })
	p.from = until
	return list, more
}

// unkeep makes a kept entry ready. One of ours whose ciphertext is gone since it
// was folded is left out, and waits as one that never came: the room is what its
// ciphertexts at hand make it.
func (p *pass) unkeep(k Kept) (opened, bool) {
	ce, err := unkeep(k, p.rooms.charterAt(p.e))
	if err != nil {
		p.fail("%w", err)
		return opened{}, false
	}
	if k.Lot == Heard {
		return opened{ce: ce}, true
	}
	inner, _ := p.rooms.open(ce)
	if inner == nil {
		p.lost = append(p.lost, ce)
		p.commit.Settled = append(p.commit.Settled, Settled{Index: k.Index, Lot: Pending})
		return opened{}, false
	}
	return opened{ce: ce, inner: inner, again: true}, true
}

// move goes on to a place, and shows the common room as it was at another.
func (p *pass) move(place, shown int64, doc *charter.Document) {
	if place != p.place {
		p.flush()
	}
	p.place, p.shown, p.charter = place, shown, doc
	if p.first < 0 {
		p.first = place
	}
}

// flush ends a place: its changes and its verdict join the chain.
func (p *pass) flush() {
	if len(p.writes) > 0 || p.seen.Rule != "" {
		p.commit.Changes = append(p.commit.Changes, link(p.room.name, &p.digest, p.place, p.writes, p.seen)...)
		p.commit.Digests = append(p.commit.Digests, DigestAt{Index: p.place, Digest: p.digest})
		clear(p.writes)
	}
	p.seen = Seen{}
}

// close commits. Readers that may have read what it changes are kept out
// meanwhile, and told afterwards.
func (p *pass) close() error {
	p.flush()
	r := p.room
	if p.first < 0 {
		return nil
	}
	p.commit.Size = p.place + 1
	r.mu.Lock()
	defer r.mu.Unlock()
	if p.anew || p.first < r.size {
		r.epoch++
	}
	if err := p.e.store.CommitRoom(p.commit); err != nil {
		r.doubt = p
		return err
	}
	r.done, r.digest, r.alarms = p.commit.Size, p.digest, p.alarms
	r.size = max(r.size, r.done)
	r.fresh = slices.DeleteFunc(r.fresh, func(o opened) bool { return o.ce.Index < r.done })
	p.rooms.waiting = append(p.rooms.waiting, p.lost...)
	return nil
}
