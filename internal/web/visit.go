package web

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"parley.example/internal/desk"
	"parley.example/internal/kind"
	"parley.example/internal/lang"
)

// visit is one request: who asks, in which language and theme.
type visit struct {
	w       http.ResponseWriter
	r       *http.Request
	id      string
	voice   lang.Voice
	theme   string
	officer *kind.Officer // nil for a stranger
	status  int           // of the answer, 0: 200
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// viewer is the officer as kinds see one. A stranger's has no member.
func (v *visit) viewer() kind.Viewer {
	by := kind.Viewer{Lang: string(v.voice.Tag())}
	if v.officer != nil {
		by.Author = v.officer.Author
	}
	return by
}

// redirect answers a post, so that a reload posts nothing.
func (v *visit) redirect(to string) error {
	http.Redirect(v.w, v.r, to, http.StatusSeeOther) //nolint:gosec // callers give a path of this site
	return nil
}

var (
	errNotFound  = errors.New("no such page")
	errForbidden = errors.New("not for this officer")
)

// handle is a page's handler; what it returns becomes the page of an error.
type handle func(v *visit) error

// open serves whoever comes; signed serves officers, and sends others to sign in.
func (s *Site) open(h handle) http.Handler   { return s.serve(h, false) }
func (s *Site) signed(h handle) http.Handler { return s.serve(h, true) }

func (s *Site) serve(h handle, signed bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(w, r)
		if err := s.attend(v, signed); err != nil { //nolint:contextcheck // it is the request's, in the visit
			s.fail(v, err)
			return
		}
		if signed && v.officer == nil {
			s.unsigned(v)
			return
		}
		if err := h(v); err != nil {
			s.fail(v, err)
		}
	})
}

// unsigned answers who is not signed in, or no longer: a page leads to the
// sign-in and back. The live line ends, and a fragment is refused, since to be
// led there would put the sign-in into the middle of a board.
func (s *Site) unsigned(v *visit) {
	switch {
	case v.r.URL.Path == "/live":
		v.w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
		line := liveLine{s: s, v: v, out: http.NewResponseController(v.w)}
		line.end()
	case v.r.Method != http.MethodGet, strings.HasPrefix(v.r.URL.Path, "/fragment/"):
		s.refuse(v.w, v.r, http.StatusForbidden, "error.signed_out")
	default:
		_ = v.redirect("/sign-in?next=" + url.QueryEscape(local(v.r.URL.RequestURI())))
	}
}

// visit reads the language and the theme of a request.
func (s *Site) visit(w http.ResponseWriter, r *http.Request) *visit {
	tag := lang.Match(s.chosen(r, "lang"), r.Header.Get("Accept-Language"))
	return &visit{
		w: w, r: r, id: w.Header().Get("X-Request-Id"), theme: themeOf(s.chosen(r, "theme")),
		voice: s.Catalogue.In(tag).Zone(s.Zone),
	}
}

// attend finds out who asks. A session that the desk no longer knows is ended.
func (s *Site) attend(v *visit, signed bool) error {
	handle := s.sessions.GetString(v.ctx(), handleKey)
	if handle == "" {
		return nil
	}
	who, err := s.Desk.Who(v.ctx(), handle)
	if errors.Is(err, desk.ErrSession) {
		if signed {
			return s.sessions.Destroy(v.ctx())
		}
		return nil
	}
	if err != nil {
		return err
	}
	v.officer = &who
	return nil
}

// fail shows the page of an error: what a person can do about it, never what
// went wrong inside. The operator finds that by the request's id.
func (s *Site) fail(v *visit, err error) {
	var large *http.MaxBytesError
	status, key := http.StatusInternalServerError, "error.server"
	switch {
	case errors.Is(err, errNotFound), errors.Is(err, kind.ErrNotFound), errors.Is(err, desk.ErrNoAct):
		status, key = http.StatusNotFound, "error.not_found"
	case errors.Is(err, errForbidden), errors.Is(err, desk.ErrNoPower):
		status, key = http.StatusForbidden, "error.forbidden"
	case errors.Is(err, desk.ErrLocked), errors.Is(err, desk.ErrSession):
		status, key = http.StatusForbidden, "error.locked"
	case errors.As(err, &large):
		status, key = http.StatusRequestEntityTooLarge, "error.large"
	case errors.Is(err, context.Canceled):
		return
	default:
		s.Log.Error("page", slog.String("request", v.id), slog.String("path", v.r.URL.Path), slog.Any("err", err))
	}
	s.refuse(v.w, v.r, status, key)
}

// errorView is the page of an error.
type errorView struct {
	Status int
	Says   lang.Message
	ID     string
}

// refuse shows the page of an error. It asks nothing of desk or record: they
// may be what is broken.
func (s *Site) refuse(w http.ResponseWriter, r *http.Request, status int, key string) {
	v := s.visit(w, r)
	view := errorView{Status: status, Says: lang.Say(key), ID: v.id}
	var buf bytes.Buffer
	if err := s.execute(&buf, v, "error", s.bare(v, page{name: "error", title: key + ".title"}, view)); err != nil {
		s.Log.Error("page of an error", slog.String("request", v.id), slog.Any("err", err))
		http.Error(w, "error, request "+v.id, status)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(buf.Bytes())
}
