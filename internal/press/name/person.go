package name

import "strings"

// persons finds names of persons by titles before them, words set beside them,
// name particles, given names and verbs of speech.
func (s *scan) persons() {
	for i := 0; i < len(s.tok); i++ {
		end, units := s.nameRun(i)
		if end == 0 {
			continue
		}
		if s.person(i, end, units) {
			i = end - 1
		}
	}
}

// person files the run [i, end) if something says that it is a person.
func (s *scan) person(i, end, units int) bool {
	if units > 1 && s.l.in(things, s.low(end-1)) {
		return false
	}
	if units == 1 && s.low(i-1) == "the" || s.besidePlace(end) {
		return false
	}
	m := Mention{Kind: Person}
	from := i
	t, titled := s.titleBefore(i)
	if units > 1 && s.l.in(armed, s.low(end)) && !s.tok[end].capital && !titled && s.l.features[s.low(end)] == "" {
		s.add(i, i, end, Mention{Kind: Organisation, Rule: "organisation, by the word behind it"})
		return true
	}
	if side := s.l.features[s.low(end)]; titled && t.direct && t.end == i && t.state == "" && side != "" && side != "before" && s.low(end) != "state" {
		s.add(t.start, t.start, end, Mention{Kind: Place, What: s.low(end), Rule: "place, by the words beside it"})
		return true
	}
	b, set := s.besideAfter(end)
	switch {
	case titled && (units > 1 || t.direct):
		m.Rule = "person, by the title before the name"
		m.Office, m.State = s.words(t.start, t.end), t.state
		if units == 1 && t.direct && t.end == i && t.state == "" && t.end-t.start == 1 && s.l.in(given, s.low(t.start)) && s.tok[t.start].capital {
			i, from, m.Office = t.start, t.start, "" // a given name that is a title too: "Sultan al-X"
			break
		}
		if t.direct && s.isFree(t.start, i) && s.low(i-1) != "," {
			from = t.start
		}
	case s.placed(i, end) || s.l.in(placeHeads, s.low(i)):
		return false
	case set && b.person && (units > 1 || s.low(b.start) != "the"):
		m.Rule = "person, by the words set beside the name"
		if b.end-b.start > 1 || s.officeEnd(b.start) > 0 {
			m.Office, m.State = s.words(b.start, b.end), b.state
		}
	case s.tok[i].headline && units < 2:
		return false
	case units > 1 && s.l.in(given, s.low(i)) && s.hitAt(i).find(kindState) == nil:
		m.Rule = "person, by the given name"
	case units > 1 && s.hasParticle(i, end) && !s.tok[i].headline:
		m.Rule = "person, by the particle in the name"
	case units > 1 && units < 5 && !s.tok[i].headline && s.low(i-1) != "for" && s.low(i-1) != "of" && s.speaks(i, end):
		m.Rule = "person, by the verb of speech"
	default:
		return false
	}
	if set && b.person && m.Office == "" && b.end-b.start > 1 {
		m.Office, m.State = s.words(b.start, b.end), b.state
	}
	s.note(s.add(from, i, end, m))
	return true
}

// words returns the text of the tokens [from, to).
func (s *scan) words(from, to int) string {
	if from >= to {
		return ""
	}
	return s.text[s.tok[from].start:s.tok[to-1].end]
}

// placed reports whether the words before or behind say that a place is named.
func (s *scan) placed(i, end int) bool {
	if s.low(i-1) == "of" && (s.l.features[s.low(i-2)] != "" || direction(s.low(i-2))) {
		return true
	}
	if side := s.l.features[s.low(end)]; side == "after" || side == "both" {
		return !s.tok[end].capital || true
	}
	switch s.low(i - 1) {
	case "in", "near", "outside":
		return !s.l.in(given, s.low(i))
	}
	return s.amongPlaces(i)
}

