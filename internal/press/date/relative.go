package date

import "time"

// singleDay reads today, yesterday, tomorrow and their like.
func singleDay(s *scan, i int) (match, bool) {
	m := match{from: i, to: i + 1, precision: Day, counted: true, rule: "day counted from the article's day"}
	shift := func(n int) func(time.Time, direction) days {
		return func(day time.Time, _ direction) days { return one(day.AddDate(0, 0, n)) }
	}
	switch {
	case s.is(i, "today", "tonight"):
		m.at = shift(0)
	case s.is(i, "yesterday"):
		m.at = shift(-1)
	case s.is(i, "tomorrow"):
		m.at = shift(1)
	case s.is(i, "this") && dayParts[s.low(i+1)]:
		m.to, m.at = i+2, shift(0)
	case s.is(i, "last") && s.is(i+1, "night"):
		m.to, m.at = i+2, shift(-1)
	case s.is(i, "later", "earlier") && s.is(i+1, "today"), s.is(i, "later", "earlier") && s.is(i+1, "yesterday"):
		inner, ok := singleDay(s, i+1)
		inner.from = i
		return inner, ok
	case s.is(i, "the") && s.is(i+1, "day") && s.is(i+2, "before") && s.is(i+3, "yesterday"):
		m.to, m.at = i+4, shift(-2)
		return m, true
	case s.is(i, "the") && s.is(i+1, "day") && s.is(i+2, "after") && s.is(i+3, "tomorrow"):
		m.to, m.at = i+4, shift(2)
		return m, true
	case s.is(i, "overnight") && !s.is(i+1, "into", "on", "from"):
		m.precision, m.rule = Approx, "the night before the article's day"
		m.at = func(day time.Time, _ direction) days { return days{day.AddDate(0, 0, -1), day} }
	default:
		return match{}, false
	}
	if dayParts[s.low(m.to)] && m.to == i+1 {
		m.to++
	}
	return m, true
}

// calendar reads "last month", "this year", "next week", "last July", "next summer".
func calendar(s *scan, i int) (match, bool) {
	if !s.is(i, "last", "this", "next", "previous", "current", "coming") {
		return match{}, false
	}
	m := match{from: i, to: i + 2, rule: "calendar " + units[s.low(i+1)] + ", " + s.low(i)}
	n := map[string]int{"last": -1, "previous": -1, "next": 1, "coming": 1}[s.low(i)]
	through := s.is(i-1, "the") && s.is(i-2, "in", "over", "during", "for", "within", "throughout")
	if through && s.is(i, "last", "previous") && units[s.low(i+1)] != "" {
		return match{}, false // "over the last month" ends on the article's day
	}
	if s.is(i+1, "week") && s.is(i+2, "of") && s.ofMonth(i+3) {
		return match{}, false // "the last week of June"
	}
	if month, after := s.month(i + 1); month != 0 {
		return lastMonthNamed(m, n, month, after), true
	}
	if month, ok := seasons[s.low(i+1)]; ok {
		m.precision, m.rule = Approx, "season of the north"
		m.at = func(day time.Time, to direction) days { return season(day, month, n, to) }
		return m, true
	}
	switch s.low(i + 1) {
	case "week":
		m.precision = Week
		m.at = func(day time.Time, to direction) days {
			switch n {
			case -1:
				return lastWeek(day)
			case 1:
				return weekOf(day.AddDate(0, 0, 7))
			}
			return thisWeek(day, to)
		}
	case "month":
		m.precision = Month
		m.at = func(day time.Time, to direction) days {
			d := monthOf(day.Year(), day.Month()+time.Month(n))
			return running(d, day, to, n)
		}
	case "year":
		m.precision = Between
		m.at = func(day time.Time, to direction) days { return running(yearOf(day.Year()+n), day, to, n) }
	case "decade":
		m.precision = Between
		m.at = func(day time.Time, _ direction) days {
			from := (day.Year()/10 + n) * 10
			return days{civil(from, 1, 1), civil(from+9, 12, 31)}
		}
	default:
		return match{}, false
	}
	return m, true
}

// ofMonth reports whether a month or a year stands at i.
func (s *scan) ofMonth(i int) bool {
	if s.is(i, "last", "this", "next", "the") {
		return s.is(i+1, "month", "year")
	}
	m, _ := s.month(i)
	return m != 0 || s.year(i) != 0
}

// running cuts the month or year that is running at the article's day, on the
// side that the sentence does not speak of.
func running(d days, day time.Time, to direction, n int) days {
	switch {
	case n != 0:
	case to == future:
		d.from = day
	default:
		d.to = day
	}
	return d
}

// lastMonthNamed is "last July", "this December", "next March".
func lastMonthNamed(m match, n int, month time.Month, after int) match {
	m.to, m.precision, m.rule = after, Month, "month, before or after the article's"
	m.at = func(day time.Time, to direction) days {
		switch {
		case n < 0 && month == day.Month():
			return monthOf(day.Year()-1, month)
		case n < 0:
			return nearestMonth(day, past, month)
		case n > 0 && month == day.Month():
			return monthOf(day.Year()+1, month)
		case n > 0:
			return nearestMonth(day, future, month)
		}
		return monthOf(day.Year(), month)
	}
	return m
}

func season(day time.Time, month time.Month, n int, to direction) days {
	of := func(year int) days { return days{civil(year, month, 1), civil(year, month+3, 0)} }
	d := of(day.Year())
	switch {
	case n < 0 && !d.to.Before(day), n == 0 && to != future && d.from.After(day):
		return of(day.Year() - 1)
	case n > 0 && !d.from.After(day):
		return of(day.Year() + 1)
	}
	return d
}

// within reads "earlier this week", "later this month", "earlier in the week".
func within(s *scan, i int) (match, bool) {
	if !s.is(i, "earlier", "later") {
		return match{}, false
	}
	j := i + 1
	switch {
	case s.is(j, "this"):
		j++
	case s.is(j, "in") && s.is(j+1, "the", "this"):
		j += 2
	default:
		return match{}, false
	}
	m := match{from: i, to: j + 1, rule: s.low(i) + " in the running " + units[s.low(j)]}
	later := s.is(i, "later")
	rest := func(of func(time.Time) days) func(time.Time, direction) days {
		return func(day time.Time, _ direction) days {
			d := of(day)
			if later {
				return days{day.AddDate(0, 0, 1), endOr(d.to, day)}
			}
			return days{d.from, eve(d.from, day)}
		}
	}
	switch s.low(j) {
	case "day":
		m.precision = Day
		m.at = func(day time.Time, _ direction) days { return one(day) }
	case "week":
		m.precision = Week
		m.at = func(day time.Time, _ direction) days {
			if later {
				return laterThisWeek(day)
			}
			return earlierThisWeek(day)
		}
	case "month":
		m.precision, m.at = Month, rest(func(t time.Time) days { return monthOf(t.Year(), t.Month()) })
	case "year":
		m.precision, m.at = Between, rest(func(t time.Time) days { return yearOf(t.Year()) })
	default:
		return match{}, false
	}
	return m, true
}

// endOr is the end, or the day after day when nothing is left.
func endOr(end, day time.Time) time.Time {
	if end.After(day) {
		return end
	}
	return day.AddDate(0, 0, 1)
}

// eve is the day before day, or the start itself on the first day.
func eve(start, day time.Time) time.Time {
	if day.After(start) {
		return day.AddDate(0, 0, -1)
	}
	return start
}
