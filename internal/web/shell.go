package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
	"parley.example/internal/web/assets"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// page says which page of the set it is, and what the shell shows around it.
type page struct {
	name  string
	title string // message key
	args  []any  // of the title
	nav   string // path that is marked in the navigation
	fault bool   // the title says that something must be mended
	turn  int    // seconds after which a browser without script loads the page again
	wall  bool   // to be read from five metres: large, and without what people press
}

// shell is what stands around every page.
type shell struct {
	Lang, Dir, Theme string
	Title            string
	Fault            bool
	Path             string // of this page, to come back to
	Turn             int
	Wall             bool
	Units            string // words for lengths of time, for the script
	Member           string
	Officer          *kind.Officer
	Nav              []navItem
	Owed             owed
	Live             liveView
	Exercise         bool
	Name             charter.Text // of the mechanism
	Without          ask.Texts    // the agreement's without-prejudice line
	Clock            statement.Time
	Zone             string
	Languages        []lang.Tag
	Themes           []string
	Htmx             bool
	Main             any
}

type navItem struct {
	Path, Key string
	Here      bool
}

// known is what the functions of the templates take from the record: the
// charter in force and the record time, as of the last page that was made.
type known struct {
	doc     *charter.Document
	without ask.Texts
	names   ask.Names // of the agreement's codes
	record  statement.Time
}

// learn keeps the charter of the reader's place for the names of members.
func (s *Site) learn(r kind.Reader) {
	_, at := r.Place()
	if doc := r.Charter(); doc != nil {
		s.know(doc, at)
	}
}

func (s *Site) know(doc *charter.Document, at statement.Time) {
	old := s.known.Load()
	if old != nil && old.doc == doc && old.record >= at {
		return
	}
	k := &known{doc: doc, record: at}
	if old != nil && old.doc == doc {
		k.without, k.names = old.without, old.names
	} else if rules, err := ask.ParseRules(doc.Rules); err == nil {
		k.without, k.names = rules.WithoutPrejudice, rules.Names
	}
	s.known.Store(k)
}

// bare is the shell without anything of the record or the desk.
func (s *Site) bare(v *visit, p page, main any) *shell {
	tag := v.voice.Tag()
	sh := &shell{
		Lang: string(tag), Dir: tag.Dir(), Theme: v.theme, Title: v.voice.Render(lang.Say(p.title, p.args...)), Fault: p.fault,
		Path: local(v.r.URL.RequestURI()), Turn: p.turn, Member: s.Member, Officer: v.officer, Clock: s.Clock(),
		Languages: lang.Tags(), Themes: themes(), Htmx: assets.Has("htmx.min.js"), Main: main,
		Live: s.liveView(v), Wall: p.wall,
	}
	if b, err := json.Marshal(v.voice.Units()); err == nil { // of maps of strings: it does not fail
		sh.Units = string(b)
	}
	if v.r.Method != http.MethodGet {
		sh.Path = "/"
	}
	if s.Zone != nil {
		sh.Zone = s.Zone.String()
	}
	k := s.known.Load()
	sh.Exercise, sh.Name, sh.Without = k.doc.Exercise, k.doc.Name, k.without
	if v.officer != nil {
		sh.Nav = s.nav(p.nav)
	}
	return sh
}

// nav lists the pages of the shell and those that kinds list.
func (s *Site) nav(here string) []navItem {
	items := []navItem{{Path: "/", Key: "nav.board"}, {Path: "/inbox", Key: "nav.inbox"}}
	for _, k := range s.Kinds {
		for _, p := range k.Pages {
			if p.Nav {
				items = append(items, navItem{Path: p.Path, Key: p.Title})
			}
		}
	}
	items = append(items, navItem{Path: "/officers", Key: "nav.officers"}, navItem{Path: "/verify", Key: "nav.verify"})
	for i := range items {
		items[i].Here = items[i].Path == here
	}
	return items
}

// show renders a page whose content is made already.
func (s *Site) show(v *visit, p page, main any) error {
	return s.look(v, func(kind.Reader, []kind.Line) (page, any, error) { return p, main, nil })
}

// look makes a page out of one reading of the picture, so that the numbers in
// the shell and on the page are of the same place.
func (s *Site) look(v *visit, build func(r kind.Reader, lines []kind.Line) (page, any, error)) error {
	var sh *shell
	var name string
	err := s.read(v.ctx(), func(r kind.Reader) error {
		s.learn(r)
		var lines []kind.Line
		if v.officer != nil {
			lines = s.lines(r, v.viewer())
		}
		p, main, err := build(r, lines)
		if err != nil {
			return err
		}
		name = p.name
		sh = s.bare(v, p, main)
		sh.Owed = count(lines, s.Member)
		return nil
	})
	if err != nil {
		return err
	}
	return s.write(v, name, sh)
}

// read hands on the error of use itself, so that a page can say not found.
func (s *Site) read(ctx context.Context, use func(kind.Reader) error) error {
	var inner error
	err := s.Read(ctx, func(r kind.Reader) error {
		inner = use(r)
		return inner
	})
	if err == nil {
		return nil
	}
	return errors.Join(inner, err)
}

// write renders into memory first: a page is whole or an error.
func (s *Site) write(v *visit, name string, sh *shell) error {
	var buf bytes.Buffer
	if err := s.execute(&buf, v, name, sh); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if v.status != 0 {
		v.w.WriteHeader(v.status)
	}
	_, err := v.w.Write(buf.Bytes())
	return err
}
