package api

import (
	"fmt"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"parley.example/internal/desk"
	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// What the API's own posts take.
type (
	signIn struct {
		Officer  string `json:"officer" maxLength:"32"`
		Password string `json:"password" maxLength:"1000"`
	}
	confirmIn struct {
		Token string `json:"token" maxLength:"100"`
	}
)

// session answers a sign-in.
type session struct {
	Token   string  `json:"token" doc:"to be sent as Authorization: Bearer; it ends with the node's process"`
	Expires int64   `json:"expires" doc:"by the node's clock"`
	Officer officer `json:"officer"`
}

// ended answers a sign-out.
type ended struct {
	Code string `json:"code" doc:"of the officer"`
}

// officer is who is signed in, and what the record lets them do.
type officer struct {
	Code   string   `json:"code"`
	Name   string   `json:"name" doc:"as the member calls them; never on the record"`
	Member string   `json:"member"`
	Acts   []string `json:"acts" doc:"that this officer may do"`
	Why    string   `json:"why,omitempty" doc:"why there are none"`
}

// fixed adds the API's own paths.
func (s *server) fixed() {
	s.posts()
	s.gets()
}

func (s *server) posts() {
	add := func(path, name, says string, in input, open bool, status int, out any, do task) {
		op := s.operation(http.MethodPost, Prefix+path, name, "session", says)
		takes(op, in.schema)
		s.gives(op, status, out)
		if open {
			op.Security = []map[string][]string{}
		}
		s.route(op, s.post(in, open, do))
	}
	add("/session", "session.open", "Sign in", s.must(signIn{}), true, http.StatusOK, session{}, s.signIn)
	add("/session/end", "session.end", "Sign out", s.must(noInput{}), false, http.StatusOK, ended{}, s.signOut)
	add("/confirm", "confirm", "Sign what an act planned", s.must(confirmIn{}), false, http.StatusAccepted, filing{}, s.confirm)
}

func (s *server) gets() {
	add := func(path, name, says string, do http.HandlerFunc, out any) {
		op := s.operation(http.MethodGet, Prefix+path, name, "record", says)
		if out != nil {
			s.gives(op, http.StatusOK, out)
		}
		s.route(op, do)
		if path != "/picture" && path != "/session" && path != "/openapi.json" {
			op.Parameters = []*huma.Param{{
				Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString},
				Description: "of a statement, lower-case hex",
			}}
		}
	}
	add("/session", "session.show", "Who is signed in, and what they may do", s.get(s.me), officer{})
	add("/result/{id}", "result.show", "What became of a statement that was filed here", s.get(s.result), result{})
	add("/picture", "picture.show", "The digest of the picture", s.get(func(r *http.Request, _ kind.Officer) (any, error) {
		return s.Picture(r.Context())
	}), map[string]any{})
	add("/receipt/{id}", "receipt.show", "The receipt of a statement, as text", s.receipt, nil)
	s.doc.Paths[Prefix+"/receipt/{id}"].Get.Responses["200"] = &huma.Response{Description: "OK", Content: map[string]*huma.MediaType{
		"text/plain": {Schema: &huma.Schema{Type: huma.TypeString}},
	}}
	add("/openapi.json", "openapi", "This document", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json")
		if _, err := w.Write(s.text); err != nil {
			s.Log.Debug("answer was not taken", slog.String("path", r.URL.Path), slog.Any("err", err))
		}
	}, map[string]any{})
	s.doc.Paths[Prefix+"/openapi.json"].Get.Security = []map[string][]string{}
}

// get is the third shape for what is not a query.
func (s *server) get(do func(*http.Request, kind.Officer) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		by, err := s.who(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		out, err := do(r, by)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.answer(w, r, http.StatusOK, out)
	}
}

func (s *server) signIn(r *http.Request, _ kind.Officer, in any) (int, any, error) {
	want, _ := in.(signIn)
	open, err := s.Desk.SignIn(r.Context(), want.Officer, want.Password)
	if err != nil {
		return 0, nil, err
	}
	me, err := s.describe(r, open.Officer)
	return http.StatusOK, session{Token: open.Handle, Expires: int64(open.Until), Officer: me}, err
}

func (s *server) signOut(r *http.Request, by kind.Officer, _ any) (int, any, error) {
	s.Desk.SignOut(bearer(r))
	return http.StatusOK, ended{Code: by.Officer}, nil
}

func (s *server) me(r *http.Request, by kind.Officer) (any, error) { return s.describe(r, by) }

func (s *server) describe(r *http.Request, by kind.Officer) (officer, error) {
	me := officer{Code: by.Officer, Name: by.Name, Member: by.Member, Acts: []string{}}
	for _, a := range s.Desk.Acts(by) {
		me.Acts = append(me.Acts, a.Name)
	}
	why, err := s.Desk.Standing(r.Context(), by)
	if err != nil {
		return officer{}, err
	}
	if why != nil {
		me.Why = s.Say(languageOf(r), why.Says)
	}
	return me, nil
}

func (s *server) result(r *http.Request, _ kind.Officer) (any, error) {
	id, err := statement.ParseDigest(r.PathValue("id"))
	if err != nil {
		return nil, desk.ErrNoDraft
	}
	got, err := s.Desk.Watch(r.Context(), id)
	return resultOf(got), err
}

// receipt answers with bytes that were signed: they are never written anew.
func (s *server) receipt(w http.ResponseWriter, r *http.Request) {
	if _, err := s.who(r); err != nil {
		s.fail(w, r, err)
		return
	}
	id, err := statement.ParseDigest(r.PathValue("id"))
	if err != nil {
		s.fail(w, r, ErrNoEntry)
		return
	}
	text, err := s.Receipt(r.Context(), id)
	if err != nil {
		s.fail(w, r, fmt.Errorf("receipt of %s: %w", id, err))
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if _, err := w.Write(text); err != nil {
		s.Log.Debug("answer was not taken", slog.String("path", r.URL.Path), slog.Any("err", err))
	}
}
