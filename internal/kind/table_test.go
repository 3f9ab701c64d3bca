package kind_test

import (
	"fmt"
	"iter"
	"reflect"
	"testing"

	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

type shift struct {
	Desk string `json:"desk"`
	Open bool   `json:"open"`
}

var shifts = kind.Table[shift]{Name: "shift", Index: []kind.TypedIndex[shift]{
	{Name: "open", Of: func(s shift) (string, bool) { return s.Desk, s.Open }},
}}

// rows is a Tx over one list of rows, of any type, that notes what is asked.
type rows struct {
	keys  []string
	held  map[string]any
	asked string
}

func (r *rows) Place() (int64, statement.Time) { return 0, 0 }
func (r *rows) Charter() *charter.Document     { return nil }
func (r *rows) Alarm(kind.Alarm)               {}

func (r *rows) Row(table, key string) (any, bool) {
	row, ok := r.held[table+" "+key]
	return row, ok
}

func (r *rows) Rows(table, index, value string) iter.Seq2[string, any] {
	r.asked = table + "/" + index + "/" + value
	return func(yield func(string, any) bool) {
		for _, key := range r.keys {
			if !yield(key, r.held[table+" "+key]) {
				return
			}
		}
	}
}

func (r *rows) Put(table, key string, row any) { r.held[table+" "+key] = row }
func (r *rows) Drop(table, key string)         { delete(r.held, table+" "+key) }

// A table gives back rows of its type and nothing else: a row of another type is
// none.
func TestTable(t *testing.T) {
	v := &rows{keys: []string{"a", "b", "c"}, held: map[string]any{}}
	shifts.Put(v, "a", shift{Desk: "north", Open: true})
	shifts.Put(v, "c", shift{Desk: "south"})
	v.held["shift b"] = "no shift"
	if got, ok := shifts.Get(v, "a"); !ok || got != (shift{Desk: "north", Open: true}) {
		t.Errorf("row a is %+v, %v", got, ok)
	}
	for _, key := range []string{"b", "z"} {
		if got, ok := shifts.Get(v, key); ok || got != (shift{}) {
			t.Errorf("row %s is %+v, %v; want none", key, got, ok)
		}
	}
	var all []string
	for key, row := range shifts.All(v) {
		all = append(all, key+" "+row.Desk)
	}
	if got, want := fmt.Sprint(all), "[a north c south]"; got != want || v.asked != "shift//" {
		t.Errorf("all are %s by %q, want %s", got, v.asked, want)
	}
	for key := range shifts.Where(v, "open", "north") {
		if key != "a" {
			t.Errorf("the walk went on to %s after it was left", key)
		}
		break
	}
	if v.asked != "shift/open/north" {
		t.Errorf("asked for %q, want shift/open/north", v.asked)
	}
	shifts.Drop(v, "a")
	if _, ok := shifts.Get(v, "a"); ok {
		t.Error("row a is there after it was dropped")
	}
}

// The schema tells the engines the row's type and where a row stands in an index.
func TestSchema(t *testing.T) {
	s := shifts.Schema()
	if s.Name != "shift" || s.Row != reflect.TypeFor[shift]() || len(s.Index) != 1 || s.Index[0].Name != "open" {
		t.Fatalf("the schema is %+v", s)
	}
	tests := map[string]struct {
		row   any
		value string
		in    bool
	}{
		"in the index":      {shift{Desk: "north", Open: true}, "north", true},
		"outside the index": {shift{Desk: "north"}, "north", false},
		"of another type":   {&shift{Desk: "north", Open: true}, "", false},
		"nothing":           {nil, "", false},
	}
	for name, tt := range tests {
		if value, in := s.Index[0].Of(tt.row); in != tt.in || in && value != tt.value {
			t.Errorf("%s: the row stands under %q, %v; want %q, %v", name, value, in, tt.value, tt.in)
		}
	}
}
