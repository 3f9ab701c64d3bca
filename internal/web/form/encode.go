package form

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"parley.example/internal/lang"
)

// Encode writes a value of the form's type as it would have been typed. Decode
// of that is the value again, except that an empty list and none are one.
func (f *Form) Encode(in any) url.Values {
	typed := url.Values{}
	v := reflect.ValueOf(in)
	if v.Type() == f.typ {
		encodeGroup(&f.root, v, "", typed)
	}
	return typed
}

// Begin writes a value with which a form begins, before anybody typed: as Encode
// does, but a number that is nothing yet is left empty, so that nobody files a
// zero that nobody meant. Rows and what may be left out are as they are.
func (f *Form) Begin(in any) url.Values {
	typed := f.Encode(in)
	v := reflect.ValueOf(in)
	if v.Type() == f.typ {
		unbegun(&f.root, v, "", typed)
	}
	return typed
}

func unbegun(n *node, v reflect.Value, path string, typed url.Values) {
	for i := range n.fields {
		f := &n.fields[i]
		at, value := join(path, f.json), v.FieldByIndex(f.index)
		switch f.sort {
		case Group:
			if !f.pointer {
				unbegun(f, value, at, typed)
			}
		case Number, Minutes, Degree:
			if !f.pointer && value.IsZero() {
				typed.Del(at)
			}
		case Text, Long, Tick, Time, Digest, Choice, Member, Desk, Marking, Hidden, Tongues, Rows, Lines, Ticks:
		}
	}
}

func encodeGroup(n *node, v reflect.Value, path string, typed url.Values) {
	for i := range n.fields {
		f := &n.fields[i]
		encode(f, v.FieldByIndex(f.index), join(path, f.json), typed)
	}
}

func encode(n *node, v reflect.Value, path string, typed url.Values) {
	if n.pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	switch n.sort {
	case Group:
		if !n.optional || !v.IsZero() {
			encodeGroup(n, v, path, typed)
		}
	case Rows:
		row := node{fields: n.fields}
		for i := range v.Len() {
			encodeGroup(&row, v.Index(i), path+"."+strconv.Itoa(i), typed)
		}
	case Lines:
		var list []string
		for i := range v.Len() {
			list = append(list, n.elem.show(v.Index(i)))
		}
		put(typed, path, strings.Join(list, "\n"))
	case Ticks:
		for i := range v.Len() {
			typed.Add(path, n.elem.show(v.Index(i)))
		}
	case Tongues:
		for _, t := range lang.Tags() {
			if s := v.MapIndex(reflect.ValueOf(string(t)).Convert(n.typ.Key())); s.IsValid() {
				put(typed, path+"."+string(t), s.String())
			}
		}
	case Tick:
		if v.Bool() {
			put(typed, path, "true")
		}
	case Text, Long, Number, Time, Minutes, Degree, Digest, Choice, Member, Desk, Marking, Hidden:
		put(typed, path, n.show(v))
	}
}

func put(typed url.Values, path, s string) {
	if s != "" {
		typed.Set(path, s)
	}
}

// Tidy returns what was typed with the paths of this form alone, and with the
// rows of each list closed up: an empty row is none. Indexes in it are those of
// the decoded value.
func (f *Form) Tidy(typed url.Values) url.Values {
	out := url.Values{}
	tidy(&f.root, typed, "", "", out)
	return out
}

func tidy(n *node, typed url.Values, from, to string, out url.Values) {
	for i := range n.fields {
		f := &n.fields[i]
		a, b := join(from, f.json), join(to, f.json)
		switch f.sort {
		case Group:
			tidy(f, typed, a, b, out)
		case Rows:
			row := &node{sort: Group, fields: f.fields}
			kept := 0
			for j := range rowCount(typed, a) {
				if at := a + "." + strconv.Itoa(j); filled(typed, at, row) {
					tidy(row, typed, at, b+"."+strconv.Itoa(kept), out)
					kept++
				}
			}
		case Tongues:
			for _, t := range lang.Tags() {
				put(out, b+"."+string(t), typed.Get(a+"."+string(t)))
			}
		case Ticks:
			if list := typed[a]; len(list) > 0 {
				out[b] = append([]string(nil), list[:min(len(list), f.items)]...)
			}
		case Text, Long, Number, Tick, Time, Minutes, Degree, Digest, Choice, Member, Desk, Marking, Hidden, Lines:
			put(out, b, typed.Get(a))
		}
	}
}

// Cut returns what was typed without the row of that path.
func Cut(typed url.Values, row string) url.Values {
	out := url.Values{}
	for key, list := range typed {
		if key != row && !strings.HasPrefix(key, row+".") {
			out[key] = list
		}
	}
	return out
}

// FromJSON reads a value of the form's type as the API takes it.
func (f *Form) FromJSON(b []byte) (any, error) {
	v := reflect.New(f.typ)
	if err := json.Unmarshal(b, v.Interface()); err != nil {
		return nil, fmt.Errorf("input of %v: %w", f.typ, err)
	}
	return v.Elem().Interface(), nil
}
