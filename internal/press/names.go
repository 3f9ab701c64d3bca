package press

import (
	"slices"
	"sort"
	"strings"

	"parley.example/internal/press/cue"
	"parley.example/internal/press/name"
)

// named turns the mentions of an article that lie in [start, end) into what
// attribution needs of them.
func (l *Lists) named(mentions []name.Mention, start, end int) []cue.Name {
	var out []cue.Name
	for _, m := range mentions[from(mentions, start):] {
		if m.Start >= end {
			break
		}
		if m.End > end {
			continue
		}
		n := cue.Name{Start: m.Start - start, End: m.End - start, Kind: m.Kind, Head: m.Head, Class: m.Class, Office: strings.ToLower(m.Office)}
		if full, short := l.names.Known(m); full != "" {
			n.Listed = true
			switch spoken := m.Class == "outlet" || m.Class == "agency"; {
			case spoken && strings.ToUpper(m.Head) == m.Head: // "AFP", as everybody writes it
			case short != "" && !spoken:
				n.Head = full + " (" + short + ")"
			default:
				n.Head = full
			}
		}
		out = append(out, n)
	}
	return out
}

// from is the first of some mentions, which are in order, that begins at a place
// or behind it.
func from(mentions []name.Mention, start int) int {
	return sort.Search(len(mentions), func(i int) bool { return mentions[i].Start >= start })
}

// find finds the names of an article; offsets are those of the document.
func (r *reader) find(start, end int) []name.Mention {
	mentions := r.l.names.Find(r.doc.Text[start:end])
	for i := range mentions {
		mentions[i].Start += start
		mentions[i].End += start
	}
	return mentions
}

// merge joins the names of all articles, and gives each claim the names of
// those it speaks of: one spelling for one person, whatever the article writes.
func (l *Lists) merge(mentions [][]name.Mention, order []*Article) []Entity {
	entities := l.names.Merge(mentions)
	out := make([]Entity, 0, len(entities))
	spelt := make([]map[int]string, len(mentions)) // by article: index of a mention, name of its entity
	for g := range spelt {
		spelt[g] = map[int]string{}
	}
	for _, e := range entities {
		out = append(out, Entity{Kind: e.Kind, Name: e.Name, Variants: e.Variants, Rule: e.Rule})
		for _, ref := range e.Refs {
			spelt[ref.Group][ref.Index] = e.Name
		}
	}
	for g, a := range order {
		heads := map[string]string{}
		for i, m := range mentions[g] {
			if m.Kind == name.Person && spelt[g][i] != "" {
				heads[m.Head] = spelt[g][i]
			}
		}
		for c := range a.Claims {
			a.Claims[c].settle(mentions[g], spelt[g], heads, l)
		}
	}
	return out
}

// settle fills who acts in a claim and where, and the full name of its source.
func (c *Claim) settle(mentions []name.Mention, spelt map[int]string, heads map[string]string, l *Lists) {
	if full := heads[c.Source.Name]; full != "" && c.Source.Kind == cue.Person {
		c.Source.Name = full
	}
	for i := from(mentions, c.Span[0]); i < len(mentions) && mentions[i].End <= c.Span[1]; i++ {
		m := mentions[i]
		called := or(spelt[i], m.Head)
		if state, ok := l.names.Government(m.Text); ok && m.Kind == name.State {
			called = state
		}
		switch {
		case m.Kind == name.Place && c.Place == nil:
			c.Place = &Place{Name: called}
			if lat, lon, ok := l.names.Place(called); ok {
				c.Place.Lat, c.Place.Lon = &lat, &lon
			}
		case m.Kind != name.Place && called != c.Source.Name && !slices.Contains(c.Actors, called) && m.Class != "outlet" && m.Class != "agency" && m.Class != "platform":
			c.Actors = append(c.Actors, called)
		}
	}
}
