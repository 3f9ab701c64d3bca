package kind

import (
	"iter"
	"reflect"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// AnyTable is a Table of any row type.
type AnyTable interface{ Schema() Schema }

// Schema describes a table to the engines.
type Schema struct {
	Name  string
	Row   reflect.Type
	Index []Index // by what View.Rows may look rows up
}

// Index is a way to look rows up. Of returns the value of a row under it, and
// false for a row that is not in the index.
type Index struct {
	Name string
	Of   func(row any) (string, bool)
}

// Table holds rows of one type by key. A row encodes to canonical JSON
// (statement.Encode): integers, codes and digests; no free text and no names.
type Table[R any] struct {
	Name  string
	Index []TypedIndex[R]
}

// TypedIndex is an Index of a Table[R].
type TypedIndex[R any] struct {
	Name string
	Of   func(R) (string, bool)
}

// Schema returns the table's description.
func (t Table[R]) Schema() Schema {
	s := Schema{Name: t.Name, Row: reflect.TypeFor[R]()}
	for _, ix := range t.Index {
		s.Index = append(s.Index, Index{Name: ix.Name, Of: func(row any) (string, bool) {
			r, ok := row.(R)
			if !ok {
				return "", false
			}
			return ix.Of(r)
		}})
	}
	return s
}

// View is what is true at one place of the record, in one room: the room's own
// rows over those of the common room, as these held at that place. Where a room
// hears an entry said in the open, a kind's own tables show the room's rows
// alone: it has folded the entry for the common room already. A read that fails
// yields nothing, and the engine throws away whatever was made of it.
type View interface {
	// Place returns the index of the last entry in view (-1 before the first),
	// and the record time there.
	Place() (index int64, t statement.Time)
	// Charter returns the document in force. It is shared: read only.
	Charter() *charter.Document
	// Row returns the row of a key.
	Row(table, key string) (any, bool)
	// Rows yields the rows with a value under an index, or all rows of the table
	// for the index "", in order of their keys.
	Rows(table, index, value string) iter.Seq2[string, any]
}

// Tx is a View that a fold may write to. It sees its own writes.
type Tx interface {
	View
	Put(table, key string, row any)
	Drop(table, key string)
	// Alarm sets, moves or, with a zero time, clears the kind's alarm of a key.
	Alarm(Alarm)
}

// Get returns the row of a key.
func (t Table[R]) Get(v View, key string) (R, bool) {
	row, _ := v.Row(t.Name, key)
	r, ok := row.(R)
	return r, ok
}

// Where yields the rows with a value under an index, in order of their keys.
func (t Table[R]) Where(v View, index, value string) iter.Seq2[string, R] {
	return func(yield func(string, R) bool) {
		for key, row := range v.Rows(t.Name, index, value) {
			if r, ok := row.(R); ok && !yield(key, r) {
				return
			}
		}
	}
}

// All yields every row in order of the keys.
func (t Table[R]) All(v View) iter.Seq2[string, R] { return t.Where(v, "", "") }

// Put writes a row.
func (t Table[R]) Put(tx Tx, key string, row R) { tx.Put(t.Name, key, row) }

// Drop removes a row. It stays readable at every earlier place.
func (t Table[R]) Drop(tx Tx, key string) { tx.Drop(t.Name, key) }
