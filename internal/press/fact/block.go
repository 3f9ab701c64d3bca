package fact

import (
	"slices"
	"strconv"
)

// key is a block: claims that share an idea and something named, in one stretch of time.
type key struct{ idea, named, when int }

const (
	stretch   = 30 // days in one stretch of time
	longTerm  = -1 // the stretch of campaigns
	undated   = -2
	manyNames = 48  // names of one claim that are looked up
	widest    = 128 // blocks larger than this are searched only among their nearest neighbours
)

// pairs calls visit once for each pair of claims that share a block, the earlier in reading order
// first. Claims that share no listed act or topic and no speaker are never held against one another,
// so the work grows with the matters told at one time, not with the square of the claims.
func pairs(items []*item, n names, visit func(a, b *item)) {
	blocks := map[key][]int32{}
	stamp := make([]int32, len(items))
	for i := range stamp {
		stamp[i] = -1
	}
	for i, it := range items {
		for _, k := range it.keys(n) {
			list := blocks[k]
			for _, j := range list[max(0, len(list)-widest):] {
				if stamp[j] != int32(i) {
					stamp[j] = int32(i)
					visit(items[j], it)
				}
			}
			blocks[k] = append(list, int32(i))
		}
	}
}

// keys lists the blocks of a claim, each once.
func (it *item) keys(n names) []key {
	var ideas, named []int
	for _, m := range it.marks {
		if m.kind == anAct || m.kind == aTopic {
			ideas = append(ideas, m.id)
		}
		if m.kind == aNation || m.kind == aName {
			named = append(named, m.id)
		}
	}
	named = append(named, it.actors...)
	named = append(named, n.id("article "+strconv.Itoa(it.art)))
	for _, s := range it.place.spots {
		for _, p := range s.parts {
			for _, w := range p {
				named = append(named, n.id("place "+w.bones))
			}
		}
	}
	named = first(named, manyNames)
	var out []key
	for _, t := range it.stretches() {
		for _, x := range ideas {
			for _, y := range named {
				out = append(out, key{x, y, t})
			}
			for _, y := range ideas {
				if x < y {
					out = append(out, key{x, y, t})
				}
			}
			if it.measure || it.ideas["onset"] {
				out = append(out, key{x, n.id("measure or onset"), t})
			}
		}
		if it.cues.accuses || it.cues.account {
			for _, y := range named {
				out = append(out, key{n.id("accused or answering"), y, t})
			}
		}
		if it.win.days() <= 2 && it.family == "incident" {
			for _, y := range named {
				out = append(out, key{n.id("day"), y, it.win.lo}, key{n.id("day"), y, it.win.hi})
			}
		}
		switch {
		case it.who.kind == "outlet":
		case it.who.last != "":
			out = append(out, key{n.id("speaker " + it.who.last), 0, t})
		case it.who.all != "":
			out = append(out, key{n.id("speaker " + it.who.all), 0, t})
		}
		for _, a := range []string{it.who.acronym, firstOf(it.who.tokens)} {
			if len(a) > 2 {
				out = append(out, key{n.id("initials " + a), 0, t})
			}
		}
	}
	slices.SortFunc(out, func(a, b key) int {
		if a.when != b.when {
			return a.when - b.when
		}
		if a.idea != b.idea {
			return a.idea - b.idea
		}
		return a.named - b.named
	})
	return slices.Compact(out)
}

func firstOf(tokens []string) string {
	if len(tokens) != 1 {
		return ""
	}
	return tokens[0]
}

func (it *item) stretches() []int {
	switch {
	case !it.win.known:
		return []int{undated}
	case it.win.campaignLong:
		return []int{longTerm}
	}
	var out []int
	const half = (togetherDays + 1) / 2 // so that claims that near one another share a stretch
	for t := (it.win.lo - half) / stretch; t <= (it.win.hi+half)/stretch; t++ {
		out = append(out, t)
	}
	return out
}
