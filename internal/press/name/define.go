package name

import "strings"

// abbreviations links short forms to the names that the text defines them by,
// "Full Name (FN)", and files unknown short forms in capitals as organisations.
func (s *scan) abbreviations() {
	for i := range s.tok {
		if s.low(i) == "(" && i+2 < len(s.tok) && s.tok[i+1].loud && s.low(i+2) == ")" {
			s.define(i)
		}
	}
	for i, t := range s.tok {
		if t.class != word || !t.loud {
			continue
		}
		at, known := s.defined[t.low]
		switch {
		case known && !s.taken[i]:
			s.add(i, i, i+1, Mention{
				Kind: Organisation, Full: s.out[at].Head, State: s.out[at].State, Class: s.out[at].Class, key: s.out[at].key,
				Rule: "short form that the text defines",
			})
		case !known && !s.taken[i] && s.loneShort(i):
			s.add(i, i, i+1, Mention{Kind: Organisation, Rule: "organisation, by its short form"})
		}
	}
	for i := range s.out {
		m := &s.out[i]
		if at, ok := s.defined[fold(m.Head)]; ok && m.Kind == Organisation && m.Full == "" && at != i {
			m.Full = s.out[at].Head
			if s.out[at].key == "" || m.key != "" && m.key != s.out[at].key {
				m.key = s.out[at].key // the text decides what its short forms stand for
			}
		}
	}
}

// define reads "Full Name (FN)" with the bracket at token i.
func (s *scan) define(i int) {
	short := s.tok[i+1].low
	end := s.tok[i-max(0, min(i, 1))].end
	for k := range s.out {
		if i > 0 && s.out[k].End == end && s.out[k].Kind == Organisation {
			if initials(s.out[k].Head, short) {
				s.defined[short] = k
			}
			return
		}
	}
	from := i
	for from > 0 && s.tok[from-1].class != figure && !s.taken[from-1] && i-from < 12 {
		t := s.tok[from-1]
		if t.class == word && !t.capital && !connector(t.low) && !article(t.low) || t.class == mark && t.low != "-" || t.class == owner {
			break
		}
		from--
	}
	for ; from < i; from++ {
		if s.tok[from].capital && initials(s.words(from, i), short) {
			s.defined[short] = s.add(from, from, i, Mention{Kind: Organisation, Rule: "organisation, by the short form behind it"})
			return
		}
	}
}

// initials reports whether the letters of short are, in order, the initials of
// the capitalised words of full, small words and articles counting or not.
func initials(full, short string) bool {
	k, first := 0, true
	for _, t := range cut(full) {
		if t.class != word {
			continue
		}
		switch {
		case k < len(short) && t.low != "" && t.low[0] == short[k]:
			k++
		case t.capital && !article(t.low) && (first || !connector(t.low)):
			return false
		}
		first = false
	}
	return k == len(short) && k > 1
}

// loneShort reports whether the word in capitals at token i may be the short form
// of an organisation: it stands alone among ordinary words.
func (s *scan) loneShort(i int) bool {
	t := s.tok[i]
	if n := t.end - t.start; n < 3 || n > 7 || t.headline || s.hitAt(i) != nil || s.l.in(ordinary, t.low) || s.beginsOffice(i) {
		return false
	}
	for _, r := range s.text[t.start:t.end] {
		if r < 'A' || r > 'Z' {
			return false
		}
	}
	near := func(k int) bool { return k >= 0 && k < len(s.tok) && s.tok[k].class == word && s.tok[k].loud }
	if near(i-1) || near(i+1) || s.low(i+1) == "-" || s.low(i-1) == "-" {
		return false
	}
	next := s.low(i + 1)
	return s.low(i-1) == "the" || s.l.in(speech, next) || strings.Contains(" by with from and of ", " "+s.low(i-1)+" ") && i > 0
}
