package fact

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// asOfNear is how many days may lie between two counters' figures for them to be rivals: later than
// that, the dead may simply have become more.
const asOfNear = 10

// tolls relates the figures of people harmed: one number of one counter, a counter's series, and
// counters that differ.
func (r *relater) tolls() {
	all := r.counts()
	slices.SortStableFunc(all, func(a, b count) int {
		return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.it.win.hi, b.it.win.hi), cmp.Compare(a.it.at, b.it.at),
			cmp.Compare(a.lo, b.lo))
	})
	same, series := newGroups(len(all)), newGroups(len(all))
	var rivals []link
	for i := range all {
		for j := i + 1; j < min(len(all), i+2*widest) && all[j].class == all[i].class && all[j].it.win.hi-all[i].it.win.hi <= campaign; j++ {
			a, b := &all[i], &all[j]
			if a.it.at == b.it.at || !a.alikeScope(b) {
				continue
			}
			near := b.it.win.hi-a.it.win.hi <= asOfNear
			switch own := a.counter == b.counter; {
			case a.sameFigure(b) && (own || near && a.named && b.named):
				same.join(i, j)
			case own && a.named && a.it.win.hi != b.it.win.hi:
				series.join(i, j)
			case near && a.differs(b) && (!own || a.named):
				rivals = append(rivals, link{a: i, b: j})
			}
		}
	}
	for _, g := range same.all() {
		r.sameCount(all, g)
	}
	for _, g := range series.all() {
		r.series(all, withTwins(g, same))
	}
	r.rivals(all, rivals, same)
}

// samefigures gives the pairs of claims that carry one counter's figure, for finding rewrites.
func (r *relater) samefigures() []link {
	var out []link
	seen := map[string]int{}
	for _, c := range r.counts() {
		if !c.named {
			continue
		}
		k := fmt.Sprint(c.counter, c.class, c.lo, c.hi, strings.Join(c.group, " "))
		if before, ok := seen[k]; ok && r.items[before].art != c.it.art {
			out = append(out, link{a: before, b: c.it.at, score: 100})
		}
		seen[k] = c.it.at
	}
	return out
}

func (r *relater) sameCount(all []count, g []int) {
	set, who := claimsOf(all, g), countersOf(all, g)
	if len(set) < 2 {
		return
	}
	why := "one figure of one counter: " + who[0]
	if len(who) > 1 {
		why = "the same figure from several counters: " + strings.Join(who, "; ")
	}
	r.facts = append(r.facts, draft{relation: Same, set: set, why: why})
}

// withTwins adds to a series the claims that repeat one of its figures.
func withTwins(g []int, same *groups) []int {
	out := slices.Clone(g)
	for _, i := range g {
		out = append(out, same.members[same.of[i]]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (r *relater) series(all []count, g []int) {
	set := claimsOf(all, g)
	if len(set) < 2 {
		return
	}
	slices.SortFunc(g, func(i, j int) int { return cmp.Or(cmp.Compare(all[i].it.win.hi, all[j].it.win.hi), cmp.Compare(i, j)) })
	var steps []string
	last := ""
	for _, i := range g {
		if all[i].q.Text != last {
			last = all[i].q.Text
			steps = append(steps, fmt.Sprintf("%s as of %s", last, showDay(all[i].it.win.hi)))
		}
	}
	r.facts = append(r.facts, draft{
		relation: Series, set: set,
		why: fmt.Sprintf("one counter (%s) at several dates: %s", countersOf(all, g)[0], strings.Join(steps, ", ")),
	})
}

// rivals reports figures of different counters that differ, one fact for each stretch of time.
func (r *relater) rivals(all []count, edges []link, same *groups) {
	for len(edges) > 0 {
		first := all[edges[0].a]
		var in []int
		rest := edges[:0]
		for _, e := range edges {
			a, b := &all[e.a], &all[e.b]
			if b.it.win.hi-first.it.win.hi <= asOfNear && a.class == first.class && first.it.place.against(a.it.place) != apart &&
				first.it.place.against(b.it.place) != apart && first.it.win.meets(a.it.win) && first.it.win.meets(b.it.win) &&
				first.kin(a) && first.kin(b) {
				in = append(in, e.a, e.b)
				continue
			}
			rest = append(rest, e)
		}
		edges = rest
		slices.Sort(in)
		r.rival(all, withTwins(slices.Compact(in), same))
	}
}

// kin reports whether two figures count the same people or one of them everybody.
func (c *count) kin(d *count) bool {
	return len(c.group) == 0 && len(d.group) == 0 || meetsAny(c.group, d.group)
}

func (r *relater) rival(all []count, g []int) {
	type side struct {
		name string
		set  []int
	}
	var sides []side
	told := map[string]string{}
	for _, i := range g {
		c := &all[i]
		k := c.counter
		if c.named && same(all, g, c) { // one counter against itself stands figure by figure
			k += fmt.Sprint(c.lo, c.hi)
		}
		at := slices.IndexFunc(sides, func(s side) bool { return s.name == k })
		if at < 0 {
			sides = append(sides, side{name: k})
			at = len(sides) - 1
			told[k] = fmt.Sprintf("%s (%s)", c.q.Text, c.says())
		}
		if !slices.ContainsFunc(sides, func(s side) bool { return slices.Contains(s.set, c.it.at) }) {
			sides[at].set = append(sides[at].set, c.it.at)
		}
	}
	var sets [][]int
	var words []string
	for _, s := range sides {
		if len(s.set) > 0 {
			sets, words = append(sets, s.set), append(words, told[s.name])
		}
	}
	if len(sets) > 1 {
		r.disagree(OfNumber, "counted differently: "+strings.Join(words, "; "), sets...)
	}
}

// same reports whether the counter of c gives two figures for one day.
func same(all []count, g []int, c *count) bool {
	for _, i := range g {
		if d := &all[i]; d.counter == c.counter && d.it.win.hi == c.it.win.hi && !d.sameFigure(c) {
			return true
		}
	}
	return false
}

func (c *count) says() string {
	if c.named || c.it.SourceKind == "anonymous" {
		return c.it.SourceName
	}
	if c.it.Outlet != "" {
		return c.it.Outlet
	}
	return "the article itself"
}

func claimsOf(all []count, g []int) []int {
	var out []int
	for _, i := range g {
		out = append(out, all[i].it.at)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func countersOf(all []count, g []int) []string {
	var out []string
	seen := map[string]bool{}
	for _, i := range g {
		if c := &all[i]; !seen[c.counter] {
			seen[c.counter] = true
			out = append(out, c.says())
		}
	}
	return out
}
