package fact

import (
	"slices"
	"strings"
)

// sideOf is the side a claim takes in a contrast of the lists, and the words that say so.
type sideOf struct {
	contrast, side int
	word           string
}

// opposed is a pair of claims on different sides of a contrast.
type opposed struct {
	contrast int
	a, b     int
	sideA    int
	sideB    int
}

// likeContrast is the least likeness, in hundredths, of two claims that name one matter differently.
const likeContrast = 40

// readSides finds on which sides of which contrasts a claim stands. A claim that uses the words of
// two sides takes neither.
func (r *relater) readSides(it *item) []sideOf {
	if it.Polarity == "declines" {
		return nil
	}
	var out []sideOf
	for n, c := range r.lists.contrasts {
		if !slices.ContainsFunc(c.ideas, func(i string) bool { return it.ideas[i] }) {
			continue
		}
		found := sideOf{contrast: n, side: -1}
		for s := range c.sides {
			m := c.sides[s].all(it.words)
			if len(m) == 0 {
				continue
			}
			if found.side >= 0 {
				found.side = -1
				break
			}
			found.side, found.word = s, m[0].name
		}
		if found.side >= 0 {
			out = append(out, found)
		}
	}
	return out
}

// contrast notes that two claims of one matter stand on different sides.
func (d *disputes) contrast(a, b *item) {
	if a.Polarity != b.Polarity || !a.win.oneTime(b.win) {
		return
	}
	for _, s := range d.sides[a.at] {
		for _, t := range d.sides[b.at] {
			if s.contrast == t.contrast && s.side != t.side && d.opposes(a, b, d.r.lists.contrasts[s.contrast]) {
				d.contrasts = append(d.contrasts, opposed{s.contrast, a.at, b.at, s.side, t.side})
			}
		}
	}
}

// opposes asks what the contrast is about: whether it happened so is at issue only between different
// speakers; how it is named differs between texts, whoever speaks.
func (d *disputes) opposes(a, b *item, c contrast) bool {
	like := likeness(a, b)
	if c.kind == OfDenial {
		return a.who.against(&b.who) != oneSpeaker && (a.SourceKind != "outlet" || b.SourceKind != "outlet" || a.art != b.art) &&
			like >= likeCopied && (common(a.actors, b.actors) || len(a.actors) == 0 || len(b.actors) == 0)
	}
	if late := a.win.hi - b.win.hi; (a.win.openLo || b.win.openLo) && max(late, -late) > togetherDays {
		return false
	}
	if a.who.against(&b.who) == strangers {
		like -= likeContrast - likeCopied // others may mean another thing: more must be alike
	}
	return a.art != b.art && like >= likeContrast
}

// settleContrasts makes one fact of the pairs of one contrast that hang together.
func (d *disputes) settleContrasts() {
	for n, c := range d.r.lists.contrasts {
		g := newGroups(len(d.r.items))
		side := map[int]int{}
		for _, o := range d.contrasts {
			if o.contrast == n {
				g.join(o.a, o.b)
				side[o.a], side[o.b] = o.sideA, o.sideB
			}
		}
		for _, set := range g.all() {
			sides := make([][]int, len(c.sides))
			words := make([]string, len(c.sides))
			for _, i := range set {
				sides[side[i]] = append(sides[side[i]], i)
				words[side[i]] = d.word(i, n)
			}
			sides = slices.DeleteFunc(sides, func(s []int) bool { return len(s) == 0 })
			words = slices.DeleteFunc(words, func(s string) bool { return s == "" })
			d.r.disagree(c.kind, c.name+": "+strings.Join(words, " / "), sides...)
		}
	}
}

func (d *disputes) word(at, contrast int) string {
	for _, s := range d.sides[at] {
		if s.contrast == contrast {
			return s.word
		}
	}
	return ""
}
