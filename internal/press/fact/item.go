package fact

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// item is a claim as the rules see it.
type item struct {
	*Claim
	at      int // place in reading order
	art     int // number of its article
	words   []string
	marks   []mark // sorted by id, one each
	weight  int
	family  string
	acts    []int // ids of the acts told, sorted
	core    []int // those of them that make an occurrence of the family
	ideas   map[string]bool
	actors  []int // ids of actor words and countries, sorted
	nations []string
	place   place
	scene   map[string]bool // places that its article names; false for a capital
	win     window
	who     speaker
	measure bool // speaks of a distance or an extent
	cues    cued
	passive string // the act told in the passive without who did it
}

// cued is which cues of the lists the words of a claim hold.
type cued struct{ pretext, purpose, account, accuses bool }

// mark is one feature of a claim with what it weighs.
type mark struct {
	id, weight int
	kind       markKind
}

type markKind byte

const (
	anAct markKind = iota
	aTopic
	aState
	aThing
	aName
	aFigure
	aWord
	aNation
)

// weights is what each kind of mark weighs. A listed idea says more than a word, a country less: in
// news about one conflict every second sentence names it.
var weights = [...]int{anAct: 5, aTopic: 5, aState: 3, aThing: 2, aName: 3, aFigure: 4, aWord: 2, aNation: 1}

// names gives each feature a number.
type names map[string]int

func (n names) id(s string) int {
	i, ok := n[s]
	if !ok {
		i = len(n)
		n[s] = i
	}
	return i
}

// longest is how many words of a quote are looked at. A claim is a sentence; what is longer is no
// claim, and must not cost more than one.
const longest = 400

func (l *Lists) readItem(c *Claim, n names) *item {
	it := &item{Claim: c, family: family(c.Type), words: first(splitWords(c.Quote), longest), ideas: map[string]bool{}}
	it.place, it.win, it.who = l.readPlace(c.PlaceName), readWindow(c.Start, c.End), l.readSpeaker(c)
	put := func(s string, k markKind) int {
		id := n.id(s)
		it.marks = append(it.marks, mark{id, weights[k], k})
		return id
	}
	own := map[string]bool{}
	if it.SourceKind != "outlet" {
		for _, w := range it.who.tokens {
			own[w] = true
		}
	}
	l.readIdeas(it, put)
	it.readWords(l, own, capitalised(c.Quote), put)
	it.readActors(l, n)
	it.passive = l.readPassive(it)
	it.perfect()
	it.cumulative(l)
	it.cues = cued{
		l.cues["pretext"].has(it.words), l.cues["purpose"].has(it.words), l.cues["own-account"].has(it.words),
		c.Type == "accusation" || l.cues["accuse"].has(it.words),
	}
	for _, q := range c.Quantities {
		it.measure = it.measure || measures(q)
	}
	slices.SortFunc(it.marks, func(a, b mark) int { return cmp.Or(a.id-b.id, b.weight-a.weight) })
	it.marks = slices.CompactFunc(it.marks, func(a, b mark) bool { return a.id == b.id })
	for _, m := range it.marks {
		it.weight += m.weight
	}
	slices.Sort(it.acts)
	it.acts = slices.Compact(it.acts)
	slices.Sort(it.core)
	it.core = slices.Compact(it.core)
	return it
}

// readIdeas notes the listed ideas. They may overlap one another's words: "ceasefire talks" is both.
func (l *Lists) readIdeas(it *item, put func(string, markKind) int) {
	for i := range it.words {
		m, ok := l.ideas.at(it.words, i)
		if !ok {
			continue
		}
		it.ideas[m.name] = true
		switch l.classes[m.name] {
		case "act":
			id := put("idea "+m.name, anAct)
			it.acts = append(it.acts, id)
			if core[it.family][m.name] {
				it.core = append(it.core, id)
			}
		case "topic":
			put("idea "+m.name, aTopic)
		case "thing":
			put("idea "+m.name, aThing)
		default:
			put("idea "+m.name, aState)
		}
	}
}

// readWords notes countries, names, figures and plain words outside the ideas and the source's name.
func (it *item) readWords(l *Lists, own, caps map[string]bool, put func(string, markKind) int) {
	for i := 0; i < len(it.words); {
		w := it.words[i]
		if m, ok := l.nations.at(it.words, i); ok {
			put("nation "+m.name, aNation)
			it.nations = append(it.nations, m.name)
			i = m.to
			continue
		}
		if m, ok := l.ideas.at(it.words, i); ok {
			i = m.to
			continue
		}
		i++
		switch {
		case stop[w] || own[w] || len(w) < 2 || it.Outlet != "" && strings.EqualFold(w, it.Outlet):
		case w[0] >= '0' && w[0] <= '9':
			if len(w) > 1 {
				put("figure "+w, aFigure)
			}
		case caps[w]:
			put("word "+stem(w), aName)
		default:
			put("word "+stem(w), aWord)
		}
	}
	slices.Sort(it.nations)
	it.nations = slices.Compact(it.nations)
}

