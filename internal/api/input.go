package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"parley.example/record/statement"
)

// input is a type that requests carry, with its schema.
type input struct {
	of     reflect.Type
	schema *huma.Schema
}

// input describes a type; hint names its schema where the type has no name.
func (s *server) input(of reflect.Type, hint string) (input, error) {
	if of == nil || of.Kind() != reflect.Struct {
		return input{}, fmt.Errorf("its input is %v, want a struct", of)
	}
	schema := s.types.Schema(of, true, hint)
	s.mend(of, schema, map[reflect.Type]bool{})
	return input{of: of, schema: schema}, nil
}

// mend gives times the format that they have in JSON. The tag format speaks to
// the forms of the pages, where a time is entered in parts; huma would take its
// word for it and refuse the whole one.
func (s *server) mend(of reflect.Type, schema *huma.Schema, seen map[reflect.Type]bool) {
	if schema != nil && schema.Ref != "" {
		schema = s.types.SchemaFromRef(schema.Ref)
	}
	if schema == nil {
		return
	}
	switch {
	case of.Kind() == reflect.Pointer:
		s.mend(of.Elem(), schema, seen)
	case of == reflect.TypeFor[time.Time]():
		schema.Format = "date-time"
	case of.Kind() == reflect.Slice || of.Kind() == reflect.Array:
		s.mend(of.Elem(), schema.Items, seen)
	case of.Kind() == reflect.Struct && !seen[of]:
		seen[of] = true
		for _, f := range reflect.VisibleFields(of) {
			s.mend(f.Type, schema.Properties[jsonName(f)], seen)
		}
	}
}

// body reads the JSON body of a request: of the right media type, bounded, one
// value, no name twice, no unknown names.
func (s *server) body(w http.ResponseWriter, r *http.Request, in input) (any, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return nil, refusal(http.StatusUnsupportedMediaType, "send application/json")
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxInput))
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, refusal(http.StatusRequestEntityTooLarge, fmt.Sprintf("at most %d bytes", int64(MaxInput)))
	}
	if err != nil {
		return nil, refusal(http.StatusBadRequest, "the body ended early")
	}
	return s.decode(raw, in)
}

// params reads the parameters of a request, and its path's id into the field
// that is called so.
func (s *server) params(r *http.Request, in input, idField string) (any, error) {
	params := url.Values{}
	maps.Copy(params, r.URL.Query())
	if idField != "" {
		if params.Has(idField) {
			return nil, refusal(http.StatusUnprocessableEntity, "the id stands in the path", fault{idField, "is in the path already"})
		}
		params.Set(idField, r.PathValue("id"))
	}
	schema := in.schema
	if schema.Ref != "" {
		schema = s.types.SchemaFromRef(schema.Ref)
	}
	object := map[string]json.RawMessage{}
	for name, values := range params {
		p := schema.Properties[name]
		if len(values) != 1 && (p == nil || p.Type != huma.TypeArray) {
			return nil, refusal(http.StatusUnprocessableEntity, "a parameter stands twice", fault{name, "give it once"})
		}
		object[name] = literal(values, p, fieldType(in.of, name))
	}
	raw, err := json.Marshal(object)
	if err != nil {
		return nil, fmt.Errorf("parameters: %w", err)
	}
	return s.decode(raw, in)
}

// literal writes a parameter as the JSON that its type asks for. What does not
// fit is left as text, which the validation then names.
func literal(values []string, p *huma.Schema, of reflect.Type) json.RawMessage {
	v := values[0]
	switch {
	case p != nil && p.Type == huma.TypeArray:
		list := make([]json.RawMessage, len(values))
		for i := range values {
			list[i] = literal(values[i:i+1], p.Items, nil)
		}
		raw, _ := json.Marshal(list) // of valid JSON, cannot fail
		return raw
	case p != nil && p.Type != huma.TypeString && (v == "true" || v == "false" || isInteger(v)):
		return json.RawMessage(v)
	case of == reflect.TypeFor[statement.ID]():
		if id, err := statement.ParseDigest(v); err == nil {
			raw, _ := json.Marshal(id) // its text form, cannot fail
			return raw
		}
	}
	raw, _ := json.Marshal(v) // a string, cannot fail
	return raw
}

// decode turns JSON into a value of the input's type, or says field by field
// what is wrong with it.
func (s *server) decode(raw []byte, in input) (any, error) {
	var again twiceError
	if err := once(raw); errors.As(err, &again) {
		return nil, refusal(http.StatusUnprocessableEntity, "a name stands twice", fault{string(again), "give it once"})
	} else if err != nil {
		return nil, refusal(http.StatusBadRequest, "not JSON: "+err.Error())
	}
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil {
		return nil, refusal(http.StatusBadRequest, "not JSON: "+err.Error())
	}
	if faults := s.validate(tree, in.schema); len(faults) > 0 {
		return nil, refusal(http.StatusUnprocessableEntity, "the input does not hold", faults...)
	}
	v := reflect.New(in.of)
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v.Interface()); err != nil {
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return nil, refusal(http.StatusUnprocessableEntity, "the input does not hold", fault{wrong.Field, "not a " + wrong.Type.String()})
		}
		return nil, refusal(http.StatusUnprocessableEntity, "the input does not hold", fault{"", err.Error()})
	}
	return v.Elem().Interface(), nil
}

// validate asks huma, and survives it: it panics over some values of the wrong
// shape.
func (s *server) validate(tree any, schema *huma.Schema) (faults []fault) {
	defer func() {
		if recover() != nil {
			faults = []fault{{"", "a value has the wrong shape"}}
		}
	}()
	res := &huma.ValidateResult{}
	huma.Validate(s.types, schema, huma.NewPathBuffer(nil, 0), huma.ModeWriteToServer, tree, res)
	for _, err := range res.Errors {
		if d, ok := errors.AsType[*huma.ErrorDetail](err); ok {
			faults = append(faults, faultOf(d))
			continue
		}
		faults = append(faults, fault{"", err.Error()})
	}
	slices.SortStableFunc(faults, func(a, b fault) int { return strings.Compare(a.Field, b.Field) })
	return faults
}

// faultOf puts a missing field under its own name; huma puts it under that of
// the object.
func faultOf(d *huma.ErrorDetail) fault {
	rest, missing := strings.CutPrefix(d.Message, "expected required property ")
	name, whole := strings.CutSuffix(rest, " to be present")
	if !missing || !whole {
		return fault{d.Location, d.Message}
	}
	if d.Location != "" {
		name = d.Location + "." + name
	}
	return fault{name, "is missing"}
}

// jsonName is the name of a field in JSON.
func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "" {
		return f.Name
	}
	return name
}

// fieldType is the type of a field by its JSON name, or nil.
func fieldType(of reflect.Type, name string) reflect.Type {
	for _, f := range reflect.VisibleFields(of) {
		if f.IsExported() && jsonName(f) == name {
			return f.Type
		}
	}
	return nil
}

func isInteger(s string) bool {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || len(digits) > 19 || digits[0] == '0' && len(digits) > 1 {
		return false
	}
	return strings.Trim(digits, "0123456789") == ""
}
