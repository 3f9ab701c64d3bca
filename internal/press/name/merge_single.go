package name

import "strings"

// singles joins the mentions by one name, mostly a surname, with a full name: the
// only one of their group that bears it; else the one named last before them;
// else the only one of all groups, or the only one with the same office. What
// stays without is an entity by itself, or one for each group if it might be
// several.
func (m *merger) singles(all []*fullName, single []Ref) {
	byGroup := map[int][]*fullName{}
	byBlock := map[string][]*fullName{}
	for _, f := range all {
		byBlock[f.last().block()] = append(byBlock[f.last().block()], f)
		seen := map[int]bool{}
		for _, r := range f.refs {
			if !seen[r.Group] {
				seen[r.Group] = true
				byGroup[r.Group] = append(byGroup[r.Group], f)
			}
		}
	}
	for _, r := range single {
		at := m.at(r)
		u := m.units(at.Head)[0]
		here := bearing(byGroup[r.Group], u)
		if f := m.choose(here, r, at); f != nil {
			m.put(personKey(f), Person, f.rule+"; surname in the same text", r)
			continue
		}
		if len(here) == 0 {
			there := bearing(byBlock[u.block()], u)
			if f := m.only(there, at); f != nil {
				m.put(personKey(f), Person, f.rule+"; surname that nobody else bears", r)
				continue
			}
			if len(there) == 0 {
				m.put("person:1:"+u.key(), Person, "one name", r)
				continue
			}
		}
		m.put("person:?:"+u.key()+":"+m.digest(r.Group), Person, "several bear this name", r)
	}
}

// bearing returns the names that end with u.
func bearing(names []*fullName, u unit) []*fullName {
	var out []*fullName
	for _, f := range names {
		if f.last().near(u) {
			out = append(out, f)
		}
	}
	return out
}

// choose picks among the full names of the mention's own group.
func (m *merger) choose(names []*fullName, r Ref, at *Mention) *fullName {
	if f := m.only(names, at); f != nil {
		return f
	}
	var best *fullName
	last := -1
	for _, f := range names {
		for _, fr := range f.refs {
			if fr.Group == r.Group && fr.Index < r.Index && fr.Index > last {
				best, last = f, fr.Index
			}
		}
	}
	return best
}

// only returns the name that stands for all of these, if they are one entity, or
// the only entity that holds the mention's office.
func (m *merger) only(names []*fullName, at *Mention) *fullName {
	if f := oneEntity(names); f != nil {
		return f
	}
	r := role(at)
	if r == "" {
		return nil
	}
	var holders []*fullName
	for _, f := range names {
		for have := range f.roles {
			if have == r || strings.HasSuffix(have, " "+r[3:]) && have[:2] == r[:2] {
				holders = append(holders, f)
				break
			}
		}
	}
	return oneEntity(holders)
}

func oneEntity(names []*fullName) *fullName {
	for _, f := range names {
		if f.group != names[0].group {
			return nil
		}
	}
	if len(names) == 0 {
		return nil
	}
	return names[0]
}
