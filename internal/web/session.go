package web

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/alexedwards/scs/v2"

	"parley.example/internal/desk"
	"parley.example/internal/lang"
)

const handleKey = "handle"

// newSessions makes the cookie sessions. Browsers do not tell ports apart, so
// the cookie carries the member's code: five nodes of a demo on one loopback
// address do not sign one another out.
func (s *Site) newSessions() *scs.SessionManager {
	m := scs.New()
	if s.Sessions != nil {
		m.Store = s.Sessions
	}
	m.Lifetime = s.SessionLife
	m.Cookie.Name = s.cookie("session")
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteStrictMode
	m.Cookie.Secure = s.Secure
	m.Cookie.Path = "/"
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		s.Log.Error("session", slog.String("request", w.Header().Get("X-Request-Id")), slog.Any("err", err))
		s.refuse(w, r, http.StatusInternalServerError, "error.server")
	}
	return m
}

// cookie returns the name of a cookie of this node.
func (s *Site) cookie(what string) string {
	name := "parley-" + s.Member + "-" + what
	if s.Secure {
		return "__Host-" + name
	}
	return name
}

// signInView is the sign-in page.
type signInView struct {
	Officer string
	Next    string
	Fault   lang.Message
}

func (s *Site) signInPage(v *visit) error {
	if v.officer != nil {
		return v.redirect(local(v.r.URL.Query().Get("next")))
	}
	return s.show(v, page{name: "signin", title: "signin.title"}, signInView{Next: local(v.r.URL.Query().Get("next"))})
}

// signIn opens a session. The session's token changes here, so that whoever
// planted one before has nothing.
func (s *Site) signIn(v *visit) error {
	view := signInView{Officer: strings.TrimSpace(v.r.PostFormValue("officer")), Next: local(v.r.PostFormValue("next"))}
	opened, err := s.Desk.SignIn(v.ctx(), view.Officer, v.r.PostFormValue("password"))
	var wait *desk.WaitError
	switch {
	case errors.As(err, &wait):
		view.Fault = lang.Say("signin.wait", "at", wait.Until.UTC())
		v.status = http.StatusTooManyRequests
	case errors.Is(err, desk.ErrSignIn):
		view.Fault = lang.Say("signin.wrong")
		v.status = http.StatusUnprocessableEntity
	case err != nil:
		return err
	default:
		if err := s.sessions.RenewToken(v.ctx()); err != nil {
			return err
		}
		s.sessions.Put(v.ctx(), handleKey, opened.Handle)
		return v.redirect(view.Next)
	}
	return s.show(v, page{name: "signin", title: "signin.title", fault: true}, view)
}

func (s *Site) signOut(v *visit) error {
	if handle := s.sessions.GetString(v.ctx(), handleKey); handle != "" {
		s.Desk.SignOut(handle)
	}
	if err := s.sessions.Destroy(v.ctx()); err != nil {
		return err
	}
	return v.redirect("/sign-in")
}

// local returns a path on this site, and the board for anything that would lead
// elsewhere.
func local(next string) string {
	if len(next) > 2000 || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") ||
		strings.ContainsFunc(next, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }) {
		return "/"
	}
	return next
}
