package name

import (
	"slices"
	"strings"
)

// Merge joins the mentions of all groups, one group an article, into entities. It
// depends on the order of mentions inside a group, which is that of the text, and
// not on the order of the groups. What the entities hold is sorted.
func (l *Lists) Merge(groups [][]Mention) []Entity {
	m := &merger{l: l, groups: groups, entities: map[string]*Entity{}, digests: make([]string, len(groups)), parts: map[string][]unit{}}
	m.settle()
	m.persons()
	for g, ms := range groups {
		for i := range ms {
			if ms[i].Kind != Person {
				m.put(m.keyOf(g, i), ms[i].Kind, m.ruleOf(g, i), Ref{g, i})
			}
		}
	}
	out := make([]Entity, 0, len(m.entities))
	for _, e := range m.entities {
		m.finish(e)
		out = append(out, *e)
	}
	slices.SortFunc(out, func(a, b Entity) int {
		for _, d := range []int{
			strings.Compare(a.Kind, b.Kind), strings.Compare(a.Name, b.Name), slices.Compare(a.Variants, b.Variants),
			strings.Compare(a.State, b.State), strings.Compare(a.Flaw, b.Flaw), len(a.Refs) - len(b.Refs), strings.Compare(a.Rule, b.Rule),
		} {
			if d != 0 {
				return d
			}
		}
		return 0
	})
	return out
}

type merger struct {
	l        *Lists
	groups   [][]Mention
	entities map[string]*Entity
	located  map[string]bool // keys of capitals that some text names as a place
	acting   map[string]bool // keys of capitals that act as governments in some text
	defined  map[string]string
	digests  []string
	parts    map[string][]unit
}

func (m *merger) at(r Ref) *Mention { return &m.groups[r.Group][r.Index] }

// put adds a mention to the entity of a key. A mention with a flaw is an entity of
// its own: one for each spelling, so that what looks alike stays apart.
func (m *merger) put(key, kind, rule string, r Ref) {
	at := m.at(r)
	if at.Flaw != "" {
		key, rule = "flaw:"+kind+":"+at.Flaw+":"+at.Head, "kept apart: "+at.Flaw
	}
	e := m.entities[key]
	if e == nil {
		e = &Entity{Kind: kind, Flaw: at.Flaw, Rule: rule}
		m.entities[key] = e
	}
	if strings.HasPrefix(key, "state:") {
		e.Kind = State
	}
	if rule > e.Rule {
		e.Rule = rule
	}
	e.Refs = append(e.Refs, r)
}

// settle finds, over all groups, which capitals are written of as places, and what
// the texts' short forms stand for where they agree.
func (m *merger) settle() {
	m.located, m.acting, m.defined = map[string]bool{}, map[string]bool{}, map[string]string{}
	for _, ms := range m.groups {
		for i := range ms {
			at := &ms[i]
			if at.Kind == Place && at.key != "" && at.local {
				m.located[at.key] = true
			}
			if at.Kind == Place && at.acts {
				m.acting[at.key] = true
			}
			if at.Full != "" {
				short, full := fold(at.Head), nameKey(at.Full)
				if old, ok := m.defined[short]; ok && old != full {
					full = "" // two texts mean two things by it
				}
				m.defined[short] = full
			}
		}
	}
}

// keyOf says which entity a mention that is no person belongs to.
func (m *merger) keyOf(g, i int) string {
	at := &m.groups[g][i]
	switch at.Kind {
	case Organisation:
		return m.organisationKey(g, at)
	case State:
		if at.key != "" {
			return at.key
		}
	case Place:
		if at.seat != "" && m.acting[at.key] && !m.located[at.key] {
			return "state:" + at.seat
		}
		if at.key != "" {
			return at.key
		}
		return "place:" + placeKey(at.Head)
	case People:
		if at.key != "" {
			return at.key
		}
	}
	return at.Kind + ":" + nameKey(at.Head)
}

func (m *merger) organisationKey(g int, at *Mention) string {
	switch {
	case at.Class == "ministry" || at.Class == "organ":
		owner := at.State
		if owner == "" {
			owner = "?" + m.digest(g)
		}
		if strings.HasPrefix(at.key, "org:") {
			return at.key
		}
		if agency := m.l.agencies[at.State]; at.key == "organ:state news agency" && agency != "" {
			return agency
		}
		return at.key + ":" + owner
	case at.key != "":
		return at.key
	case at.Full != "":
		return m.known(nameKey(at.Full))
	}
	key := nameKey(at.Head)
	if full := m.defined[fold(at.Head)]; full != "" {
		key = full
	}
	return m.known(key)
}

// known returns the key under which the lists have an organisation.
func (m *merger) known(key string) string {
	w := strings.Fields(key)
	if len(w) > 0 {
		for _, e := range m.l.known[w[0]] {
			if e.kind == kindOrganisation && !e.weak && strings.Join(e.words, " ") == key {
				return "org:" + m.l.organisationOf(&e).name
			}
		}
	}
	return "shape:" + key
}

// digest tells the groups apart by what they hold, not by their order.
func (m *merger) digest(g int) string {
	if m.digests[g] == "" {
		var b strings.Builder
		for i := range m.groups[g] {
			b.WriteString(m.groups[g][i].Text)
			b.WriteByte('|')
		}
		m.digests[g] = b.String()
	}
	return m.digests[g]
}

// units cuts a name into its parts, once for each spelling.
func (m *merger) units(head string) []unit {
	u, ok := m.parts[head]
	if !ok {
		u = units(head)
		m.parts[head] = u
	}
	return u
}

func (m *merger) ruleOf(g, i int) string {
	at := &m.groups[g][i]
	switch at.Kind {
	case Organisation:
		switch {
		case at.Class == "ministry":
			return "one portfolio of one state"
		case at.Class == "organ":
			return "one organ of one state"
		case at.Full != "":
			return "a short form and what the text defines it as"
		case strings.HasPrefix(at.key, "org:"):
			return "names of one organisation, by list"
		}
		return "one name, word for word"
	case State:
		return "names of one state, by list"
	case Place:
		if at.seat != "" && m.acting[at.key] && !m.located[at.key] {
			return "names of one state, by list"
		}
		if at.key != "" {
			return "spellings of one place, by the gazetteer"
		}
		return "one name, by its consonants and vowels"
	case People:
		return "one people, by list"
	}
	return ""
}
