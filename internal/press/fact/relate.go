package fact

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Relate says how claims stand to one another, by the lists that ship with the package.
func Relate(claims []Claim) []Fact { return Default().Relate(claims) }

// relater holds one run.
type relater struct {
	lists     *Lists
	items     []*item // in reading order: document, article, id
	names     names
	byArticle map[int][]int
	copied    map[[2]int]bool // articles of which one is a rewrite of the other
	facts     []draft
}

// draft is a fact before it has its number. sides is empty for agreement.
type draft struct {
	relation, kind, why string
	set                 []int
	sides               [][]int
}

// Relate says how claims stand to one another. The result does not depend on the order of claims,
// and is in reading order: document, article, id. Claims without id, or with one twice, are told
// apart by their words.
func (l *Lists) Relate(claims []Claim) []Fact {
	r := &relater{lists: l, names: names{}, byArticle: map[int][]int{}, copied: map[[2]int]bool{}}
	r.read(claims)
	var links, pending []link
	d := newDisputes(r)
	pairs(r.items, r.names, func(a, b *item) {
		switch judge(a, b) {
		case alike:
			links = append(links, link{a: a.at, b: b.at, score: likeness(a, b)})
		case ifCopied:
			pending = append(pending, link{a: a.at, b: b.at, score: likeness(a, b)})
		case ifAlone:
			links = append(links, link{a.at, b.at, likeness(a, b), true})
		case other:
		}
		d.look(a, b)
	})
	r.findCopies(append(slices.Clone(links), r.samefigures()...))
	for _, p := range pending {
		if r.oneText(r.items[p.a], r.items[p.b]) && r.items[p.a].art != r.items[p.b].art {
			links = append(links, p)
		}
	}
	g := cluster(r.items, links)
	r.tolls()
	onset := r.onsets()
	r.ceasefires()
	for _, set := range g.all() {
		set = slices.DeleteFunc(set, func(i int) bool { return onset[i] })
		if len(set) > 1 {
			r.agreement(set)
			r.toldDifferently(set)
		}
	}
	d.settle(g)
	return r.number()
}

// read puts the claims into reading order and makes items of them.
func (r *relater) read(claims []Claim) {
	order := make([]*Claim, len(claims))
	for i := range claims {
		order[i] = &claims[i]
	}
	slices.SortStableFunc(order, func(a, b *Claim) int {
		return cmp.Or(natural(a.Doc, b.Doc), natural(a.Article, b.Article), natural(a.ID, b.ID), cmp.Compare(a.Quote, b.Quote),
			cmp.Compare(a.SourceName, b.SourceName), cmp.Compare(a.Type, b.Type), cmp.Compare(a.Start+a.End, b.Start+b.End))
	})
	articles := map[[2]string]int{}
	for i, c := range order {
		k := [2]string{c.Doc, c.Article}
		if _, ok := articles[k]; !ok {
			articles[k] = len(articles)
		}
		it := r.lists.readItem(c, r.names)
		it.at, it.art = i, articles[k]
		r.items = append(r.items, it)
		r.byArticle[it.art] = append(r.byArticle[it.art], i)
	}
	for _, list := range r.byArticle {
		r.dateBySiblings(list)
	}
	r.scenes()
}

// dateBySiblings gives a claim without any date the time of its article, as far as the other claims
// show it: up to the latest day they speak of.
func (r *relater) dateBySiblings(list []int) {
	hi, known := 0, false
	for _, i := range list {
		if w := r.items[i].win; w.known && (!known || w.hi > hi) {
			hi, known = w.hi, true
		}
	}
	for _, i := range list {
		if w := &r.items[i].win; w.startless && known {
			*w = window{lo: hi - reach, hi: hi, known: true, openLo: true, startless: true}
		}
	}
}

// natural compares with the numbers in strings taken as numbers, so that c9 comes before c10. Only
// equal strings are equal.
func natural(a, b string) int {
	whole := cmp.Compare(a, b)
	for a != "" && b != "" {
		x, y := digits(a), digits(b)
		if x > 0 && y > 0 {
			m, n := strings.TrimLeft(a[:x], "0"), strings.TrimLeft(b[:y], "0")
			if c := cmp.Or(cmp.Compare(len(m), len(n)), cmp.Compare(m, n)); c != 0 {
				return c
			}
			a, b = a[x:], b[y:]
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), whole)
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

func (r *relater) agreement(set []int) {
	articles := map[int]bool{}
	for _, i := range set {
		articles[r.items[i].art] = true
	}
	r.facts = append(r.facts, draft{
		relation: Same, set: set,
		why: fmt.Sprintf("%s in %s", r.boundBy(set), plural(len(articles), "article")),
	})
}

// boundBy says in words what the claims of a group have in common.
func (r *relater) boundBy(set []int) string {
	speaker := true
	first := r.items[set[0]]
	for _, i := range set[1:] {
		speaker = speaker && first.who.against(&r.items[i].who) == oneSpeaker
	}
	what := r.commonIdeas(set)
	if speaker {
		return fmt.Sprintf("one speaker (%s) on one matter%s", first.SourceName, what)
	}
	return fmt.Sprintf("one matter%s, actors, places and dates that fit", what)
}

func (r *relater) commonIdeas(set []int) string {
	var out []string
	for idea := range r.items[set[0]].ideas {
		n := 0
		for _, i := range set {
			if r.items[i].ideas[idea] {
				n++
			}
		}
		if 2*n > len(set) {
			out = append(out, idea)
		}
	}
	if len(out) == 0 {
		return ""
	}
	slices.Sort(out)
	return " (" + strings.Join(out, ", ") + ")"
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// number orders the facts and gives them their ids.
func (r *relater) number() []Fact {
	slices.SortStableFunc(r.facts, func(a, b draft) int {
		return cmp.Or(slices.Compare(a.set, b.set), cmp.Compare(a.relation, b.relation), cmp.Compare(a.kind, b.kind),
			cmp.Compare(a.why, b.why))
	})
	var out []Fact
	for i, d := range r.facts {
		if i > 0 && d.relation == Same && r.facts[i-1].relation == Same && slices.Equal(d.set, r.facts[i-1].set) {
			continue // told by their figure already
		}
		f := Fact{
			ID: fmt.Sprintf("f%02d", len(out)+1), Relation: d.relation, Kind: d.kind, Why: d.why,
			Claims: r.ids(d.set), Origins: r.origins(d.set),
		}
		for _, s := range d.sides {
			f.Sides = append(f.Sides, r.ids(s))
		}
		out = append(out, f)
	}
	return out
}

func (r *relater) ids(set []int) []string {
	out := make([]string, len(set))
	for i, at := range set {
		out[i] = r.items[at].ID
	}
	return out
}

// disagree adds a disagreement between sides. Each side is put in order; a claim that stands on two
// sides, or a side left empty, makes none.
func (r *relater) disagree(kind, why string, sides ...[]int) {
	var set []int
	for i := range sides {
		slices.Sort(sides[i])
		sides[i] = slices.Compact(sides[i])
		if len(sides[i]) == 0 {
			return
		}
		set = append(set, sides[i]...)
	}
	slices.Sort(set)
	if len(slices.Compact(slices.Clone(set))) != len(set) {
		return
	}
	slices.SortFunc(sides, func(a, b []int) int { return slices.Compare(a, b) })
	r.facts = append(r.facts, draft{relation: Disagree, kind: kind, why: why, set: set, sides: sides})
}
