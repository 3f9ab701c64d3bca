package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

const bearerScheme = "bearer"

// document begins the OpenAPI document.
func (s *server) document() {
	s.doc = &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{Title: "Parley node", Version: "1", Description: "Acts and queries of the kinds of this node. " +
			"Times are UTC milliseconds since 1970. Silence is never consent."},
		Components: &huma.Components{Schemas: s.types, SecuritySchemes: map[string]*huma.SecurityScheme{
			bearerScheme: {Type: "http", Scheme: "bearer", Description: "the token of POST " + Prefix + "/session, or an API token"},
		}},
		Security: []map[string][]string{{bearerScheme: {}}},
	}
}

// operation begins an operation with the problems that any may answer with.
func (s *server) operation(method, path, id, tag, says string) *huma.Operation {
	op := &huma.Operation{
		Method: method, Path: path, OperationID: strings.ReplaceAll(id, ".", "-"), Summary: says, Tags: []string{tag},
		Responses: map[string]*huma.Response{},
	}
	problems := s.types.Schema(reflect.TypeFor[problem](), true, "Problem")
	op.Responses["default"] = &huma.Response{
		Description: "Why not",
		Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: problems}},
	}
	return op
}

// gives says what an operation answers with.
func (s *server) gives(op *huma.Operation, status int, out any) {
	schema := s.types.Schema(reflect.TypeOf(out), true, "")
	op.Responses[strconv.Itoa(status)] = content(http.StatusText(status), schema)
}

// givesRows describes the answer of a query: its rows, and what they rest on.
func (s *server) givesRows(op *huma.Operation, name string, of *huma.Schema) {
	schema := &huma.Schema{Type: huma.TypeObject, Required: []string{"exercise", "at", name}, Properties: map[string]*huma.Schema{
		"exercise": {Type: huma.TypeBoolean},
		"at":       s.types.Schema(reflect.TypeFor[at](), true, "At"),
		name:       of,
	}}
	op.Responses["200"] = content("OK", schema)
}

func content(says string, schema *huma.Schema) *huma.Response {
	return &huma.Response{Description: says, Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}}
}

func takes(op *huma.Operation, schema *huma.Schema) {
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}}
}

// must describes an input of the API's own, which has a schema.
func (s *server) must(v any) input {
	in, err := s.input(reflect.TypeOf(v), "")
	if err != nil {
		panic(err) // a bug here, which New turns into its error
	}
	return in
}

// write makes the text of the document, the same for the same kinds.
func (s *server) write() ([]byte, error) {
	raw, err := json.Marshal(s.doc)
	if err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}
