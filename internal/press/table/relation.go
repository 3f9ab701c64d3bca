package table

import (
	"fmt"
	"path"

	"parley.example/internal/press/fact"
)

// sourceColumn is the width of the names of sources before their words.
const sourceColumn = 40

// short is how many runes of a quote are shown where claims agree; where they do not, all are.
const short = 150

func (t *writer) agreement() {
	t.head("WHAT SOURCES AGREE ON")
	list := t.facts(fact.Same)
	if len(list) == 0 {
		t.line("Nothing is told by two claims.")
	}
	for _, f := range list {
		t.line("")
		t.block(0, fmt.Sprintf("%s %s behind %s: %s", f.ID, plural(f.Origins, "origin"), plural(len(f.Claims), "claim"), plain(f.Why)))
		for _, id := range f.Claims {
			t.cited(2, id, false)
		}
	}
}

func (t *writer) disagreement() {
	t.head("WHERE THEY CONTRADICT ONE ANOTHER")
	list := t.facts(fact.Disagree)
	if len(list) == 0 {
		t.line("No contradiction was found. That is no proof that there is none.")
	}
	for _, f := range list {
		t.line("")
		t.block(0, fmt.Sprintf("%s %s: %s", f.ID, f.Kind, plain(f.Why)))
		for i, side := range f.Sides {
			t.line("  %c)", 'a'+rune(i%26))
			for _, id := range side {
				t.cited(4, id, true)
			}
		}
	}
}

// cited writes who says a claim, where it stands, and its words.
func (t *writer) cited(in int, id string, whole bool) {
	c, ok := t.claims[id]
	if !ok {
		t.line("%*s%s: not among the claims", in, "", id)
		return
	}
	t.line("%*s%s%s%s", in, "", pad(id, idColumn), pad(says(c.Claim), sourceColumn), t.stands(c))
	quote := plain(c.Quote)
	if !whole {
		quote = trimmed(quote)
	}
	t.words(in+idColumn, quote)
}

func trimmed(s string) string {
	if r := []rune(s); len(r) > short {
		return string(r[:short]) + "\u2026"
	}
	return s
}

// stands says in which article a claim stands: its outlet, else its file.
func (t *writer) stands(c told) string {
	name := c.article.Outlet
	if name == "" {
		name = path.Base(c.document.File)
	}
	if c.article.Published.Start == "" {
		return plain(name)
	}
	return plain(name) + ", " + span(c.article.Published.Start, c.article.Published.End)
}
