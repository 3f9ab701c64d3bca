package press

import (
	"strconv"

	"parley.example/internal/press/fact"
)

// relate says how the claims of all articles stand to one another.
func (l *Lists) relate(docs []Document) []fact.Fact {
	var claims []fact.Claim
	for i := range docs {
		for k := range docs[i].Articles {
			a := &docs[i].Articles[k]
			for c := range a.Claims {
				claims = append(claims, related(&docs[i], a, k, &a.Claims[c]))
			}
		}
	}
	facts := l.facts.Relate(claims)
	if facts == nil {
		facts = []fact.Fact{}
	}
	return facts
}

// related is what relating needs of a claim. What a claim does not date, the
// article's own day ends.
func related(d *Document, a *Article, at int, c *Claim) fact.Claim {
	out := fact.Claim{
		ID: c.ID, Doc: d.SHA256, Article: d.SHA256 + "-" + strconv.Itoa(at), Quote: c.Quote, Type: c.Type, Polarity: c.Polarity,
		SourceKind: c.Source.Kind, SourceName: c.Source.Name, Via: c.Source.Via, Wires: a.Wires, Actors: c.Actors, Outlet: a.Outlet,
		End: a.Published.End,
	}
	if c.Place != nil {
		out.PlaceName = c.Place.Name
	}
	if c.Date != nil {
		out.Start, out.End = c.Date.Start, c.Date.End
	}
	for _, q := range c.Quantities {
		out.Quantities = append(out.Quantities, fact.Q{Text: q.Text, What: q.What, Min: q.Min, Max: q.Max, Modifier: q.Modifier})
	}
	return out
}
