package table

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"parley.example/internal/press"
	"parley.example/internal/press/fact"
)

// count is one figure of people harmed, as one claim gives it.
type count struct {
	told
	q     press.Quantity
	group int
}

// Columns of the table of tolls.
const (
	whoColumn    = 48
	figureColumn = 32
	asOfColumn   = 12
)

// tolls shows the figures side by side: those that one counter gives over time and those that rival
// counters give stand in one table, so that nobody takes one for the other.
func (t *writer) tolls() {
	t.head("TOLLS BY SOURCE")
	list := t.counts()
	if len(list) == 0 {
		t.line("No figures of people killed or abducted.")
		return
	}
	slices.SortStableFunc(list, func(a, b count) int {
		return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(asOf(a), asOf(b)), cmp.Compare(says(a.Claim), says(b.Claim)))
	})
	group := -1
	for _, c := range list {
		if c.group != group {
			group = c.group
			t.line("")
			t.line("%s", t.heading(list, group))
			t.line("  %s%s%s%s", pad("who counts", whoColumn), pad("figure", figureColumn), pad("as of", asOfColumn), "whom")
		}
		text := plain(c.q.Text)
		if n := limits(c.q); n != strings.ReplaceAll(text, ",", "") {
			text += " [" + n + "]"
		}
		t.line("  %s%s%s%s", pad(says(c.Claim), whoColumn), pad(text, figureColumn), pad(asOf(c), asOfColumn), what(c))
		from := ""
		if c.Date != nil && c.Date.Start != "" && c.Date.Start != c.Date.End {
			from = "since " + c.Date.Start + "; "
		}
		t.line("    %sin %s; claim %s", from, t.stands(c.told), c.ID)
	}
	t.series()
}

// series says which figures are one counter's over time.
func (t *writer) series() {
	list := t.facts(fact.Series)
	if len(list) == 0 {
		return
	}
	t.line("")
	for _, f := range list {
		t.block(2, fmt.Sprintf("%s %s", f.ID, plain(f.Why)))
	}
}

// what says what a figure counts, and whether the text gives it as a part of another.
func what(c count) string {
	s := plain(c.q.What)
	if s == "" {
		s = words(c.Type)
	}
	if part(c.Quote, c.q.Text) {
		s += " (a part)"
	}
	return s
}

// part reports whether the words just before a figure make it a part of another.
func part(quote, figure string) bool {
	before, _, ok := strings.Cut(quote, figure)
	if !ok {
		return false
	}
	before = strings.ToLower(before[max(0, len(before)-24):])
	for _, cue := range [...]string{"including", "among them", "among those", "of whom", "of them", "of which", "of those"} {
		if strings.Contains(before, cue) {
			return true
		}
	}
	return false
}

// counts lists the figures of tolls, and of other claims that a fact about numbers cites.
func (t *writer) counts() []count {
	group := t.groups()
	cited := map[string]bool{}
	for _, f := range t.result.Facts {
		if f.Kind == fact.OfNumber || f.Relation == fact.Series {
			for _, id := range f.Claims {
				cited[id] = true
			}
		}
	}
	var out []count
	for i := range t.result.Documents {
		d := &t.result.Documents[i]
		for k := range d.Articles {
			for c := range d.Articles[k].Claims {
				x := &d.Articles[k].Claims[c]
				if toll := x.Type == "casualty_toll" || x.Type == "abduction_toll"; !toll && (!cited[x.ID] || x.Type != "incident") {
					continue
				}
				for _, q := range x.Quantities {
					if q.Min != nil || q.Max != nil {
						out = append(out, count{t.claims[x.ID], q, group[x.ID]})
					}
				}
			}
		}
	}
	return out
}

// groups numbers the claims so that those have one number that a fact about their figures binds.
func (t *writer) groups() map[string]int {
	var ids []string
	at := map[string]int{}
	for i := range t.result.Documents {
		for _, a := range t.result.Documents[i].Articles {
			for _, c := range a.Claims {
				at[c.ID] = len(ids)
				ids = append(ids, c.ID)
			}
		}
	}
	root := make([]int, len(ids))
	for i := range root {
		root[i] = i
	}
	find := func(i int) int {
		for root[i] != i {
			root[i] = root[root[i]]
			i = root[i]
		}
		return i
	}
	for _, f := range t.result.Facts {
		if f.Kind != fact.OfNumber && f.Relation != fact.Series && f.Relation != fact.Same {
			continue
		}
		for _, id := range f.Claims[1:] {
			x, y := find(at[f.Claims[0]]), find(at[id])
			root[max(x, y)] = min(x, y)
		}
	}
	out := map[string]int{}
	for i, id := range ids {
		out[id] = find(i)
	}
	return out
}

// heading names what the figures of a group are about: the places they are given for.
func (t *writer) heading(list []count, group int) string {
	var places []string
	for _, c := range list {
		if c.group == group && c.Place != nil && !slices.Contains(places, plain(c.Place.Name)) {
			places = append(places, plain(c.Place.Name))
		}
	}
	if len(places) == 0 {
		return "Place not stated"
	}
	return strings.Join(places, "; ")
}

// asOf is the day up to which a figure counts: the claim's, else that of its article.
func asOf(c count) string {
	if c.Date == nil {
		return cmp.Or(c.article.Published.End, c.article.Published.Start)
	}
	return cmp.Or(c.Date.End, c.Date.Start)
}
