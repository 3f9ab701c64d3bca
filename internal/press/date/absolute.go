package date

import "time"

// numeric reads 2025-09-16, 2025/09/16, 28-05-2025, 28.05.2025 and 28/05/2025.
// Where day and month could be taken for one another the day is first, as the
// world's press writes, and the rule says so.
func numeric(s *scan, i int) (match, bool) {
	a, b, c := s.num(i), s.num(i+2), s.num(i+4)
	if a < 0 || b < 0 || c < 0 || !s.is(i+1, "-", "/", ".") || s.low(i+1) != s.low(i+3) {
		return match{}, false
	}
	for j := i + 1; j <= i+4; j++ {
		if !s.glued(j) {
			return match{}, false
		}
	}
	before := s.glued(i) && s.is(i-1, "-", "/", ".") && s.num(i-2) >= 0
	after := s.glued(i+5) && s.is(i+5, "-", "/", ".") && s.glued(i+6) && s.num(i+6) >= 0
	if before || after {
		return match{}, false // part of a longer row of numbers
	}
	rule := "numeric"
	var t time.Time
	switch {
	case len(s.low(i)) == 4:
		t = valid(a, b, c)
	case len(s.low(i+4)) == 4 && b > 12:
		t = valid(c, a, b)
	case len(s.low(i+4)) == 4:
		if a <= 12 && a != b {
			rule = "numeric, day first"
		}
		t = valid(c, b, a)
	}
	if t.IsZero() {
		return match{}, false
	}
	return fixed(i, i+5, rule, Day, one(t)), true
}

// valid is the day, or zero when no calendar has it.
func valid(year, month, day int) time.Time {
	t := civil(year, time.Month(month), day)
	if year < 1500 || year > 2199 || month < 1 || month > 12 || t.Day() != day || int(t.Month()) != month {
		return time.Time{}
	}
	return t
}

func fixed(from, to int, rule, precision string, d days) match {
	return match{
		from: from, to: to, rule: rule, precision: precision, fixed: true,
		at: func(time.Time, direction) days { return d },
	}
}

// dayMonth reads a day with its month: "16 Sept. 2025", "Oct. 7, 2023",
// "Tuesday, 6 January", "July 13th", "13 to 18 July", "July 13-18".
func dayMonth(s *scan, i int) (match, bool) {
	j, wanted, has := i, time.Weekday(0), false
	if w, next, ok := s.weekday(i); ok {
		wanted, has, j = w, true, next
		if s.is(j, ",") {
			j++
		}
		if s.is(j, "the") {
			j++
		}
	}
	first, last, month, next := s.monthFirst(j)
	if month == 0 {
		first, last, month, next = s.dayFirst(j)
	}
	if month == 0 || last < first {
		return match{}, false
	}
	year, next := s.yearAfter(next)
	if year != 0 {
		from, to := valid(year, int(month), first), valid(year, int(month), last)
		if from.IsZero() || to.IsZero() {
			return match{}, false
		}
		if has && first == last && from.Weekday() != wanted {
			return fixed(i, next, "day, month, year; the weekday does not fit", Day, one(from)), true
		}
		rule := "day, month, year"
		if has {
			rule = "weekday, day, month, year"
		}
		return fixed(i, next, rule, spread(first, last), days{from, to}), true
	}
	if valid(2024, int(month), first).IsZero() || valid(2024, int(month), last).IsZero() {
		return match{}, false
	}
	m := match{from: i, to: next, rule: "day, month; year by the article's day", precision: spread(first, last)}
	m.at = func(day time.Time, to direction) days {
		return nearestYear(day, to, month, first, last)
	}
	if shift, after, ok := s.yearNamed(next); ok {
		m.to = after
		m.at = func(day time.Time, _ direction) days {
			return days{valid(day.Year()+shift, int(month), first), valid(day.Year()+shift, int(month), last)}
		}
		return m, true
	}
	if has {
		m.rule = weekdayFixes
		m.at = func(day time.Time, to direction) days {
			if y := yearOfWeekday(day.Year(), wanted, month, first); y != 0 {
				return days{civil(y, month, first), civil(y, month, last)}
			}
			return nearestYear(day, to, month, first, last)
		}
	}
	return m, true
}

