package name

import (
	"slices"
	"strings"
)

// finish orders what an entity holds and names it by its fullest, then most
// frequent, then longest variant.
func (m *merger) finish(e *Entity) {
	slices.SortFunc(e.Refs, func(a, b Ref) int {
		if a.Group != b.Group {
			return a.Group - b.Group
		}
		return a.Index - b.Index
	})
	count, states := map[string]int{}, map[string]int{}
	for _, r := range e.Refs {
		at := m.at(r)
		count[at.Head]++
		if at.Kind != Person && at.Text != at.Head {
			count[at.Text]++
		}
		if e.Class == "" || at.Class != "" && at.Class < e.Class {
			e.Class = at.Class
		}
		if at.State != "" {
			states[at.State]++
		}
	}
	for v := range count {
		e.Variants = append(e.Variants, v)
	}
	slices.Sort(e.Variants)
	e.State = commonest(states)
	e.Name = m.bestName(e, count)
}

// commonest returns what is counted most, of equals the first by letter.
func commonest(count map[string]int) string {
	best := ""
	for v, n := range count {
		if best == "" || n > count[best] || n == count[best] && v < best {
			best = v
		}
	}
	return best
}

func (m *merger) bestName(e *Entity, count map[string]int) string {
	if e.Kind == State {
		if s, ok := m.l.states[e.State]; ok {
			return s.name
		}
	}
	best := ""
	better := func(v string) bool {
		a, b := e.fuller(v), e.fuller(best)
		switch {
		case a != b:
			return a
		case count[v] != count[best]:
			return count[v] > count[best]
		case len(v) != len(best):
			return len(v) > len(best)
		}
		return v < best
	}
	for _, v := range e.Variants {
		if best == "" || better(v) {
			best = v
		}
	}
	return best
}

// fuller reports whether a variant names the entity by itself: a person by more
// than the surname, an organ of a state with the state.
func (e *Entity) fuller(v string) bool {
	switch {
	case e.Kind == Person:
		return len(units(v)) > 1
	case e.Class == "ministry" || e.Class == "organ":
		return v[0] >= 'A' && v[0] <= 'Z' && strings.Contains(v, " ")
	}
	return true
}
