package name

import "strings"

// knownOrganisations takes what the list of organisations knows. A name that is
// an ordinary word too needs a cue beside it.
func (s *scan) knownOrganisations() {
	for _, h := range s.hits {
		e := h.find(kindOrganisation)
		if e == nil || !s.isFree(h.start, h.end) || s.insideName(h) {
			continue
		}
		o := s.l.organisationOf(e)
		if e.weak && !s.outletCue(h.start, h.end, o.class) {
			continue
		}
		from := h.start
		if e.article {
			from = s.articleStart(h.start)
		}
		rule := "organisation, by list"
		if e.weak {
			rule += " and by the words beside it"
		}
		end := h.end
		if s.low(end) == "-" && s.joined(end) {
			end += 2
		}
		s.add(from, from, end, Mention{Kind: Organisation, Class: o.class, State: o.state, key: "org:" + o.name, Rule: rule})
	}
}

// joined reports whether an agency's name is tied by a hyphen to another name in
// capitals, as in the credit of a picture.
func (s *scan) joined(i int) bool {
	return i+1 < len(s.tok) && s.tok[i].glued && s.tok[i-1].loud && s.tok[i+1].loud && s.tok[i+1].glued && !s.taken[i+1] &&
		s.hitAt(i+1).find(kindOrganisation) != nil
}

// insideName reports whether a hit of one word is only part of a longer name
// that an organisation's head word or a longer hit makes.
func (s *scan) insideName(h hit) bool {
	if k := h.start - 1; k >= 0 && s.tok[k].class == word && s.tok[k].capital && !s.tok[k].first && s.l.in(orgHeads, s.low(h.end-1)) &&
		!s.l.in(ordinary, s.low(k)) && s.hitAt(k) == nil && !s.endsOffice(h.start) {
		return true
	}
	if s.andBefore(h.start) > 0 && s.l.in(orgHeads, s.low(h.end-1)) {
		return true
	}
	if h.end-h.start > 1 || h.end >= len(s.tok) {
		return false
	}
	next := s.tok[h.end]
	return next.class == word && next.capital && s.l.in(orgHeads, next.low) && !s.tok[h.start].loud
}

// outletCue reports whether the words around say that the name is an outlet's:
// "the outlet X", "X reported", "according to X"; "on X" for a platform.
func (s *scan) outletCue(from, to int, class string) bool {
	if class == "platform" {
		switch s.low(from - 1) {
		case "on", "to", "via", "platform":
			return s.low(to) != "-" && (to >= len(s.tok) || !s.tok[to].capital || s.tok[to].first)
		}
		return false
	}
	for k := from - 1; k >= 0 && k >= from-3; k-- {
		if s.l.in(outletWords, s.low(k)) {
			return true
		}
		if s.tok[k].class == mark && s.low(k) != "," && s.low(k) != "\u201c" && s.low(k) != "\"" {
			break
		}
	}
	for k := to + 2; k < to+5 && s.low(to) == "," && (s.low(to+1) == "a" || s.low(to+1) == "an" || s.low(to+1) == "the"); k++ {
		if _, end := s.outletPhrase(k); end {
			return true
		}
	}
	if s.l.in(outletWords, s.low(to)) || s.low(from-1) == "told" {
		return true
	}
	if s.low(from-2) == "according" && s.low(from-1) == "to" {
		return true
	}
	return !s.tok[from].first && s.l.in(reporting, s.low(to))
}

// outletPhrase reports whether a word for an outlet stands at token i, in one word
// or two.
func (s *scan) outletPhrase(i int) (string, bool) {
	if w := s.low(i) + " " + s.low(i+1); s.l.in(outletWords, w) {
		return w, true
	}
	return s.low(i), s.l.in(outletWords, s.low(i))
}

