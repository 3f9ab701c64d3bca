package web

import (
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"parley.example/internal/kind"
	"parley.example/internal/web/assets"
	"parley.example/internal/web/form"
)

// routes lists every address. Those of the shell come first; a kind's page that
// would stand in their place is an error at start.
func (s *Site) routes() (http.Handler, error) {
	mux := http.NewServeMux()
	for pattern, h := range map[string]http.Handler{
		"GET /{$}":            s.signed(s.boardPage),
		"GET /fragment/board": s.signed(s.boardFragment),
		"GET /inbox":          s.signed(s.inboxPage),
		"GET /officers":       s.signed(s.officersPage),
		"GET /drafts":         s.signed(s.draftsPage),
		"GET /verify":         s.signed(s.verifyPage),
		"POST /verify":        s.signed(s.verifyFile),
		"GET /receipt/{id}":   s.signed(s.receipt),
		"GET /act/{act}":      s.signed(s.actPage),
		"POST /act/{act}":     s.signed(s.actPost),
		"POST /draft/{act}":   s.signed(s.draftPost),
		"POST /confirm":       s.signed(s.confirm),
		"GET /filed":          s.signed(s.filedPage),
		"GET /live":           s.signed(s.live),
		"GET /sign-in":        s.open(s.signInPage),
		"POST /sign-in":       s.open(s.signIn),
		"POST /sign-out":      s.open(s.signOut),
		"POST /choose":        s.open(s.choose),
		"GET /help/keys":      s.signed(s.keysPage),
		"GET /static/{name}":  http.HandlerFunc(s.static),
		"GET /assets/{name}":  http.HandlerFunc(s.asset),
		"GET /favicon.ico":    http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }),
		"/":                   s.open(func(*visit) error { return errNotFound }),
	} {
		mux.Handle(pattern, h)
	}
	for _, k := range s.Kinds {
		for _, p := range k.Pages {
			if err := own(p, k.Name); err != nil {
				return nil, err
			}
			mux.Handle("GET "+p.Path, s.signed(s.kindPage(k, p)))
		}
	}
	return mux, nil
}

// own holds the pages of a kind to its own paths.
func own(p kind.Page, noun string) error {
	if p.Path != "/"+noun && !strings.HasPrefix(p.Path, "/"+noun+"/") {
		return fmt.Errorf("page %s of kind %s: its path does not begin with /%s", p.Path, noun, noun)
	}
	return nil
}

// acts makes the form of every act; one that cannot be typed is an error at start.
func (s *Site) acts() (map[string]*form.Form, error) {
	forms := map[string]*form.Form{}
	for _, k := range s.Kinds {
		for _, a := range k.Acts {
			f, err := form.New(a.In)
			if err != nil {
				return nil, fmt.Errorf("act %s: %w", a.Name, err)
			}
			forms[a.Name] = f
		}
	}
	return forms, nil
}

func (s *Site) static(w http.ResponseWriter, r *http.Request) { s.file(w, r, files, "static") }

func (s *Site) asset(w http.ResponseWriter, r *http.Request) {
	if !assets.Has(r.PathValue("name")) {
		s.refuse(w, r, http.StatusNotFound, "error.not_found")
		return
	}
	s.file(w, r, assets.FS, ".")
}

// file serves an embedded file. Its address does not change with its content, so
// a browser asks again each time; the files are few and small.
func (s *Site) file(w http.ResponseWriter, r *http.Request, from fs.FS, dir string) {
	name := path.Join(dir, path.Base(r.PathValue("name")))
	if info, err := fs.Stat(from, name); err != nil || info.IsDir() {
		s.refuse(w, r, http.StatusNotFound, "error.not_found")
		return
	}
	w.Header().Set("Cache-Control", "private, max-age=60")
	http.ServeFileFS(w, r, from, name)
}

// kindPage serves a page of a kind inside the shell.
func (s *Site) kindPage(k kind.Kind, p kind.Page) handle {
	names := pathNames(p.Path)
	return func(v *visit) error {
		return s.look(v, func(r kind.Reader, _ []kind.Line) (page, any, error) {
			params := map[string]string{}
			for name, list := range v.r.URL.Query() {
				if len(list) > 0 && len(params) < 50 {
					params[name] = list[0]
				}
			}
			for _, name := range names {
				params[name] = v.r.PathValue(name)
			}
			main, err := p.Make(r, v.viewer(), params)
			return page{name: kindPageName(k, p), title: p.Title, nav: p.Path}, main, err
		})
	}
}

// pathNames returns the named parts of a path: id of /notice/{id}.
func pathNames(p string) []string {
	var names []string
	for part := range strings.SplitSeq(p, "/") {
		if inner, ok := strings.CutPrefix(part, "{"); ok {
			names = append(names, strings.TrimSuffix(strings.TrimSuffix(inner, "}"), "..."))
		}
	}
	return names
}

func kindPageName(k kind.Kind, p kind.Page) string { return k.Name + "/" + p.Template }
