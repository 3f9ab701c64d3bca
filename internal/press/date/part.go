package date

import "time"

// part reads a part of a month, a year or a week: "the end of August", "early
// 2026", "mid-July", "the start of the year", "the first half of 2025", "the
// last week of June", "the end of last month".
func part(s *scan, i int) (match, bool) {
	var j int
	var which string
	switch {
	case s.is(i, "early", "mid", "late"):
		which, j = s.low(i), i+1
		if s.is(j, "-") {
			j++
		}
		if s.is(j, "in") {
			j++
		}
	case s.is(i, "end", "close", "beginning", "start", "middle") && s.is(i+1, "of"):
		which, j = s.low(i), i+2
	case s.is(i, "week") && s.is(i+1, "of") && s.is(i-1, "the"):
		return weekAround(s, i)
	case s.is(i, "half", "quarter", "week") && s.is(i+1, "of"):
		which, j = s.low(i-1)+" "+s.low(i), i+2
		i--
	default:
		return match{}, false
	}
	inner, ok := s.whole(j)
	if !ok {
		return match{}, false
	}
	cut := cuts[which]
	if cut == nil {
		return match{}, false
	}
	m := inner
	m.from, m.precision = i, Approx
	m.rule = which + " of: " + inner.rule
	m.at = func(day time.Time, to direction) days {
		d := inner.at(day, to)
		if !d.sane() {
			return days{}
		}
		return cut(full(d))
	}
	return m, true
}

// weekAround reads "the week of 14 July".
func weekAround(s *scan, i int) (match, bool) {
	m, ok := dayMonth(s, i+2)
	if !ok {
		return match{}, false
	}
	inner := m.at
	m.from, m.precision, m.rule = i-1, Week, "week of: "+m.rule
	m.at = func(day time.Time, to direction) days {
		d := inner(day, to)
		if !d.sane() {
			return days{}
		}
		return weekOf(d.from)
	}
	return m, true
}

// whole reads the month, year or week that a part is of.
func (s *scan) whole(j int) (match, bool) {
	if s.is(j, "the", "this") && s.is(j+1, "week", "month", "year") {
		unit := s.low(j + 1)
		m := match{from: j, to: j + 2, rule: "the running " + unit}
		m.at = func(day time.Time, _ direction) days {
			switch unit {
			case "week":
				return weekOf(day)
			case "month":
				return monthOf(day.Year(), day.Month())
			}
			return yearOf(day.Year())
		}
		return m, true
	}
	for _, r := range []rule{monthYear, calendar, monthAlone, yearAlone} {
		if m, ok := r(s, j); ok {
			return m, true
		}
	}
	if y := s.year(j); y != 0 {
		return fixed(j, j+1, "year", Between, yearOf(y)), true
	}
	if month, next := s.month(j); month != 0 {
		return match{
			from: j, to: next, rule: "month; year by the article's day",
			at: func(day time.Time, to direction) days { return nearestMonth(day, to, month) },
		}, true
	}
	return match{}, false
}

// full gives back the days that were cut from a month or a year that is running.
func full(d days) days {
	switch {
	case d.from.Day() == 1 && d.from.Month() == 1 && daysBetween(d.from, d.to) > 31:
		return yearOf(d.from.Year())
	case d.from.Month() == d.to.Month() && d.from.Year() == d.to.Year() && d.from.Day() == 1:
		return monthOf(d.from.Year(), d.from.Month())
	}
	return d
}

// cuts are the parts: thirds of a month (1-10, 11-20, the rest), thirds of a
// year, its first and last quarter as start and end, and days of a week.
var cuts = map[string]func(days) days{
	"early": func(d days) days { return third(d, 0, 4) }, "mid": func(d days) days { return third(d, 1, 4) },
	"late": func(d days) days { return third(d, 2, 4) }, "middle": func(d days) days { return third(d, 1, 4) },
	"start": func(d days) days { return third(d, 0, 3) }, "beginning": func(d days) days { return third(d, 0, 3) },
	"end": func(d days) days { return third(d, 2, 3) }, "close": func(d days) days { return third(d, 2, 3) },
	"first half": func(d days) days { return half(d, 0) }, "second half": func(d days) days { return half(d, 1) },
	"first quarter": func(d days) days { return quarter(d, 0) }, "second quarter": func(d days) days { return quarter(d, 1) },
	"third quarter": func(d days) days { return quarter(d, 2) }, "fourth quarter": func(d days) days { return quarter(d, 3) },
	"last quarter": func(d days) days { return quarter(d, 3) },
	"first week":   func(d days) days { return run(d, 0) }, "second week": func(d days) days { return run(d, 7) },
	"third week": func(d days) days { return run(d, 14) }, "fourth week": func(d days) days { return run(d, 21) },
	"last week": func(d days) days { return days{d.to.AddDate(0, 0, -6), d.to} },
}

// third is one of three parts of d; of a year it has that many months.
func third(d days, n, monthsOfYear int) days {
	length := daysBetween(d.from, d.to) + 1
	switch {
	case length > 300:
		if n == 2 {
			return days{shiftMonths(d.from, 12-monthsOfYear), d.to}
		}
		from := shiftMonths(d.from, n*4)
		return days{from, shiftMonths(from, monthsOfYear).AddDate(0, 0, -1)}
	case length < 8:
		cut := [][2]int{{0, 1}, {2, 3}, {3, 6}}[n]
		return days{d.from.AddDate(0, 0, cut[0]), d.from.AddDate(0, 0, min(cut[1], length-1))}
	case n == 2:
		return days{d.from.AddDate(0, 0, 20), d.to}
	}
	return days{d.from.AddDate(0, 0, 10*n), d.from.AddDate(0, 0, 10*n+9)}
}

func half(d days, n int) days {
	if daysBetween(d.from, d.to) > 300 {
		from := shiftMonths(d.from, 6*n)
		return days{from, shiftMonths(from, 6).AddDate(0, 0, -1)}
	}
	if n == 0 {
		return days{d.from, d.from.AddDate(0, 0, 14)}
	}
	return days{d.from.AddDate(0, 0, 15), d.to}
}

func quarter(d days, n int) days {
	from := shiftMonths(civil(d.from.Year(), 1, 1), 3*n)
	return days{from, shiftMonths(from, 3).AddDate(0, 0, -1)}
}

// run is the week that begins so many days after the start.
func run(d days, after int) days {
	from := d.from.AddDate(0, 0, after)
	return days{from, minTime(from.AddDate(0, 0, 6), d.to)}
}

func minTime(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
