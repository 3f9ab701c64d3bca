package date

import (
	"slices"
	"time"
)

// direction is where a date without its year or its week is looked for.
type direction int

const (
	past    direction = iota
	future            // what is to come
	unclear           // the past, unless that is far and what is to come is near
)

// match is a date that was recognised and is not yet resolved.
type match struct {
	from, to  int // tokens
	rule      string
	precision string
	fixed     bool // states its year, so that no anchor is needed
	weekday   bool // a bare day of the week
	counted   bool // so many days from the article's: today, yesterday
	told      bool // counts from the day that the sentence before spoke of
	// at resolves the date by a day; a zero result says that there is none.
	at func(day time.Time, to direction) days
}

// rule recognises one form of date that begins at token i.
type rule func(s *scan, i int) (match, bool)

// scan is a text being read.
type scan struct {
	text string
	toks []token
}

// low is the word at i, "" outside the text.
func (s *scan) low(i int) string {
	if i < 0 || i >= len(s.toks) {
		return ""
	}
	return s.toks[i].low
}

// is reports whether the word at i is one of these.
func (s *scan) is(i int, words ...string) bool {
	low := s.low(i)
	if low == "" {
		return false
	}
	return slices.Contains(words, low)
}

// glued reports whether i is there and stands against the token before it.
func (s *scan) glued(i int) bool { return i > 0 && i < len(s.toks) && s.toks[i].glued }

// num is the number at i, -1 when there is none.
func (s *scan) num(i int) int {
	if i < 0 || i >= len(s.toks) {
		return -1
	}
	return s.toks[i].num
}

// apart reports whether the digits at i are a number of their own: no part of
// 12,500 or 3.5, of 10:30, 50% or $20.
func (s *scan) apart(i int) bool {
	if s.glued(i) && s.is(i-1, ",", ".", ":", "$", "€", "£") && (i-2 < 0 || s.num(i-2) >= 0 || s.is(i-1, "$", "€", "£")) {
		return false
	}
	if s.glued(i+1) && s.is(i+1, "%") {
		return false
	}
	return !s.glued(i+1) || !s.is(i+1, ",", ".", ":") || !s.glued(i+2) || s.num(i+2) < 0
}

// year is the year that stands at i, 0 when none does.
func (s *scan) year(i int) int {
	if n := s.num(i); n >= 1500 && n <= 2199 && len(s.low(i)) == 4 && s.apart(i) {
		return n
	}
	return 0
}

// day is the day of the month at i ("13", "13th"), and the token after it.
func (s *scan) day(i int) (day, next int) {
	n := s.num(i)
	if n < 1 || n > 31 || len(s.low(i)) > 2 || !s.apart(i) {
		return 0, i
	}
	if s.glued(i+1) && s.is(i+1, "st", "nd", "rd", "th") {
		return n, i + 2
	}
	return n, i + 1
}

// month is the month that is named at i with a capital, and the token after it.
func (s *scan) month(i int) (time.Month, int) {
	if i < 0 || i >= len(s.toks) || !s.toks[i].upper {
		return 0, i
	}
	low := s.toks[i].low
	m, ok := months[low]
	if !ok {
		return 0, i
	}
	short := len(low) <= 3 && low != "may" || low == "sept"
	if short && s.glued(i+1) && s.is(i+1, ".") {
		return m, i + 2
	}
	return m, i + 1
}

// weekday is the day of the week that is named at i with a capital. "Sun",
// "Sat", "Wed" and "Mon" are words of other meanings: they count only before a
// date or a stop.
func (s *scan) weekday(i int) (time.Weekday, int, bool) {
	if i < 0 || i >= len(s.toks) || !s.toks[i].upper {
		return 0, i, false
	}
	w, ok := weekdays[s.toks[i].low]
	if !ok {
		return 0, i, false
	}
	if len(s.toks[i].low) > 5 {
		return w, i + 1, true
	}
	if s.is(i+1, ".") && s.glued(i+1) {
		return w, i + 2, true
	}
	_, m := s.month(i + 1)
	return w, i + 1, m > i+1 || s.num(i+1) >= 0 || s.is(i+1, ",")
}

// count is the small number at i, digits or a word, and the token after it.
func (s *scan) count(i int) (n, next int) {
	if n := s.num(i); n >= 0 && s.apart(i) {
		return n, i + 1
	}
	n, ok := counts[s.low(i)]
	if !ok {
		return 0, i
	}
	if n >= 20 && s.is(i+1, "-") && s.glued(i+1) {
		if ones := counts[s.low(i+2)]; ones > 0 && ones < 10 && s.glued(i+2) {
			return n + ones, i + 3
		}
	}
	return n, i + 1
}
