package name

import "strings"

// Known returns the full name of an organisation that the lists know, and the
// abbreviation that they know it by, made of its capitals. Both are empty for
// others.
func (l *Lists) Known(m Mention) (full, short string) {
	full, ok := strings.CutPrefix(m.key, "org:")
	if !ok {
		return "", ""
	}
	var initials strings.Builder
	for w := range strings.FieldsSeq(full) {
		if w[0] >= 'A' && w[0] <= 'Z' {
			initials.WriteByte(w[0])
		}
	}
	if initials.Len() < 3 {
		return full, ""
	}
	for _, e := range l.known[strings.ToLower(initials.String())] {
		if e.kind == kindOrganisation && len(e.words) == 1 && l.organisationOf(&e).name == full {
			return full, initials.String()
		}
	}
	return full, ""
}

// State returns the name of the state that a word or two stand for as its name,
// its capital or its adjective, and whether they are the adjective.
func (l *Lists) State(phrase string) (state string, adjective bool) {
	w := words(phrase)
	for len(w) > 1 && article(w[0]) {
		w = w[1:]
	}
	if len(w) == 0 || len(w) > 4 {
		return "", false
	}
	for _, kind := range []entryKind{kindState, kindCapital, kindAdjective} {
		for _, e := range l.known[w[0]] {
			if e.kind == kind && len(e.words) == len(w) && strings.Join(e.words, " ") == strings.Join(w, " ") {
				return l.states[e.ref].name, kind == kindAdjective
			}
		}
	}
	return "", false
}
