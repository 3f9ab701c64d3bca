package form

import (
	"net/url"
	"slices"
	"strconv"

	"parley.example/internal/lang"
)

// Field is one field with what was typed into it, for the page.
type Field struct {
	Path     string
	Name     string // the path without indexes
	Sort     Sort
	Required bool
	Value    string
	Values   []string // of Ticks
	Options  []string // of Choice and Ticks, if they are known here
	Length   int      // most characters, 0 if any
	Fields   []Field  // of a Group, and of Tongues one for each language
	Rows     [][]Field
	Most     int  // rows
	Of       Sort // of the values of Ticks
}

// Fields returns the fields as the page shows them. A list that needs an entry
// shows one empty row, and the list of the path more shows one beyond its last.
func (f *Form) Fields(typed url.Values, more string) []Field {
	return fields(&f.root, typed, "", "", more)
}

func fields(n *node, typed url.Values, path, name, more string) []Field {
	out := make([]Field, 0, len(n.fields))
	for i := range n.fields {
		out = append(out, field(&n.fields[i], typed, join(path, n.fields[i].json), join(name, n.fields[i].json), more))
	}
	return out
}

func field(n *node, typed url.Values, path, name, more string) Field {
	f := Field{
		Path: path, Name: name, Sort: n.sort, Required: !n.optional && n.sort != Tick,
		Options: n.options, Length: n.length, Most: n.items,
	}
	switch n.sort {
	case Group:
		f.Fields = fields(n, typed, path, name, more)
	case Rows:
		count := rowCount(typed, path)
		if count == 0 && f.Required || more == path {
			count++
		}
		row := node{fields: n.fields}
		for i := range min(count, n.items) {
			f.Rows = append(f.Rows, fields(&row, typed, path+"."+strconv.Itoa(i), name, more))
		}
	case Tongues:
		for _, t := range lang.Tags() {
			at := path + "." + string(t)
			f.Fields = append(f.Fields, Field{Path: at, Name: name, Sort: Long, Value: typed.Get(at), Length: n.length})
		}
	case Ticks:
		f.Values, f.Of = typed[path], n.elem.sort
	case Text, Long, Number, Tick, Time, Minutes, Degree, Digest, Choice, Member, Desk, Marking, Hidden, Lines:
		f.Value = typed.Get(path)
	}
	return f
}

// Names returns the name of every field that a page labels, for the check that
// each has its message.
func (f *Form) Names() []string {
	var out []string
	names(&f.root, "", &out)
	slices.Sort(out)
	return out
}

func names(n *node, above string, out *[]string) {
	for i := range n.fields {
		f := &n.fields[i]
		if f.sort == Hidden {
			continue
		}
		name := join(above, f.json)
		*out = append(*out, name)
		if f.sort == Group || f.sort == Rows {
			names(f, name, out)
		}
		for _, option := range f.options {
			*out = append(*out, name+"."+option)
		}
	}
}
