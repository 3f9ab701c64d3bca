package cue

import (
	"strings"
)

// Kinds of source. An outlet is the article's own voice.
const (
	Person       = "person"
	Organisation = "organisation"
	Anonymous    = "anonymous"
	Outlet       = "outlet"
)

// Source is who says something.
type Source struct {
	Name   string
	Kind   string
	Via    []string // through whom it came, the nearest first
	Reason string   // why the source is not named, in the text's words
	Many   bool     // more than one speaks
	Rule   string
	noun   string // the noun that describes it
	state  string // the state that it belongs to, if said
	office string // of a person, in lower case
	bare   bool   // a state by its name or capital
}

// resolve says who a noun phrase is.
func (l *Lists) resolve(s *Sentence, p phrase, m *Memory) Source {
	a, e := p.Start, p.End
	if p.empty() {
		return Source{}
	}
	core := l.core(s, a, e)
	head := s.lower(core - 1)
	if is(head, "letter statement communique message memo note") && is(s.lower(core), "sent issued released by from signed") {
		for i := core; i < e && i < core+3; i++ {
			if is(s.lower(i), "by from") && i+1 < e {
				return l.resolve(s, phrase{Start: i + 1, End: l.until(s, i+1, e)}, m)
			}
		}
	}
	switch first := s.lower(a); {
	case e-a == 1 && pronouns[first]:
		return m.pronoun(first)
	case l.spokespeople[head] || l.spokespeople[first]:
		if who, ok := l.named(s, p, core); ok {
			return who
		}
		return l.spokesman(s, p, core, m)
	}
	if strings.HasPrefix(s.lower(core), "'s") || s.lower(core-1) == "'s" {
		core = l.possessed(s, core, e)
		head = s.lower(core - 1)
	}
	if who, ok := l.named(s, p, core); ok && !l.isBody(head) {
		return who
	}
	if l.listed(s, a, e) {
		return Source{Name: plainText(s, a, e), Kind: Organisation, Many: true, Rule: "a list that names a body", noun: head}
	}
	if head == "report" {
		for _, n := range s.within(a, core) {
			if n.Kind == Organisation {
				return Source{Name: n.Head, Kind: Organisation, noun: "report", Rule: "a report of a named outlet or body"}
			}
		}
		if old := m.byNoun("report", ""); old.Kind == Organisation && s.lower(a) == "the" {
			return old
		}
	}
	if l.anonymous[head] != "" {
		return l.unnamed(s, p, core, m)
	}
	if l.offices[head] {
		return l.holder(s, p, core, m)
	}
	if l.reporters[head] {
		return Source{Kind: Outlet, Rule: "reporters saw it"}
	}
	return l.body(s, p, core, head, m)
}

// core is where the head noun of the words [a, e) ends: before the first
// preposition or relative word behind it.
func (l *Lists) core(s *Sentence, a, e int) int {
	for i := a + 1; i < e; i++ {
		if prepositions[s.lower(i)] || s.lower(i) == "(" || s.lower(i) == "," {
			if is(s.lower(i-1), "one two three four five some several many most all both another none") && s.lower(i) == "of" {
				return l.core(s, i+1, e)
			}
			if is(s.lower(i), "of for") && l.bodies[s.lower(i-1)] || s.lower(i) == "for" && s.Tokens[i-1].Capital() {
				continue // "Network for Human Rights", "ministry of defence"
			}
			return i
		}
	}
	return e
}

// until is where the phrase that begins at a ends inside [a, e): before "to" or
// a word of time.
func (l *Lists) until(s *Sentence, a, e int) int {
	for i := a + 1; i < e; i++ {
		if is(s.lower(i), "to on in last late early") {
			return i
		}
	}
	return e
}

// possessed goes on behind "the ministry's" to the noun that is theirs.
func (l *Lists) possessed(s *Sentence, core, e int) int {
	for i := core; i < e; i++ {
		if i > core && prepositions[s.lower(i)] {
			return i
		}
	}
	return e
}

