package name

import (
	"slices"
	"strconv"
	"strings"
)

// fullName is a name of two parts or more as it is spelt, with all its mentions.
type fullName struct {
	key   string
	units []unit
	refs  []Ref
	roles map[string]bool
	group int // the entity, by number, once joined
	rule  string
}

func (f *fullName) given() unit { return f.units[0] }
func (f *fullName) last() unit  { return f.units[len(f.units)-1] }

// persons joins the persons: full names among themselves, then single names with
// the full names of their own group, then with those of all groups.
func (m *merger) persons() {
	names := map[string]*fullName{}
	var single []Ref
	for g, ms := range m.groups {
		for i := range ms {
			at := &ms[i]
			if at.Kind != Person {
				continue
			}
			u := m.units(at.Head)
			switch {
			case at.Flaw != "" || len(u) == 0:
				m.put("person:"+at.Head, Person, "one spelling", Ref{g, i})
			case len(u) == 1:
				single = append(single, Ref{g, i})
			default:
				f := names[fullKey(u)]
				if f == nil {
					f = &fullName{key: fullKey(u), units: u, roles: map[string]bool{}}
					names[f.key] = f
				}
				f.refs = append(f.refs, Ref{g, i})
				if r := role(at); r != "" {
					f.roles[r] = true
				}
			}
		}
	}
	all := make([]*fullName, 0, len(names))
	for _, f := range names {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b *fullName) int { return strings.Compare(a.key, b.key) })
	m.l.join(all)
	for _, f := range all {
		for _, r := range f.refs {
			m.put(personKey(f), Person, f.rule, r)
		}
	}
	m.singles(all, single)
}

func personKey(f *fullName) string { return "person:" + strconv.Itoa(f.group) }

func fullKey(us []unit) string {
	parts := make([]string, len(us))
	for i, u := range us {
		parts[i] = u.key()
	}
	return strings.Join(parts, " / ")
}

// join gives each name the number of its entity. Two entities are joined only if
// every name of one can be every name of the other, so that a chain of likenesses
// never joins what does not look alike. Names are taken in the order of spelling,
// whatever the order of the groups.
func (l *Lists) join(all []*fullName) {
	members := make([][]*fullName, len(all))
	blocks := map[string][]int{}
	for i, f := range all {
		f.group, f.rule = i, "one spelling"
		members[i] = []*fullName{f}
		blocks[f.last().block()] = append(blocks[f.last().block()], i)
		if len(f.units) == 2 && f.given().block() != f.last().block() {
			blocks[f.given().block()] = append(blocks[f.given().block()], i)
		}
	}
	for _, i := range sortedValues(blocks) {
		for a := range i {
			for b := a + 1; b < min(len(i), a+widest); b++ {
				l.joinPair(members, all[i[a]], all[i[b]])
			}
		}
	}
	for _, i := range sortedValues(blocks) {
		for _, k := range i {
			if all[k].given().short {
				l.joinInitial(members, all, k, i)
			}
		}
	}
}

// widest bounds how many names of one block each name is compared with, the next
// ones by spelling: no corpus of news comes near it.
const widest = 1000

// joinPair joins the entities of two names if their names agree, each with each.
func (l *Lists) joinPair(members [][]*fullName, x, y *fullName) {
	if x.given().short || y.given().short || x.group == y.group || l.samePerson(x, y) == "" {
		return
	}
	rule := ""
	for _, a := range members[x.group] {
		for _, b := range members[y.group] {
			r := l.samePerson(a, b)
			if r == "" {
				return
			}
			rule = max(rule, r)
		}
	}
	unite(members, min(x.group, y.group), max(x.group, y.group), rule)
}

func unite(members [][]*fullName, to, from int, rule string) {
	members[to] = append(members[to], members[from]...)
	for _, f := range members[from] {
		f.group = to
	}
	members[from] = nil
	for _, f := range members[to] {
		if f.rule == "one spelling" || rule > f.rule {
			f.rule = rule
		}
	}
}

