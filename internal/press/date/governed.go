package date

import (
	"strings"
	"time"
)

// preposition is the token of the preposition that governs a date at from, with
// an article or an adverb between; from itself when there is none.
func (s *scan) preposition(from, end int) int {
	p := from
	for n := 0; n < 2 && p-1 >= end && s.is(p-1, "the", "late", "early", "mid", "about", "around", "sometime"); n++ {
		p--
	}
	if p-1 >= end && s.is(p-1, "on", "in", "at", "by", "before", "after", "until", "till", "into", "during", "over", "throughout", "through",
		"around", "about", "of", "for", "within", "between", "from") {
		p--
	}
	if s.is(p, "of") && p-1 >= end && s.is(p-1, "as", "ahead") {
		p--
	} else if s.is(p, "of", "for") {
		return from
	}
	return p
}

// governed applies the preposition at p.
func (s *scan) governed(r Range, d days, p int, a Anchor, to direction) (Range, days) {
	rule := r.Rule
	switch {
	case s.is(p, "until", "till"):
		r.Precision, r.Rule = Before, "until; "+rule
		d.from = time.Time{}
	case s.is(p, "by") && (to == future || a.Day.IsZero() || d.from.After(a.Day)):
		r.Precision, r.Rule = Before, "by; "+rule
		d.from = time.Time{}
	case s.is(p, "before", "ahead"):
		r.Precision, r.Rule = Before, "before; "+rule
		d = days{time.Time{}, d.from.AddDate(0, 0, -1)}
	case s.is(p, "after"):
		r.Precision, r.Rule = After, "after; "+rule
		d.to = time.Time{}
		if !a.Day.IsZero() && !d.from.After(a.Day) {
			d.to = a.Day
		}
	case s.is(p, "into") && r.Precision == Day:
		r.Precision, r.Rule = Between, "into: from the day before; "+rule
		d.from = d.from.AddDate(0, 0, -1)
	case s.is(p, "as"):
		r.Precision, r.Rule = AsOf, "as of; "+rule
	case s.is(p, "around", "about") && r.Precision == Day && strings.HasPrefix(rule, "day, month"):
		r.Precision, r.Rule = Approx, "around, three days on either side; "+rule
		d = around(d.from, 3)
	}
	return r, d
}

// sinceThen runs from d to the article's day.
func sinceThen(r Range, d days, a Anchor) (Range, days) {
	year := r.Precision == Between && d == yearOf(d.from.Year())
	r.Precision, r.Rule = Since, "since, to the article's day; "+r.Rule
	if year {
		r.Precision = SinceYear
	}
	d.to = time.Time{}
	if !a.Day.IsZero() && !d.from.After(a.Day) {
		d.to = a.Day
	}
	return r, d
}

// sinceBefore is the "since" that m belongs to, in the same part of the
// sentence: "since the fall of X in December". A text that is nothing but such
// a phrase tells when that thing was, so that its "since" does not count. It is
// -1 when there is none.
func (s *scan) sinceBefore(m match, end int) int {
	for j := m.from - 1; j >= max(end, m.from-reach); j-- {
		if s.is(j, ",", ":", "(", ")") || s.boundary(j) {
			return -1
		}
		if !s.is(j, "since") {
			continue
		}
		if j == 0 && m.from > 2 && !s.wordsAfter(m.to) {
			return -1
		}
		return j
	}
	return -1
}

func (s *scan) wordsAfter(i int) bool {
	for j := i; j < min(len(s.toks), i+4); j++ {
		if s.toks[j].word || s.toks[j].num >= 0 {
			return true
		}
	}
	return i+4 < len(s.toks)
}
