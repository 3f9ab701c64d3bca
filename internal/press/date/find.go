package date

import "time"

// rules in the order in which they are tried: what says more comes first.
var rules = []rule{
	numeric, dayMonth, monthYear, part, within, weekend, calendar, stretch, singleDay, ago, weekdayAlone, monthAlone, yearAlone,
}

// Find returns the dates of one sentence in their order. The tense of the
// sentence decides whether a bare weekday is the one before or the one to come;
// so text should hold the sentence whole, even where only part of it is a claim.
func Find(text string, a Anchor) []Found {
	s := &scan{text: text, toks: tokens(text)}
	a.Day, a.Told = midnight(a.Day), midnight(a.Told)
	if a.Days < 0 {
		a.Days = 0
	}
	ms := s.matches(rules)
	var out []Found
	end := 0 // of what has been used, in tokens
	for k := 0; k < len(ms); k++ {
		m := ms[k]
		if k+1 < len(ms) {
			if f, ok := s.pair(m, ms[k+1], a); ok {
				out = append(out, f)
				end = ms[k+1].to
				k++
				continue
			}
			if m.told && ms[k+1].from-m.to <= 3 {
				continue // "a day after Friday's attack" counts from there, not from what was told
			}
		}
		out = append(out, s.single(m, end, a))
		end = m.to
	}
	return out
}

// matches are the dates that are recognised, none over another.
func (s *scan) matches(rules []rule) []match {
	var out []match
	end := 0
	for i := 0; i < len(s.toks); {
		next := i + 1
		if !s.begins(i) {
			i = next
			continue
		}
		for _, r := range rules {
			if m, ok := r(s, i); ok && m.from >= end {
				out = append(out, m)
				next, end = m.to, m.to
				break
			}
		}
		i = next
	}
	return out
}

// starts are the words that a date can begin with, besides figures, months and
// days of the week.
var starts = set("early mid late end close beginning start middle half quarter week earlier later the this that last next " +
	"past coming previous current recent preceding following within in today tonight yesterday tomorrow overnight " +
	"about around some nearly almost roughly over approximately more less several few")

// begins reports whether any rule can match at i.
func (s *scan) begins(i int) bool {
	t := s.toks[i]
	if !t.word {
		return t.num >= 0
	}
	if starts[t.low] || counts[t.low] > 0 || units[t.low] != "" {
		return true
	}
	if !t.upper {
		return false
	}
	_, day := weekdays[t.low]
	return day || months[t.low] != 0
}

// settle resolves m for every day that the article may be of.
func (s *scan) settle(m match, a Anchor, to direction) days {
	day := a.Day
	if m.told {
		day = a.Told
	}
	if m.fixed {
		return m.at(time.Time{}, to)
	}
	if day.IsZero() {
		return days{}
	}
	d := m.at(day, to)
	if m.told || a.Days == 0 || !d.sane() {
		return d
	}
	const widest = 7 // beyond a week of doubt the covering run says nothing
	e := m.at(day.AddDate(0, 0, a.Days), to)
	switch {
	case !e.sane():
		return days{}
	case e == d:
		return d
	case a.Days > widest:
		return days{}
	case m.precision == Approx && daysBetween(d.from, d.to) > 2*a.Days:
		return d // its own doubt is the greater
	}
	return d.cover(e)
}

// single resolves one date with the preposition before it; end is where the
// date before it ended.
func (s *scan) single(m match, end int, a Anchor) Found {
	to := s.direction(m.from, m.to)
	since := s.sinceBefore(m, end)
	if since >= 0 {
		to = past
	}
	p := s.preposition(m.from, end)
	if s.is(p, "until", "till") && s.is(p-1, "has", "have", "had") {
		to = future // "has until Friday to answer"
	}
	f := Found{Name: since < 0 && (s.names(m) || s.dateline(m)), Said: s.said(m)}
	d := s.settle(m, a, to)
	from := min(p, m.from)
	if since >= 0 {
		from = since
	}
	f.Start, f.End = s.toks[from].start, s.toks[m.to-1].end
	r := Range{Precision: m.precision, Expr: s.text[f.Start:f.End], Rule: m.rule}
	const fresh = 14 // "the Sept. 14 strike", told within two weeks, is the news itself
	if f.Name && d.sane() && !m.fixed && !s.dateline(m) && (m.weekday || daysBetween(d.from, a.Day) <= fresh) {
		f.Name = false
	}
	switch {
	case !d.sane():
		f.Range = undated(r, m)
		return f
	case since >= 0:
		r, d = sinceThen(r, d, a)
	case p < m.from:
		r, d = s.governed(r, d, p, a, to)
	}
	f.Range = d.write(tellFuture(r, d, a))
	return f
}

func undated(r Range, m match) Range {
	r.Precision = Open
	r.Rule += ": the article's day is not known well enough"
	if m.told {
		r.Rule = m.rule + ": which day is not known"
	}
	return r
}

// tellFuture marks a day or a week that begins after the article's day.
func tellFuture(r Range, d days, a Anchor) Range {
	if a.Day.IsZero() || !d.from.After(a.Day) {
		return r
	}
	switch r.Precision {
	case Day:
		r.Precision = FutureDay
	case Week:
		r.Precision = FutureWeek
	}
	return r
}

// Spans are where a text names a calendar date or a year: the digits there are
// no figures. Lengths of time, as in "two days ago", are not among them.
func Spans(text string) [][2]int {
	s := &scan{text: text, toks: tokens(text)}
	var out [][2]int
	for _, m := range s.matches([]rule{numeric, dayMonth, monthYear, part, monthAlone, yearAlone}) {
		out = append(out, [2]int{s.toks[m.from].start, s.toks[m.to-1].end})
	}
	return out
}
