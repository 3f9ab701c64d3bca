package web

import (
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"sync/atomic"

	"github.com/alexedwards/scs/v2"

	"parley.example/internal/lang"
	"parley.example/internal/web/form"
)

//go:embed messages/*.json template/*.html static/*
var files embed.FS

// Messages returns the files of the shell's own messages, for the catalogue:
//
//	lang.NewCatalogue(lang.Source{Name: "web", Files: web.Messages()}, ...)
func Messages() embed.FS { return files }

// Site serves the pages of one node. It is an http.Handler, safe for
// concurrent use.
type Site struct {
	Config
	sessions *scs.SessionManager
	sets     map[lang.Tag]map[string]*template.Template
	forms    map[string]*form.Form // by act
	known    atomic.Pointer[known]
	handler  http.Handler
}

// New makes the pages. Every template is parsed for every language here: a page
// that cannot be shown is an error at start.
func New(c Config) (*Site, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	s := &Site{Config: c}
	s.know(c.Charter, 0)
	s.sessions = s.newSessions()
	var err error
	if s.forms, err = s.acts(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if s.sets, err = s.parse(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	mux, err := s.routes()
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	s.handler = s.guard(mux)
	return s, nil
}

// ServeHTTP serves a page.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }
