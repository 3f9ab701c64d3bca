package projection

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// ErrMoved is what a reader fails with that would show a room partly as it was.
// Who asked may ask again. R-PICTURE-20.
var ErrMoved = errors.New("the room was folded anew while it was read: read again")

// shownRoom is a room as a reader shows it, as far as it was folded when the
// reader was made.
type shownRoom struct {
	*room

	at    int64
	epoch int64
}

// ReaderIn returns the picture as a room reads it, where it stands now: its rows
// over those of the common room. It is for judging what is about to be sealed to
// the room, which may be the first of it.
func (e *Engine) ReaderIn(room string, beside Beside) *Reader { return e.Reader(beside).In(room) }

// ReaderAll returns the picture as the member's people see it, where it stands
// now: the common room and every room of the member. R-PICTURE-20.
func (e *Engine) ReaderAll(beside Beside) *Reader { return e.Reader(beside).All() }

// In makes the reader show a room over the common one, at its own place.
func (r *Reader) In(room string) *Reader {
	r.rooms, r.over = nil, true
	if r.e.rooms == nil {
		return r
	}
	now := r.e.rooms.current.Load()
	if in, ok := now.rooms[room]; ok {
		r.rooms = append(r.rooms, r.show(in))
	}
	r.unsure = r.e.rooms.unsure(now)
	return r
}

// All makes the reader show every room of the member beside the common one, at its
// own place. Where more than one has a row of a key, the common room's is shown:
// what a room has beside it is its copy of what was said in the open. Among rooms
// it is the first by name. R-PICTURE-20.
func (r *Reader) All() *Reader {
	r.rooms, r.over = nil, false
	if r.e.rooms == nil {
		return r
	}
	now := r.e.rooms.current.Load()
	for _, name := range slices.Sorted(maps.Keys(now.rooms)) {
		r.rooms = append(r.rooms, r.show(now.rooms[name]))
	}
	r.unsure = r.e.rooms.unsure(now)
	return r
}

func (r *Reader) show(in *room) shownRoom {
	in.mu.RLock()
	defer in.mu.RUnlock()
	return shownRoom{room: in, at: min(r.at, in.size-1), epoch: in.epoch}
}

// layers returns what the reader shows, what lies above first: nil is the common
// room.
func (r *Reader) layers() []*shownRoom {
	all := make([]*shownRoom, 0, len(r.rooms)+1)
	for i := range r.rooms {
		all = append(all, &r.rooms[i])
	}
	if r.over {
		return append(all, nil)
	}
	return slices.Insert(all, 0, nil)
}

// raw returns the first row of a key in some layers.
func (r *Reader) raw(layers []*shownRoom, table, key string) ([]byte, bool) {
	for _, l := range layers {
		var row []byte
		r.read(l, func(room string, at int64) (err error) {
			row, err = r.e.store.Row(room, table, key, at)
			return err
		})
		if row != nil {
			return row, true
		}
	}
	return nil, false
}

// keyed returns rows by an index, in order of their keys. A row of a lower layer is
// left out where one above has the key, under whatever value: that costs one look
// a row, and nothing in the common room alone.
func (r *Reader) keyed(table string, index int, value string) []Keyed {
	layers := r.layers()
	var all []Keyed
	taken := map[string]bool{}
	for i, l := range layers {
		var found []Keyed
		r.read(l, func(room string, at int64) (err error) {
			found, err = r.e.store.Rows(room, table, index, value, at)
			return err
		})
		if len(layers) == 1 {
			return found
		}
		for _, k := range found {
			if taken[k.Key] {
				continue
			}
			if index >= 0 {
				if _, above := r.raw(layers[:i], table, k.Key); above {
					continue
				}
			}
			taken[k.Key] = true
			all = append(all, k)
		}
	}
	slices.SortFunc(all, func(a, b Keyed) int { return cmp.Compare(a.Key, b.Key) })
	return all
}

