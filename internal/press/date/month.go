package date

import (
	"strings"
	"time"
)

// monthYear reads "December 2024", "Dec. 2024", "December of 2024".
func monthYear(s *scan, i int) (match, bool) {
	month, next := s.month(i)
	if month == 0 {
		return match{}, false
	}
	year, next := s.yearAfter(next)
	if year == 0 {
		return match{}, false
	}
	return fixed(i, next, "month and year", Month, monthOf(year, month)), true
}

// monthAlone reads "in July". March and May are other words too, so a month
// needs a preposition or an article before it.
func monthAlone(s *scan, i int) (match, bool) {
	month, next := s.month(i)
	if month == 0 || !s.is(i-1, "in", "since", "of", "until", "till", "by", "from", "to", "and", "or", "during", "through", "throughout",
		"before", "after", "between", "early", "mid", "late", "earlier", "later", "back", "around", "about", "the", "-", "as", "s", "for") {
		return match{}, false
	}
	if s.is(i-1, "to", "and", "or", "as", "for", "from", "by") && (month == time.March || month == time.May) && s.capitalAfter(next) {
		return match{}, false // a person called May
	}
	m := match{from: i, to: next, rule: "month; year by the article's day", precision: Month}
	m.at = func(day time.Time, to direction) days { return nearestMonth(day, to, month) }
	if shift, after, ok := s.yearNamed(next); ok {
		m.to, m.rule = after, "month; the year is named by the article's"
		m.at = func(day time.Time, _ direction) days { return monthOf(day.Year()+shift, month) }
	}
	return m, true
}

func (s *scan) capitalAfter(i int) bool { return i < len(s.toks) && s.toks[i].word && s.toks[i].upper }

// nearestMonth is the month that the sentence means. The month that is running
// ends, for what is past, on the article's day.
func nearestMonth(day time.Time, to direction, month time.Month) days {
	year, ahead := day.Year(), (int(month)-int(day.Month())+12)%12
	switch {
	case to == unclear && ahead > 0 && ahead <= 2:
		to = future
	case to == unclear:
		to = past
	}
	switch {
	case to == past && month > day.Month():
		year--
	case to == future && month < day.Month():
		year++
	}
	d := monthOf(year, month)
	if to == past && d.to.After(day) {
		d.to = day
	}
	return d
}

// yearNamed reads the year behind a month or a day: "in July last year".
func (s *scan) yearNamed(i int) (shift, next int, ok bool) {
	j := i
	if s.is(j, "of") {
		j++
	}
	shift, ok = map[string]int{"last": -1, "this": 0, "next": 1}[s.low(j)]
	if !ok || !s.is(j+1, "year") {
		return 0, i, false
	}
	return shift, j + 2, true
}

// plural reports a common word in the plural: "a force of 2000 militants" names
// no year.
func (s *scan) plural(i int) bool {
	return i < len(s.toks) && s.toks[i].word && !s.toks[i].upper && !s.toks[i].glued &&
		strings.HasSuffix(s.toks[i].low, "s") && !plain[s.toks[i].low]
}

// yearAlone reads "in 2024", "the 1974 agreement", and "the 1990s".
func yearAlone(s *scan, i int) (match, bool) {
	year := s.year(i)
	if year == 0 {
		return match{}, false
	}
	if s.glued(i+1) && s.is(i+1, "s") && year%10 == 0 {
		return fixed(i, i+2, "decade", Between, days{civil(year, 1, 1), civil(year+9, 12, 31)}), true
	}
	lead := s.is(i-1, "in", "since", "of", "until", "till", "by", "from", "during", "through", "throughout", "before", "after", "between",
		"early", "mid", "late", "the", "a", "an", "s", "its", "their", "this", "back", "around", "about", "circa")
	pair := s.is(i-1, "and", "to", "-", "or") && s.year(i-2) != 0
	if !lead && !pair && (!s.is(i-1, "-") || !s.is(i-2, "mid")) || s.countedThing(i+1) || s.is(i-1, "of", "by", "about", "around") && s.plural(i+1) {
		return match{}, false
	}
	m := fixed(i, i+1, "year", Between, yearOf(year))
	if s.is(i+1, "-", "/") && s.glued(i+1) && s.glued(i+2) && len(s.low(i+2)) == 2 && s.num(i+2) == (year+1)%100 {
		m.to, m.at = i+3, func(time.Time, direction) days { return days{civil(year, 1, 1), civil(year+1, 12, 31)} }
	}
	return m, true
}