// named finds the person who is the head of a phrase or stands beside it.
func (l *Lists) named(s *Sentence, p phrase, core int) (Source, bool) {
	spans := append([][2]int{{p.Start, core}}, p.Beside...)
	for n, b := range spans {
		if n > 0 && is(s.lower(b[0]), "who which whose citing quoting head including alongside along together speaking and") {
			continue
		}
		for _, name := range s.beginning(b[0], b[1]) {
			if name.Kind != Person || n > 0 && name.Start > s.Tokens[min(b[0]+4, b[1]-1)].Start {
				continue
			}
			if rest := s.Text[name.End:]; strings.HasPrefix(rest, "'s ") || strings.HasPrefix(rest, "\u2019s ") {
				continue
			}
			return Source{Name: name.Head, Kind: Person, Rule: "the person named as subject", noun: officeNoun(name.Office), office: name.Office}, true
		}
	}
	return Source{}, false
}

func (l *Lists) isBody(head string) bool { return l.bodies[head] }

// listed reports whether a phrase is a list in which a body is named, beside
// people who are not.
func (l *Lists) listed(s *Sentence, a, e int) bool {
	commas := false
	for i := a; i < e; i++ {
		commas = commas || s.lower(i) == ","
	}
	if !commas {
		return false
	}
	for _, n := range s.within(a, e) {
		if n.Kind == Organisation {
			return true
		}
	}
	return false
}

// spokesman gives what somebody says who speaks for a body to the body.
func (l *Lists) spokesman(s *Sentence, p phrase, core int, m *Memory) Source {
	for i := p.Start; i < p.End; i++ {
		if l.spokespeople[s.lower(i)] && is(s.lower(i+1), "for of at from with") {
			return Source{Name: plainText(s, i+2, p.End), Kind: Organisation, Rule: "a spokesperson for a body", noun: "spokesperson"}
		}
	}
	if name := plainText(s, p.Start, core-1); name != "" && !is(strings.ToLower(name), "a the one another its his") {
		return Source{
			Name: strings.TrimSuffix(strings.TrimSuffix(name, "'s"), "\u2019s"), Kind: Organisation,
			Rule: "a body's spokesperson", noun: "spokesperson",
		}
	}
	if old := m.byNoun("spokesperson", ""); old.Kind != "" {
		return old
	}
	return Source{Name: plainText(s, p.Start, p.End), Kind: Anonymous, Rule: "a spokesperson without a name", noun: "spokesperson"}
}

// unnamed describes a source that is not named. With "the" it is one that was
// spoken of before, if there was one of that description.
func (l *Lists) unnamed(s *Sentence, p phrase, core int, m *Memory) Source {
	head := s.lower(core - 1)
	noun := singular(head)
	state := l.stateIn(s, p.Start, p.End)
	out := Source{
		Name: plainText(s, p.Start, p.End), Kind: Anonymous, Many: l.anonymous[head] == "many", noun: noun, state: state,
		Rule: "described and not named",
	}
	several := s.lower(p.Start+1) == "of" && is(s.lower(p.Start), "one two three four five six seven eight some several both many most another")
	if is(s.lower(p.Start), "the that this") || several {
		if old := m.byNoun(noun, state); old.Kind == Anonymous {
			old.Rule = "the " + noun + " of an earlier sentence"
			if several {
				old.Name, old.Many = plainText(s, p.Start, p.End), true
			}
			return old
		}
	}
	return out
}

// holder is who holds an office: the person who was named with it, or else the
// office itself. "A minister" is nobody by name.
func (l *Lists) holder(s *Sentence, p phrase, core int, m *Memory) Source {
	noun := singular(s.lower(core - 1))
	name := plainText(s, p.Start, p.End)
	for _, n := range s.beginning(p.Start, p.End) { // "the president of the council Dana Orrin"
		if n.Kind == Person && n.End == s.Tokens[p.End-1].End {
			return Source{Name: n.Head, Kind: Person, noun: noun, office: n.Office, Rule: "the person named behind the office"}
		}
	}
	if is(s.lower(p.Start), "a an one another some several two three") || strings.HasSuffix(s.lower(core-1), "s") {
		return Source{Name: name, Kind: Anonymous, noun: noun, state: l.stateIn(s, p.Start, p.End), Rule: "an office, and not who holds it"}
	}
	if is(s.lower(p.Start), "the this that") {
		var modifiers []string
		for i := p.Start + 1; i < core-1; i++ {
			if st, _ := l.states.State(s.Tokens[i].Text); st == "" {
				modifiers = append(modifiers, s.lower(i))
			}
		}
		if old := m.byOffice(noun, modifiers); old.Kind == Person {
			old.Rule = "the " + noun + " of an earlier sentence"
			return old
		}
	}
	return Source{Name: name, Kind: Person, noun: noun, office: strings.ToLower(name), Rule: "named by the office alone"}
}

