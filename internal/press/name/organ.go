package name

import "strings"

// ministries finds ministries by their portfolio: "Syrian foreign ministry",
// "Syria's ministry of foreign affairs", "the Defense Ministry in Damascus".
func (s *scan) ministries() {
	for i, t := range s.tok {
		if t.low != "ministry" || s.taken[i] {
			continue
		}
		from, to, portfolio := i, i+1, ""
		if e, end := s.portfolioAt(i + 2); e != "" && s.low(i+1) == "of" {
			to, portfolio = end, e
		} else if e, end := s.portfolioAt(i + 3); e != "" && s.low(i+1) == "of" && s.low(i+2) == "the" {
			to, portfolio = end, e
		} else if e, start := s.portfolioBefore(i); e != "" {
			from, portfolio = start, e
		}
		if portfolio == "" {
			continue
		}
		code, start, head := s.ownerOf(from, to)
		if code == "" && s.low(to) == "of" {
			if e := s.hitAt(to + 1).find(kindState); e != nil {
				code, to = e.ref, s.hitAt(to+1).end
			}
		}
		if code == "" && s.low(to) == "in" {
			if e := s.hitAt(to+1).find(kindCapital, kindState); e != nil {
				code = e.ref
			}
		}
		if s.isFree(start, to) {
			s.add(start, head, to, Mention{Kind: Organisation, Class: "ministry", State: code, key: "ministry:" + portfolio, Rule: "ministry by portfolio"})
		}
	}
}

// ownerOf returns the state before the tokens [from, to), where the mention then
// begins, and where its head does: a possessive is not part of the head.
func (s *scan) ownerOf(from, _ int) (code string, start, head int) {
	k := from
	for n := 0; n < 2 && k > 0 && s.l.in(qualifiers, s.low(k-1)) && s.tok[k-1].class == word; n++ {
		if c, _, _ := s.stateBefore(k); c != "" {
			break
		}
		k--
	}
	code, start, possessive := s.stateBefore(k)
	switch {
	case code == "":
		return "", from, from
	case possessive:
		return code, start, k
	}
	return code, start, start
}

// portfolioAt returns the longest portfolio that begins at token i.
func (s *scan) portfolioAt(i int) (portfolio string, end int) {
	if i >= len(s.tok) || s.tok[i].class != word {
		return "", 0
	}
	es, end := s.matchAt(s.l.portfolios, i)
	if len(es) == 0 {
		return "", 0
	}
	return es[0].ref, end
}

// portfolioBefore returns the longest portfolio that ends before token i.
func (s *scan) portfolioBefore(i int) (portfolio string, start int) {
	for a := max(0, i-6); a < i; a++ {
		if p, end := s.portfolioAt(a); p != "" && end == i {
			return p, a
		}
	}
	return "", i
}

// organs finds what a state acts by, in small letters or capitals: "the Syrian
// government", "Israel's army", "Syrian state media".
func (s *scan) organs() {
	for i, t := range s.tok {
		if t.class != word || s.taken[i] {
			continue
		}
		es, end := s.matchAt(s.l.organs, i)
		if len(es) == 0 || !s.isFree(i, end) || s.speaksForIt(end) {
			continue
		}
		code, start, head := s.ownerOf(i, end)
		if code == "" && (end-i < 2 || es[0].ref == "prime minister's office") {
			continue
		}
		if !s.isFree(start, end) {
			start, head = i, i
		}
		m := Mention{Kind: Organisation, Class: "organ", State: code, key: "organ:" + es[0].ref, Rule: "organ of a state"}
		if es[0].ref == "state news agency" && s.l.agencies[code] != "" {
			m.key, m.Class, m.Rule = s.l.agencies[code], "agency", "the state's news agency, by list"
		}
		s.add(start, head, end, m)
	}
}

// speaksForIt reports whether the next word makes of an organ the employer of
// somebody: "government official", "army sources". That is a description of a
// person, not a mention of the organ.
func (s *scan) speaksForIt(i int) bool {
	if i >= len(s.tok) || s.tok[i].class != word {
		return false
	}
	w := strings.TrimSuffix(s.low(i), "s")
	if w == "source" {
		return true
	}
	es := s.l.offices[w]
	return len(es) > 0 && len(es[len(es)-1].words) == 1
}

// peoples finds communities and their armed men: "Druze fighters", "local
// Bedouin tribes", "the Druze".
func (s *scan) peoples() {
	for i := 0; i < len(s.tok); i++ {
		p, end, ok := s.peopleAt(i)
		if !ok {
			continue
		}
		for {
			next, e, ok := s.peopleAt(end)
			if !ok {
				break
			}
			p, end = next, e
		}
		start, stop := i, end
		if q := s.low(end); q == "armed" || q == "local" || q == "tribal" {
			stop++
		}
		fighting := stop < len(s.tok) && s.l.in(armed, s.low(stop))
		if fighting {
			end = stop + 1
		}
		if q := s.low(start - 1); fighting && (q == "local" || q == "armed") && !s.taken[start-1] {
			start--
		}
		if p.name == "Islamist" && !fighting {
			i = end - 1
			continue
		}
		bare := !fighting && !p.tribal && s.nounFollows(i, end)
		if !bare && s.isFree(start, end) && (s.tok[i].capital || fighting) {
			key := "people:" + p.name
			if fighting || p.tribal {
				key += ":armed"
			}
			s.add(start, start, end, Mention{Kind: People, key: key, Rule: "people, by list"})
		}
		i = end - 1
	}
}

// nounFollows reports whether a community's bare name only describes the noun
// behind it ("Druze civilians", "Arab official") or is part of a name.
func (s *scan) nounFollows(from, i int) bool {
	if s.low(i) == "-" && s.tok[i].glued {
		return true
	}
	if strings.HasSuffix(s.low(i-1), "s") && i-from == 1 && s.hitAt(from) == nil {
		return false
	}
	if i >= len(s.tok) || s.tok[i].class != word {
		return false
	}
	return s.tok[i].capital || !s.l.in(ordinary, s.low(i)) && !s.l.in(speech, s.low(i))
}

// peopleAt returns the community that is named at token i, in two words or one.
func (s *scan) peopleAt(i int) (people, int, bool) {
	if i >= len(s.tok) || s.tok[i].class != word || s.taken[i] {
		return people{}, 0, false
	}
	if h := s.hitAt(i); h != nil && h.end-h.start > 1 && h.find(kindTown, kindOrganisation) != nil {
		return people{}, 0, false
	}
	if i+1 < len(s.tok) && s.tok[i+1].class == word && s.tok[i].capital && s.tok[i+1].capital {
		if p, ok := s.l.peoples[s.tok[i].low+" "+s.tok[i+1].low]; ok {
			return p, i + 2, true
		}
	}
	p, ok := s.l.peoples[s.tok[i].low]
	return p, i + 1, ok
}
