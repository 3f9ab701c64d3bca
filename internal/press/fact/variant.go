package fact

import (
	"cmp"
	"slices"
	"strings"
)

// toldDifferently looks inside an agreement for what its texts tell differently: how the speaker is
// described, what a rewrite adds.
func (r *relater) toldDifferently(set []int) {
	r.describedDifferently(set)
	r.framedDifferently(set)
}

var roleWords = wordSet(`military government security intelligence diplomatic diplomat rebel police medical ministry defence defense
presidential tribal local western humanitarian`)

// describedDifferently reports one unnamed speaker whom the texts place in different services.
func (r *relater) describedDifferently(set []int) {
	var sides [][]int
	var roles, told []string
	var all []int
	for _, i := range set {
		it := r.items[i]
		if it.SourceKind != "anonymous" {
			continue
		}
		var role strings.Builder
		for _, w := range it.who.tokens {
			if w == "diplomatic" {
				w = "diplomat"
			}
			if roleWords[w] {
				role.WriteString(" " + w)
			}
		}
		if role.String() == "" {
			continue
		}
		all = append(all, i)
		n := slices.Index(roles, role.String())
		if n < 0 {
			n = len(roles)
			roles, sides, told = append(roles, role.String()), append(sides, nil), append(told, it.SourceName)
		}
		sides[n] = append(sides[n], i)
	}
	if len(sides) > 1 && r.origins(all) == 1 {
		r.disagree(OfAttribution, "one origin, described as: "+strings.Join(told, "; "), sides...)
	}
}

// framedDifferently reports what one text of one origin adds about why or for whom.
func (r *relater) framedDifferently(set []int) {
	var with, without []int
	cue := ""
	p := r.lists.cues["framing"]
	for _, i := range set {
		if m := p.all(r.items[i].words); len(m) > 0 {
			with, cue = append(with, i), m[0].name
		}
	}
	for _, i := range set {
		it := r.items[i]
		if !slices.Contains(with, i) && slices.ContainsFunc(with, func(w int) bool {
			return r.items[w].art != it.art && r.oneOrigin(r.items[w], it)
		}) {
			without = append(without, i)
		}
	}
	r.disagree(OfFraming, "one text adds \""+cue+"\", the other does not", with, without)
}

// measuredDifferently reports distances and areas of one matter that are not the same interval.
func (r *relater) measuredDifferently(set []int) {
	var sides [][]int
	var spans []Q
	var told []string
	for _, i := range set {
		for _, q := range r.items[i].Quantities {
			if !measures(q) || q.Min == nil && q.Max == nil {
				continue
			}
			n := slices.IndexFunc(spans, func(s Q) bool { return sameBound(s.Min, q.Min) && sameBound(s.Max, q.Max) })
			if n < 0 {
				n = len(spans)
				spans, sides, told = append(spans, q), append(sides, nil), append(told, q.Text)
			}
			sides[n] = append(sides[n], i)
			break
		}
	}
	if len(sides) > 1 {
		r.disagree(OfNumber, "measured differently: "+strings.Join(told, "; "), sides...)
	}
}

func sameBound(a, b *int64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return cmp.Compare(*a, *b) == 0
}
