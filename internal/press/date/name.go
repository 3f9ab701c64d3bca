package date

import "strings"

// names reports whether the date only names the thing that follows: "the 1974
// agreement", "the July violence", "the Oct. 7, 2023 attack".
func (s *scan) names(m match) bool {
	if m.precision != Day && m.precision != Month && m.precision != Between || m.told {
		return false
	}
	if !s.is(m.from-1, "the", "its", "their", "his", "her", "this", "s", "both") || m.to >= len(s.toks) {
		return false
	}
	if s.is(m.from, "last", "next", "this", "past", "earlier", "later") {
		return false
	}
	next := s.toks[m.to]
	return next.word && !plain[next.low]
}

// dateline reports the day at the head of a wire: "HARBOUR, Nov 5 (Agency) -".
func (s *scan) dateline(m match) bool {
	const head = 8
	if m.from > head || m.precision != Day || m.weekday {
		return false
	}
	j := m.to
	if s.is(j, "(") {
		for j++; j < m.to+5 && !s.is(j, ")"); {
			j++
		}
		j++
	}
	if !s.is(j, "-") || s.glued(j) || j+1 < len(s.toks) && s.toks[j+1].glued {
		return false
	}
	if m.from == 0 || s.is(m.from-1, ",") {
		return true
	}
	place := s.text[s.toks[m.from-1].start:s.toks[m.from-1].end]
	return len(place) > 1 && place == strings.ToUpper(place)
}

// said reports whether the word before the date is one of saying: then it is
// the day on which it was said.
func (s *scan) said(m match) bool {
	j := m.from - 1
	for n := 0; n < 2 && s.is(j, "on", "late", "early", "in"); n++ {
		j--
	}
	return s.is(j, "said", "says", "stated", "announced", "reported", "added", "told", "confirmed", "declared")
}
