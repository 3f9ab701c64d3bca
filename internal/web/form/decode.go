package form

import (
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"parley.example/internal/lang"
)

// Fault is a mistake in what was typed: at which path, and what is wrong.
type Fault struct {
	Path string
	Says lang.Message
}

// Decode reads what was typed into a value of the form's type. With faults the
// value is what could be read.
func (f *Form) Decode(typed url.Values) (any, []Fault) {
	d := decoder{typed: typed}
	v := reflect.New(f.typ).Elem()
	d.group(&f.root, v, "")
	return v.Interface(), d.faults
}

type decoder struct {
	typed  url.Values
	faults []Fault
}

func (d *decoder) fault(path, key string, pairs ...any) {
	d.faults = append(d.faults, Fault{Path: path, Says: lang.Say(key, pairs...)})
}

func (d *decoder) group(n *node, v reflect.Value, path string) {
	for i := range n.fields {
		f := &n.fields[i]
		d.field(f, v.FieldByIndex(f.index), join(path, f.json))
	}
}

func (d *decoder) field(n *node, v reflect.Value, path string) {
	if n.pointer {
		if !filled(d.typed, path, n) {
			return
		}
		v.Set(reflect.New(n.typ))
		v = v.Elem()
	}
	switch n.sort {
	case Group:
		if !n.pointer && n.optional && !filled(d.typed, path, n) {
			return
		}
		d.group(n, v, path)
	case Rows:
		d.rows(n, v, path)
	case Lines:
		d.values(n, v, path, lines(d.typed.Get(path)))
	case Ticks:
		d.values(n, v, path, d.typed[path])
	case Tongues:
		d.tongues(n, v, path)
	case Text, Long, Number, Tick, Time, Minutes, Degree, Digest, Choice, Member, Desk, Marking, Hidden:
		d.value(n, v, path)
	}
}

func (d *decoder) rows(n *node, v reflect.Value, path string) {
	count := rowCount(d.typed, path)
	if count > n.items {
		d.fault(path, "form.fault.many", "most", int64(n.items))
		count = n.items
	}
	if count == 0 {
		if !n.optional {
			d.fault(path, "form.fault.none")
		}
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), count, count))
	row := node{sort: Group, typ: n.typ.Elem(), fields: n.fields}
	for i := range count {
		d.group(&row, v.Index(i), path+"."+strconv.Itoa(i))
	}
}

func (d *decoder) values(n *node, v reflect.Value, path string, typed []string) {
	typed = slices.DeleteFunc(slices.Clone(typed), func(s string) bool { return strings.TrimSpace(s) == "" })
	if len(typed) > n.items {
		d.fault(path, "form.fault.many", "most", int64(n.items))
		return
	}
	if len(typed) == 0 {
		if !n.optional {
			d.fault(path, "form.fault.required")
		}
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(typed), len(typed)))
	for i, s := range typed {
		d.check(n.elem, v.Index(i), path, s)
	}
}

func (d *decoder) tongues(n *node, v reflect.Value, path string) {
	m := reflect.MakeMap(n.typ)
	for _, t := range lang.Tags() {
		s := strings.TrimSpace(strings.ReplaceAll(d.typed.Get(path+"."+string(t)), "\r\n", "\n"))
		if s == "" {
			continue
		}
		if n.length > 0 && utf8.RuneCountInString(s) > n.length {
			d.fault(path+"."+string(t), "form.fault.long", "most", int64(n.length))
		}
		m.SetMapIndex(reflect.ValueOf(string(t)).Convert(n.typ.Key()), reflect.ValueOf(s).Convert(n.typ.Elem()))
	}
	if m.Len() == 0 {
		if !n.optional {
			d.fault(path, "form.fault.required")
		}
		return
	}
	v.Set(m)
}

func (d *decoder) value(n *node, v reflect.Value, path string) {
	typed := d.typed.Get(path)
	if strings.TrimSpace(typed) == "" {
		if !n.optional && n.sort != Tick {
			d.fault(path, "form.fault.required")
		}
		return
	}
	d.check(n, v, path, typed)
}

// check reads one value and holds it to its tags.
func (d *decoder) check(n *node, v reflect.Value, path, typed string) {
	if n.sort != Long && n.sort != Text {
		typed = strings.TrimSpace(typed)
	}
	if len(n.options) > 0 && !slices.Contains(n.options, typed) {
		d.fault(path, "form.fault.choice")
		return
	}
	if n.length > 0 && utf8.RuneCountInString(strings.ReplaceAll(typed, "\r\n", "\n")) > n.length {
		d.fault(path, "form.fault.long", "most", int64(n.length))
		return
	}
	if err := n.set(v, typed); err != nil {
		d.fault(path, "form.fault."+string(n.faultSort()))
		return
	}
	if !whole(v.Kind()) || n.sort != Number && n.sort != Minutes {
		return
	}
	if least, err := strconv.ParseInt(n.least, 10, 64); err == nil && getWhole(v) < least {
		d.fault(path, "form.fault.least", "least", n.show(boundOf(v, least)))
	}
	if most, err := strconv.ParseInt(n.most, 10, 64); err == nil && getWhole(v) > most {
		d.fault(path, "form.fault.most", "most", n.show(boundOf(v, most)))
	}
}

// boundOf is a bound as a value of the field's type, to be written as the field is.
func boundOf(v reflect.Value, n int64) reflect.Value {
	b := reflect.New(v.Type()).Elem()
	if setWhole(b, n) != nil {
		return v
	}
	return b
}

func (n *node) faultSort() Sort {
	switch n.sort {
	case Number, Time, Minutes, Degree, Digest:
		return n.sort
	case Text, Long, Choice, Member, Desk, Marking, Hidden, Tick, Tongues, Group, Rows, Lines, Ticks:
	}
	return Choice
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// filled reports whether anything was typed at or below a path.
func filled(typed url.Values, path string, n *node) bool {
	for key, list := range typed {
		if key != path && !strings.HasPrefix(key, path+".") {
			continue
		}
		if n != nil && n.sort == Group && hidden(n, strings.TrimPrefix(key, path+".")) {
			continue
		}
		if slices.ContainsFunc(list, func(s string) bool { return strings.TrimSpace(s) != "" }) {
			return true
		}
	}
	return false
}

// hidden reports whether a path below a group is one that is carried along: it
// does not make a row that somebody filled in.
func hidden(n *node, path string) bool {
	for i := range n.fields {
		if n.fields[i].json == path {
			return n.fields[i].sort == Hidden
		}
	}
	return false
}

// rowCount returns one more than the highest index typed under a path.
func rowCount(typed url.Values, path string) int {
	most := -1
	for key := range typed {
		rest, ok := strings.CutPrefix(key, path+".")
		if !ok {
			continue
		}
		index, _, _ := strings.Cut(rest, ".")
		if i, err := strconv.Atoi(index); err == nil && i > most && i <= mostItems && strconv.Itoa(i) == index {
			most = i
		}
	}
	return most + 1
}

// lines splits what was typed one a line.
func lines(s string) []string { return strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") }
