package cli

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"parley.example/record/statement"
)

// form is how a field is written on the command line.
type form uint8

const (
	other form = iota // by --file alone
	text
	whole
	decimal
	yes
	instant // RFC 3339 in JSON
	millis  // an instant, in JSON as the record counts time
)

// field is a top-level field of an input, as a flag.
type field struct {
	name string // in JSON
	form form
	list bool
	says string
}

// flagOf is the flag of a field by its JSON name; what has none is named as it
// is in --file.
func flagOf(name string, fields []field) string {
	for _, f := range fields {
		if f.name == name && f.form != other {
			return "--" + flagName(name)
		}
	}
	return name + " in --file"
}

func flagName(name string) string { return strings.ReplaceAll(name, "_", "-") }

// fieldsOf lists the top-level fields of an input.
func fieldsOf(in reflect.Type) []field {
	if in == nil {
		return nil
	}
	var all []field
	for _, sf := range reflect.VisibleFields(in) {
		name, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if !sf.IsExported() || sf.Anonymous || name == "-" {
			continue
		}
		if name == "" {
			name = sf.Name
		}
		f := field{name: name, says: sf.Tag.Get("doc")}
		t := sf.Type
		optional := t.Kind() == reflect.Pointer || strings.Contains(options, "omit")
		if f.form = formOf(t); f.form == other && t.Kind() == reflect.Slice {
			f.form, f.list = formOf(t.Elem()), true
		}
		f.describe(sf.Tag.Get("enum"), optional)
		all = append(all, f)
	}
	return all
}

func formOf(t reflect.Type) form {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		return instant
	case t == reflect.TypeFor[statement.Time]():
		return millis
	case reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return text
	case t.Kind() == reflect.String:
		return text
	case t.Kind() == reflect.Bool:
		return yes
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64:
		return whole
	case t.Kind() == reflect.Float32 || t.Kind() == reflect.Float64:
		return decimal
	}
	return other
}

// describe completes what the help says of a flag.
func (f *field) describe(enum string, optional bool) {
	var more []string
	if f.says != "" {
		more = append(more, f.says)
	}
	if enum != "" {
		more = append(more, "one of "+strings.ReplaceAll(enum, ",", ", "))
	}
	if f.form == instant || f.form == millis {
		more = append(more, "as 2027-03-09T08:00:00Z or \"2027-03-09 08:00Z\"")
	}
	if f.list {
		more = append(more, "may be repeated")
	}
	if !optional {
		more = append(more, "needed")
	}
	f.says = strings.Join(more, "; ")
}

// addFlags adds a flag for each field that has a form.
func addFlags(flags *pflag.FlagSet, fields []field) {
	for _, f := range fields {
		name := flagName(f.name)
		switch {
		case f.form == other:
		case f.form == yes && !f.list:
			flags.Bool(name, false, f.says)
		case f.list:
			flags.StringArray(name, nil, f.says)
		default:
			flags.String(name, "", f.says)
			flag := flags.Lookup(name)
			flag.Value = typed{flag.Value, words[f.form]}
		}
	}
}

// words name the forms in the help.
var words = map[form]string{text: "text", whole: "number", decimal: "number", instant: "time", millis: "time"}

// typed is a flag's value under another name in the help.
type typed struct {
	pflag.Value

	word string
}

// Type names what the flag takes.
func (t typed) Type() string { return t.word }

// given reads the flag of a field as JSON; false where it was not given.
func (f *field) given(flags *pflag.FlagSet) (json.RawMessage, bool, error) {
	flag := flags.Lookup(flagName(f.name))
	if f.form == other || flag == nil || !flag.Changed {
		return nil, false, nil
	}
	values := []string{flag.Value.String()}
	if list, ok := flag.Value.(pflag.SliceValue); ok {
		values = list.GetSlice()
	}
	parts := make([]json.RawMessage, len(values))
	for i, v := range values {
		var err error
		if parts[i], err = f.form.json(v); err != nil {
			return nil, false, usage("--%s: %w", flag.Name, err)
		}
	}
	if !f.list {
		return parts[0], true, nil
	}
	b, err := json.Marshal(parts)
	return b, true, err
}

// json writes one value.
func (f form) json(v string) (json.RawMessage, error) {
	switch f {
	case whole:
		if _, err := strconv.ParseInt(v, 10, 64); err != nil {
			return nil, fmt.Errorf("%q is no whole number", v)
		}
		n, _ := strconv.ParseInt(v, 10, 64) // checked above
		return json.RawMessage(strconv.FormatInt(n, 10)), nil
	case decimal:
		if n, err := strconv.ParseFloat(v, 64); err != nil || !json.Valid([]byte(v)) {
			return nil, fmt.Errorf("%q is no number (%v)", v, n)
		}
		return json.RawMessage(v), nil
	case yes:
		return json.RawMessage(v), nil // of a flag that is true or false
	case instant, millis:
		at, err := parseTime(v)
		if err != nil {
			return nil, err
		}
		if f == millis {
			return json.RawMessage(strconv.FormatInt(at.UnixMilli(), 10)), nil
		}
		return json.Marshal(at)
	case text, other:
	}
	return json.Marshal(v)
}

// parseTime reads a time with its zone: nothing is taken for local.
func parseTime(v string) (time.Time, error) {
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02 15:04Z07:00", "2006-01-02 15:04:05Z07:00",
	} {
		if at, err := time.Parse(layout, v); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time with its zone, such as 2027-03-09T08:00:00Z or \"2027-03-09 08:00Z\"", v)
}
