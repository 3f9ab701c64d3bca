package cue

// A phrase is a noun phrase: its words [Start, End), and what stands beside it
// between commas.
type phrase struct {
	Start, End int
	Beside     [][2]int
}

func (p phrase) empty() bool { return p.Start >= p.End }

// subject finds who does what the verb at i says, and whether that stands behind
// the words that are attributed ("...," said the official).
func (l *Lists) subject(s *Sentence, i int) (phrase, bool) {
	if p := l.before(s, i); !p.empty() {
		return p, l.trailing(s, p.Start, i)
	}
	prev := i - 1
	for prev >= 0 && s.quote[prev] {
		prev--
	}
	if prev >= 0 && (s.Quoted[i-1] || s.lower(prev) == "," || s.lower(i-1) == ",") {
		if p := l.after(s, i+1); !p.empty() && s.lower(i+1) != "that" {
			return p, true
		}
	}
	return phrase{}, false
}

// trailing reports whether a subject and its verb at i stand behind the words
// that they attribute: a quotation or a clause and a comma before, and behind
// no more than when and where it was said.
func (l *Lists) trailing(s *Sentence, start, i int) bool {
	if start < 2 || is(s.lower(i+1), "that") || s.opensQuote(i+1) || s.lower(i+1) == "," && s.opensQuote(i+2) {
		return false
	}
	if s.quote[start-1] {
		return true
	}
	return s.lower(start-1) == "," && (s.Quoted[start-1] || l.clause(s, 0, start-1) && !l.clause(s, i+1, l.nextComma(s, i+1)))
}

func (s *Sentence) opensQuote(i int) bool { return i < len(s.Tokens) && s.quote[i] }

// clause reports whether the words [a, b) hold a verb that can carry a clause,
// as far as word classes tell.
func (l *Lists) clause(s *Sentence, a, b int) bool {
	for i := a; i < b; i++ {
		w := s.lower(i)
		if s.Quoted[i] || s.Tokens[i].Mark {
			continue
		}
		if pastForms[w] || is(w, "has have is are will would could can may might does must should") || l.verbs[w] != (verb{}) && !l.noun(s, i) {
			return true
		}
		if hasSuffix(w, "ed") && len(w) > 4 && !s.Tokens[i].Capital() && !is(s.lower(i-1), "a an the of and most predominantly") {
			return true
		}
	}
	return false
}

// before finds the noun phrase that ends before the verb at i.
func (l *Lists) before(s *Sentence, i int) phrase {
	e := i
	for e > 0 && (auxiliaries[s.lower(e-1)] && s.lower(e-1) != "'s" || times[s.lower(e-1)] && e-1 > 0 || adverb(s.lower(e-1))) {
		e--
	}
	var beside [][2]int
	for e > 0 && s.lower(e-1) == "," && !s.Quoted[e-1] {
		p := e - 2
		for p >= 0 && (s.lower(p) != "," || s.Quoted[p]) && !s.quote[p] {
			p--
		}
		if p < 0 || s.quote[p] || p == 0 || !l.beside(s, p+1, e-1) {
			break
		}
		beside = append(beside, [2]int{p + 1, e - 1})
		e = p
	}
	if e == 0 || s.mark(e-1) && s.lower(e-1) != ")" {
		return phrase{}
	}
	start := l.phraseStart(s, e)
	start = skipTime(s, start, e)
	if auxiliaries[s.lower(start)] && !is(s.lower(start), "the first last early late") {
		return phrase{}
	}
	return phrase{start, e, beside}
}

// adverb reports whether a word says how something was said.
func adverb(w string) bool {
	return hasSuffix(w, "ly") && len(w) > 5 && !is(w, "family assembly anomaly monopoly daily weekly monthly supply")
}

// beside reports whether the words [a, b) between commas only say more about
// the noun before them.
func (l *Lists) beside(s *Sentence, a, b int) bool {
	if a >= b || b-a > 30 {
		return false
	}
	first := s.lower(a)
	if is(first, "in at during through via speaking on") && b-a <= 10 && a > 2 && !l.clause(s, a, b) {
		return true // "the president, in a televised address, said"
	}
	if appositives[first] && (first != "and" || !l.clause(s, a, b)) || l.anonymous[first] != "" || hasSuffix(first, "ing") && len(first) > 5 {
		return true
	}
	for _, n := range s.within(a, b) {
		if n.Kind == Person && n.Start <= s.Tokens[min(a+3, b-1)].Start {
			return !l.clause(s, a, b)
		}
	}
	if b-a <= 4 { // a bare name that is not in any list
		for i := a; i < b; i++ {
			if !s.Tokens[i].Capital() && len(s.lower(i)) > 3 {
				return false
			}
		}
		return true
	}
	return first == "head" || l.bodies[s.lower(b-1)] || !l.clause(s, a, b) && b-a <= 12
}

