package cli

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"parley.example/record/statement"
)

// tree is a JSON value with the order of its names, which says what comes first
// to whoever reads it.
type tree struct {
	leaf   string // of a scalar
	zero   bool   // empty, false or nothing
	names  []string
	fields []tree // of an object, by names
	items  []tree // of a list
	list   bool
}

// deepest is how far what a node answers may nest.
const deepest = 64

func parseTree(b []byte, of reflect.Type) (tree, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	return readTree(dec, of, 0)
}

// readTree reads the next value. The type, where it is known, tells times from
// numbers.
func readTree(dec *json.Decoder, of reflect.Type, depth int) (tree, error) {
	if depth > deepest {
		return tree{}, errors.New("nested too deep")
	}
	for of != nil && of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	token, err := dec.Token()
	if err != nil {
		return tree{}, err
	}
	switch token {
	case json.Delim('{'):
		return readObject(dec, of, depth)
	case json.Delim('['):
		t := tree{list: true}
		var item reflect.Type
		if of != nil && (of.Kind() == reflect.Slice || of.Kind() == reflect.Array) {
			item = of.Elem()
		}
		for dec.More() {
			v, err := readTree(dec, item, depth+1)
			if err != nil {
				return t, err
			}
			t.items = append(t.items, v)
		}
		t.zero = len(t.items) == 0
		_, err := dec.Token()
		return t, err
	}
	return scalar(token, of), nil
}

func readObject(dec *json.Decoder, of reflect.Type, depth int) (tree, error) {
	var t tree
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return t, err
		}
		v, err := readTree(dec, fieldType(of, fmt.Sprint(name)), depth+1)
		if err != nil {
			return t, err
		}
		t.names, t.fields = append(t.names, fmt.Sprint(name)), append(t.fields, v)
	}
	t.zero = len(t.names) == 0
	_, err := dec.Token()
	return t, err
}

func scalar(token json.Token, of reflect.Type) tree {
	switch v := token.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil && of == reflect.TypeFor[statement.Time]() {
			return tree{leaf: statement.Time(n).String(), zero: n == 0}
		}
		return tree{leaf: v.String(), zero: v.String() == "0"}
	case bool:
		if v {
			return tree{leaf: "yes"}
		}
		return tree{leaf: "no", zero: true}
	case string:
		if of == reflect.TypeFor[statement.Digest]() {
			if d, err := parseDigest(v); err == nil {
				return tree{leaf: d.String(), zero: d.IsZero()}
			}
		}
		return tree{leaf: v, zero: v == "" || strings.Trim(v, "0") == "" && len(v) == 2*len(statement.ID{})}
	}
	return tree{leaf: "none", zero: true}
}

// parseDigest reads a digest or a statement's id: in hex as people have it, or in
// base64 as the record's JSON has it.
func parseDigest(text string) (statement.Digest, error) {
	if d, err := statement.ParseDigest(text); err == nil {
		return d, nil
	}
	var d statement.Digest
	b, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(b) != len(d) {
		return d, fmt.Errorf("%q is no id of 64 digits of hex", text)
	}
	return statement.Digest(b), nil
}

// fieldType is the type of a field by its name in JSON, or nil.
func fieldType(of reflect.Type, name string) reflect.Type {
	if of != nil && of.Kind() == reflect.Map {
		return of.Elem()
	}
	if of == nil || of.Kind() != reflect.Struct {
		return nil
	}
	for _, f := range reflect.VisibleFields(of) {
		if f.IsExported() && !f.Anonymous && jsonName(f) == name {
			return f.Type
		}
	}
	return nil
}

// jsonName is the name of a field in JSON.
func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "" {
		return f.Name
	}
	return name
}

func nounName(name string) string {
	name, _, _ = strings.Cut(name, ".")
	return name
}

// flat reports whether a value fits into a line.
func (t *tree) flat() bool {
	if t.names != nil {
		return false
	}
	for i := range t.items {
		if t.items[i].names != nil || t.items[i].list {
			return false
		}
	}
	return true
}

// word is a flat value.
func (t *tree) word() string {
	if !t.list {
		return t.leaf
	}
	var words []string
	for i := range t.items {
		words = append(words, t.items[i].leaf)
	}
	return strings.Join(words, ", ")
}
