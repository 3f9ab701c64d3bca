package number

import (
	"sort"
	"strings"

	"parley.example/internal/press/date"
)

// Find returns the figures of a sentence in their order, without the counts of
// sources that SourceCounts gives.
func Find(text string) []Quantity {
	s := read(text)
	dates := date.Spans(text)
	var told [][2]int
	for _, q := range s.sources() {
		told = append(told, [2]int{q.Start, q.End})
	}
	var out []Quantity
	var before share
	for i := 0; i < len(s.toks); {
		f, ok := s.figure(i)
		switch {
		case !ok:
			i++
		case inside(dates, s.toks[f.at].start), inside(told, s.toks[f.at].start), !s.counts(f):
			i = max(i+1, f.next)
		default:
			q, next := s.measure(f, &before)
			out = append(out, q)
			i = max(i+1, next)
		}
	}
	return out
}

// inside reports whether one of the spans, in order of their ends, holds at.
func inside(spans [][2]int, at int) bool {
	i := sort.Search(len(spans), func(i int) bool { return spans[i][1] > at })
	return i < len(spans) && spans[i][0] <= at
}

// figure is a number with what says how surely, before it is known of what.
type figure struct {
	from, at, next int // tokens: with the modifier, the number, behind it
	value          value
	bound          bound
	modifier, rule string
}

// figure reads the number at i with its modifier, or a range of two.
func (s *scan) figure(i int) (figure, bool) {
	v, ok := s.value(i)
	if !ok {
		return figure{}, false
	}
	f := figure{from: i, at: i, next: v.next, value: v, rule: "number"}
	if last, next, ok := s.rangeTo(i, v); ok {
		f.value.lo, f.value.hi, f.next = last[0], last[1], next
		f.modifier, f.rule = "range", "range of two numbers"
		if s.is(i-1, "between", "from") {
			f.from, f.modifier = i-1, s.low(i-1)
		}
		return f, true
	}
	f.bound, f.modifier, f.from = s.modifier(i)
	if v.vague {
		f.rule = "word that counts from below"
		f.modifier = strings.ToLower(v.name)
	}
	if b, name, next, ok := s.trailing(v.next); ok && f.bound == exactly {
		f.bound, f.modifier, f.next = b, name, next
	}
	return f, true
}

// rangeTo reads the second number of "between 1,500 and 2,000", "10 to 15",
// "10-15", "two or three". "rose from 10 to 15" are two figures.
func (s *scan) rangeTo(i int, v value) (ends [2]int64, next int, ok bool) {
	j := v.next
	switch {
	case v.vague:
		return ends, 0, false
	case s.is(j, "and") && s.is(i-1, "between"):
	case s.is(j, "to") && !s.rises(i), s.is(j, "or"):
	case s.is(j, "-") && (v.spoken || s.digit(j+1)):
	default:
		return ends, 0, false
	}
	w, ok := s.value(j + 1)
	if !ok || w.vague || w.lo == 0 {
		return ends, 0, false
	}
	lo := v.lo
	if scale := s.scaleOf(w.next - 1); lo < 1000 && scale >= 1000 && s.scaleOf(v.next-1) == 0 && lo*scale < w.hi {
		lo *= scale // "two to three thousand"
	}
	if lo >= w.hi || s.is(j, "or", "to") && w.hi > 20*lo+20 {
		return ends, 0, false
	}
	return [2]int64{lo, w.hi}, w.next, true
}

// changes are verbs of a figure that becomes another.
var changes = set("rose rise rises risen raised raise increased increase grew grown jumped climbed up fell fallen dropped " +
	"down revised reduced cut went swelled surged toll number")

// rises reports "from 10 to 15" behind a verb of change.
func (s *scan) rises(i int) bool {
	if !s.is(i-1, "from") {
		return false
	}
	for j := i - 2; j >= 0 && j > i-8; j-- {
		if changes[s.low(j)] {
			return true
		}
	}
	return false
}

func (s *scan) scaleOf(i int) int64 {
	if !s.word(i) {
		return 0
	}
	return scales[s.low(i)]
}

// measure makes the quantity of a figure.
func (s *scan) measure(f figure, before *share) (Quantity, int) {
	end := f.next
	q := Quantity{Modifier: f.modifier, Rule: f.rule}
	q.Min, q.Max = f.bound.limits(f.value)
	switch unit, next := s.unit(f.next); {
	case s.is(f.from-1, "$", "\u20ac", "\u00a3"):
		f.from--
		q.What, end = money[s.low(f.from)], f.next
	case unit != "":
		end = next
		q.What = unit + s.bearing(next)
		if n, ok := s.again(next, unit, &q, f.bound); ok {
			end = n
		}
	default:
		q.What = s.counted(f, before)
	}
	q.Start, q.End = s.toks[f.from].start, s.toks[end-1].end
	q.Text = s.text[q.Start:q.End]
	return q, end
}

// again reads the same measure in another unit, as in "10 kilometers (six
// miles)", and keeps the kilometres of the two.
func (s *scan) again(i int, unit string, q *Quantity, b bound) (next int, ok bool) {
	open := s.is(i, "(")
	if !open && (!s.is(i, ",") || !s.is(i+1, "or")) {
		return i, false
	}
	j := i + 1
	if !open {
		j++
	}
	for n := 0; n < 2 && s.is(j, "about", "around", "nearly", "roughly", "some", "almost"); n++ {
		j++
	}
	v, ok := s.value(j)
	if !ok {
		return i, false
	}
	other, next := s.unit(v.next)
	if other == "" || other == unit || measures(other) == "" || measures(other) != measures(unit) {
		return i, false
	}
	if open {
		if !s.is(next, ")") {
			return i, false
		}
		next++
	}
	q.Rule += "; the same in two units"
	if metric[other] && !metric[unit] {
		q.Min, q.Max = b.limits(v)
		q.What = other + s.bearing(next)
	} else {
		q.What = unit + s.bearing(next)
	}
	return next, true
}
