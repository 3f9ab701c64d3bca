package projection

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"reflect"
	"slices"

	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// run is a batch being folded: what it changed so far lies over the store.
type run struct {
	e       *Engine
	over    map[rowRef]held              // newest rows of the batch
	keys    map[tableRef]map[string]bool // keys in over, by table
	commit  Commit
	entry   map[rowRef]Change         // changes of the entry at hand
	acted   map[statement.Digest]bool // act digests of the batch
	digest  statement.Digest
	place   int64
	time    statement.Time
	last    statement.Time // time never goes back behind it
	charter *charter.Document
	err     error // the first fault; everything after it is thrown away
}

func newRun(e *Engine, st Standing) *run {
	return &run{
		e: e, over: map[rowRef]held{}, keys: map[tableRef]map[string]bool{}, entry: map[rowRef]Change{},
		acted: map[statement.Digest]bool{}, digest: st.Digest, last: st.Time, charter: st.Charter,
	}
}

type tableRef struct{ room, table string }

// held is a row with its values under the table's indexes; nil where dropped.
type held struct {
	row any
	by  []string
}

func (r *run) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("entry %d: "+format, append([]any{r.place}, args...)...)
	}
}

// tx is a run as one kind may use it.
type tx struct {
	*run
	kind *loaded
	room string
}

// Place returns the entry at hand and its time.
func (t tx) Place() (int64, statement.Time) { return t.place, t.time }

// Charter returns the document in force at the entry at hand.
func (t tx) Charter() *charter.Document { return t.charter }

// Row returns the newest row: the room's, or else the common one.
func (t tx) Row(table, key string) (any, bool) {
	if !t.kind.reads[table] {
		t.fail("kind %s reads table %s, which it does not declare", t.kind.Name, table)
		return nil, false
	}
	for _, room := range rooms(t.room) {
		if row, ok := t.lookup(rowRef{room, table, key}); ok {
			return row, true
		}
	}
	return nil, false
}

func (r *run) lookup(ref rowRef) (any, bool) {
	if h, ok := r.over[ref]; ok {
		return h.row, h.row != nil
	}
	if row, known := r.e.cache.get(ref); known {
		return row, row != nil
	}
	raw, err := r.e.store.Row(ref.room, ref.table, ref.key, Now)
	if err != nil {
		r.fail("%w", err)
		return nil, false
	}
	if raw == nil {
		r.e.cache.put(ref, nil)
		return nil, false
	}
	row, err := r.e.decode(ref.table, raw)
	if err != nil {
		r.fail("%w", err)
		return nil, false
	}
	r.e.cache.put(ref, row)
	return row, true
}

// Rows yields the newest rows by an index.
func (t tx) Rows(table, index, value string) iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		if !t.kind.reads[table] {
			t.fail("kind %s reads table %s, which it does not declare", t.kind.Name, table)
			return
		}
		found := map[string]any{}
		all := rooms(t.room)
		for _, room := range slices.Backward(all) {
			t.collect(found, room, table, index, value)
		}
		for _, key := range slices.Sorted(maps.Keys(found)) {
			if !yield(key, found[key]) {
				return
			}
		}
	}
}

func (r *run) collect(found map[string]any, room, table, index, value string) {
	at, err := r.e.indexOf(table, index)
	if err != nil {
		r.fail("%w", err)
		return
	}
	tr, under := tableRef{room, table}, indexed{at, value}
	var stored []Keyed
	if !r.e.cache.none(tr, under) {
		if stored, err = r.e.store.Rows(room, table, at, value, Now); err != nil {
			r.fail("%w", err)
			return
		}
		if len(stored) == 0 {
			r.e.cache.noted(tr, under)
		}
	}
	pending := r.keys[tr]
	for _, k := range stored {
		if pending[k.Key] {
			continue
		}
		row, err := r.e.decode(table, k.Row)
		if err != nil {
			r.fail("%w", err)
			return
		}
		found[k.Key] = row
	}
	for key := range pending {
		h := r.over[rowRef{room, table, key}]
		if h.row != nil && (at < 0 || h.by[at] == value) {
			found[key] = h.row
		}
	}
}

