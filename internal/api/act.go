package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"parley.example/internal/desk"
	"parley.example/internal/kind"
)

// Headers of a posted act.
const (
	// confirmHeader with the value yes plans and confirms in one request: for
	// programs that show the sentences themselves, or act for nobody.
	confirmHeader = "Parley-Confirm"
	onceHeader    = "Idempotency-Key"
)

// task does what a post asks for, by an officer who is signed in.
type task func(r *http.Request, by kind.Officer, in any) (status int, out any, err error)

// post is the first shape: read the input, do it, answer.
func (s *server) post(in input, open bool, do task) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var by kind.Officer
		var err error
		if !open {
			if by, err = s.who(r); err != nil {
				s.fail(w, r, err)
				return
			}
		}
		v, err := s.body(w, r, in)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		status, out, err := do(r, by, v)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.answer(w, r, status, out)
	}
}

// act adds the path of an act.
func (s *server) act(a kind.Act) error {
	noun, verb, ok := strings.Cut(a.Name, ".")
	if !ok || noun == "" || verb == "" {
		return errors.New("want noun.verb")
	}
	in, err := s.input(a.In, hint(a.Name))
	if err != nil {
		return err
	}
	path := Prefix + "/" + noun + "/" + verb
	if s.routes[path] != nil {
		return fmt.Errorf("%s is taken", path)
	}
	op := s.operation(http.MethodPost, path, a.Name, noun, "Plan "+a.Name+", or plan and confirm it")
	op.Description = "Answers 200 with what would be signed, and a token. With " + confirmHeader +
		": yes it signs at once and answers 202."
	op.Parameters = []*huma.Param{
		{Name: confirmHeader, In: "header", Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"yes"}}},
		{
			Name: onceHeader, In: "header", Schema: &huma.Schema{Type: huma.TypeString},
			Description: "the same key with the same act of the same officer is one filing",
		},
	}
	takes(op, in.schema)
	s.gives(op, http.StatusOK, confirmation{})
	s.gives(op, http.StatusAccepted, filing{})
	s.route(op, s.post(in, false, func(r *http.Request, by kind.Officer, v any) (int, any, error) {
		return s.do(r, by, a.Name, v)
	}))
	return nil
}

func (s *server) do(r *http.Request, by kind.Officer, act string, in any) (int, any, error) {
	header := r.Header.Get(confirmHeader)
	if header != "" && header != "yes" {
		return 0, nil, refusal(http.StatusBadRequest, confirmHeader+" is yes, or not there")
	}
	once := r.Header.Get(onceHeader)
	if len(once) > 200 {
		return 0, nil, refusal(http.StatusBadRequest, onceHeader+" has at most 200 bytes")
	}
	ctx := r.Context()
	exercise, err := s.exercise(ctx)
	if err != nil {
		return 0, nil, err
	}
	if once != "" {
		if f, ok, err := s.Desk.Filed(ctx, by, act, in, desk.Once(once)); err != nil || ok {
			return http.StatusAccepted, filingOf(f, exercise, nil), err
		}
	}
	c, err := s.Desk.PlanOnce(ctx, by, act, in, desk.Once(once))
	if err != nil {
		return 0, nil, err
	}
	says := s.sentences(r, c.Says)
	if header == "" {
		return http.StatusOK, confirmation{Exercise: exercise, Act: act, Token: c.Token, Says: says, Expires: int64(c.Expires)}, nil
	}
	f, err := s.Desk.Confirm(ctx, by, c.Token)
	return http.StatusAccepted, filingOf(f, exercise, says), err
}

// hint names what an act or a query takes, where its type has no name.
func hint(name string) string {
	noun, verb, _ := strings.Cut(name, ".")
	return strings.ToUpper(noun[:1]) + noun[1:] + strings.ToUpper(verb[:1]) + verb[1:] + "In"
}

// confirm signs what was planned.
func (s *server) confirm(r *http.Request, by kind.Officer, in any) (int, any, error) {
	want, _ := in.(confirmIn)
	exercise, err := s.exercise(r.Context())
	if err != nil {
		return 0, nil, err
	}
	f, err := s.Desk.Confirm(r.Context(), by, want.Token)
	return http.StatusAccepted, filingOf(f, exercise, nil), err
}

// who is the officer whose token the request bears.
func (s *server) who(r *http.Request) (kind.Officer, error) {
	return s.officer(r.Context(), bearer(r))
}

func (s *server) officer(ctx context.Context, token string) (kind.Officer, error) {
	if token == "" {
		return kind.Officer{}, desk.ErrSession
	}
	return s.Desk.Who(ctx, token)
}

func bearer(r *http.Request) string {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// splitTags lists the primary language tags of an Accept-Language header in
// their order; the weights, which browsers write in that order, are not read.
func splitTags(header string) []string {
	var tags []string
	for part := range strings.SplitSeq(header, ",") {
		tag, _, _ := strings.Cut(part, ";")
		tag, _, _ = strings.Cut(strings.TrimSpace(tag), "-")
		tags = append(tags, strings.ToLower(tag))
	}
	return tags
}
