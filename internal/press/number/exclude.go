package number

// labels are words whose number names a thing: "rule number one", "Resolution
// 2254".
var labels = set("number no nos numbers rule rules article articles chapter resolution section page flight route highway " +
	"brigade division grade channel paragraph clause tier battalion regiment season episode top protocol gate")

// maybe are words that label a number only if it counts nothing: "day 10 of the
// war", but "that day 10 people died".
var maybe = set("day week month phase line room level type area group part step point option track camp unit force version " +
	"act platform stage case item figure class band zone")

// lengths of time.
var lengths = set("second seconds minute minutes hour hours day days night nights week weeks month months year years " +
	"decade decades century centuries")

// persons are nouns with which even "one" is a figure.
var persons = set("person people civilian civilians soldier soldiers fighter fighters man woman child boy girl officer " +
	"policeman medic doctor journalist member militant gunman guard rebel prisoner hostage body worker resident " +
	"victim passenger pilot troop paramedic student other combatant conscript casualty fatality")

// counts reports whether the number of f is a figure at all.
func (s *scan) counts(f figure) bool {
	i, next, v := f.at, f.next, f.value
	switch {
	case s.named(i, next), s.aged(i, next), s.clock(i, next):
		return false
	case s.glued(next) && s.is(next, "st", "nd", "rd", "th", "s"): // ordinals and decades
		return false
	case lengths[s.low(next)]:
		return s.lasts(f)
	case s.is(next, "-") && s.glued(next) && s.glued(next+1) && (s.word(next+1) || s.digit(next+1)):
		unit, _ := s.unit(next)
		return unit != "" && !s.is(next+1, "m")
	case s.year(f):
		return false
	case v.vague:
		return !s.is(next, "of") || !s.is(next+1, "times")
	case v.spoken && v.lo == v.hi && v.lo == 1:
		return s.single(f)
	case v.lo == 0 && v.hi == 0:
		return false
	case v.spoken && v.hi <= 10 && f.bound == exactly && s.definite(f.from):
		return s.fateAfter(next) != ""
	}
	return true
}

// named reports a number that is a part of a name, or labels something: F-16,
// G7, COVID-19, 24/7, Resolution 2254.
func (s *scan) named(i, next int) bool {
	if s.digit(i) && s.glued(i) && (s.word(i-1) || s.is(i-1, "/", ".", "#", "_", ":", "@", "+")) {
		return true
	}
	if s.glued(i) && s.is(i-1, "-") && s.glued(i-1) && (s.word(i-2) || s.digit(i-2)) {
		return true
	}
	word := s.word(next) && s.low(next) != "m" && unitNames[s.low(next)] == ""
	if s.digit(next-1) && s.glued(next) && (word || s.is(next, "/", "_", "@")) {
		return true
	}
	if s.is(i-1, ".") && s.glued(i-1) && s.is(i-2, "no", "nos") {
		return true
	}
	if s.digit(i) && (s.digit(i-1) && s.digit(i-2) || s.digit(i-1) && s.digit(next) || s.digit(next) && s.digit(next+1)) {
		return true // a telephone
	}
	if s.digit(next) && s.is(next+1, "/") {
		return true // "3 1/2"
	}
	if s.digit(i) && s.upper(next) && s.is(next, "n", "s", "e", "w") {
		return true // a coordinate
	}
	noun := s.word(next) && !s.upper(next) && !stops[s.low(next)] && !s.is(next, "of")
	return labels[s.low(i-1)] || maybe[s.low(i-1)] && !noun && fates[s.low(next)] == "" && s.fateAfter(next) == ""
}

// aged reports "aged 12", "12-year-old", "Salem, 45, said".
func (s *scan) aged(i, next int) bool {
	switch {
	case s.is(i-1, "aged", "age"), s.is(i-1, "of") && s.is(i-2, "age"):
		return true
	case s.is(next, "-") && s.is(next+1, "year", "month", "week", "day"):
		return true
	case s.is(next, "years", "months") && s.is(next+1, "old"):
		return true
	}
	return s.digit(i) && s.is(i-1, ",") && s.is(next, ",") && s.upper(i-2) && len(s.low(i)) <= 3
}

// clock reports a time of day.
func (s *scan) clock(i, next int) bool {
	if s.is(next, "am", "pm", "gmt", "utc", "o") && (!s.is(next, "o") || s.is(next+1, "'")) {
		return true
	}
	if s.is(next, "a", "p") && s.is(next+1, ".") && s.glued(next+1) && s.is(next+2, "m") {
		return true
	}
	return s.digit(i) && s.glued(next) && s.is(next, ":") && s.digit(next+1)
}

// year reports four bare digits that are no count: "in 1974", "2024 elections".
func (s *scan) year(f figure) bool {
	v := f.value
	if f.bound != exactly || f.at != f.next-1 || v.spoken || len(s.low(f.at)) != 4 || v.lo < 1800 || v.lo > 2100 {
		return false
	}
	unit, _ := s.unit(f.next)
	noun := s.word(f.next) && !s.upper(f.next) && !stops[s.low(f.next)]
	return unit == "" && !noun && s.fateAfter(f.next) == ""
}

// lasts keeps a length of time only where it is counted in days, weeks or
// months, and is no date: "for two days", "a week of clashes".
func (s *scan) lasts(f figure) bool {
	if !s.is(f.next, "day", "days", "night", "nights", "week", "weeks", "month", "months") {
		return false
	}
	after := f.next + 1
	if s.is(after, "ago", "later", "earlier", "before", "after", "old", "from") {
		return false
	}
	return !f.value.vague && !s.is(f.from-1, "past", "last", "previous", "recent")
}

// single keeps "one" for persons and for the dead.
func (s *scan) single(f figure) bool {
	if s.is(f.next, "of", "-", "another", "side", "day") || s.is(f.at-1, "the", "no", "this", "that", "each", "every", "which", "any") {
		return false
	}
	return fates[s.low(f.at-1)] != "" || f.bound != exactly && s.word(f.next) || s.fateAfter(f.next) != "" ||
		persons[s.low(f.next)] || persons[s.low(f.next+1)] && !stops[s.low(f.next)]
}

// definite reports "the two countries", "these three": they name what is known
// and count nothing.
func (s *scan) definite(from int) bool {
	if s.is(from-1, "next") {
		return false
	}
	return s.is(from-1, "the", "these", "those", "his", "her", "their", "its", "our", "all", "both", "other", "longtime")
}
