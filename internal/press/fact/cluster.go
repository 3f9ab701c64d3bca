package fact

import (
	"cmp"
	"slices"
)

// link is a pair of claims, by place in reading order, a before b. A weak one joins groups only
// if no article has a claim in both: there it has found a better pair.
type link struct {
	a, b, score int
	weak        bool
}

// groups is a union of claims, each group kept as a sorted list.
type groups struct {
	of      []int
	members [][]int
}

func newGroups(n int) *groups {
	g := &groups{of: make([]int, n), members: make([][]int, n)}
	for i := range n {
		g.of[i], g.members[i] = i, []int{i}
	}
	return g
}

func (g *groups) join(a, b int) {
	x, y := g.of[a], g.of[b]
	if x == y {
		return
	}
	if len(g.members[x]) < len(g.members[y]) || len(g.members[x]) == len(g.members[y]) && y < x {
		x, y = y, x
	}
	for _, m := range g.members[y] {
		g.of[m] = x
	}
	g.members[x] = append(g.members[x], g.members[y]...)
	g.members[y] = nil
}

// all returns the groups of two and more, each sorted, in reading order.
func (g *groups) all() [][]int {
	var out [][]int
	for _, m := range g.members {
		if len(m) > 1 {
			m = slices.Clone(m)
			slices.Sort(m)
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b []int) int { return slices.Compare(a, b) })
	return out
}

// sampled bounds how many members of two groups are held against one another before they join; in a
// group of hundreds the first and the last in reading order stand for the rest.
const sampled = 12

// cluster joins the pairs, best first. Two groups join only if no claim of one is in conflict with a
// claim of the other: likeness may be passed on from neighbour to neighbour, contradiction may not.
func cluster(items []*item, links []link) *groups {
	slices.SortFunc(links, func(x, y link) int {
		if x.weak != y.weak {
			return cmp.Compare(btoi(x.weak), btoi(y.weak))
		}
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	g := newGroups(len(items))
	for _, l := range links {
		x, y := g.of[l.a], g.of[l.b]
		if l.weak && oneArticle(items, g.members[x], g.members[y]) {
			continue
		}
		if x != y && agree(items, g.members[x], g.members[y]) {
			g.join(l.a, l.b)
		}
	}
	return g
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func oneArticle(items []*item, x, y []int) bool {
	for _, i := range sample(x) {
		for _, j := range sample(y) {
			if items[i].art == items[j].art {
				return true
			}
		}
	}
	return false
}

func agree(items []*item, x, y []int) bool {
	for _, i := range sample(x) {
		for _, j := range sample(y) {
			if conflict(items[i], items[j]) {
				return false
			}
		}
	}
	return true
}

func sample(m []int) []int {
	if len(m) <= sampled {
		return m
	}
	return append(slices.Clone(m[:sampled/2]), m[len(m)-sampled/2:]...)
}
