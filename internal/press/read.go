package press

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"unicode/utf8"

	"parley.example/internal/press/fact"
	"parley.example/internal/press/foreign"
	"parley.example/internal/press/name"
	"parley.example/internal/press/split"
)

// Given is one document to read, and what its format says beside the text.
// Nothing of that is checked; the text itself goes first.
type Given struct {
	File      string
	Text      []byte // UTF-8
	SHA256    string // of the file, where that is not the text
	Title     string
	Outlet    string
	Published string // YYYY-MM-DD
	How       string // where Published stands
	Fault     string // why there is no text
	Language  string // "", "en" or "und": claims are extracted; else the tag of a language of which they are not
	Captions  [][2]int
	Notes     []string // what a reader must know of how the text came about
}

// most is how many bytes of one text are read; load has narrower limits.
const most = 16 << 20

// Read reads documents, and relates what they say to one another. Documents are
// independent but for two things: a page that does not say when it was written
// may be dated by one that tells the same story, and names and facts go over all.
func Read(l *Lists, given []Given) Result {
	out := Extract(l, given)
	out.Facts = l.relate(out.Documents)
	return out
}

// Extract reads documents as Read does, and leaves open how their claims stand
// to one another.
func Extract(l *Lists, given []Given) Result {
	out := Result{Documents: make([]Document, len(given)), Entities: []Entity{}, Facts: []fact.Fact{}}
	pages := make([][]split.Part, len(given))
	for i, g := range given {
		out.Documents[i], pages[i] = l.open(g)
	}
	publish(out.Documents, pages, given)
	var mentions [][]name.Mention
	var order []*Article
	for i := range out.Documents {
		d := &out.Documents[i]
		for k := range pages[i] {
			mentions = append(mentions, l.claims(d, k, pages[i][k]))
			order = append(order, &d.Articles[k])
		}
	}
	out.Entities = l.merge(mentions, order)
	return out
}

// open splits one document into its articles.
func (l *Lists) open(g Given) (Document, []split.Part) {
	d := Document{File: g.File, SHA256: g.SHA256, Language: g.Language, Notes: g.Notes, Fault: g.Fault, Articles: []Article{}}
	if d.SHA256 == "" {
		sum := sha256.Sum256(g.Text)
		d.SHA256 = hex.EncodeToString(sum[:])
	}
	switch {
	case d.Fault != "":
		return d, nil
	case len(g.Text) > most:
		d.Fault = fmt.Sprintf("the text has %d bytes, at most %d are read: split it", len(g.Text), most)
		return d, nil
	case !utf8.Valid(g.Text):
		d.Fault = "the text is not UTF-8: convert it, or give the file as it is to parley intake"
		return d, nil
	}
	d.Text = string(g.Text)
	sum := sha256.Sum256(g.Text)
	d.TextHash = hex.EncodeToString(sum[:])
	if g.Language != "" && g.Language != "en" && g.Language != "und" {
		d.foreign(g)
		return d, nil
	}
	parts := l.split.Pages(d.Text)
	for i := range parts {
		for _, c := range g.Captions {
			parts[i].Mark(split.Span(c))
		}
		p := parts[i]
		a := Article{
			Title: p.Title, Outlet: p.Outlet, Republisher: p.Republisher, Wires: p.Wires, Span: Span(p.Span),
			Boilerplate: []Span{}, Claims: []Claim{},
		}
		for _, o := range p.Others {
			a.Boilerplate = append(a.Boilerplate, Span(o.Span))
		}
		if len(parts) == 1 {
			a.Title, a.Outlet = or(a.Title, g.Title), or(a.Outlet, g.Outlet)
		}
		if a.Wires == nil {
			a.Wires = []string{}
		}
		d.Articles = append(d.Articles, a)
	}
	return d, parts
}

// foreign splits and dates a text in a language of which claims are not extracted.
func (d *Document) foreign(g Given) {
	f := foreign.Read(d.Text, g.Language, g.Published)
	d.Notes = append(slices.Clone(d.Notes), f.Why)
	d.Articles = append(d.Articles, Article{
		Title: or(f.Title, g.Title), Outlet: g.Outlet, Wires: []string{}, Span: Span(f.Span),
		Published:   Published{f.Published.Start, f.Published.End, f.Published.Rule},
		Boilerplate: []Span{}, Claims: []Claim{},
	})
}

// Unexplained leaves out which rule gave what.
func (r *Result) Unexplained() {
	for i := range r.Documents {
		for k := range r.Documents[i].Articles {
			for c := range r.Documents[i].Articles[k].Claims {
				r.Documents[i].Articles[k].Claims[c].Rules = nil
			}
		}
	}
	for i := range r.Entities {
		r.Entities[i].Rule = ""
	}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