// read reads in a layer. Of a room that was folded anew since the reader was made
// it reads nothing more.
func (r *Reader) read(l *shownRoom, do func(room string, at int64) error) {
	if l == nil {
		if err := do("", r.at); err != nil {
			r.fail(err)
		}
		return
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	err := ErrMoved
	if l.room.epoch == l.epoch {
		err = do(l.name, l.at)
	}
	if err != nil {
		r.fail(fmt.Errorf("room %s: %w", l.name, err))
	}
}

// told is a judged entry with what it says to this reader.
type told struct {
	ce   *charter.Entry
	says *statement.Statement // inside, for one that is sealed to a room shown and can be opened
	gone kind.Gone            // why a sealed one says nothing here
}

// Entry returns an entry by its statement id, at its own record time: a sealed one
// with what it says, where the reader shows its room and it can be opened.
func (r *Reader) Entry(id statement.ID) (kind.Entry, bool) {
	t, ok := r.told(id)
	if !ok {
		return kind.Entry{}, false
	}
	entry, _, _ := r.e.parse(t.ce, t.says)
	return entry, true
}

// Body opens the body of a statement, also of one that is sealed to a room shown.
func (r *Reader) Body(id statement.ID) (any, kind.Gone) {
	t, ok := r.told(id)
	if !ok {
		return nil, kind.None
	}
	if t.gone != kind.Here {
		return nil, t.gone
	}
	own, ok := r.e.owners[t.says.Type]
	if !ok || own.entry.Body == nil || t.says.Body == nil {
		return nil, kind.None
	}
	raw, gone := r.beside.Content(&t.ce.Statement)
	if gone != kind.Here {
		return nil, gone
	}
	marked, err := kind.ParseMarked(raw)
	if err != nil {
		return nil, kind.Missing
	}
	body, err := own.entry.Body(marked.Content)
	if err != nil {
		return nil, kind.Missing
	}
	return body, kind.Here
}

// Verdict returns what became of an entry: the rule by which it is void, "" if it
// counts. Of one that is sealed to a room shown it is the room's verdict.
func (r *Reader) Verdict(id statement.ID) (seen Seen, ok bool) {
	seen, ok, err := r.e.store.Entry(id)
	if err != nil {
		r.fail(err)
	}
	if !ok || seen.Index > r.at || seen.Rule != "" {
		return seen, ok && seen.Index <= r.at
	}
	if _, in := r.kept(seen.Index); in != nil {
		r.read(in, func(room string, _ int64) error {
			inside, there, err := r.e.store.RoomSeen(room, seen.Index)
			if there {
				seen = inside
			}
			return err
		})
	}
	return seen, true
}

// kept returns a kept entry, and the room shown that it is sealed to, if any.
func (r *Reader) kept(index int64) (Kept, *shownRoom) {
	if len(r.rooms) == 0 {
		return Kept{}, nil
	}
	k, ok, err := r.e.store.KeptAt(index)
	if err != nil {
		r.fail(err)
	}
	if !ok || k.Lot != InRoom {
		return k, nil
	}
	for i := range r.rooms {
		if in := &r.rooms[i]; in.name == k.Room && index <= in.at {
			return k, in
		}
	}
	return k, nil
}

// told finds an entry and what it says here.
func (r *Reader) told(id statement.ID) (told, bool) {
	seen, ok, err := r.e.store.Entry(id)
	if err != nil {
		r.fail(err)
	}
	if !ok || seen.Index > r.at {
		return told{}, false
	}
	ce, err := r.beside.Entry(seen.Index)
	if err != nil {
		r.fail(err)
		return told{}, false
	}
	ce.Time = seen.Time
	t := told{ce: &ce, says: &ce.Statement}
	if ce.Statement.Type != statement.SealedType {
		return t, true
	}
	t.gone = kind.Sealed
	k, in := r.kept(seen.Index)
	if k.Lot == Pending {
		t.gone = kind.Missing
	}
	if in == nil {
		return t, true
	}
	if t.ce, err = unkeep(k, r.e.charterAt); err != nil {
		r.fail(err)
		return told{}, false
	}
	t.says = &t.ce.Statement
	raw, gone := r.beside.Inner(t.says)
	if t.gone = gone; gone != kind.Here {
		return t, true
	}
	inner, err := statement.ParseInner(raw)
	if err != nil {
		r.fail(fmt.Errorf("entry %d: %w", seen.Index, err))
		return told{}, false
	}
	t.says = &inner
	return t, true
}
