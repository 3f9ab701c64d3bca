package projection

import (
	"fmt"

	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// sheet is what a pass wrote so far over the store, and over that what the entry
// at hand writes, which may come to nothing.
type sheet struct {
	e       *Engine
	name    string // of the room
	anew    bool   // the store's rows of the room are about to be replaced, and not read
	rows    layer
	draft   layer
	writes  map[rowRef]Change // of the place at hand
	set     []AlarmOf         // alarms, by the entry at hand
	refused *kind.Void        // why the entry at hand comes to nothing

	place   int64
	shown   int64 // the place as of which the common room shows
	time    statement.Time
	charter *charter.Document
	err     error // the first fault; everything after it is thrown away
}

type layer struct {
	rows map[rowRef]held
	keys map[tableRef]map[string]bool
}

func newLayer() layer {
	return layer{rows: map[rowRef]held{}, keys: map[tableRef]map[string]bool{}}
}

func (l layer) put(ref rowRef, h held) {
	l.rows[ref] = h
	tr := tableRef{ref.room, ref.table}
	if l.keys[tr] == nil {
		l.keys[tr] = map[string]bool{}
	}
	l.keys[tr][ref.key] = true
}

func newSheet(e *Engine, room string, anew bool) *sheet {
	return &sheet{
		e: e, name: room, anew: anew, rows: newLayer(), draft: newLayer(), writes: map[rowRef]Change{}, place: -1, shown: -1,
	}
}

func (s *sheet) fail(format string, args ...any) {
	if s.err == nil {
		s.err = fmt.Errorf("entry %d: "+format, append([]any{s.place}, args...)...)
	}
}

// begin takes a clean draft.
func (s *sheet) begin() {
	if len(s.draft.rows) > 0 {
		s.draft = newLayer()
	}
	s.set, s.refused = nil, nil
}

// merge takes the draft over, and returns the alarms that it set.
func (s *sheet) merge() []AlarmOf {
	for ref, h := range s.draft.rows {
		s.rows.put(ref, h)
		s.writes[ref] = Change{Index: s.place, Room: ref.room, Table: ref.table, Key: ref.key, Row: h.raw, By: h.by}
	}
	return s.set
}

// own returns the room's own row of a key.
func (s *sheet) own(table, key string) (any, bool) {
	ref := rowRef{s.name, table, key}
	for _, l := range []layer{s.draft, s.rows} {
		if h, ok := l.rows[ref]; ok {
			return h.row, h.row != nil
		}
	}
	if s.anew {
		return nil, false
	}
	return s.stored(s.name, table, key, Now)
}

// open returns the common room's row of a key.
func (s *sheet) open(table, key string) (any, bool) { return s.stored("", table, key, s.shown) }

func (s *sheet) stored(room, table, key string, at int64) (any, bool) {
	raw, err := s.e.store.Row(room, table, key, at)
	if err != nil || raw == nil {
		if err != nil {
			s.fail("%w", err)
		}
		return nil, false
	}
	row, err := s.e.decode(table, raw)
	if err != nil {
		s.fail("%w", err)
		return nil, false
	}
	return row, true
}

// ownRows adds the room's own rows with a value under an index.
func (s *sheet) ownRows(found map[string]any, table string, at int, value string) {
	tr := tableRef{s.name, table}
	if !s.anew {
		s.storedRows(s.name, table, at, value, Now, func(key string, row any) {
			if !s.rows.keys[tr][key] && !s.draft.keys[tr][key] {
				found[key] = row
			}
		})
	}
	for _, l := range []layer{s.rows, s.draft} {
		for key := range l.keys[tr] {
			h := l.rows[rowRef{s.name, table, key}]
			if h.row != nil && (at < 0 || h.by[at] == value) {
				found[key] = h.row
			} else {
				delete(found, key)
			}
		}
	}
}

// openRows adds the common room's rows with a value under an index, but for those
// over which the room has one of its own.
func (s *sheet) openRows(found map[string]any, table string, at int, value string) {
	s.storedRows("", table, at, value, s.shown, func(key string, row any) {
		if _, there := found[key]; there {
			return
		}
		if _, there := s.own(table, key); !there {
			found[key] = row
		}
	})
}

func (s *sheet) storedRows(room, table string, index int, value string, at int64, add func(string, any)) {
	stored, err := s.e.store.Rows(room, table, index, value, at)
	if err != nil {
		s.fail("%w", err)
		return
	}
	for _, k := range stored {
		row, err := s.e.decode(table, k.Row)
		if err != nil {
			s.fail("%w", err)
			return
		}
		add(k.Key, row)
	}
}