// rooms are those that a room reads, its own first.
func rooms(room string) []string {
	if room == "" {
		return []string{""}
	}
	return []string{room, ""}
}

// Put writes a row. What the fold reads back is what was encoded, as after a
// restart: a nil list that comes back empty is empty at once. R-PICTURE-4.
func (t tx) Put(table, key string, row any) {
	tb, ok := t.e.tables[table]
	if !ok || tb.owner != t.kind.Name || reflect.TypeOf(row) != tb.Row {
		t.fail("kind %s puts a %T into table %s, which is not its", t.kind.Name, row, table)
		return
	}
	raw, err := statement.Encode(row)
	if err != nil {
		t.fail("row %s of %s: %w", key, table, err)
		return
	}
	if row, err = t.e.decode(table, raw); err != nil {
		t.fail("row %s of %s: %w", key, table, err)
		return
	}
	t.write(rowRef{t.room, table, key}, held{row: row, by: tb.values(row)}, raw)
}

// Drop removes a row.
func (t tx) Drop(table, key string) {
	tb, ok := t.e.tables[table]
	if !ok || tb.owner != t.kind.Name {
		t.fail("kind %s drops from table %s, which is not its", t.kind.Name, table)
		return
	}
	if _, there := t.lookup(rowRef{t.room, table, key}); there {
		t.write(rowRef{t.room, table, key}, held{by: tb.values(nil)}, nil)
	}
}

func (r *run) write(ref rowRef, h held, raw []byte) {
	r.over[ref] = h
	tr := tableRef{ref.room, ref.table}
	if r.keys[tr] == nil {
		r.keys[tr] = map[string]bool{}
	}
	r.keys[tr][ref.key] = true
	r.entry[ref] = Change{Index: r.place, Room: ref.room, Table: ref.table, Key: ref.key, Row: raw, By: h.by}
}

// Alarm sets, moves or clears the kind's alarm of a key.
func (t tx) Alarm(a kind.Alarm) {
	al := AlarmOf{Kind: t.kind.Name, Alarm: a}
	t.e.alarms.set(al)
	t.commit.Alarms = append(t.commit.Alarms, al)
}

// close ends the entry at hand: its changes and its verdict join the batch and
// the chain.
func (r *run) close(seen Seen) {
	if len(r.entry) == 0 && seen.Rule == "" {
		return
	}
	changes := slices.Collect(maps.Values(r.entry))
	sortChanges(changes)
	r.commit.Changes = append(r.commit.Changes, changes...)
	common := slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { return c.Room != "" })
	if seen.Rule != "" {
		common = slices.Insert(common, 0, verdict(seen))
	}
	if len(common) > 0 {
		r.digest = chain(r.digest, r.place, common)
		r.commit.Digests = append(r.commit.Digests, DigestAt{Index: r.place, Digest: r.digest})
	}
	clear(r.entry)
}

func (tb *table) values(row any) []string {
	by := make([]string, len(tb.Index))
	for i, ix := range tb.Index {
		by[i] = Outside
		if row == nil {
			continue
		}
		if v, ok := ix.Of(row); ok {
			by[i] = v
		}
	}
	return by
}

func (e *Engine) decode(name string, raw []byte) (any, error) {
	tb, ok := e.tables[name]
	if !ok {
		return nil, fmt.Errorf("no table %s", name)
	}
	p := reflect.New(tb.Row)
	if err := json.Unmarshal(raw, p.Interface()); err != nil {
		return nil, fmt.Errorf("row of %s: %w", name, err)
	}
	return p.Elem().Interface(), nil
}

func (e *Engine) indexOf(name, index string) (int, error) {
	tb, ok := e.tables[name]
	if !ok {
		return 0, fmt.Errorf("no table %s", name)
	}
	if index == "" {
		return -1, nil
	}
	for i, ix := range tb.Index {
		if ix.Name == index {
			return i, nil
		}
	}
	return 0, fmt.Errorf("table %s has no index %s", name, index)
}
