package kindtest

import (
	"errors"
	"html/template"
	"regexp"
	"strings"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/projection"
)

// screens are the pages of a kind in every language.
type screens struct {
	kind kind.Kind
	in   *lang.Catalogue
	sets map[lang.Tag][]*template.Template
}

func (p *played) screens(k kind.Kind) screens {
	p.t.Helper()
	sources := []lang.Source{{Name: "kindtest", Files: own}}
	for _, other := range p.kinds {
		sources = append(sources, lang.Source{Name: other.Name, Files: other.Files})
	}
	c, err := lang.NewCatalogue(sources...)
	if err != nil {
		p.t.Fatalf("%v", err)
	}
	s := screens{kind: k, in: c, sets: map[lang.Tag][]*template.Template{}}
	for _, tag := range lang.Tags() {
		for _, pg := range k.Pages {
			t, err := page(k, pg, c.In(tag))
			if err != nil {
				p.t.Fatalf("%v", err)
			}
			s.sets[tag] = append(s.sets[tag], t)
		}
	}
	return s
}

// shown renders every page, the board and the queries of a kind at every place
// of the record, in every language.
func (p *played) shown(e *projection.Engine, k kind.Kind) {
	p.t.Helper()
	s := p.screens(k)
	for i := p.first; i < int64(len(p.entries)); i++ {
		r, err := e.ReaderAt(i, p.beside())
		if err != nil {
			p.t.Fatalf("%v", err)
		}
		tags := lang.Tags()
		if last := int64(len(p.entries)) - 1; i < last {
			tags = tags[i%3 : i%3+1] // each place in one language, the last in all
		}
		p.render(r, s, tags, "", "alpha", "bravo")
		if err := r.Err(); err != nil {
			p.t.Fatalf("%v", err)
		}
	}
}

// shownTo renders them to a member that reads rooms, where the record ends.
func (p *played) shownTo(n node, k kind.Kind) {
	p.t.Helper()
	r := n.ReaderAll(n.beside())
	p.render(r, p.screens(k), lang.Tags(), n.opener.member)
	if err := r.Err(); err != nil {
		p.t.Fatalf("%v", err)
	}
}

func (p *played) render(r kind.Reader, s screens, tags []lang.Tag, members ...string) {
	for _, tag := range tags {
		p.board(r, s.kind, s.in.In(tag))
		for _, member := range members {
			by := kind.Viewer{Lang: string(tag)}
			by.Member = member
			p.pages(r, s.kind, s.sets[tag], by)
		}
	}
}

var broken = regexp.MustCompile(`![a-z]+\.[a-z0-9_.]+|<no value>|%!`)

func (p *played) board(r kind.Reader, k kind.Kind, v lang.Voice) {
	if k.Board == nil {
		return
	}
	for _, l := range k.Board(r, kind.Viewer{Lang: string(v.Tag())}) {
		for _, m := range []lang.Message{l.Title, l.State, l.Detail} {
			if s := v.Render(m); broken.MatchString(s) {
				p.t.Errorf("board in %s: %s", v.Tag(), s)
			}
		}
		if l.Title.Key == "" || l.State.Key == "" || l.Tone == "" || l.From == "" || l.Link == "" {
			p.t.Errorf("board: a line without title, state, tone, author or link: %+v", l)
		}
	}
}

func (p *played) pages(r kind.Reader, k kind.Kind, set []*template.Template, by kind.Viewer) {
	for i, pg := range k.Pages {
		ids := []string{""}
		if strings.Contains(pg.Path, "{id}") {
			ids = nil
			for _, ce := range p.entries[p.first:] {
				ids = append(ids, ce.ID.String())
			}
		}
		for _, id := range ids {
			main, err := pg.Make(r, by, map[string]string{"id": id})
			if errors.Is(err, kind.ErrNotFound) {
				continue
			}
			if err != nil {
				p.t.Errorf("page %s: %v", pg.Path, err)
				continue
			}
			var out strings.Builder
			if err := set[i].Execute(&out, main); err != nil {
				p.t.Errorf("page %s in %s: %v", pg.Path, by.Lang, err)
			}
			if s := broken.FindString(out.String()); s != "" {
				p.t.Errorf("page %s in %s says %s", pg.Path, by.Lang, s)
			}
		}
	}
}