// shapes finds organisations by a head word in a run of capitalised words, and
// by the words set beside a name: "X, an independent monthly journal".
func (s *scan) shapes() {
	for i := 0; i < len(s.tok); i++ {
		if s.tok[i].class == word && s.tok[i].capital && !s.taken[i] && s.headWord(i) {
			if end := s.shapeAt(i); end > i {
				i = end - 1
			}
		}
		if s.low(i) == "rights" && s.low(i-1) == "human" && (s.low(i-2) == "for" || s.low(i-2) == "of") && i >= 3 && s.isFree(i-3, i+1) {
			s.rights(i)
		}
	}
}

// rights files a name that ends with "for Human Rights" at token i, whatever
// stands before.
func (s *scan) rights(i int) {
	from := i - 2
	for from > 0 && i-from < longestName && s.nameBefore(from) {
		from--
	}
	for from < i-2 && s.l.in(ordinary, s.low(from)) {
		from++
	}
	if from < i-2 {
		s.add(from, from, i+1, Mention{Kind: Organisation, Rule: "organisation, by its head word"})
	}
}

// outletsBeside finds outlets and groups by the words set beside their name.
func (s *scan) outletsBeside() {
	for i, t := range s.tok {
		if t.low == "," && i > 0 {
			s.besideOutlet(i)
		}
	}
}

// headWord reports whether a capitalised word makes its run an organisation: a
// head word anywhere, a word for an outlet only at the end.
func (s *scan) headWord(i int) bool {
	if s.l.in(orgHeads, s.low(i)) {
		return true
	}
	return s.l.in(outletWords, s.low(i)) && i > 0 && s.tok[i-1].capital && (i+1 == len(s.tok) || !s.tok[i+1].capital || s.tok[i+1].first)
}

// longestName bounds the words of an organisation's name to either side of what
// gave it away, so that a text of capitals alone takes no longer than another.
const longestName = 12

// shapeAt files the organisation whose head word is token i, and returns its end.
func (s *scan) shapeAt(i int) int {
	if e := s.hitAt(i).find(kindTown, kindState); e != nil && s.hitAt(i).end-s.hitAt(i).start > 1 {
		return 0
	}
	from := i
	for from > 0 && i-from < longestName && s.nameBefore(from) {
		from--
		if s.low(from) == "-" {
			from--
		}
	}
	if a := s.andBefore(from); a > 0 {
		from = a
	}
	for from < i && (s.l.in(ordinary, s.low(from)) || s.tok[from].first && s.small[s.low(from)] && s.hitAt(from) == nil) {
		from++
	}
	to := i + 1
	for to < len(s.tok) && to-i < longestName && s.extends(to) {
		to++
	}
	to = s.connected(to)
	if s.l.in(things, s.low(to-1)) || !s.isFree(from, to) || to-from < 2 || s.tok[i].headline && to == i+1 && from == i {
		return 0
	}
	code, _, head := "", from, from
	if h := s.hitAt(from); h != nil && h.start == from {
		if e := h.find(kindAdjective, kindState); e != nil {
			code = e.ref
		}
	}
	s.add(from, head, to, Mention{Kind: Organisation, State: code, Rule: "organisation, by its head word"})
	return to
}

// andBefore returns where a name begins that goes on over an "and" before token i:
// "the Peace and | Security Council"; 0 if it does not.
func (s *scan) andBefore(i int) int {
	if i < 3 || s.low(i-1) != "and" || s.tok[i].first {
		return 0
	}
	k := i - 1
	for k > 0 && i-k < 5 && s.tok[k-1].class == word && s.tok[k-1].capital && !s.taken[k-1] && s.hitAt(k-1) == nil && !s.beginsOffice(k-1) {
		k--
	}
	if k == i-1 || k == 0 || s.tok[k-1].class != owner && s.low(k-1) != "the" {
		return 0
	}
	return k
}