func spread(first, last int) string {
	if first == last {
		return Day
	}
	return Between
}

// monthFirst reads "July 13", "July 13-18", "July 13 and 14".
func (s *scan) monthFirst(i int) (first, last int, month time.Month, next int) {
	month, next = s.month(i)
	if month == 0 {
		return 0, 0, 0, i
	}
	if s.is(next, "the") {
		next++
	}
	first, next = s.day(next)
	if first == 0 {
		return 0, 0, 0, i
	}
	if s.is(next, "-", "to", "and", "through", "until") {
		if last, after := s.day(next + 1); last > first && !s.countedThing(after) {
			if m, _ := s.month(after); m == 0 {
				return first, last, month, after
			}
		}
	}
	return first, first, month, next
}

// dayFirst reads "13 July", "13th of July", "13-18 July", "13 and 18 July".
func (s *scan) dayFirst(i int) (first, last int, month time.Month, next int) {
	first, next = s.day(i)
	if first == 0 {
		return 0, 0, 0, i
	}
	last = first
	if s.is(next, "-", "to", "and", "through", "until") {
		if d, after := s.day(next + 1); d > first {
			last, next = d, after
		}
	}
	if s.is(next, "of") {
		next++
	}
	if month, next = s.month(next); month == 0 {
		return 0, 0, 0, i
	}
	return first, last, month, next
}

// things are what the press counts: a number before them is no day and no year.
var things = set("people men women children civilians soldiers fighters troops members families homes houses km kilometers " +
	"kilometres miles square dead killed wounded injured others cases strikes rockets missiles buildings tons tonnes " +
	"square dollars percent refugees residents")

// countedThing reports that such a word follows, as in "July 13 and 14 people".
func (s *scan) countedThing(i int) bool { return things[s.low(i)] }

// yearAfter is the year that follows at i, perhaps after a comma.
func (s *scan) yearAfter(i int) (year, next int) {
	j := i
	if s.is(j, ",") || s.is(j, "of") {
		j++
	}
	if y := s.year(j); y != 0 {
		return y, j + 1
	}
	return 0, i
}

// nearestYear puts a day of the year into the year that the sentence means: the
// latest for the past, the next for the future. A day that has just gone by
// stays in its year even where the words speak of a plan: "was due on July 13".
func nearestYear(day time.Time, to direction, month time.Month, first, last int) days {
	in := func(year int) days {
		from, to := valid(year, int(month), first), valid(year, int(month), last)
		if from.IsZero() || to.IsZero() {
			return days{}
		}
		return days{from, to}
	}
	here := in(day.Year())
	before, after := in(day.Year()-1), in(day.Year()+1)
	if !here.sane() { // 29 February
		if to == future {
			return after
		}
		return before
	}
	const goneBy, half = 90, 182
	switch to {
	case future:
		if here.to.Before(day) && daysBetween(here.to, day) > goneBy {
			return after
		}
	case past:
		if here.from.After(day) {
			return before
		}
	case unclear:
		switch {
		case daysBetween(day, here.from) > half:
			return before
		case daysBetween(here.to, day) > 300:
			return after
		}
	}
	return here
}

func daysBetween(a, b time.Time) int { return int(b.Sub(a).Hours() / 24) }

// yearOfWeekday is the year nearest to around, at most six away, in which the
// day of the month falls on that weekday; 0 when none does.
func yearOfWeekday(around int, w time.Weekday, month time.Month, day int) int {
	for n := range 7 {
		for _, year := range [2]int{around - n, around + n} {
			if t := valid(year, int(month), day); !t.IsZero() && t.Weekday() == w {
				return year
			}
		}
	}
	return 0
}
