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
	raw []byte // of a row that a pass wrote
}

func (r *run) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("entry %d: "+format, append([]any{r.place}, args...)...)
	}
}

// tx is a run as one kind may use it. It folds the common room; those of others
// are folded by a pass.
type tx struct {
	*run
	kind *loaded
}

// Place returns the entry at hand and its time.
func (t tx) Place() (int64, statement.Time) { return t.place, t.time }

// Charter returns the document in force at the entry at hand.
func (t tx) Charter() *charter.Document { return t.charter }

// Row returns the newest row.
func (t tx) Row(table, key string) (any, bool) {
	if !t.kind.reads[table] {
		t.fail("%w", undeclared(t.kind, table))
		return nil, false
	}
	return t.lookup(rowRef{"", table, key})
}

func undeclared(k *loaded, table string) error {
	return fmt.Errorf("kind %s reads table %s, which it does not declare", k.Name, table)
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
			t.fail("%w", undeclared(t.kind, table))
			return
		}
		found := map[string]any{}
		t.collect(found, table, index, value)
		for _, key := range slices.Sorted(maps.Keys(found)) {
			if !yield(key, found[key]) {
				return
			}
		}
	}
}

func (r *run) collect(found map[string]any, table, index, value string) {
	at, err := r.e.indexOf(table, index)
	if err != nil {
		r.fail("%w", err)
		return
	}
	tr, under := tableRef{"", table}, indexed{at, value}
	var stored []Keyed
	if !r.e.cache.none(tr, under) {
		if stored, err = r.e.store.Rows("", table, at, value, Now); err != nil {
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
		h := r.over[rowRef{"", table, key}]
		if h.row != nil && (at < 0 || h.by[at] == value) {
			found[key] = h.row
		}
	}
}

// Put writes a row.
func (t tx) Put(table, key string, row any) {
	h, raw, err := t.e.encode(t.kind, table, key, row)
	if err != nil {
		t.fail("%w", err)
		return
	}
	t.write(rowRef{"", table, key}, h, raw)
}

// encode makes a kind's row ready to be written. What the fold reads back is what
// was encoded, as after a restart: a nil list that comes back empty is empty at
// once. R-PICTURE-4.
func (e *Engine) encode(k *loaded, table, key string, row any) (h held, raw []byte, err error) {
	tb, ok := e.tables[table]
	if !ok || tb.owner != k.Name || reflect.TypeOf(row) != tb.Row {
		return h, nil, fmt.Errorf("kind %s puts a %T into table %s, which is not its", k.Name, row, table)
	}
	if raw, err = statement.Encode(row); err != nil {
		return h, nil, fmt.Errorf("row %s of %s: %w", key, table, err)
	}
	if row, err = e.decode(table, raw); err != nil {
		return h, nil, fmt.Errorf("row %s of %s: %w", key, table, err)
	}
	return held{row: row, by: tb.values(row)}, raw, nil
}

// Drop removes a row.
func (t tx) Drop(table, key string) {
	h, err := t.e.dropped(t.kind, table)
	if err != nil {
		t.fail("%w", err)
		return
	}
	if _, there := t.lookup(rowRef{"", table, key}); there {
		t.write(rowRef{"", table, key}, h, nil)
	}
}

// dropped is what stands for a row of the kind's that is removed.
func (e *Engine) dropped(k *loaded, table string) (held, error) {
	tb, ok := e.tables[table]
	if !ok || tb.owner != k.Name {
		return held{}, fmt.Errorf("kind %s drops from table %s, which is not its", k.Name, table)
	}
	return held{by: tb.values(nil)}, nil
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
	changes := link("", &r.digest, r.place, r.entry, seen)
	r.commit.Changes = append(r.commit.Changes, changes...)
	r.commit.Digests = append(r.commit.Digests, DigestAt{Index: r.place, Digest: r.digest})
	clear(r.entry)
}

// link moves a digest on over the changes and the verdict of one place, and
// returns the changes in order. R-PICTURE-3.
func link(room string, digest *statement.Digest, place int64, writes map[rowRef]Change, seen Seen) []Change {
	changes := slices.Collect(maps.Values(writes))
	sortChanges(changes)
	links := changes
	if seen.Rule != "" {
		links = slices.Concat([]Change{verdict(seen)}, changes)
	}
	*digest = chain(room, *digest, place, links)
	return changes
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