// names reports whether the words of the claim name a place.
func (it *item) names(p place) bool {
	for _, s := range p.spots {
		if len(s.parts) > 0 && slices.ContainsFunc(s.parts[0], func(w word) bool { return slices.Contains(it.words, w.text) }) {
			return true
		}
	}
	return false
}

// readActors notes the countries and the words that tell actors apart.
func (it *item) readActors(l *Lists, n names) {
	for _, a := range it.Actors {
		words := splitWords(a)
		for i := 0; i < len(words); {
			if m, ok := l.nations.at(words, i); ok {
				it.actors = append(it.actors, n.id("nation "+m.name))
				i = m.to
				continue
			}
			if w := words[i]; !speakerGeneric[w] && !stop[w] && len(w) > 1 {
				it.actors = append(it.actors, n.id("actor "+stem(w)))
			}
			i++
		}
	}
	if len(it.actors) == 0 { // nobody was named as an actor: the countries that the words name
		for _, c := range it.nations {
			it.actors = append(it.actors, n.id("nation "+c))
		}
	}
	slices.Sort(it.actors)
	it.actors = slices.Compact(it.actors)
}

// perfect opens the window of a movement told as done ("said on Tuesday that forces had withdrawn"):
// the day is that of the telling, and the latest at which it was done.
func (it *item) perfect() {
	if it.family != "movement" || !it.win.known || it.win.openLo || it.win.days() > 1 {
		return
	}
	for i, w := range it.words {
		if w == "had" || w == "have" || w == "has" {
			next := it.words[min(i+1, len(it.words)-1)]
			if next == "withdrawn" || next == "left" || next == "been" || strings.HasSuffix(next, "ed") {
				it.win.lo, it.win.openLo = it.win.hi-reach, true
				return
			}
		}
	}
}

// cumulative opens the window of a toll that counts all until its day ("has risen to 93").
func (it *item) cumulative(l *Lists) {
	if it.family == "toll" && it.win.known && !it.win.openLo && it.win.days() <= 2 && l.cues["cumulative"].has(it.words) {
		it.win.lo, it.win.openLo = it.win.hi-reach, true
	}
}

// capitalised returns the words of the quote that begin with a capital within a sentence.
func capitalised(quote string) map[string]bool {
	out := map[string]bool{}
	first := true
	for f := range strings.FieldsSeq(quote) {
		t := strings.TrimLeftFunc(f, func(r rune) bool { return !unicode.IsLetter(r) })
		if t != "" && !first && unicode.IsUpper([]rune(t)[0]) {
			for _, w := range splitWords(t) {
				out[w] = true
			}
		}
		first = strings.HasSuffix(f, ".") || strings.HasSuffix(f, ".\u201d") || strings.HasSuffix(f, ".\"")
	}
	return out
}

var units = wordSet(`km kilometer kilometers kilometre kilometres mile miles metre metres meter meters hectare hectares acre acres
yard yards`)

// measures reports whether a figure is a length or an area.
func measures(q Q) bool {
	for _, w := range splitWords(q.What + " " + q.Text) {
		if units[w] {
			return true
		}
	}
	return false
}

// marked reports whether the claim has the mark.
func (it *item) marked(id int) bool {
	_, ok := slices.BinarySearchFunc(it.marks, id, func(m mark, id int) int { return m.id - id })
	return ok
}

// shared is the weight of the marks that two claims have in common.
func shared(a, b *item) int {
	sum := 0
	for i, j := 0, 0; i < len(a.marks) && j < len(b.marks); {
		switch {
		case a.marks[i].id < b.marks[j].id:
			i++
		case a.marks[i].id > b.marks[j].id:
			j++
		default:
			sum += min(a.marks[i].weight, b.marks[j].weight)
			i++
			j++
		}
	}
	return sum
}

// sharedBesides is the weight of the marks in common that are neither acts nor countries nor things
// that every second sentence names.
func sharedBesides(a, b *item) int {
	sum := 0
	for _, m := range a.marks {
		if m.kind != anAct && m.kind != aNation && m.kind != aThing && b.marked(m.id) {
			sum += m.weight
		}
	}
	return sum
}

// likeness is, in hundredths, how much of the lighter claim the other also tells.
func likeness(a, b *item) int {
	w := min(a.weight, b.weight)
	if w == 0 {
		return 0
	}
	return 100 * shared(a, b) / w
}

// common reports whether two sorted lists share an element.
func common(a, b []int) bool {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			return true
		}
	}
	return false
}

// first returns at most n of a list.
func first[T any](list []T, n int) []T { return list[:min(n, len(list))] }