// officeNoun is the noun by which an office is called again: "minister".
func officeNoun(office string) string {
	words := strings.Fields(office)
	for i, w := range words {
		if is(w, "of to for") && i > 0 {
			return words[i-1]
		}
	}
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

func singular(noun string) string {
	switch {
	case noun == "people" || noun == "persons":
		return "person"
	case strings.HasSuffix(noun, "witnesses"):
		return strings.TrimSuffix(noun, "es")
	case strings.HasSuffix(noun, "s") && !strings.HasSuffix(noun, "ss"):
		return strings.TrimSuffix(noun, "s")
	}
	return noun
}

// stateIn is the first state that the words [a, b) name or have the adjective of.
func (l *Lists) stateIn(s *Sentence, a, b int) string {
	for i := a; i < b; i++ {
		if !s.Tokens[i].Capital() {
			continue
		}
		if i+1 < b {
			if st, _ := l.states.State(s.text(i, i+2)); st != "" {
				return st
			}
		}
		if st, _ := l.states.State(s.Tokens[i].Text); st != "" {
			return st
		}
	}
	return ""
}

// body says which body a phrase names.
func (l *Lists) body(s *Sentence, p phrase, core int, head string, m *Memory) Source {
	name := plainText(s, p.Start, core)
	state := l.stateIn(s, p.Start, p.End)
	if whole, adjective := l.states.State(name); whole != "" && (!adjective || s.lower(p.Start) == "the" || strings.ToUpper(name) == name) {
		return Source{Name: "government of " + whole, Kind: Organisation, Rule: "a state or its capital speaks", noun: "government", state: whole, bare: true}
	}
	if is(s.lower(p.Start), "the this that") && core-p.Start == 2 && l.bodies[head] {
		if old := m.byNoun(singular(head), ""); old.Kind == Organisation {
			old.Rule = "the " + head + " of an earlier sentence"
			return old
		}
	}
	for _, n := range s.within(p.Start, core) {
		if n.Kind == Organisation && n.Listed {
			return Source{Name: n.Head, Kind: Organisation, Rule: "a body that is listed", noun: bodyNoun(n, head), state: state}
		}
	}
	for _, n := range s.within(p.Start, core) {
		if n.Kind == Organisation {
			return Source{Name: longer(n.Head, name), Kind: Organisation, Rule: "a body named as subject", noun: bodyNoun(n, head), state: state}
		}
	}
	if l.bodies[head] || capital(s, p.Start, core) {
		return Source{Name: name, Kind: Organisation, Rule: "a body described as subject", noun: singular(head), state: state}
	}
	return Source{}
}

// bodyNoun is the noun by which a text will call a body again.
func bodyNoun(n Name, head string) string {
	if is(n.Class, "outlet agency monitor") && !is(head, "newspaper agency broadcaster channel magazine journal website observatory network") {
		return n.Class
	}
	return singular(head)
}

func capital(s *Sentence, a, b int) bool {
	return a < b && s.Tokens[b-1].Capital()
}

// longer is the name as the text has it, unless the head that was found for it
// says more.
func longer(head, name string) string {
	if len(head) >= len(name) || !strings.Contains(strings.ToLower(name), strings.ToLower(head)) {
		return head
	}
	return name
}

// plainText is a phrase without the article before it.
func plainText(s *Sentence, a, b int) string {
	if a < b-1 && is(s.lower(a), "a an the") {
		a++
	}
	for b > a && (s.lower(b-1) == "," || s.lower(b-1) == "'s") {
		b--
	}
	return s.text(a, b)
}
