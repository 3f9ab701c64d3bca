package api

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"parley.example/internal/desk"
	"parley.example/internal/kind"
)

// problem is an RFC 9457 problem. Type is always about:blank and left out: the
// status, the rule and the fields tell what a program needs.
type problem struct {
	Title   string  `json:"title"`
	Status  int     `json:"status"`
	Detail  string  `json:"detail"`
	Rule    string  `json:"rule,omitempty"` // by which it would be void
	Errors  []fault `json:"errors,omitempty"`
	Request string  `json:"request"` // id, to be found in the node's log
}

// fault is what is wrong with one field.
type fault struct {
	Field   string `json:"field"` // JSON name, with dots; "" for the whole
	Message string `json:"message"`
}

// refuse answers with a problem.
func (s *server) refuse(w http.ResponseWriter, r *http.Request, p problem) {
	p.Title = http.StatusText(p.Status)
	p.Request, _ = r.Context().Value(requestKey{}).(string)
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="parley"`)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	if err := json.NewEncoder(w).Encode(p); err != nil {
		s.Log.Warn("answer was not taken", slog.String("request", p.Request), slog.Any("err", err))
	}
}

// fail answers with what a stranger may know of an error. What is not a
// finding for the caller goes to the log alone. R-API-7.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := s.problemOf(err)
	if p.Status == http.StatusInternalServerError {
		id, _ := r.Context().Value(requestKey{}).(string)
		s.Log.Error("request failed", slog.String("request", id), slog.String("method", r.Method),
			slog.String("path", r.URL.Path), slog.Any("err", err))
	}
	if wait, ok := errors.AsType[*desk.WaitError](err); ok {
		w.Header().Set("Retry-After", retryAfter(wait, s.Desk.Clock()))
	}
	s.refuse(w, r, p)
}

// found maps the findings of the desk to statuses; their texts are for people.
var found = []struct {
	err    error
	status int
}{
	{desk.ErrSignIn, http.StatusUnauthorized},
	{desk.ErrSession, http.StatusUnauthorized},
	{desk.ErrLocked, http.StatusUnauthorized},
	{desk.ErrNoPower, http.StatusForbidden},
	{desk.ErrNoToken, http.StatusNotFound},
	{desk.ErrNoDraft, http.StatusNotFound},
	{desk.ErrExpired, http.StatusConflict},
	{desk.ErrReused, http.StatusConflict},
	{kind.ErrNotFound, http.StatusNotFound},
	{ErrNoEntry, http.StatusNotFound},
	{ErrNotYet, http.StatusConflict},
}

func (s *server) problemOf(err error) problem {
	var (
		ready  *problemError
		wait   *desk.WaitError
		void   *kind.Void
		wrong  *kind.Problem
		detail string
	)
	switch {
	case errors.As(err, &ready):
		return ready.problem
	case errors.As(err, &wait):
		return problem{Status: http.StatusTooManyRequests, Detail: wait.Error()}
	case errors.As(err, &void):
		return problem{Status: http.StatusConflict, Detail: void.Text, Rule: void.Rule}
	}
	if errors.As(err, &wrong) {
		detail = s.Say("en", wrong.Says)
	}
	for _, f := range found {
		if errors.Is(err, f.err) {
			p := problem{Status: f.status, Detail: f.err.Error()}
			if detail != "" {
				p.Detail += ": " + detail
			}
			return p
		}
	}
	if wrong != nil {
		p := problem{Status: http.StatusUnprocessableEntity, Detail: detail}
		p.Errors = []fault{{Field: wrong.Field, Message: detail}}
		return p
	}
	return problem{Status: http.StatusInternalServerError, Detail: "something failed here; the operator finds it by the request's id"}
}

// problemError is a problem on its way up.
type problemError struct{ problem }

// Error returns the detail.
func (e *problemError) Error() string { return e.Detail }

func refusal(status int, detail string, faults ...fault) error {
	return &problemError{problem{Status: status, Detail: detail, Errors: faults}}
}
