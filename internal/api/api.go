package api

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"parley.example/internal/desk"
	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/record/statement"
)

// Prefix is where the API stands on a node.
const Prefix = "/api/v1"

// MaxInput is the most that the body of a request may have.
const MaxInput = 512 << 10

// What a Receipt function says where there is none.
var (
	ErrNoEntry = errors.New("no such entry")
	ErrNotYet  = errors.New("no receipt yet: the entry waits for a quorum")
)

// Config is what the API serves from.
type Config struct {
	Kinds []kind.Kind
	Desk  *desk.Desk
	// Read is the desk's: the picture at its newest place.
	Read func(ctx context.Context, use func(kind.Reader) error) error
	// Say puts a message into a language: en, ar or he.
	Say func(lang string, m lang.Message) string
	// Receipt returns the text of an entry's receipt, ErrNoEntry or ErrNotYet.
	Receipt func(ctx context.Context, id statement.ID) ([]byte, error)
	// Picture returns what `parley picture digest` prints, to be written as JSON.
	Picture func(ctx context.Context) (any, error)
	Log     *slog.Logger
	Rand    io.Reader // safe for concurrent use
}

// server holds what was made of the list of kinds. It never changes.
type server struct {
	Config
	routes map[string]map[string]http.HandlerFunc // path to method to handler
	types  huma.Registry
	doc    *huma.OpenAPI
	text   []byte // doc, written once
}

// New makes the handler of everything under Prefix. It fails where the kinds
// contradict one another, or have an input that has no schema.
func New(c Config) (h http.Handler, err error) {
	if c.Desk == nil || c.Read == nil || c.Say == nil || c.Receipt == nil || c.Picture == nil || c.Log == nil || c.Rand == nil {
		return nil, errors.New("api: every field of its configuration is needed")
	}
	defer func() { // huma panics over a type that it cannot describe
		if p := recover(); p != nil {
			h, err = nil, fmt.Errorf("api: describe the kinds: %v", p)
		}
	}()
	s := &server{Config: c, routes: map[string]map[string]http.HandlerFunc{}}
	s.types = huma.NewMapRegistry("#/components/schemas/", schemaName)
	s.document()
	s.fixed()
	s.own()
	for _, k := range c.Kinds {
		if slices.Contains(reserved, k.Name) {
			return nil, fmt.Errorf("api: kind %s: the path is the API's own", k.Name)
		}
		for _, a := range k.Acts {
			if err := s.act(a); err != nil {
				return nil, fmt.Errorf("api: act %s: %w", a.Name, err)
			}
		}
		for _, q := range k.Queries {
			if err := s.query(q); err != nil {
				return nil, fmt.Errorf("api: query %s: %w", q.Name, err)
			}
		}
	}
	if s.text, err = s.write(); err != nil {
		return nil, fmt.Errorf("api: write the document: %w", err)
	}
	return s.mux(), nil
}

// reserved are the first words of the API's own paths.
var reserved = []string{"session", "confirm", "result", "receipt", "picture", "draft", "token", "openapi.json"}

// route adds a handler and its place in the document.
func (s *server) route(op *huma.Operation, do http.HandlerFunc) {
	if s.routes[op.Path] == nil {
		s.routes[op.Path] = map[string]http.HandlerFunc{}
	}
	s.routes[op.Path][op.Method] = do
	s.doc.AddOperation(op)
}

// mux answers in problem+json for what is not there, too.
func (s *server) mux() http.Handler {
	mux := http.NewServeMux()
	for path, methods := range s.routes {
		allow := make([]string, 0, len(methods))
		for m := range methods {
			allow = append(allow, m)
		}
		slices.Sort(allow)
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			method := r.Method
			if method == http.MethodHead {
				method = http.MethodGet
			}
			do, ok := methods[method]
			if !ok {
				w.Header().Set("Allow", strings.Join(allow, ", "))
				s.refuse(w, r, problem{Status: http.StatusMethodNotAllowed, Detail: "this path takes " + strings.Join(allow, ", ")})
				return
			}
			do(w, r)
		})
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, r, problem{Status: http.StatusNotFound, Detail: "no such path; " + Prefix + "/openapi.json lists them"})
	})
	return s.named(mux)
}

// requestKey is where a request's id stands in its context.
type requestKey struct{}

// named gives each request an id, and turns a bug into a problem.
func (s *server) named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b [8]byte
		if _, err := io.ReadFull(s.Rand, b[:]); err != nil {
			s.Log.Error("no randomness for a request's id", slog.Any("err", err))
		}
		id := hex.EncodeToString(b[:])
		r = r.WithContext(context.WithValue(r.Context(), requestKey{}, id))
		w.Header().Set("X-Request-Id", id)
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		defer func() {
			if p := recover(); p != nil {
				if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(p)
				}
				s.fail(w, r, fmt.Errorf("panic: %v", p))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// schemaName names types of two packages apart: notice.Filed is NoticeFiled.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	pkg := t.PkgPath()[strings.LastIndexByte(t.PkgPath(), '/')+1:]
	if pkg == "" || pkg == "api" || t.Name() == "" {
		return name
	}
	return strings.ToUpper(pkg[:1]) + pkg[1:] + name
}
