package name

import "strings"

// officeEnd returns the token after the office that begins at token i, or 0. The
// plural of an office counts: "one of the leaders, X".
func (s *scan) officeEnd(i int) int {
	if i < 0 || i >= len(s.office) {
		return 0
	}
	return int(s.office[i])
}

// offices notes once where offices begin and end.
func (s *scan) offices() {
	s.inside, s.office = make([]bool, len(s.tok)), make([]int32, len(s.tok))
	for i := range s.tok {
		end := s.readOffice(i)
		s.office[i] = int32(end) //nolint:gosec // likewise
		for k := i + 1; k < end; k++ {
			s.inside[k] = true
		}
	}
}

func (s *scan) readOffice(i int) int {
	if s.tok[i].class != word {
		return 0
	}
	if _, end := s.matchAt(s.l.offices, i); end > 0 {
		return end
	}
	if low := s.tok[i].low; s.tok[i].loud && len(low) == 3 && low[0] == 'c' && low[2] == 'o' {
		return i + 1 // the chief officers of a company: C, a letter, O
	}
	if one, ok := strings.CutSuffix(s.tok[i].low, "s"); ok && len(one) > 3 && !s.tok[i].capital {
		for _, e := range s.l.offices[one] {
			if len(e.words) == 1 {
				return i + 1
			}
		}
	}
	return 0
}

func (s *scan) beginsOffice(i int) bool { return s.officeEnd(i) > 0 }

// endsOffice reports whether an office ends before token i.
func (s *scan) endsOffice(i int) bool { return s.officeStart(i) < i }

// officeStart returns where the office that ends before token i begins; i if none.
func (s *scan) officeStart(i int) int {
	for a := max(0, i-4); a < i; a++ {
		if s.officeEnd(a) == i {
			return a
		}
	}
	return i
}

// title is an office that belongs to a name: the tokens of it, and the state it
// is an office of.
type title struct {
	start, end int // end is where the office ends; the name may follow later
	state      string
	direct     bool // nothing but the name follows
}

// titleBefore returns the office that stands before a name which begins at token
// i: directly ("Foreign Minister X"), behind a place ("envoy for Syria X") or set
// before it with a comma ("the interim president, X").
func (s *scan) titleBefore(i int) (title, bool) {
	if s.tok[i].first {
		return title{}, false
	}
	end := i
	if s.low(end-1) == "." && end >= 2 && s.tok[end-1].glued {
		end-- // "Gen. X"
	}
	if a := s.officeStart(end); a < end {
		return s.widen(a, end, true), true
	}
	direct, comma := true, false
	k := i
	switch s.low(i - 1) {
	case ",":
		k, direct, comma = i-1, false, true
		if a := s.officeStart(k); a < k {
			return s.widen(a, k, false), !s.afterName(a)
		}
	}
	for n := 0; k > 1 && n < 8; n++ {
		t := s.tok[k-1]
		switch {
		case t.class == word && (t.capital || t.low == "the" || t.low == "and"), t.low == "-":
			k--
			continue
		case t.class == word && officeJoint(t.low):
			if a := s.officeStart(k - 1); a < k-1 && (comma || s.hitAt(i-1) != nil) {
				return s.widen(a, k-1, direct), !s.afterName(a)
			}
			if !comma {
				return title{}, false
			}
			k--
			continue
		}
		break
	}
	return title{}, false
}

// afterName reports whether the office at a is set beside a name that stands
// before it ("X, the prime minister, Y"): then it says nothing about what follows.
func (s *scan) afterName(a int) bool {
	for k := a - 1; k >= 0 && k > a-5; k-- {
		switch t := s.tok[k]; {
		case t.low == ",":
			return k > 0 && s.tok[k-1].capital && !s.tok[k-1].first
		case t.class == mark:
			return false
		}
	}
	return false
}

func officeJoint(low string) bool {
	switch low {
	case "for", "to", "of", "in", "at", "on":
		return true
	}
	return false
}