// joinInitial joins "J. Surname" with the only entity whose given name begins so.
func (l *Lists) joinInitial(members [][]*fullName, all []*fullName, k int, block []int) {
	to, rule := -1, ""
	for _, i := range block {
		if all[i].group == all[k].group || all[i].given().short {
			continue
		}
		r := l.samePerson(all[k], all[i])
		switch {
		case r == "" || all[i].group == to:
		case to >= 0:
			return
		default:
			to, rule = all[i].group, r
		}
	}
	if to >= 0 && len(members[all[k].group]) == 1 {
		unite(members, to, all[k].group, rule)
	}
}

// samePerson says why two full names are spellings of one, or "".
func (l *Lists) samePerson(a, b *fullName) string {
	if middlesDiffer(a.units, b.units) {
		return ""
	}
	surname := a.last().near(b.last())
	given := l.sameGiven(a.given(), b.given())
	switch {
	case surname && given == near:
		return "surname and given name by consonants and vowels"
	case surname && given == nick:
		return "surname by consonants and vowels, given name by the list of short forms"
	case surname && given == first:
		return "surname by consonants and vowels, given name by its initial"
	case len(a.units) == 2 && len(b.units) == 2 && a.given().low == b.last().low && a.last().low == b.given().low && a.given().prefix == b.last().prefix:
		return "family name first and last"
	case a.last().block() == b.last().block() && len(a.last().spell.cons) > 2 && (given == near || given == nick) && shareRole(a, b):
		return "surname by consonants, given name and the same office"
	}
	return ""
}

type likeness uint8

const (
	apart likeness = iota
	near
	nick
	first
)

// sameGiven compares given names: by spelling, by the list of short forms, by an
// initial.
func (l *Lists) sameGiven(a, b unit) likeness {
	switch {
	case a.short || b.short:
		if a.low != "" && b.low != "" && a.low[0] == b.low[0] {
			return first
		}
		return apart
	case a.near(b):
		return near
	case a.prefix != b.prefix:
		return apart
	}
	for _, x := range l.nicknames[a.low] {
		if slices.Contains(l.nicknames[b.low], x) {
			return nick
		}
	}
	return apart
}

// middlesDiffer reports whether both names have middle parts that exclude one
// another.
func middlesDiffer(a, b []unit) bool {
	if len(a) < 3 || len(b) < 3 {
		return false
	}
	x, y := a[1:len(a)-1], b[1:len(b)-1]
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i].short || y[i].short {
			if x[i].low[0] != y[i].low[0] {
				return true
			}
			continue
		}
		if !x[i].near(y[i]) {
			return true
		}
	}
	return false
}

func shareRole(a, b *fullName) bool {
	for r := range a.roles {
		if b.roles[r] {
			return true
		}
	}
	return false
}

// role is an office that one person holds at a time, with its state; "" for what
// many are ("official", "member").
func role(at *Mention) string {
	var kept []string
	held := false
	for _, w := range words(at.Office) {
		switch w {
		case "the", "a", "an", "of", "for", "to", "interim", "acting", "former", "new", "then", "late", "current", "special", "s", "":
			continue
		case "president", "premier", "minister", "king", "queen", "emir", "sultan", "envoy", "ambassador", "governor", "mayor", "secretary",
			"chief", "head", "director", "speaker", "commander", "leader":
			held = true
		}
		kept = append(kept, w)
	}
	if !held || at.State == "" {
		return ""
	}
	if len(kept) > 1 {
		kept = kept[1:]
	}
	return at.State + ":" + strings.Join(kept, " ")
}

func sortedValues(m map[string][]int) [][]int {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	out := make([][]int, 0, len(keys))
	for _, k := range keys {
		if len(m[k]) > 1 {
			out = append(out, m[k])
		}
	}
	return out
}
