package date

import "time"

// weekdayAlone reads "Friday", "late Saturday", "Tuesday morning", "Earlier on
// Tuesday", and "last", "next", "this" Friday.
func weekdayAlone(s *scan, i int) (match, bool) {
	w, next, ok := s.weekday(i)
	if !ok {
		return match{}, false
	}
	m := match{from: i, to: next, precision: Day, weekday: true}
	if dayParts[s.low(next)] {
		m.to++
	}
	if s.is(i-1, "early", "late", "earlier", "later") {
		m.from--
	}
	if s.is(i-1, "on") && s.is(i-2, "early", "late", "earlier", "later") {
		m.from -= 2
	}
	switch {
	case s.is(i-1, "last", "past"):
		m.from, m.rule = i-1, "weekday before the article's day"
		m.at = func(day time.Time, _ direction) days { return one(latest(day.AddDate(0, 0, -1), w)) }
	case s.is(i-1, "next", "coming"):
		m.from, m.rule = i-1, "weekday after the article's day"
		m.at = func(day time.Time, _ direction) days { return one(soonest(day.AddDate(0, 0, 1), w)) }
	case s.is(i-1, "previous"):
		m.from, m.rule, m.told = i-1, "weekday before the day told before", true
		m.at = func(day time.Time, _ direction) days { return one(latest(day.AddDate(0, 0, -1), w)) }
	case s.is(i-1, "following"):
		m.from, m.rule, m.told = i-1, "weekday after the day told before", true
		m.at = func(day time.Time, _ direction) days { return one(soonest(day.AddDate(0, 0, 1), w)) }
	case s.weekNamed(&m, w):
	default:
		m.rule = "weekday nearest in the tense of the sentence"
		m.at = func(day time.Time, to direction) days {
			if to == future {
				return one(soonest(day, w))
			}
			return one(latest(day, w))
		}
	}
	return m, true
}

// weekNamed reads the week behind a weekday: "Thursday of last week".
func (s *scan) weekNamed(m *match, w time.Weekday) bool {
	j := m.to
	if s.is(j, "of") {
		j++
	}
	if !s.is(j, "last", "next", "this") || !s.is(j+1, "week") {
		return false
	}
	weeks := map[string]int{"last": -7, "this": 0, "next": 7}[s.low(j)]
	m.to, m.rule = j+2, "weekday of the week that is named"
	m.at = func(day time.Time, _ direction) days { return one(soonest(weekOf(day.AddDate(0, 0, weeks)).from, w)) }
	return true
}

// latest is the last w up to and with day: on a Friday, Friday is today.
func latest(day time.Time, w time.Weekday) time.Time {
	return day.AddDate(0, 0, -(int(day.Weekday())-int(w)+7)%7)
}

// soonest is the first w from day on, with day.
func soonest(day time.Time, w time.Weekday) time.Time {
	return day.AddDate(0, 0, (int(w)-int(day.Weekday())+7)%7)
}

// lastWeek is the calendar week before. On a Sunday people mean the week that
// began last Sunday or that ends today; the run covers both.
func lastWeek(day time.Time) days {
	if day.Weekday() == time.Sunday {
		return days{day.AddDate(0, 0, -7), day}
	}
	return weekOf(day.AddDate(0, 0, -7))
}

// earlierThisWeek runs from the start of the week to the article's day; on a
// Sunday it is the week that has just gone by.
func earlierThisWeek(day time.Time) days {
	if day.Weekday() == time.Sunday {
		return days{day.AddDate(0, 0, -7), day.AddDate(0, 0, -1)}
	}
	return days{weekOf(day).from, day}
}

// laterThisWeek is what is left of the week after the article's day.
func laterThisWeek(day time.Time) days {
	tomorrow := day.AddDate(0, 0, 1)
	return days{tomorrow, weekOf(tomorrow).to}
}

func thisWeek(day time.Time, to direction) days {
	if to == future {
		return days{day, weekOf(day).to}
	}
	return days{earlierThisWeek(day).from, day}
}

// weekend reads "over the weekend", "this weekend", "last weekend". A weekend
// that is past began on a Saturday before the article's day.
func weekend(s *scan, i int) (match, bool) {
	j := i
	if s.is(j, "the", "this", "last", "next", "past", "coming", "previous") {
		j++
	}
	if j == i || !s.is(j, "weekend", "weekends") {
		return match{}, false
	}
	m := match{from: i, to: j + 1, rule: "weekend nearest in the tense of the sentence", precision: Between}
	if s.is(i-1, "over", "during", "at", "on") {
		m.from--
	}
	m.at = func(day time.Time, to direction) days {
		if to == future || s.is(i, "next", "coming") {
			from := soonest(day, time.Saturday)
			if s.is(i, "next") && day.Weekday() == time.Saturday {
				from = from.AddDate(0, 0, 7)
			}
			return days{from, from.AddDate(0, 0, 1)}
		}
		from := latest(day.AddDate(0, 0, -1), time.Saturday)
		return days{from, from.AddDate(0, 0, 1)}
	}
	return m, true
}