// widen takes in what belongs to an office before it: qualifiers, portfolios, the
// state's adjective or possessive, what it is chief of.
func (s *scan) widen(start, end int, direct bool) title {
	t := title{start: start, end: end, direct: direct}
	for n := 0; n < 7 && t.start > 0; n++ {
		k := t.start
		if code, a, possessive := s.stateBefore(k); code != "" && s.isFree(a, k) {
			t.state, t.start = code, a
			if !possessive && s.sentTo(a, start) {
				t.state = ""
			}
			return t
		}
		switch p := s.tok[k-1]; {
		case s.taken[k-1] && p.class != owner:
			return t
		case p.class == word && s.l.in(qualifiers, p.low), p.low == "-" && p.glued && s.tok[k].glued:
			t.start--
		case p.class == word && s.portfolioEnds(k):
			_, t.start = s.portfolioBefore(k)
		case p.class == word && p.low == "and" && k > 1 && s.l.in(qualifiers, s.low(k-2)):
			t.start--
		case p.low == "." && p.glued && s.officeStart(k-1) < k-1 && s.tok[k-2].capital:
			t.start = s.officeStart(k - 1)
		case s.officeStart(k) < k && s.tok[k].class == word:
			t.start = s.officeStart(k)
		default:
			return t
		}
	}
	return t
}

// sentTo reports whether the state named before an office is where its holder is
// sent, and not whose office it is: "Syria envoy", but "U.S. envoy", "Syrian envoy".
func (s *scan) sentTo(state, office int) bool {
	h := s.hitAt(state)
	if h.find(kindAdjective) != nil || s.tok[state].loud {
		return false
	}
	for k := office; k < int(s.office[office]); k++ {
		switch s.low(k) {
		case "envoy", "ambassador", "representative", "coordinator", "mediator", "rapporteur":
			return true
		}
	}
	return false
}

func (s *scan) portfolioEnds(i int) bool {
	p, _ := s.portfolioBefore(i)
	return p != ""
}

// beside is what the words set beside a name after a comma say it is.
type beside struct {
	start, end int
	person     bool
	state      string
}

// besideAfter reads the words between the comma at i and the next one: "X, a
// dentist,", "X, head of the centre", "X, who".
func (s *scan) besideAfter(i int) (beside, bool) {
	if s.low(i) != "," || i+1 >= len(s.tok) {
		return beside{}, false
	}
	b := beside{start: i + 1}
	switch f := s.tok[i+1]; {
	case f.low == "who" || f.low == "whose" || f.low == "whom":
		return beside{start: i + 1, end: i + 2, person: true}, true
	case f.class == figure:
		return beside{start: i + 1, end: i + 2, person: true}, len(f.low) == 2 && s.low(i+2) == ","
	case f.class != word:
		return beside{}, false
	case f.low != "a" && f.low != "an" && f.low != "the" && f.low != "one" && f.low != "another" && f.low != "his" && f.low != "its" &&
		f.low != "their" && !s.l.in(qualifiers, f.low) && !s.beginsOffice(i+1) && s.hitAt(i+1).find(kindAdjective, kindState) == nil:
		return beside{}, false
	}
	for k := i + 1; k < len(s.tok) && k < i+12; k++ {
		t := s.tok[k]
		if t.class == mark && t.low != "-" {
			return beside{}, false
		}
		if b.state == "" {
			if e := s.hitAt(k).find(kindAdjective, kindState); e != nil {
				b.state = e.ref
			}
		}
		if end := s.officeEnd(k); end > 0 {
			for end < len(s.tok) && s.officeEnd(end) > 0 {
				end = s.officeEnd(end)
			}
			if s.nameFollows(end) || s.groupWord(end) {
				return beside{}, false
			}
			b.end, b.person = s.moreOffice(end), true
			return b, true
		}
		if s.l.in(outletWords, t.low) || s.l.in(orgHeads, t.low) && !t.capital {
			return beside{}, false
		}
	}
	return beside{}, false
}

// moreOffice goes on from the end of an office over "and" to a second one: "resident
// and humanitarian coordinator".
func (s *scan) moreOffice(end int) int {
	if s.low(end) != "and" {
		return end
	}
	for k := end + 1; k < len(s.tok) && k < end+5 && s.tok[k].class == word && !s.tok[k].capital; k++ {
		if e := s.officeEnd(k); e > 0 {
			return e
		}
	}
	return end
}

// groupWord reports whether token i is a noun in small letters for many or for an
// outlet: "a volunteer group" is no volunteer.
func (s *scan) groupWord(i int) bool {
	return i < len(s.tok) && s.tok[i].class == word && !s.tok[i].capital &&
		(s.l.in(orgHeads, s.low(i)) || s.l.in(outletWords, s.low(i)) || s.l.in(armed, s.low(i)))
}

// nameFollows reports whether a capitalised word that could be a name stands at i.
func (s *scan) nameFollows(i int) bool {
	return i < len(s.tok) && s.tok[i].class == word && s.tok[i].capital && s.hitAt(i) == nil
}
