package api

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"parley.example/internal/kind"
)

// noInput is the input of a query without parameters.
type noInput struct{}

// query adds the path of a query: /NOUN lists, /NOUN/{id} shows one. Another
// verb than list and show is the last word of the path.
func (s *server) query(q kind.Query) error {
	noun, verb, ok := strings.Cut(q.Name, ".")
	if !ok || noun == "" || verb == "" || q.Run == nil || q.Row == nil {
		return errors.New("want noun.verb, a row and something to run")
	}
	of := q.In
	if of == nil {
		of = reflect.TypeFor[noInput]()
	}
	in, err := s.input(of, hint(q.Name))
	if err != nil {
		return err
	}
	path, id := Prefix+"/"+noun, ""
	if f, one := of.FieldByName("ID"); one {
		path, id = path+"/{id}", jsonName(f)
	}
	if verb != "list" && verb != "show" {
		path += "/" + verb
	}
	if s.routes[path] != nil {
		return fmt.Errorf("%s is taken", path)
	}
	op := s.operation(http.MethodGet, path, q.Name, noun, "Read "+q.Name)
	op.Parameters = s.parameters(in, id)
	row := s.types.Schema(q.Row, true, q.Row.Name())
	if id == "" {
		s.givesRows(op, "rows", &huma.Schema{Type: huma.TypeArray, Items: row})
		s.route(op, s.list(q, in))
		return nil
	}
	s.givesRows(op, "row", row)
	s.route(op, s.one(q, in, id))
	return nil
}

// parameters are those of a query in the document.
func (s *server) parameters(in input, id string) []*huma.Param {
	schema := in.schema
	if schema.Ref != "" {
		schema = s.types.SchemaFromRef(schema.Ref)
	}
	var list []*huma.Param
	if id != "" {
		list = append(list, &huma.Param{
			Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString},
			Description: "lower-case hex",
		})
	}
	for _, f := range reflect.VisibleFields(in.of) {
		name := jsonName(f)
		p := schema.Properties[name]
		if !f.IsExported() || p == nil || name == id {
			continue
		}
		list = append(list, &huma.Param{
			Name: name, In: "query", Schema: p, Description: p.Description, Required: slices.Contains(schema.Required, name),
		})
	}
	return list
}

// rows is what a list answers, and row what a show does.
type (
	rows struct {
		Exercise bool  `json:"exercise"`
		At       at    `json:"at"`
		Rows     []any `json:"rows"`
	}
	row struct {
		Exercise bool `json:"exercise"`
		At       at   `json:"at"`
		Row      any  `json:"row"`
	}
)

// list is the second shape: get a list.
func (s *server) list(q kind.Query, in input) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		out, err := s.run(r, q, in, "")
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.answer(w, r, http.StatusOK, out)
	}
}

// one is the third shape: get one.
func (s *server) one(q kind.Query, in input, id string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		out, err := s.run(r, q, in, id)
		if err == nil && len(out.Rows) != 1 {
			err = refusal(http.StatusNotFound, "there is none of that id in view here")
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.answer(w, r, http.StatusOK, row{Exercise: out.Exercise, At: out.At, Row: out.Rows[0]})
	}
}

func (s *server) run(r *http.Request, q kind.Query, in input, id string) (rows, error) {
	by, err := s.who(r)
	if err != nil {
		return rows{}, err
	}
	v, err := s.params(r, in, id)
	if err != nil {
		return rows{}, err
	}
	if q.In == nil {
		v = nil
	}
	out := rows{Rows: []any{}}
	var finding error // of the query; worthless where the read fails
	err = s.Read(r.Context(), func(reader kind.Reader) error {
		out.At, out.Exercise = placeOf(reader)
		var got []any
		got, finding = q.Run(reader, kind.Viewer{Author: by.Author, Lang: languageOf(r)}, v)
		out.Rows = append([]any{}, got...) // it may be read again
		return nil
	})
	if err != nil {
		return rows{}, fmt.Errorf("read the record: %w", err)
	}
	if finding != nil {
		return rows{}, fmt.Errorf("query %s: %w", q.Name, finding)
	}
	return out, nil
}
