package fact

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// start is when a claim says something began or took hold.
type start struct {
	at, lo, hi int
}

// onsets relates claims of when a fighting began. It returns the claims that differ on it: they are
// about one thing, and are shown as a disagreement instead of an agreement.
func (r *relater) onsets() map[int]bool {
	var list []start
	for _, it := range r.items {
		if s, ok := r.onset(it); ok {
			list = append(list, s)
		}
	}
	return r.datesApart(list, 8, "began on different days")
}

// onset reads when a claim says the violence it speaks of began. "Since the outbreak on 14 July" and
// a count "since 13 July" give a day; "began in July" gives none that could differ.
func (r *relater) onset(it *item) (start, bool) {
	if !it.win.known || it.win.openLo || (!it.ideas["clash"] && !it.ideas["kill"] && !it.ideas["abduct"] && !it.ideas["attack"]) {
		return start{}, false
	}
	since := slices.Contains(it.words, "since")
	switch {
	case since && (it.family == "toll" || it.ideas["onset"]) && namesDay(it, it.win.lo):
		return start{it.at, it.win.lo, it.win.lo}, true
	case it.ideas["onset"] && it.ideas["clash"] && it.win.days() <= 8:
		return start{it.at, it.win.lo, it.win.hi}, true
	}
	return start{}, false
}

// namesDay reports whether the quote itself gives the day of the month: "since December" begins on
// no day that another text could contradict.
func namesDay(it *item, d int) bool {
	return slices.Contains(it.words, strconv.Itoa(time.Unix(int64(d)*86400, 0).UTC().Day()))
}

// ceasefires relates claims of when a ceasefire took hold.
func (r *relater) ceasefires() {
	var list []start
	for _, it := range r.items {
		if it.ideas["ceasefire"] && it.win.known && !it.win.openLo && it.win.days() <= 2 && it.Polarity == "asserts" && it.Type != "demand" {
			list = append(list, start{it.at, it.win.lo, it.win.hi})
		}
	}
	r.datesApart(list, 7, "a ceasefire on different days")
}

// datesApart groups starts at places that fit, at most within days of one another, and reports those
// of different articles that have no day in common.
func (r *relater) datesApart(list []start, within int, what string) map[int]bool {
	out := map[int]bool{}
	slices.SortStableFunc(list, func(a, b start) int { return a.lo - b.lo })
	g := newGroups(len(list))
	for i, a := range list {
		for j := i + 1; j < len(list) && list[j].lo-a.lo <= within; j++ {
			b := list[j]
			x, y := r.items[a.at], r.items[b.at]
			if a.hi < b.lo && x.art != y.art && oneTrouble(x, y) {
				g.join(i, j)
			}
		}
	}
	for _, set := range g.all() {
		var sides [][]int
		var spans []start
		var why strings.Builder
		why.WriteString(what)
		for _, i := range set {
			s := list[i]
			out[s.at] = true
			n := slices.IndexFunc(spans, func(t start) bool { return t.lo == s.lo && t.hi == s.hi })
			if n < 0 {
				n = len(spans)
				spans, sides = append(spans, s), append(sides, nil)
				why.WriteString("; " + showSpan(s))
			}
			sides[n] = append(sides[n], s.at)
		}
		r.disagree(OfDate, why.String(), sides...)
	}
	return out
}

func showSpan(s start) string {
	if s.lo == s.hi {
		return showDay(s.lo)
	}
	return showDay(s.lo) + " to " + showDay(s.hi)
}

// scenes notes for each article the places that at least two of its claims name, or one where none is
// named twice: where a claim names no place, it speaks of one of them. A capital is marked: in news
// it is a government as often.
func (r *relater) scenes() {
	known := map[string]bool{}
	for _, it := range r.items {
		for _, s := range it.place.spots {
			if len(s.parts) == 0 {
				continue
			}
			for _, w := range s.parts[0] {
				if len(w.text) > 3 {
					known[w.text] = s.country == ""
				}
			}
		}
	}
	for _, list := range r.byArticle {
		count := map[string]int{}
		most := 0
		for _, i := range list {
			seen := map[string]bool{}
			for _, w := range r.items[i].words {
				if _, ok := known[w]; ok && !seen[w] {
					seen[w] = true
					count[w]++
					most = max(most, count[w])
				}
			}
		}
		scene := map[string]bool{}
		for w, n := range count {
			if n >= min(2, most) {
				scene[skeleton(w)] = known[w]
			}
		}
		for _, i := range list {
			r.items[i].scene = scene
		}
	}
}

// oneTrouble reports whether two claims may speak of one trouble: at one place, or with an actor in
// common where a place is wide or neither is at one that is known.
func oneTrouble(a, b *item) bool {
	if len(a.place.spots) > 0 && len(b.place.spots) > 0 {
		fit := a.place.against(b.place)
		return fit == together || fit == unclear && common(a.actors, b.actors)
	}
	return oneScene(a, b) || len(a.place.spots)+len(b.place.spots) == 0 && common(a.actors, b.actors)
}

// oneScene reports whether the places of two claims fit. A claim without a place is at one that its
// article names; nothing is known of an article that names none.
func oneScene(a, b *item) bool {
	switch {
	case len(a.place.spots) > 0 && len(b.place.spots) > 0:
		return a.place.against(b.place) != apart
	case len(a.scene) == 0 && len(b.scene) == 0, a.art == b.art:
		return true
	case len(a.place.spots) > 0:
		return b.sceneIn(a.place)
	case len(b.place.spots) > 0:
		return a.sceneIn(b.place)
	}
	for w, town := range a.scene {
		if town && b.scene[w] {
			return true
		}
	}
	return false
}

// sceneIn reports whether the article of the claim names a place, or the place is too wide to tell.
func (it *item) sceneIn(p place) bool {
	for _, s := range p.spots {
		if s.wide || len(it.scene) == 0 {
			return true
		}
		for _, w := range s.parts[0] {
			if _, ok := it.scene[w.bones]; ok {
				return true
			}
		}
	}
	return false
}