// nameBefore reports whether the word before token i may belong to the same name.
func (s *scan) nameBefore(i int) bool {
	k := i - 1
	if s.tok[i].first {
		return false
	}
	if s.low(k) == "-" && s.tok[k].glued && s.tok[i].glued && k > 0 {
		k--
	}
	t := s.tok[k]
	return t.class == word && t.capital && !s.taken[k] && (!s.endsOffice(k+1) || t.low == "general") && i-k <= 2
}

// extends reports whether token i goes on with an organisation's name.
func (s *scan) extends(i int) bool {
	t := s.tok[i]
	return t.class == word && t.capital && !t.first && !s.taken[i] && (!s.beginsOffice(i) || s.portfolioWord(i)) && (!s.l.in(ordinary, t.low) || s.plainName(i+1) && !calendar(t.low))
}

// connected goes on behind "of", "for", "on" and "against".
func (s *scan) connected(to int) int {
	for range 3 {
		k := to
		switch s.low(k) {
		case "of", "for", "against", "on":
			k++
		case "and":
			if to < 2 || !s.capitalRun(k+1) || s.hitAt(k+1) != nil || !s.l.in(orgHeads, s.low(k+1)) && !s.portfolioWord(k+1) && !direction(s.low(k+1)) {
				return to
			}
			k++
		case "in":
			h := s.hitAt(k + 1)
			if h.find(kindState) == nil || s.low(h.end) != "(" || h.end+1 >= len(s.tok) || !s.tok[h.end+1].loud {
				return to
			}
			k++
		default:
			return to
		}
		if s.low(k) == "the" {
			k++
		}
		if !s.capitalRun(k) {
			return to
		}
		for k < len(s.tok) && k-to < longestName && (s.extends(k) || s.low(k) == "-" && s.tok[k].glued && k+1 < len(s.tok) && s.tok[k+1].glued && s.extends(k+1)) {
			k++
		}
		to = k
	}
	return to
}

func (s *scan) portfolioWord(i int) bool {
	p, _ := s.portfolioAt(i)
	return p != ""
}

func (s *scan) capitalRun(i int) bool {
	return i < len(s.tok) && s.tok[i].class == word && s.tok[i].capital && s.extends(i)
}

// calendar reports whether a word names a day or a month.
func calendar(low string) bool {
	switch low {
	case "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june",
		"july", "august", "september", "october", "november", "december", "the", "i":
		return true
	}
	return false
}

// besideOutlet files a capitalised phrase before the comma at i if the words
// behind it say that it is an outlet or a group: its name may hold small words.
func (s *scan) besideOutlet(i int) {
	a := s.low(i + 1)
	if a != "a" && a != "an" {
		return
	}
	kind := ""
	for k := i + 2; k < len(s.tok) && k < i+8 && s.tok[k].class == word && s.tok[k].low != "of"; k++ {
		if len(s.l.offices[s.low(k)]) > 0 && !s.groupWord(k+1) {
			return
		}
		if w := s.low(k); s.l.in(outletWords, w) || s.l.in(orgHeads, w) && !s.tok[k].capital {
			kind = w
			break
		}
	}
	if kind == "" {
		return
	}
	from := i
	for from > 0 && i-from < longestName && s.tok[from-1].class == word && !s.taken[from-1] {
		t := s.tok[from-1]
		if !t.capital && (from == i || !connector(t.low) || from < 2 || !s.tok[from-2].capital) {
			break
		}
		from--
		if t.first {
			break
		}
	}
	for from < i && (s.l.in(ordinary, s.low(from)) || !s.tok[from].capital) {
		from++
	}
	h := s.hitAt(from)
	if from >= i || i-from > 6 || h != nil && h.end == i || s.endsOffice(i) {
		return
	}
	s.add(from, from, i, Mention{Kind: Organisation, Class: outletClass(s.l.in(outletWords, kind)), Rule: "organisation, by the words set beside it"})
}

func outletClass(outlet bool) string {
	if outlet {
		return "outlet"
	}
	return ""
}

func connector(low string) bool { return strings.Contains(" of in for and the to on ", " "+low+" ") }
