package name

// nameRun returns the token after the run of words at i that may be a name, and
// how many words it has, particles not counted.
func (s *scan) nameRun(i int) (end, units int) {
	if t := &s.tok[i]; t.class != word || s.taken[i] || !t.capital && !article(t.low) && !particle(t.low) {
		return 0, 0
	}
	if i > 0 && s.nameWord(i-1) && !s.taken[i-1] && (!s.tok[i-1].first || !s.l.in(ordinary, s.low(i-1))) {
		if e := s.hitAt(i - 1); e == nil || e.end != i {
			return 0, 0
		}
	}
	k := s.skipParticles(i)
	for k < len(s.tok) && s.nameWord(k) && (units == 0 || s.tok[k].class == word) {
		if units++; units > 6 {
			return 0, 0 // no person's name, and a bound for texts of capitals alone
		}
		k++
		end = k
		if k < len(s.tok) && s.low(k) == "." && s.tok[k].glued && s.tok[k-1].end-s.tok[k-1].start == 1 {
			k++ // an initial
		} else if k+1 < len(s.tok) && s.low(k) == "-" && s.tok[k].glued && s.tok[k+1].glued && (s.nameWord(k+1) || s.givenName(k+1)) {
			k += 2
			end = k
		} else if s.hyphenated(k) {
			k += 2 // "Sun-won"
			end = k
		}
		k = s.skipParticles(k)
		if k < len(s.tok) && s.tok[k].first {
			break
		}
	}
	if units > 6 {
		return 0, 0
	}
	return end, units
}

// givenName reports whether token i is a given name that nothing else has taken.
func (s *scan) givenName(i int) bool {
	return s.tok[i].class == word && s.tok[i].capital && !s.taken[i] && s.l.in(given, s.low(i))
}

// hyphenated reports whether the name before token k goes on over a hyphen with a
// syllable in small letters, as Korean names do.
func (s *scan) hyphenated(k int) bool {
	if k+1 >= len(s.tok) || s.low(k) != "-" || !s.tok[k].glued || !s.tok[k+1].glued || s.tok[k+1].class != word || s.tok[k+1].capital {
		return false
	}
	switch low := s.low(k + 1); low {
	case "led", "era", "born", "like", "style", "based", "held", "run", "made", "area", "aged", "wide", "far", "bin", "al", "el", "in", "on", "to":
		return false
	default:
		return len(low) > 1 && len(low) < 6 && k > 1 && (s.plainName(k-2) || s.endsOffice(k-1))
	}
}

// nameWord reports whether token i may be a word of a person's name.
func (s *scan) nameWord(i int) bool {
	if i < 0 || i >= len(s.tok) {
		return false
	}
	t := s.tok[i]
	if t.class != word || !t.capital || s.taken[i] || s.l.in(ordinary, t.low) && !s.spelledOut(i) {
		return false
	}
	if t.first && s.small[t.low] && !s.l.in(given, t.low) {
		return false
	}
	if s.beginsOffice(i) || s.inside[i] || s.l.in(orgHeads, t.low) {
		return false
	}
	if _, ok := s.l.peoples[t.low]; ok && !s.l.in(given, t.low) {
		return false
	}
	if s.leadsToOffice(i) {
		return false
	}
	h := s.hitAt(i)
	if h == nil {
		return true
	}
	before := i > 0 && i == h.start && s.tok[i-1].class == word && s.tok[i-1].capital && s.l.in(given, s.low(i-1)) && s.hitAt(i-1) == nil
	switch {
	case h.end-h.start > 1 || h.find(kindOrganisation, kindAdjective) != nil && !s.weakHit(h):
		return false
	case s.afterParticle(i) && h.find(kindState) == nil:
		return true
	case s.l.in(given, t.low):
		next := s.skipParticles(h.end)
		return next < len(s.tok) && s.tok[next].class == word && s.tok[next].capital && s.hitAt(next) == nil && !s.l.in(ordinary, s.low(next)) &&
			!s.beginsOffice(next) && !s.tok[next].first && !s.l.in(orgHeads, s.low(next))
	case s.weakHit(h):
		return before || s.endsOffice(i) || s.low(i-1) == "." && s.tok[i-1].glued && s.endsOffice(i-1) || s.plainName(i-1)
	case s.l.in(placeHeads, t.low) && s.plainName(s.skipParticles(i+1)):
		return true
	case s.endsOffice(i) && s.plainName(i+1) && s.tok[i-1].capital:
		return true
	}
	return before && h.find(kindState, kindCapital) == nil
}

