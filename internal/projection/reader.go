package projection

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Beside is what a Reader needs of the node besides rows.
type Beside interface {
	// Entry returns the judged entry at an index.
	Entry(index int64) (charter.Entry, error)
	// Content returns the opened bytes of a statement's body: of a sealed one, of
	// the body of what it says inside.
	Content(st *statement.Statement) ([]byte, kind.Gone)
	// Inner opens a sealed statement, as Opener does.
	Inner(st *statement.Statement) (inner []byte, gone kind.Gone)
	Aside() kind.Local
}

// Reader reads the picture at one place of the record: the common room, and the
// rooms that In or All added. It may be used by one goroutine at a time. Err tells
// whether what it read is whole.
type Reader struct {
	e       *Engine
	beside  Beside
	rooms   []shownRoom // in order of their names
	over    bool        // they lie over the common room, not it over them
	unsure  kind.Local  // of them: what may be missing
	at      int64
	time    statement.Time
	charter *charter.Document
	err     error
}

// Reader returns the picture where it stands now.
func (e *Engine) Reader(beside Beside) *Reader {
	st := e.Standing()
	return &Reader{e: e, beside: beside, at: st.Size - 1, time: st.Time, charter: st.Charter}
}

// ReaderAt returns the picture as it was known at an earlier entry.
func (e *Engine) ReaderAt(index int64, beside Beside) (*Reader, error) {
	st := e.Standing()
	if index < 0 || index >= st.Size {
		return nil, fmt.Errorf("no picture at entry %d: the record has %d", index, st.Size)
	}
	seen, ok, err := e.store.EntryAt(index)
	if err != nil || !ok {
		return nil, fmt.Errorf("picture at entry %d: %w", index, errors.Join(err, errGap(ok)))
	}
	doc, err := e.charterAt(index)
	if err != nil {
		return nil, fmt.Errorf("picture at entry %d: %w", index, err)
	}
	return &Reader{e: e, beside: beside, at: index, time: seen.Time, charter: doc}, nil
}

// Err returns the first read that failed, or nil.
func (r *Reader) Err() error { return r.err }

func (r *Reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// Place returns the index and the record time of the picture.
func (r *Reader) Place() (int64, statement.Time) { return r.at, r.time }

// Charter returns the document in force there.
func (r *Reader) Charter() *charter.Document { return r.charter }

// Aside returns what the node knows besides the record, and of a reader that shows
// rooms what may be missing in them. R-PICTURE-22.
func (r *Reader) Aside() kind.Local {
	l := r.beside.Aside()
	l.Unread, l.Stuck, l.Behind = r.unsure.Unread, r.unsure.Stuck, r.unsure.Behind
	return l
}

// Row returns a row: the first in the order of the rooms shown.
func (r *Reader) Row(table, key string) (any, bool) {
	raw, ok := r.raw(r.layers(), table, key)
	if !ok {
		return nil, false
	}
	row, err := r.e.decode(table, raw)
	if err != nil {
		r.fail(err)
		return nil, false
	}
	return row, true
}

// Rows yields rows by an index.
func (r *Reader) Rows(table, index, value string) iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		at, err := r.e.indexOf(table, index)
		if err != nil {
			r.fail(err)
			return
		}
		for _, k := range r.keyed(table, at, value) {
			row, err := r.e.decode(table, k.Row)
			if err != nil {
				r.fail(err)
				return
			}
			if !yield(k.Key, row) {
				return
			}
		}
	}
}

func errGap(there bool) error {
	if there {
		return nil
	}
	return errors.New("the store has no such entry")
}

// Kinds returns the kinds that the engine folds, in their order.
func (e *Engine) Kinds() []kind.Kind {
	kinds := make([]kind.Kind, 0, len(e.kinds))
	for _, l := range e.kinds {
		kinds = append(kinds, l.Kind)
	}
	return kinds
}

// Type returns a type of entry by its name.
func (e *Engine) Type(name string) (kind.EntryType, bool) {
	own, ok := e.owners[name]
	if !ok {
		return kind.EntryType{}, false
	}
	return own.entry, true
}

// Admit judges an entry that is not on the record as its kind would at the
// place of the reader: the dry run before signing.
func (e *Engine) Admit(r *Reader, entry kind.Entry) error {
	own, ok := e.owners[entry.Type]
	if !ok {
		return fmt.Errorf("no kind here knows %s", entry.Type)
	}
	if own.kind.Admit == nil {
		return nil
	}
	if err := own.kind.Admit(r, entry); err != nil {
		return err
	}
	return r.Err()
}

// Calls names the members to whom an entry must be delivered at once. Of a sealed
// one, CallsOf does.
func (e *Engine) Calls(r *Reader, ce *charter.Entry) []string {
	if own, ok := e.owners[ce.Statement.Type]; !ok || own.kind.Calls == nil || ce.Void != nil {
		return nil // before it is parsed: most entries are ticks
	}
	entry, _, void := e.parse(ce, &ce.Statement)
	if void != nil {
		return nil
	}
	return e.CallsOf(r, entry)
}

// CallsOf is Calls for an entry that a room folded: r reads in that room.
func (e *Engine) CallsOf(r *Reader, entry kind.Entry) []string {
	own, ok := e.owners[entry.Type]
	if !ok || own.kind.Calls == nil {
		return nil
	}
	return own.kind.Calls(r, entry)
}

// DigestAt returns the picture's digest after an entry.
func (e *Engine) DigestAt(index int64) (statement.Digest, error) { return e.store.DigestAt(index) }

// Tables names the tables in order.
func (e *Engine) Tables() []string { return slices.Sorted(maps.Keys(e.tables)) }
