package date

import "strings"

// plain are the words that no noun phrase goes on with: after a date they show
// that it stands for itself.
var plain = set("and or in on at of to for with by from as but that which who whom when where while after before since " +
	"until till is was were are be been will would could may might can has had have said says he she it they we you " +
	"i his her its their the a an this these those amid during over under into through against between because if " +
	"than then there so yet not no also only both")

// ahead are words that put a date behind them into the future.
var ahead = set("will shall must can may might wo ll would plans planned planning expects scheduled slated due upcoming " +
	"tomorrow next ahead deadline expected forthcoming postponed delayed")

// wills govern an infinitive that has not happened yet: "agreed to meet Friday".
var wills = set("agree agreed agrees plan plans planned planning want wants hope hopes hoped intend intends intended set " +
	"invited urged call calls called order ordered decision vowed pledged promised threatened ready prepare prepared " +
	"preparing wait waiting offer offered ask asked need needs decided decide decides going poised scheduled " +
	"expected due slated aims aim propose proposed supposed planned")

// timetable are verbs that the press puts into the present for the near future:
// "talks resume Friday".
var timetable = set("begin begins start starts open opens meet meets resume resumes convene convenes expire expires end " +
	"ends take takes travel travels visit visits arrive arrives host hosts return returns hold holds vote votes")

// done are verb forms of the past that do not end in -ed.
var done = set("said told met held began came went saw took left sent made gave got hit struck shot broke led kept found " +
	"brought lost won wrote spoke fell rose ran fought flew drove shook withdrew put set let cut read became heard " +
	"paid built fled did was were had has have been according")

// calm end in -ed and are no verbs of the past.
var calm = set("armed united red need speed indeed hundred sacred feed seed breed bed aged related " +
	"allied")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// reach is how many words on either side are looked at for the tense.
const reach = 24

// meant are things that are set for a day: "the Jan. 14 deadline" is the nearer
// one, whatever the verb before it.
var meant = set("deadline summit election elections vote meeting conference anniversary talks referendum")

// near is how close a verb of the past must stand to a date to hold it there.
const near = 8

// direction tells whether the words around a date speak of the past or of what
// is to come. The nearest word before it that shows a tense decides, as in
// "said Friday that talks will resume"; if there is none, the first after it. It
// is unclear when nothing does, or only a verb far away: the press reports the
// past, but "payable Dec. 15" is not a year ago.
func (s *scan) direction(from, to int) direction {
	if s.is(from-1, "starting", "beginning", "effective") || s.is(from-1, "as") && s.is(from-2, "soon") ||
		s.is(from-1, "to", "until", "till") && s.is(from-2, "extended", "postponed", "delayed") {
		return future
	}
	if meant[s.low(to)] {
		return unclear
	}
	infinitive := false
	for j := from - 1; j >= max(0, from-reach); j-- {
		if s.boundary(j) {
			break
		}
		switch s.tense(j, from) {
		case tells:
			switch {
			case infinitive && wills[s.low(j)]:
				return future
			case infinitive || from-j > near:
				return unclear
			}
			return past
		case promises:
			return future
		case infinite:
			infinitive = true
		case silent:
			if infinitive && (wills[s.low(j)] || s.is(j, "is", "are") && s.is(j+1, "to")) {
				return future
			}
		}
	}
	return s.directionAfter(to)
}

// directionAfter looks behind a date that nothing before it places.
func (s *scan) directionAfter(to int) direction {
	for j := to; j < min(len(s.toks), to+reach); j++ {
		if s.boundary(j) {
			break
		}
		switch s.tense(j, -1) {
		case tells:
			return past
		case promises:
			return future
		case infinite:
		case silent:
			if wills[s.low(j)] && s.is(j+1, "to") && !s.toks[j].upper {
				return future // "On Tuesday the group plans to meet"
			}
		}
	}
	return unclear
}

// boundary reports whether a sentence or a part of one ends at j.
func (s *scan) boundary(j int) bool {
	if s.is(j, ";") {
		return true
	}
	// The stop of "U.S." is none.
	return s.is(j, ".", "!", "?") && j+1 < len(s.toks) && !s.toks[j+1].glued && s.toks[j+1].upper && len(s.low(j-1)) > 3
}

// tense is what one word shows.
type tense int

const (
	silent tense = iota
	tells
	promises
	infinite // "to" with a verb
)

// tense reads the word at j; date is the token where the date begins, -1 when
// it lies before j.
func (s *scan) tense(j, date int) tense {
	t := s.toks[j]
	if !t.word || t.upper && j > 0 && !ahead[t.low] {
		return silent
	}
	switch {
	case t.low == "to":
		if n := j + 1; n < len(s.toks) && s.toks[n].word && !s.toks[n].upper && !plain[s.toks[n].low] {
			return infinite
		}
		return silent
	case t.low == "would" || t.low == "will":
		if s.is(j+1, "have") {
			return tells
		}
		return promises
	case t.low == "set" && s.is(j+1, "for"):
		return promises
	case ahead[t.low]:
		return s.aheadOr(j, date)
	case timetable[t.low] && date >= 0 && date-j <= 4 && !s.is(j-1, "to", "not", "will", "would", "did", "could", "the", "a"):
		return promises
	case done[t.low] || strings.HasSuffix(t.low, "ed") && len(t.low) > 4 && !calm[t.low]:
		return s.passive(j)
	}
	return silent
}

// aheadOr keeps "next to", "the next day" and "due to" from speaking of the
// future, and "ahead of" from speaking of more than the date behind it.
func (s *scan) aheadOr(j, date int) tense {
	switch {
	case s.is(j, "next", "due") && s.is(j+1, "to", "day", "door"):
		return silent
	case s.is(j, "ahead") && (date < 0 || date-j > 3):
		return silent
	case s.is(j, "ll", "wo") && !s.glued(j):
		return silent
	case s.is(j, "can", "may", "might", "must") && s.is(j+1, "have"):
		return tells
	}
	return promises
}

// passive tells "was held" and "held" from "will be held" and "to be held".
func (s *scan) passive(j int) tense {
	k := j - 1
	if strings.HasSuffix(s.low(k), "ly") {
		k--
	}
	if !s.is(k, "be") {
		return tells
	}
	if s.is(k-1, "to", "will", "would", "ll", "may", "might", "should", "must", "can", "shall") || s.is(k-1, "not", "also") {
		return promises
	}
	return tells
}
