package date

import "time"

// quantity of time before "ago": a number, or words that leave it open.
type quantity struct {
	least, most int
	next        int
}

// quantity reads "two", "a", "a few", "several", "a couple of"; and nothing
// before a plural: "weeks ago".
func (s *scan) quantity(i int) (quantity, bool) {
	if s.is(i, "more", "less") && s.is(i+1, "than") {
		i += 2
	}
	if s.is(i, "about", "around", "some", "nearly", "almost", "roughly", "over", "approximately") {
		i++
	}
	switch {
	case s.is(i, "a") && s.is(i+1, "few"):
		return quantity{2, 5, i + 2}, true
	case s.is(i, "a") && s.is(i+1, "couple"):
		if s.is(i+2, "of") {
			i++
		}
		return quantity{2, 2, i + 2}, true
	case s.is(i, "several", "few", "some"):
		return quantity{3, 6, i + 1}, true
	case s.is(i, "half") && s.is(i+1, "a"):
		return quantity{}, false
	}
	if n, next := s.count(i); next > i && n > 0 && n <= 2000 {
		return quantity{n, n, next}, true
	}
	return quantity{}, false
}

// move is t moved by n units; hours and minutes stay within the day until they
// fill one.
func move(t time.Time, unit string, n int) time.Time {
	switch unit {
	case "minute":
		return t.AddDate(0, 0, n/(24*60))
	case "hour":
		return t.AddDate(0, 0, n/24)
	case "week":
		return t.AddDate(0, 0, 7*n)
	case "fortnight":
		return t.AddDate(0, 0, 14*n)
	case "month":
		return shiftMonths(t, n)
	case "year":
		return shiftMonths(t, 12*n)
	case "decade":
		return shiftMonths(t, 120*n)
	}
	return t.AddDate(0, 0, n)
}

// slack is how many days on either side a point so many units away may lie: a
// day or one week is meant exactly, weeks by three days, months by six.
func slack(unit string, n int) int {
	switch unit {
	case "week", "fortnight":
		if n > 1 || unit == "fortnight" {
			return 3
		}
	case "month":
		return 6
	}
	return 0
}

// ago reads "two weeks ago", "a few days ago", "months ago", "two days later",
// "a day after", "the next day", "the same day".
func ago(s *scan, i int) (match, bool) {
	if m, ok := halves(s, i); ok {
		return m, true
	}
	q, ok := s.quantity(i)
	if !ok {
		if unit := units[s.low(i)]; unit != "" && s.is(i+1, "ago") && unit != s.low(i) {
			q, ok = quantity{2, 10, i}, true // "weeks ago"
		}
	}
	unit := units[s.low(q.next)]
	if !ok || unit == "" {
		return turn(s, i)
	}
	j := q.next + 1
	m := match{from: i, to: j + 1, precision: Approx, rule: unit + "s before the article's day"}
	switch {
	case s.is(j, "ago"), s.is(j, "back") && !s.is(j+1, "in", "to", "from"):
		m.at = func(day time.Time, _ direction) days { return back(day, unit, q) }
		if (unit == "day" || unit == "hour" || unit == "minute") && q.least == q.most {
			m.precision = Day
		}
		return m, true
	case s.is(j, "from") && s.is(j+1, "now"), s.is(j, "'") && s.is(j+1, "time"):
		m.to, m.rule = j+2, unit+"s after the article's day"
		m.at = func(day time.Time, _ direction) days { return around(move(day, unit, q.least), slack(unit, q.least)) }
		return m, true
	case s.is(j, "later"), s.is(j, "before") && q.least == q.most && unit == "day":
		m.told, m.rule = true, unit+"s after the day told before"
		m.at = func(day time.Time, _ direction) days { return around(move(day, unit, q.least), slack(unit, q.least)) }
	case s.is(j, "earlier"), s.is(j, "after") && q.least == q.most && unit == "day":
		m.told, m.rule = true, unit+"s before the day told before"
		m.at = func(day time.Time, _ direction) days { return around(move(day, unit, -q.least), slack(unit, q.least)) }
	default:
		return match{}, false
	}
	if unit == "day" && q.least == q.most {
		m.precision = Day
	}
	return m, true
}

// halves reads "half a year ago" and "a month and a half ago".
func halves(s *scan, i int) (match, bool) {
	unit, next, n := "", i, 1
	switch {
	case s.is(i, "half") && s.is(i+1, "a") && s.is(i+3, "ago"):
		unit, next = units[s.low(i+2)], i+4
	case s.is(i, "a") && s.is(i+2, "and") && s.is(i+3, "a") && s.is(i+4, "half") && s.is(i+5, "ago"):
		unit, next, n = units[s.low(i+1)], i+6, 3
	}
	length, ok := map[string]int{"week": 4, "month": 15, "year": 183}[unit]
	if !ok {
		return match{}, false
	}
	m := match{from: i, to: next, precision: Approx, rule: "halves of a " + unit + " before the article's day"}
	m.at = func(day time.Time, _ direction) days { return around(day.AddDate(0, 0, -n*length), max(1, length/5)) }
	return m, true
}

