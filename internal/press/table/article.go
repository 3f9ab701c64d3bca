package table

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"parley.example/internal/press"
)

// Columns of the table of claims.
const (
	idColumn   = 15
	typeColumn = 20
	saysColumn = 38
	whenColumn = 24
)

func (t *writer) document(d *press.Document) {
	t.head(plain(d.File))
	if d.Fault != "" {
		t.line("not read: %s", plain(d.Fault))
	}
	for _, n := range d.Notes {
		t.block(0, "note: "+plain(n))
	}
	for i := range d.Articles {
		t.article(&d.Articles[i], i+1, len(d.Articles))
	}
}

func (t *writer) article(a *press.Article, n, of int) {
	t.line("")
	title := "without a title"
	if a.Title != "" {
		title = plain(a.Title)
	}
	t.block(0, fmt.Sprintf("Article %d of %d: %s", n, of, title))
	t.block(2, strings.Join(about(a), " | "))
	if len(a.Claims) == 0 {
		t.line("  no claims")
		return
	}
	t.line("")
	t.line("  %s%s%s%s%s", pad("claim", idColumn), pad("what", typeColumn), pad("who says it", saysColumn), pad("when", whenColumn), "where")
	for i := range a.Claims {
		t.claim(&a.Claims[i])
	}
}

// about lists what is known of an article; what is not known is said, not left out.
func about(a *press.Article) []string {
	outlet := "outlet not stated"
	if a.Outlet != "" {
		outlet = plain(a.Outlet)
	}
	out := []string{outlet}
	if a.Republisher != "" {
		out = append(out, "republished by "+plain(a.Republisher))
	}
	if len(a.Wires) > 0 {
		out = append(out, "by way of "+plain(strings.Join(a.Wires, ", ")))
	}
	if a.Published.Start == "" {
		return append(out, "date not known")
	}
	day := span(a.Published.Start, a.Published.End)
	if a.Published.How != "" {
		day += " (" + plain(a.Published.How) + ")"
	}
	return append(out, "published "+day)
}

func (t *writer) claim(c *press.Claim) {
	what := words(c.Type)
	if c.Polarity != "asserts" {
		what += ", " + c.Polarity
	}
	where := ""
	if c.Place != nil {
		where = plain(c.Place.Name)
	}
	t.line("  %s%s%s%s%s", pad(c.ID, idColumn), pad(what, typeColumn), pad(says(c), saysColumn), pad(when(c), whenColumn), where)
	t.words(2+idColumn, plain(c.Quote))
	if c.Source.Reason != "" {
		t.block(2+idColumn, "not named: "+plain(c.Source.Reason))
	}
	for _, q := range c.Quantities {
		t.block(2+idColumn, "figure: "+figure(q))
	}
	if len(c.Hedges) > 0 {
		t.block(2+idColumn, "hedged: "+plain(strings.Join(c.Hedges, "; ")))
	}
	if !t.Explain {
		return
	}
	for _, field := range slices.Sorted(maps.Keys(c.Rules)) {
		t.block(2+idColumn, fmt.Sprintf("rule: %s: %s", field, plain(c.Rules[field])))
	}
}

// says names the source with the chain it came by, the nearest first.
func says(c *press.Claim) string {
	name := plain(c.Source.Name)
	switch c.Source.Kind {
	case "outlet":
		name = "the text itself"
	case "anonymous":
		name += " (not named)"
	case "person", "organisation":
	}
	if len(c.Source.Via) > 0 {
		name += " via " + plain(strings.Join(c.Source.Via, ", "))
	}
	return name
}

func when(c *press.Claim) string {
	if c.Date == nil {
		return "not dated"
	}
	return span(c.Date.Start, c.Date.End)
}

func span(start, end string) string {
	switch {
	case start == end && start == "":
		return "not dated"
	case start == end:
		return start
	case start == "":
		return "up to " + end
	case end == "":
		return "from " + start
	}
	return start + ".." + end
}

// figure shows the words of a figure, what it counts and the numbers it stands for.
func figure(q press.Quantity) string {
	s := plain(q.Text)
	if what := plain(q.What); what != "" && !strings.HasSuffix(s, what) {
		s += ", " + what
	}
	return s + " [" + limits(q) + "]"
}

func limits(q press.Quantity) string {
	switch {
	case q.Min == nil && q.Max == nil:
		return "no number"
	case q.Min == nil:
		return fmt.Sprintf("up to %d", *q.Max)
	case q.Max == nil:
		return fmt.Sprintf("%d or more", *q.Min)
	case *q.Min == *q.Max:
		return fmt.Sprint(*q.Min)
	}
	return fmt.Sprintf("%d to %d", *q.Min, *q.Max)
}
