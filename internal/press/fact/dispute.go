package fact

import "slices"

// disputes gathers, pair by pair, what one claim holds against another, and makes facts of it once
// the groups are known.
type disputes struct {
	r         *relater
	denied    map[int][]int // denial -> claims it speaks against
	heads     map[int]denial
	accounts  []link // accusation, account of those accused
	motives   []link // "pretext", the purpose given
	agents    []link // told without who did it, told with it
	extents   []link // two figures of how far one act reaches
	contrasts []opposed
	sides     map[int][]sideOf // what side of which contrast a claim takes
}

func newDisputes(r *relater) *disputes {
	d := &disputes{r: r, denied: map[int][]int{}, heads: map[int]denial{}, sides: map[int][]sideOf{}}
	for _, it := range r.items {
		if it.Polarity == "denies" {
			d.heads[it.at] = r.readDenial(it)
		}
		if s := r.readSides(it); len(s) > 0 {
			d.sides[it.at] = s
		}
	}
	return d
}

// look holds two claims against one another, a before b in reading order.
func (d *disputes) look(a, b *item) {
	if a.win.gap(b.win) > togetherDays && !a.win.near(b.win) && !after(a, b) || apartPlaces(a, b) {
		return
	}
	denies := a.win.near(b.win) || after(a, b)
	for _, p := range [...][2]*item{{a, b}, {b, a}} {
		x, y := p[0], p[1]
		if h, ok := d.heads[x.at]; ok && denies && d.r.speaksAgainst(x, h, y, d) {
			d.denied[x.at] = append(d.denied[x.at], y.at)
		}
		if d.r.ownAccount(x, y) {
			d.accounts = append(d.accounts, link{a: x.at, b: y.at})
		}
		if d.r.pretext(x, y) {
			d.motives = append(d.motives, link{a: x.at, b: y.at})
		}
		if d.r.withoutAgent(x, y) {
			d.agents = append(d.agents, link{a: x.at, b: y.at})
		}
	}
	if a.measure && b.measure && a.art != b.art && a.Polarity == b.Polarity && common(a.acts, b.acts) &&
		a.win.gap(b.win) <= togetherDays {
		d.extents = append(d.extents, link{a: a.at, b: b.at})
	}
	d.contrast(a, b)
}

// after reports whether one of the two is a denial made within reach after what the other tells.
func after(a, b *item) bool {
	if a.Polarity != "denies" {
		a, b = b, a
	}
	return a.Polarity == "denies" && a.win.lo > b.win.hi && a.win.lo-b.win.hi <= reach
}

// settle makes the facts.
func (d *disputes) settle(g *groups) {
	d.settleDenials(g)
	d.settlePairs(d.accounts, OfDenial, "accused of harm; their own account of why they were there")
	d.settlePairs(d.motives, OfFraming, "the purpose given; called a pretext")
	d.settlePairs(d.agents, OfAttribution, "told without who did it; told with it")
	d.settleContrasts()
	g = newGroups(len(d.r.items))
	for _, l := range d.extents {
		g.join(l.a, l.b)
	}
	for _, set := range g.all() {
		d.r.measuredDifferently(set)
	}
}

// settleDenials makes one fact of the denials that tell one thing and all they speak against.
func (d *disputes) settleDenials(g *groups) {
	done := map[int]bool{}
	for _, at := range slices.Sorted(mapKeys(d.denied)) {
		if done[at] {
			continue
		}
		var deny, told []int
		for _, m := range g.members[g.of[at]] {
			if len(d.denied[m]) > 0 {
				done[m] = true
				deny, told = append(deny, m), append(told, d.denied[m]...)
			}
		}
		told = slices.DeleteFunc(told, func(i int) bool { return slices.Contains(deny, i) })
		d.r.disagree(OfDenial, "denied: "+d.heads[at].about, told, deny)
	}
}

// settlePairs makes one fact of the pairs that hang together: those on the left against those on the
// right. A claim found on both sides counts for the side where it stands more often.
func (d *disputes) settlePairs(list []link, kind, why string) {
	g := newGroups(len(d.r.items))
	score := map[int]int{}
	for _, l := range list {
		g.join(l.a, l.b)
		score[l.a]++
		score[l.b]--
	}
	for _, set := range g.all() {
		var left, right []int
		for _, i := range set {
			switch {
			case score[i] > 0:
				left = append(left, i)
			case score[i] < 0:
				right = append(right, i)
			}
		}
		d.r.disagree(kind, why, left, right)
	}
}

func mapKeys[V any](m map[int]V) func(func(int) bool) {
	return func(yield func(int) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}