// phraseStart goes left from e to where the noun phrase begins.
func (l *Lists) phraseStart(s *Sentence, e int) int {
	i := e - 1
	for ; i >= 0; i-- {
		w := s.lower(i)
		switch {
		case s.quote[i] && s.Quoted[i], is(w, "; : \u2014 \u2013"):
			return i + 1
		case w == ",":
			if is(s.lower(i+1), "and or") && !l.clause(s, l.left(s, i), i) && l.left(s, i) < i { // a list
				return l.left(s, i)
			}
			if l.item(s, i, e) {
				continue
			}
			return i + 1
		case subordinators[w], is(w, "but yet so because"):
			return i + 1
		case w == "and":
			if l.clause(s, l.left(s, i), i) {
				return i + 1
			}
		}
	}
	return 0
}

// item reports whether the comma at i parts the items of a list of people or
// bodies, "witnesses, local factions and the council", that ends at e.
func (l *Lists) item(s *Sentence, i, e int) bool {
	joined := false
	for j := i + 1; j < e; j++ {
		joined = joined || s.lower(j) == "and"
	}
	from := i - 1
	for from > 0 && i-from < 4 && !s.mark(from-1) && !is(s.lower(from-1), "but and while") {
		from--
	}
	last := s.lower(i - 1)
	return joined && i-from < 4 && (from == 0 || is(s.lower(from-1), "but and while ,")) && !prepositions[s.lower(from)] && !times[s.lower(from)] &&
		(l.anonymous[last] != "" || l.bodies[last])
}

// left is where the clause that i stands in begins: behind the last verb, mark
// other than a comma, or word that joins.
func (l *Lists) left(s *Sentence, i int) int {
	for j := i - 1; j >= 0; j-- {
		if s.quote[j] || is(s.lower(j), "; : \u2014 but") || subordinators[s.lower(j)] {
			return j + 1
		}
	}
	return 0
}

// skipTime leaves out what says when at the head of a phrase: "On Friday an
// Israeli official", "However", "But".
func skipTime(s *Sentence, a, e int) int {
	for a < e-1 {
		w := s.lower(a)
		switch {
		case is(w, "but and however meanwhile also yet so"), s.mark(a):
			a++
		case is(w, "on late early earlier last this") && a+1 < e && hasTime(s, a, e) > a:
			a = hasTime(s, a, e)
		default:
			return a
		}
	}
	return a
}

// hasTime goes behind a time expression that begins at a, or returns a.
func hasTime(s *Sentence, a, e int) int {
	end := a
	for i := a; i < e && i < a+4; i++ {
		if is(s.lower(i), "monday tuesday wednesday thursday friday saturday sunday week month year morning evening night") {
			end = i + 1
		}
	}
	return min(end, e-1)
}

// after finds the noun phrase that begins at a: behind "said" or "according to".
func (l *Lists) after(s *Sentence, a int) phrase {
	e := a
	for e < len(s.Tokens) && !s.quote[e] {
		w := s.lower(e)
		if s.Tokens[e].Mark && !is(w, "( ) & '") {
			break
		}
		if subjectStops[w] && e > a && (!times[w] || !is(s.lower(e-1), "a an the this last")) {
			if w != "and" || l.clause(s, e, min(e+6, len(s.Tokens))) {
				break
			}
		}
		e++
	}
	p := phrase{Start: a, End: e}
	if s.lower(e) == "," && l.beside(s, e+1, l.nextComma(s, e+1)) {
		p.Beside = append(p.Beside, [2]int{e + 1, l.nextComma(s, e+1)})
	}
	return p
}

func (l *Lists) nextComma(s *Sentence, i int) int {
	for i < len(s.Tokens) && !is(s.lower(i), ", . ; :") && !s.quote[i] {
		i++
	}
	return i
}
