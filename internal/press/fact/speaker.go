package fact

import (
	"slices"
	"strings"
)

// speaker is who a claim says it is from.
type speaker struct {
	kind    string
	words   []string // sorted, countries by name, without articles and generic words
	all     string   // what makes a named speaker one: its sorted words
	country string
	role    map[string]bool // of an unnamed speaker: diplomat, military, resident
	last    string          // skeleton of a person's surname
	first   string
	tokens  []string // words as written, for acronyms
	acronym string   // initials of a named organisation
	office  bool     // speaks for a state: a government, a ministry, an office, a country
}

var speakerGeneric = wordSet(`the a an of and for in on by from with who to its his her s al government authorities officials official
state source sources people person persons person spokesperson spokesman spokeswoman spokespeople office statement leadership
familiar matter situation senior based former close country national unnamed anonymous several two three four five six seven
eight nine ten another one some high ranking top local condition speaking involved knowledge briefed issue direct capital
administration`)

var officeWords = wordSet(`government ministry ministries department state office authorities leadership army military police
forces parliament presidency administration official officials minister spokesman spokesperson secretary`)

// How two speakers stand to one another.
const (
	strangers = iota
	maybe     // an outlet's own voice or unnamed persons: others may be behind it
	kin       // the state and one of its offices or officials
	oneSpeaker
)

func (l *Lists) readSpeaker(c *Claim) speaker {
	s := speaker{kind: c.SourceKind, role: map[string]bool{}}
	s.tokens = splitWords(c.SourceName)
	if s.kind == "outlet" {
		return s
	}
	seen := map[string]bool{}
	for i := 0; i < len(s.tokens); {
		if m, ok := l.nations.at(s.tokens, i); ok {
			if s.country == "" {
				s.country = m.name
			}
			seen[m.name] = true
			i = m.to
			continue
		}
		w := s.tokens[i]
		s.office = s.office || officeWords[w]
		if !speakerGeneric[w] && len(w) > 1 {
			if w == "diplomatic" {
				w = "diplomat"
			}
			seen[stem(w)] = true
		}
		i++
	}
	for w := range seen {
		s.words = append(s.words, w)
	}
	slices.Sort(s.words)
	s.all = strings.Join(s.words, " ")
	switch s.kind {
	case "person":
		s.readPerson(l, c)
	case "anonymous":
		for _, w := range s.words {
			if w != s.country {
				s.role[w] = true
			}
		}
	default:
		s.office = s.office || s.country != "" && len(s.words) == 1
		s.acronym = initialsOf(c.SourceName)
	}
	return s
}

// readPerson takes the surname and, from the words before the name in the quote, the state the
// person speaks for ("Norlandic Foreign Minister Marek Tolva").
func (s *speaker) readPerson(l *Lists, c *Claim) {
	n := len(s.tokens)
	if n == 0 {
		return
	}
	s.last = skeleton(s.tokens[n-1])
	if len(s.last) < 2 {
		s.last = s.tokens[n-1]
	}
	if n > 1 {
		s.first = s.tokens[0][:1]
	}
	words := splitWords(c.Quote)
	at := slices.Index(words, s.tokens[n-1])
	if at < 0 {
		return
	}
	for _, m := range l.nations.all(words[max(0, at-7):at]) {
		s.country, s.office = m.name, true
	}
}

// initialsOf gives the initials of the words that count in a name, or "" for a single word.
func initialsOf(name string) string {
	var b strings.Builder
	f := splitWords(name)
	if len(f) < 3 {
		return ""
	}
	for _, w := range f {
		if w != "for" && w != "of" && w != "the" && w != "and" {
			b.WriteByte(w[0])
		}
	}
	return b.String()
}

// against says how two speakers stand to one another, by their names alone.
func (s *speaker) against(t *speaker) int {
	if s.kind == "outlet" || t.kind == "outlet" {
		return maybe
	}
	if s.kind == "person" && t.kind == "person" {
		if s.last != "" && s.last == t.last && (s.first == "" || t.first == "" || s.first == t.first || len(s.last) > 3) {
			return oneSpeaker
		}
		return strangers
	}
	if s.kind == "anonymous" && t.kind == "anonymous" {
		return s.unnamed(t)
	}
	if s.all != "" && s.all == t.all && s.kind == t.kind || s.initials(t) || t.initials(s) {
		return oneSpeaker
	}
	if s.country != "" && s.country == t.country && s.office && t.office && (subset(s.words, t.words) || subset(t.words, s.words)) {
		return kin
	}
	if s.country != "" && s.country == t.country && (s.kind == "person" && t.stateItself() || t.kind == "person" && s.stateItself()) {
		return kin
	}
	return strangers
}

// stateItself reports whether the speaker is a country or its government as a whole.
func (s *speaker) stateItself() bool {
	return s.kind == "organisation" && s.country != "" && len(s.words) == 1
}

func (s *speaker) initials(t *speaker) bool {
	return len(s.tokens) == 1 && len(s.tokens[0]) > 2 && s.tokens[0] == t.acronym
}

// unnamed compares two unnamed speakers: different states are strangers, so are a diplomat and a
// resident; a "military official" and a "government official" of one state may be one.
func (s *speaker) unnamed(t *speaker) int {
	if s.country != "" && t.country != "" && s.country != t.country {
		return strangers
	}
	if s.all == t.all && s.all != "" {
		return oneSpeaker
	}
	for _, class := range [...]string{"diplomat", "resident", "witness", "eyewitness", "doctor", "medic", "lawmaker", "analyst"} {
		if s.role[class] != t.role[class] && len(s.role) > 0 && len(t.role) > 0 {
			return strangers
		}
	}
	return maybe
}

// subset reports whether sorted a lies within sorted b.
func subset(a, b []string) bool {
	for _, w := range a {
		if _, ok := slices.BinarySearch(b, w); !ok {
			return false
		}
	}
	return len(a) > 0
}
