package fact

import (
	"slices"
	"strings"
)

// denial is what a denying claim denies, no more: "denied that the remarks had influenced the
// decision to deploy" denies the influence, not the deployment.
type denial struct {
	head  string // the idea denied, or a stem
	marks []mark // of the clause denied
	all   int    // their weight
	named []int  // countries among them, other than the speaker's
	whom  []int  // what else it names besides the act denied: its object
	own   bool   // the speaker denies an act of its own side, as far as the words show
	about string
}

// readDenial finds the clause behind the first word of denial and its head: in a clause of its own
// ("denied that ...") the first act told, else the first idea.
func (r *relater) readDenial(it *item) denial {
	deny, light := r.lists.cues["deny"], r.lists.cues["light"]
	from := 0
	if m := deny.all(it.words); len(m) > 0 {
		from = m[0].to
	}
	clause := it.words[from:]
	if len(clause) == 0 {
		clause, from = it.words, 0
	}
	d := denial{own: true}
	for _, m := range r.lists.nations.all(it.words[:from]) {
		d.own = d.own && (it.who.country == "" || m.name == it.who.country)
	}
	that := slices.Contains(clause[:min(4, len(clause))], "that")
	for i := 0; i < len(clause) && d.head == ""; i++ {
		if _, ok := light.at(clause, i); ok {
			continue
		}
		if m, ok := r.lists.ideas.at(clause, i); ok && r.lists.classes[m.name] != "thing" && (!that || r.lists.classes[m.name] == "act") {
			d.head = "idea " + m.name
			d.about = strings.Join(clause[i:aboutEnd(clause, i, it.who.tokens)], " ")
		}
	}
	clause = clause[:clauseEnd(clause)]
	clause = slices.DeleteFunc(slices.Clone(clause), func(w string) bool { return light.has([]string{w}) })
	part := r.lists.readItem(&Claim{Quote: strings.Join(clause, " "), SourceKind: it.SourceKind, SourceName: it.SourceName}, r.names)
	for _, m := range part.marks {
		d.marks = append(d.marks, m)
		d.all += m.weight
		if m.kind == aNation && m.id != r.names.id("nation "+it.who.country) {
			d.named = append(d.named, m.id)
		}
		if m.id != r.names.id(d.head) && m.kind != aNation && m.kind != aThing && m.kind != aState {
			d.whom = append(d.whom, m.id)
		}
	}
	return d
}

// denyShare is how much of the denied clause, in hundredths, a claim must tell for the denial to
// speak against it.
const denyShare = 60

// speaksAgainst reports whether denial a, of clause h, is against what b tells.
func (r *relater) speaksAgainst(a *item, h denial, b *item, d *disputes) bool {
	if b.Polarity != "asserts" || b.Type == "no_comment" || b.Type == "verification" || h.head == "" || h.all == 0 {
		return false
	}
	if w := a.who.against(&b.who); w == oneSpeaker || w == kin {
		return false
	}
	if !b.marked(r.names.id(h.head)) {
		return false
	}
	person := a.SourceKind == "person" && a.who.last != "" && slices.Contains(b.words, a.who.tokens[len(a.who.tokens)-1])
	if !person && (h.own && !r.concerns(a, b) || len(h.whom) > 0 && !slices.ContainsFunc(h.whom, b.marked)) {
		return false
	}
	for _, s := range d.sides[a.at] { // denied is one way of it: told must be that way
		same := func(t sideOf) bool { return t.contrast == s.contrast && t.side == s.side }
		if !person && !slices.ContainsFunc(d.sides[b.at], same) {
			return false
		}
	}
	sum, named := 0, len(h.named) == 0
	for _, m := range h.marks {
		if b.marked(m.id) {
			sum += m.weight
			named = named || slices.Contains(h.named, m.id)
		}
	}
	if person {
		sum, named = sum+weights[aName], true // the claim is about the very person who denies
	}
	return named && 100*sum >= denyShare*h.all
}

// concerns reports whether b speaks of the state for which the speaker of a speaks, where it is known.
func (r *relater) concerns(a, b *item) bool {
	c := a.who.country
	return c == "" || a.SourceKind == "outlet" || slices.Contains(b.nations, c) || common(b.actors, []int{r.names.id("nation " + c)})
}

// clauseEnd is where the clause denied ends: at a word that opens another, once some words stand.
func clauseEnd(clause []string) int {
	for i, w := range clause {
		switch w {
		case "which", "who", "but", "while", "adding", "saying", "and", "because":
			if i > 2 {
				return i
			}
		}
	}
	return len(clause)
}

// aboutEnd is where the words that name what is denied end: after six, or before the speaker's name.
func aboutEnd(clause []string, from int, speaker []string) int {
	end := min(len(clause), from+6)
	for i := from + 1; i < end; i++ {
		if slices.Contains(speaker, clause[i]) {
			return i
		}
	}
	return end
}
