package fact

import "slices"

// origins counts who stands behind a set of claims, after following the chain: a named speaker is
// one whoever carries it; unnamed speakers are one within an article, a wire or a rewrite unless
// their descriptions exclude it; an outlet's own voice is the outlet's, and in a rewrite it is the
// voice of the text that still names its source.
func (r *relater) origins(set []int) int {
	set = r.distinct(set)
	g := newGroups(len(set))
	var voices []int
	for i := range set {
		if r.items[set[i]].SourceKind == "outlet" {
			voices = append(voices, i)
			continue
		}
		for j := range i {
			if r.items[set[j]].SourceKind != "outlet" && r.oneOrigin(r.items[set[i]], r.items[set[j]]) {
				g.join(i, j)
			}
		}
	}
	for n, i := range voices { // a voice joins one origin, and never makes two into one
		for j := range set {
			own := r.items[set[j]].SourceKind == "outlet"
			if (!own || slices.Contains(voices[:n], j)) && r.oneOrigin(r.items[set[i]], r.items[set[j]]) {
				g.join(i, j)
				break
			}
		}
	}
	n := 0
	for _, m := range g.members {
		if len(m) > 0 {
			n++
		}
	}
	return n
}

// distinct leaves out claims whose speaker and article, or named speaker, a claim before has too.
func (r *relater) distinct(set []int) []int {
	type mark struct {
		kind, all string
		art       int
	}
	seen := map[mark]bool{}
	var out []int
	for _, i := range set {
		it := r.items[i]
		m := mark{it.SourceKind, it.who.all, it.art}
		if it.SourceKind == "organisation" && it.who.all != "" {
			m.art = -1
		}
		if !seen[m] {
			seen[m] = true
			out = append(out, i)
		}
	}
	return out
}

func (r *relater) oneOrigin(a, b *item) bool {
	switch a.who.against(&b.who) {
	case oneSpeaker:
		return a.SourceKind != "anonymous" || r.oneText(a, b) || a.art == b.art
	case kin:
		return true
	case maybe:
		return r.oneText(a, b) || a.SourceKind == "outlet" && b.SourceKind == "outlet" && a.Outlet != "" && a.Outlet == b.Outlet
	}
	return false
}

// oneText reports whether two claims stand in one article, in articles of which one is a rewrite of
// the other, or come from one wire.
func (r *relater) oneText(a, b *item) bool {
	return a.art == b.art || r.copied[pairOf(a.art, b.art)] || oneWire(a.Claim, b.Claim)
}

func oneWire(a, b *Claim) bool {
	for _, x := range wires(a) {
		if slices.Contains(wires(b), x) {
			return true
		}
	}
	return false
}

// wires lists the agencies a claim came by: those of the article and those that carried the claim.
func wires(c *Claim) []string {
	return append(append([]string(nil), c.Wires...), c.Via...)
}

func pairOf(a, b int) [2]int { return [2]int{min(a, b), max(a, b)} }
