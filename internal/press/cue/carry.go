package cue

import "slices"

// remembered is how many sources of an article are kept: no reader carries more.
const remembered = 64

// Memory is what one article has said so far about its sources, so that "he",
// "the official" and "the sources" can be followed back. It serves one article
// and one goroutine.
type Memory struct {
	sources []Source // in the order of their last use, the newest last
	subject Source   // of the last verb that had one in the sentence
	last    Source   // of the sentence before
	now     Source   // of this one
	// Carrier reports whether a name is that of an outlet or agency.
	Carrier func(name string) bool
}

// Begin starts a sentence.
func (m *Memory) Begin() { m.last, m.now, m.subject = m.now, Source{}, Source{} }

// carrier reports whether a source is one that carries what others say.
func (m *Memory) carrier(who Source) bool {
	return is(who.noun, "newspaper outlet agency broadcaster channel daily magazine media website journal") ||
		m.Carrier != nil && m.Carrier(who.Name)
}

// Keep notes that a source was used.
func (m *Memory) Keep(who Source) {
	if who.Kind == "" || who.Kind == Outlet {
		return
	}
	m.subject, m.now = who, who
	who.Via = nil
	m.sources = slices.DeleteFunc(m.sources, func(o Source) bool { return o.Name == who.Name })
	m.sources = append(m.sources, who)
	if len(m.sources) > remembered {
		m.sources = m.sources[1:]
	}
}

// See notes the person at the head of a sentence, who says nothing in it and
// whom a pronoun of a later one may mean.
func (m *Memory) See(s *Sentence) {
	if m.now.Kind == Person {
		return
	}
	now := m.now
	for _, n := range s.beginning(0, min(7, len(s.Tokens))) {
		if n.Kind == Person && !is(s.lower(0), "after before since when while as with") {
			m.Keep(Source{Name: n.Head, Kind: Person, noun: officeNoun(n.Office), office: n.Office, Rule: "the person spoken of before"})
			break
		}
	}
	m.now = now
}

// pronoun is the newest source that a pronoun can mean.
func (m *Memory) pronoun(w string) Source {
	for _, s := range slices.Backward(m.sources) {
		fits := false
		switch w {
		case "he", "she":
			fits = s.Kind == Person || s.Kind == Anonymous && !s.Many
		case "it":
			fits = s.Kind == Organisation
		case "they", "we":
			fits = s.Many || s.Kind == Organisation
		}
		if fits {
			s.Rule = "\"" + w + "\" is the newest source that it can mean"
			return s
		}
		if (w == "he" || w == "she") && s.Kind == Person {
			break
		}
	}
	return Source{}
}

// byNoun is the newest source that was described with a noun, and belongs to the
// state if one is said.
func (m *Memory) byNoun(noun, state string) Source {
	const carriers = "newspaper outlet agency broadcaster channel daily paper magazine website site"
	for _, s := range slices.Backward(m.sources) {
		same := s.noun == noun || is(noun, carriers) && is(s.noun, carriers)
		if same && (state == "" || s.state == "" || s.state == state) {
			return s
		}
	}
	return Source{}
}

// byOffice is the newest person with an office of that noun, in whose words the
// modifiers stand: "the foreign minister" is no prime minister.
func (m *Memory) byOffice(noun string, modifiers []string) Source {
	for _, s := range slices.Backward(m.sources) {
		if s.Kind != Person || s.noun != noun {
			continue
		}
		fits := true
		for _, w := range modifiers {
			fits = fits && is(w, s.office)
		}
		if fits {
			return s
		}
	}
	return Source{}
}