// spelledOut reports whether an ordinary word stands inside a run of names as an
// Arabic article or an initial does: "Al-X", "A. X".
func (s *scan) spelledOut(i int) bool {
	t := s.tok[i]
	if article(t.low) && i+1 < len(s.tok) && s.low(i+1) == "-" {
		return true
	}
	return t.end-t.start == 1 && s.low(i+1) == "." && t.low != "i"
}

func (s *scan) weakHit(h *hit) bool { return allWeak(h.entries) }

func allWeak(es []entry) bool {
	for _, e := range es {
		if !e.weak {
			return false
		}
	}
	return true
}

// afterParticle reports whether a particle of a name stands before token i: "bin",
// "al-".
func (s *scan) afterParticle(i int) bool {
	if i > 1 && s.low(i-1) == "-" && s.tok[i].glued {
		return article(s.low(i-2)) && i > 2 && s.plainName(i-3)
	}
	return i > 1 && !s.tok[i-1].capital && particle(s.low(i-1)) && s.tok[i-2].capital
}

// plainName reports whether token i is a capitalised word that no list knows.
func (s *scan) plainName(i int) bool {
	if i < 0 || i >= len(s.tok) {
		return false
	}
	t := s.tok[i]
	return t.class == word && t.capital && !t.first && !s.taken[i] && s.hitAt(i) == nil && !s.l.in(ordinary, t.low) && !s.beginsOffice(i) && !s.inside[i] &&
		!s.l.in(orgHeads, t.low)
}

// leadsToOffice reports whether a capitalised qualifier or portfolio stands before
// an office: "Foreign" in "Deputy Foreign Minister X".
func (s *scan) leadsToOffice(i int) bool {
	for n := 0; n < 4 && i < len(s.tok); n++ {
		switch p, end := s.portfolioAt(i); {
		case p != "" && s.beginsOffice(end):
			return true
		case s.l.in(qualifiers, s.low(i)) && s.beginsOffice(i+1):
			return true
		case !s.l.in(qualifiers, s.low(i)):
			return false
		}
		i++
	}
	return false
}

// skipParticles passes over "al-", "bin", "van der" if a capitalised word follows.
func (s *scan) skipParticles(i int) int {
	k := i
	for range 3 {
		if k+1 >= len(s.tok) || s.tok[k].class != word {
			break
		}
		low := s.tok[k].low
		switch {
		case article(low) && s.low(k+1) == "-" && s.tok[k+1].glued && k+2 < len(s.tok):
			k += 2
		case !s.tok[k].capital && particle(low) || (low == "al" || low == "el") && s.tok[k+1].capital && s.tok[k+1].class == word:
			k++
		default:
			return s.orBack(i, k)
		}
	}
	return s.orBack(i, k)
}

func (s *scan) orBack(i, k int) int {
	if k > i && k < len(s.tok) && s.tok[k].class == word && s.tok[k].capital {
		return k
	}
	return i
}

// particle reports whether a word in small letters joins the parts of a name.
func particle(low string) bool {
	switch low {
	case "bin", "ibn", "ben", "bint", "abu", "abd", "abdel", "abdul", "abdal", "umm", "ould", "van", "von", "der", "den", "de", "di", "da",
		"dos", "del", "della", "la", "le", "du", "ter", "zu":
		return true
	}
	return false
}
