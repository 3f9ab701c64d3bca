package fact

import "slices"

// harmful are acts by which people are harmed: what somebody may be accused of.
var harmful = wordSet(`strike shoot kill execute wound abduct abuse taking-sides attack loot destroy displace blast withhold`)

// violent reports whether a claim tells of violence, by whomever.
func (it *item) violent() bool { return it.ideas["clash"] || it.harms() }

// harms reports whether a claim tells of an act that harms people.
func (it *item) harms() bool {
	for idea := range it.ideas {
		if harmful[idea] {
			return true
		}
	}
	return false
}

// ownAccount reports whether a accuses those for whom b speaks, and b says what they were there for,
// or denies it.
func (r *relater) ownAccount(a, b *item) bool {
	if !a.cues.accuses || !b.cues.account || !a.harms() || a.Polarity != "asserts" || b.Polarity == "declines" ||
		b.SourceKind == "outlet" {
		return false
	}
	if w := a.who.against(&b.who); w == oneSpeaker || w == kin {
		return false
	}
	if !b.harms() && !b.ideas["peacekeeping"] && !b.ideas["protect"] && !b.ideas["end"] && !b.ideas["clash"] {
		return false
	}
	if c := b.who.country; c != "" && len(a.nations) > 0 {
		return slices.Contains(a.nations, c) || common(a.actors, []int{r.names.id("nation " + c)})
	}
	if len(a.nations) == 0 && a.ideas["forces"] && b.ideas["forces"] && r.oneText(a, b) {
		return true
	}
	for _, w := range b.who.words {
		if common(a.actors, []int{r.names.id("actor " + w)}) {
			return true
		}
	}
	return false
}

// pretext reports whether a calls a pretext what b gives as the purpose of the same act.
func (r *relater) pretext(a, b *item) bool {
	return a.cues.pretext && !b.cues.pretext && b.cues.purpose && a.intrudes() && b.intrudes() &&
		a.Polarity == "asserts" && b.Polarity != "declines" && a.who.against(&b.who) != oneSpeaker &&
		common(a.actors, b.actors) && common(a.acts, b.acts)
}

// intrudes reports whether a claim tells of an act for which a purpose is given or denied.
func (it *item) intrudes() bool {
	return it.ideas["strike"] || it.ideas["attack"] || it.ideas["enter"] || it.ideas["deploy"] || it.ideas["seize"]
}

// withoutAgent reports whether a tells an act in the passive without who did it ("was refused entry")
// and b, of another origin, tells the same act with its doer.
func (r *relater) withoutAgent(a, b *item) bool {
	f := a.family
	if a.passive == "" || b.passive != "" || f == "" || f == "toll" || f != b.family || a.Polarity != b.Polarity {
		return false
	}
	return b.ideas[a.passive] && !r.oneOrigin(a, b) && a.win.oneTime(b.win) && likeness(a, b) >= likeCopied && shared(a, b) >= weightKin
}

// readPassive returns the harmful or refusing act that the quote tells in the passive with no "by".
func (l *Lists) readPassive(it *item) string {
	for i, w := range it.words {
		if w != "was" && w != "were" && w != "been" && w != "being" || i+1 >= len(it.words) {
			continue
		}
		m, ok := l.ideas.at(it.words, i+1)
		if !ok || !harmful[m.name] && m.name != "refuse" && m.name != "seize" && m.name != "detain" {
			continue
		}
		if !slices.Contains(it.words[m.to:min(len(it.words), m.to+4)], "by") {
			return m.name
		}
	}
	return ""
}
