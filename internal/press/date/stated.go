package date

import "time"

// Stated returns the dates that a text itself states, for the day of an
// article: with their year, or with a weekday that fixes the year among those
// that the text names. An age such as "7 days ago" is returned undated, for the
// day it counts from is not in the text.
func Stated(text string) []Found {
	s := &scan{text: text, toks: tokens(text)}
	ms := s.matches([]rule{numeric, dayMonth, monthYear, age})
	latest := 0
	for _, m := range ms {
		if m.fixed {
			latest = max(latest, m.at(time.Time{}, past).from.Year())
		}
	}
	var out []Found
	for _, m := range ms {
		f := Found{Start: s.toks[m.from].start, End: s.toks[m.to-1].end, Name: s.names(m)}
		r := Range{Precision: m.precision, Expr: text[f.Start:f.End], Rule: m.rule}
		switch {
		case m.fixed:
			f.Range = m.at(time.Time{}, past).write(r)
		case m.rule == weekdayFixes && latest > 0:
			f.Range = m.at(civil(latest, 7, 1), past).write(r)
		case m.rule == weekdayFixes, m.rule == ageRule:
			r.Precision = Open
			f.Range = r
		default:
			continue // "4 January" does not state its year
		}
		out = append(out, f)
	}
	return out
}

// Rules that Stated asks for by name.
const (
	weekdayFixes = "weekday, day, month; year by the weekday"
	ageRule      = "an age, from a day that is not stated"
)

// age reads "7 days ago" and "3 hours ago".
func age(s *scan, i int) (match, bool) {
	m, ok := ago(s, i)
	if !ok || m.told || !s.is(m.to-1, "ago") {
		return match{}, false
	}
	m.rule = ageRule
	return m, true
}