// back is the run of days that "N units ago" can mean.
func back(day time.Time, unit string, q quantity) days {
	if q.least != q.most {
		return days{move(day, unit, -q.most), move(day, unit, -q.least)}
	}
	point := move(day, unit, -q.least)
	switch unit {
	case "year":
		return yearOf(point.Year())
	case "decade":
		return days{civil(point.Year()-2, 1, 1), civil(point.Year()+2, 12, 31)}
	}
	return around(point, slack(unit, q.least))
}

// turn reads "the next day", "the day before", "the same day": they count from
// the day that was told before.
func turn(s *scan, i int) (match, bool) {
	m := match{from: i, precision: Day, told: true}
	n := 0
	switch {
	case s.is(i, "the") && s.is(i+1, "next", "following") && s.is(i+2, "day", "morning"):
		m.to, n = i+3, 1
	case s.is(i, "the") && s.is(i+1, "previous") && s.is(i+2, "day", "night", "evening"):
		m.to, n = i+3, -1
	case s.is(i, "the") && s.is(i+1, "day") && s.is(i+2, "before"):
		m.to, n = i+3, -1
	case s.is(i, "the", "that") && s.is(i+1, "same") && s.is(i+2, "day"), s.is(i, "later") && s.is(i+1, "that") && s.is(i+2, "day"):
		m.to = i + 3
	default:
		return match{}, false
	}
	m.rule = "day counted from the day told before"
	m.at = func(day time.Time, _ direction) days { return one(day.AddDate(0, 0, n)) }
	return m, true
}

// stretch reads "the past 48 hours", "the last three days", "over the past
// month", "the next two days", "in recent weeks", "in the coming days", "within
// 48 hours", and, of what is to come, "in two weeks".
func stretch(s *scan, i int) (match, bool) {
	if s.is(i, "recent", "coming", "past", "last") {
		if unit := units[s.low(i+1)]; unit != "" && s.low(i+1) != unit {
			return vagueStretch(s, i, unit), true
		}
	}
	j, ahead := i+1, false
	switch {
	case s.is(i, "past", "last", "previous", "preceding"):
	case s.is(i, "next", "coming", "following"):
		ahead = true
	case s.is(i, "within"):
		ahead = true
		if s.is(j, "the") && s.is(j+1, "next", "coming") {
			j += 2
		}
	case s.is(i, "in") && s.direction(i, i+1) == future && !s.is(j, "a", "one"):
		return inSpan(s, i)
	default:
		return match{}, false
	}
	q, ok := s.quantity(j)
	if !ok {
		q = quantity{1, 1, j}
	}
	unit := units[s.low(q.next)]
	if unit == "week" && s.is(q.next+1, "of") && s.ofMonth(q.next+2) {
		return match{}, false // "the last week of June"
	}
	if unit == "" || !ok && (ahead || !s.is(i-1, "the")) {
		return match{}, false
	}
	m := match{from: i, to: q.next + 1, precision: Between, rule: unit + "s up to the article's day"}
	m.at = func(day time.Time, _ direction) days { return days{move(day, unit, -q.most), day} }
	if ahead {
		m.rule = unit + "s from the article's day on"
		m.at = func(day time.Time, _ direction) days { return days{day, move(day, unit, q.most)} }
	}
	if q.least != q.most {
		m.precision = Approx
	}
	return m, true
}

// inSpan reads "in two weeks" after a word of the future.
func inSpan(s *scan, i int) (match, bool) {
	q, ok := s.quantity(i + 1)
	unit := units[s.low(q.next)]
	if !ok || unit == "" || s.is(q.next+1, "of", "ago", "'") {
		return match{}, false
	}
	m := match{from: i, to: q.next + 1, precision: Approx, rule: unit + "s after the article's day"}
	m.at = func(day time.Time, _ direction) days {
		return days{move(day, unit, q.least), move(day, unit, q.most)}.cover(around(move(day, unit, q.least), slack(unit, q.least)))
	}
	return m, true
}

// vagueStretch is "recent weeks": the last four, or seven days, three months,
// five years; "the coming days" likewise.
func vagueStretch(s *scan, i int, unit string) match {
	m := match{from: i, to: i + 2, precision: Approx, rule: "recent or coming " + unit + "s"}
	ahead := s.is(i, "coming")
	m.at = func(day time.Time, _ direction) days {
		n := map[string]int{"minute": 60, "hour": 24, "day": 7, "week": 4, "fortnight": 2, "month": 3, "year": 5, "decade": 3}[unit]
		if ahead {
			return days{day, move(day, unit, n).AddDate(0, 0, -1)}
		}
		from := move(day, unit, -n).AddDate(0, 0, 1)
		if from.After(day) {
			from = day
		}
		return days{from, day}
	}
	return m
}
