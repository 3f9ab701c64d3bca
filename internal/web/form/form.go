package form

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"parley.example/record/statement"
)

// Sort is how a field is typed and shown.
type Sort string

// The sorts of fields.
const (
	Text    Sort = "text"
	Long    Sort = "long"
	Number  Sort = "number"
	Tick    Sort = "tick"    // a bool
	Time    Sort = "time"    // 2026-11-25 14:02Z
	Minutes Sort = "minutes" // milliseconds, typed in minutes
	Degree  Sort = "degree"  // 1e-7 degree, typed in degrees
	Digest  Sort = "digest"  // hex
	Choice  Sort = "choice"  // one of Options
	Member  Sort = "member"  // a member of the charter
	Desk    Sort = "desk"
	Marking Sort = "marking"
	Hidden  Sort = "hidden"
	Tongues Sort = "tongues" // a text in each language
	Group   Sort = "group"   // a struct
	Rows    Sort = "rows"    // a list of structs
	Lines   Sort = "lines"   // a list of values, one a line
	Ticks   Sort = "ticks"   // a list of values out of a known set
)

// mostItems bounds every list, whatever its tag says.
const mostItems = 200

// mostDepth bounds how deep structs may nest.
const mostDepth = 8

// Form is the form of one input type. It does not change once made.
type Form struct {
	typ  reflect.Type
	root node
}

// node is one field of the type.
type node struct {
	json     string
	sort     Sort
	typ      reflect.Type // without the pointer
	pointer  bool
	index    []int // in the struct above
	optional bool
	options  []string
	least    string
	most     string
	length   int
	items    int
	fields   []node // of a Group, of each row of Rows
	elem     *node  // of Lines and Ticks
}

// New makes the form of a struct. It refuses what no page could show.
func New(t reflect.Type) (*Form, error) {
	if t == nil || t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("form of %v: want a struct", t)
	}
	root := node{sort: Group, typ: t}
	if err := root.members(t, nil, 0); err != nil {
		return nil, fmt.Errorf("form of %v: %w", t, err)
	}
	return &Form{typ: t, root: root}, nil
}

// members takes the fields of a struct; those of an embedded one stand beside them.
func (n *node) members(t reflect.Type, above []int, depth int) error {
	if depth > mostDepth {
		return fmt.Errorf("%v nests too deep", t)
	}
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int{}, above...), i)
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() && !f.Anonymous {
			continue
		}
		if f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct {
			if err := n.members(f.Type, index, depth+1); err != nil {
				return err
			}
			continue
		}
		if !f.IsExported() {
			continue
		}
		if name == "" {
			name = f.Name
		}
		m := node{json: name, typ: f.Type, index: index}
		m.tags(f.Tag, rest)
		if err := m.settle(f.Tag.Get("format"), depth); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		n.fields = append(n.fields, m)
	}
	return nil
}

func (n *node) tags(tag reflect.StructTag, rest string) {
	n.optional = strings.Contains(rest, "omitempty") || strings.Contains(rest, "omitzero")
	if required, ok := tag.Lookup("required"); ok {
		n.optional = required == "false"
	}
	if enum := tag.Get("enum"); enum != "" {
		n.options = strings.Split(enum, ",")
	}
	n.least, n.most = tag.Get("minimum"), tag.Get("maximum")
	n.length, _ = strconv.Atoi(tag.Get("maxLength"))
	n.items = mostItems
	if most, err := strconv.Atoi(tag.Get("maxItems")); err == nil && most > 0 {
		n.items = min(most, mostItems)
	}
}

var (
	instant = reflect.TypeFor[statement.Time]()
	digest  = reflect.TypeFor[statement.Digest]()
	stdTime = reflect.TypeFor[time.Time]()
	reader  = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// settle decides the sort of a field by its format and its type.
func (n *node) settle(format string, depth int) error {
	if n.typ.Kind() == reflect.Pointer {
		n.typ, n.pointer, n.optional = n.typ.Elem(), true, true
	}
	k := n.typ.Kind()
	switch {
	case k == reflect.Slice && n.typ.Elem().Kind() != reflect.Uint8:
		return n.list(format, depth)
	case k == reflect.Map && n.typ.Key().Kind() == reflect.String && n.typ.Elem().Kind() == reflect.String:
		n.sort = Tongues
	case n.typ == digest:
		n.sort = Digest
	case n.typ == instant, n.typ == stdTime, format == "time" && whole(k):
		n.sort = Time
	case reflect.PointerTo(n.typ).Implements(reader):
		n.sort = Text
	case k == reflect.Struct:
		n.sort = Group
		return n.members(n.typ, nil, depth+1)
	case k == reflect.Bool:
		n.sort = Tick
	case whole(k):
		n.sort = Number
		if format == "minutes" {
			n.sort = Minutes
		}
		if format == "degree" {
			n.sort = Degree
		}
	case k == reflect.String:
		n.sort = Text
	default:
		return fmt.Errorf("a field of type %v cannot be typed", n.typ)
	}
	return n.known(format)
}

// known gives a plain value its set or its place.
func (n *node) known(format string) error {
	switch {
	case format == "hidden":
		n.sort = Hidden
	case n.sort != Text:
	case len(n.options) > 0:
		n.sort = Choice
	case format == "member":
		n.sort = Member
	case format == "desk":
		n.sort = Desk
	case format == "marking":
		n.sort = Marking
	case format == "long", n.length > 200:
		n.sort = Long
	}
	return nil
}

// list settles a slice: rows of structs, or values one a line.
func (n *node) list(format string, depth int) error {
	e := node{typ: n.typ.Elem(), options: n.options, length: n.length, least: n.least, most: n.most}
	if err := e.settle(format, depth+1); err != nil {
		return err
	}
	switch e.sort {
	case Group:
		if e.pointer {
			return fmt.Errorf("a list of pointers cannot be typed")
		}
		n.sort, n.fields = Rows, e.fields
	case Choice, Member, Desk, Marking:
		n.sort, n.elem, n.options = Ticks, &e, e.options
	case Rows, Lines, Ticks, Tongues:
		return fmt.Errorf("a list of lists cannot be typed")
	case Text, Long, Number, Tick, Time, Minutes, Degree, Digest, Hidden:
		n.sort, n.elem = Lines, &e
	}
	return nil
}

func whole(k reflect.Kind) bool { return k >= reflect.Int && k <= reflect.Uint64 }