// amongPlaces reports whether the word at i goes on with a row of places: "in X,
// Y and Z".
func (s *scan) amongPlaces(i int) bool {
	for n := 0; n < 6 && i >= 2 && !s.tok[i].first; n++ {
		if j := s.low(i - 1); j != "and" && j != "," && j != "or" {
			switch j {
			case "in", "near", "around", "outside":
				return n > 0
			}
			return false
		}
		k := i - 1
		for k > 0 && s.tok[k-1].class == word && s.tok[k-1].capital || k > 1 && s.low(k-1) == "-" {
			k--
		}
		if k == i-1 {
			return false
		}
		i = k
	}
	return false
}

// besidePlace reports whether the words behind the comma at i say that a place
// was named: "X, a neighbourhood of Y".
func (s *scan) besidePlace(i int) bool {
	if s.low(i) != "," || s.low(i+1) != "a" && s.low(i+1) != "an" && s.low(i+1) != "the" {
		return false
	}
	for k := i + 2; k < len(s.tok) && k < i+6 && s.tok[k].class == word; k++ {
		if s.beginsOffice(k) || s.groupWord(k) {
			return false
		}
		if s.l.features[s.low(k)] != "" && !s.tok[k].capital {
			return true
		}
	}
	return false
}

func (s *scan) hasParticle(i, end int) bool {
	for k := i; k < end; k++ {
		low := s.tok[k].low
		if particle(low) || article(low) && s.low(k+1) == "-" {
			return true
		}
	}
	return false
}

// speaks reports whether a verb of speech stands behind or before the run.
func (s *scan) speaks(i, end int) bool {
	k := end
	for range 2 {
		switch s.low(k) {
		case "also", "later", "then", "further", "himself", "herself", "has", "had":
			k++
		}
	}
	if k < len(s.tok) && s.tok[k].class == word && s.l.in(speech, s.low(k)) && !s.tok[k].capital {
		return true
	}
	switch s.low(i - 1) {
	case "said", "says", "added", "wrote":
		return true
	case "to":
		return s.low(i-2) == "according"
	}
	return false
}

// note remembers a person's name for the mentions by surname.
func (s *scan) note(at int) {
	u := units(s.out[at].Head)
	if len(u) == 0 || s.out[at].Flaw != "" {
		return
	}
	last := u[len(u)-1].key()
	s.surname[last] = append(s.surname[last], at)
}

// namesakes finds the persons of the text again where only the surname stands.
func (s *scan) namesakes() {
	if len(s.surname) == 0 {
		return
	}
	for i := 0; i < len(s.tok); i++ {
		t := s.tok[i]
		if t.class != word || s.taken[i] || !t.capital && !article(t.low) && !particle(t.low) {
			continue
		}
		for k := min(len(s.tok), i+5); k > i; k-- {
			if s.tok[k-1].class != word || !s.tok[k-1].capital || !s.isFree(i, k) || s.tok[k-1].first && k > i+1 {
				continue
			}
			u := units(s.words(i, k))
			if len(u) != 1 || len(s.surname[u[0].key()]) == 0 || s.ownName(i, k) {
				continue
			}
			s.add(i, i, k, Mention{Kind: Person, Rule: "person, by the surname named before"})
			i = k - 1
			break
		}
	}
}

// ownName reports whether the run is better known as a place: a listed town, named
// where a place is.
func (s *scan) ownName(i, k int) bool {
	h := s.hitAt(k - 1)
	if h == nil {
		return false
	}
	return h.find(kindState, kindAdjective) != nil || s.placeCue(i, k)
}

// speakers finds single unknown names that speak, where the full name never
// stands: "X said".
func (s *scan) speakers() {
	for i, t := range s.tok {
		if t.class != word || !t.capital || s.taken[i] || t.loud || t.headline || t.first && s.small[t.low] {
			continue
		}
		if i > 0 && (s.tok[i-1].capital || s.low(i-1) == "-" || s.low(i-1) == "the" || s.low(i-1) == "a") || s.hitAt(i) != nil || !s.nameWord(i) {
			continue
		}
		v := s.low(i + 1)
		if !strings.Contains(" said says told added stressed insisted noted warned argued wrote explained claimed denied ", " "+v+" ") || v == "" {
			continue
		}
		s.add(i, i, i+1, Mention{Kind: Person, Rule: "person, by the verb of speech alone"})
	}
}
