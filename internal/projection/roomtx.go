package projection

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// way is how an entry or an alarm came to a room, which decides what of a kind's
// own tables it sees and may write.
type way uint8

// The ways.
const (
	saidInside way = iota // sealed to the room: sees its rows over the common ones, and writes no key that these have
	saidOpen              // said in the open: sees and writes the room's rows as if there were no others
	rang                  // an alarm of the room: as inside, and goes on with what the room itself has
)

// roomTx is a pass as one kind may use it.
type roomTx struct {
	*pass

	kind *loaded
	way  way
}

// Place returns the place at hand and its time.
func (t roomTx) Place() (int64, statement.Time) { return t.place, t.time }

// Charter returns the document in force at the place at hand.
func (t roomTx) Charter() *charter.Document { return t.charter }

// Row returns the newest row: the room's, or else the common one.
func (t roomTx) Row(table, key string) (any, bool) {
	if !t.kind.reads[table] {
		t.fail("%w", undeclared(t.kind, table))
		return nil, false
	}
	row, ok := t.own(table, key)
	if ok || t.alone(table) {
		return row, ok
	}
	return t.open(table, key)
}

// alone reports whether the common room's rows of a table are out of sight: what
// was said in the open, the kind has folded into them already.
func (t roomTx) alone(table string) bool {
	return t.way == saidOpen && t.e.tables[table].owner == t.kind.Name
}

// Rows yields the newest rows by an index.
func (t roomTx) Rows(table, index, value string) iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		if !t.kind.reads[table] {
			t.fail("%w", undeclared(t.kind, table))
			return
		}
		at, err := t.e.indexOf(table, index)
		if err != nil {
			t.fail("%w", err)
			return
		}
		found := map[string]any{}
		t.ownRows(found, table, at, value)
		if !t.alone(table) {
			t.openRows(found, table, at, value)
		}
		for _, key := range slices.Sorted(maps.Keys(found)) {
			if !yield(key, found[key]) {
				return
			}
		}
	}
}

// Put writes a row of the room.
func (t roomTx) Put(table, key string, row any) {
	h, raw, err := t.e.encode(t.kind, table, key, row)
	if err != nil {
		t.fail("%w", err)
		return
	}
	t.write(table, key, h, raw)
}

// Drop removes a row of the room.
func (t roomTx) Drop(table, key string) {
	h, err := t.e.dropped(t.kind, table)
	if err != nil {
		t.fail("%w", err)
		return
	}
	_, there := t.own(table, key)
	if there || t.taken(table, key) {
		t.write(table, key, h, nil)
	}
}

func (t roomTx) write(table, key string, h held, raw []byte) {
	if t.taken(table, key) {
		if t.refused == nil {
			t.refused = &kind.Void{Rule: RuleOpen, Text: fmt.Sprintf("it would change %s of %s, which was said in the open", key, table)}
		}
		return
	}
	h.raw = raw
	t.draft.put(rowRef{t.name, table, key}, h)
}

// taken reports whether a key is the common room's, and not for the room to
// write. R-PICTURE-16.
func (t roomTx) taken(table, key string) bool {
	if t.way == saidOpen {
		return false
	}
	if _, open := t.open(table, key); !open {
		return false
	}
	if t.way == rang {
		_, own := t.own(table, key)
		return !own
	}
	return true
}

// Alarm sets, moves or clears the kind's alarm of a key in the room.
func (t roomTx) Alarm(a kind.Alarm) {
	t.set = append(t.set, AlarmOf{Kind: t.kind.Name, Alarm: a})
}
