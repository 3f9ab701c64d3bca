package number

import "strings"

// phrase is a modifier that stands before a number.
type phrase struct {
	words string
	bound bound
}

// phrases, longer before shorter.
var phrases = []phrase{
	{"slightly more than", moreThan},
	{"a little over", moreThan},
	{"well over", moreThan},
	{"just over", moreThan},
	{"just more than", moreThan},
	{"a little under", nearly},
	{"just under", nearly},
	{"just short of", nearly},
	{"a total of", exactly},
	{"a minimum of", atLeast},
	{"a maximum of", upTo},
	{"no fewer than", atLeast},
	{"no less than", atLeast},
	{"not less than", atLeast},
	{"no more than", upTo},
	{"not more than", upTo},
	{"in excess of", moreThan},
	{"upwards of", atLeast},
	{"upward of", atLeast},
	{"as many as", upTo},
	{"as much as", upTo},
	{"as few as", atLeast},
	{"more than", moreThan},
	{"greater than", moreThan},
	{"fewer than", lessThan},
	{"less than", lessThan},
	{"close to", nearly},
	{"at least", atLeast},
	{"at most", upTo},
	{"up to", upTo},
	{"an estimated", about},
	{"estimated at", about},
	{"an additional", exactly},
	{"over", moreThan},
	{"above", moreThan},
	{"exceeding", moreThan},
	{"exceeded", moreThan},
	{"topped", moreThan},
	{"surpassed", moreThan},
	{"under", lessThan},
	{"below", lessThan},
	{"nearly", nearly},
	{"almost", nearly},
	{"approaching", nearly},
	{"about", about},
	{"around", about},
	{"roughly", about},
	{"approximately", about},
	{"some", about},
	{"estimated", about},
	{"circa", about},
	{"exactly", exactly},
	{"precisely", exactly},
	{"only", exactly},
	{"just", exactly},
}

var phraseWords = func() [][]string {
	out := make([][]string, len(phrases))
	for i, p := range phrases {
		out[i] = strings.Fields(p.words)
	}
	return out
}()

// movers are verbs that "over" belongs to.
var movers = set("hand hands handed handing turn turned turning take took taken taking fought crossed passed flew fly " +
	"going went signed presided")

// modifier reads what stands before the number at i: the bound, its words, and
// where it begins.
func (s *scan) modifier(i int) (b bound, name string, from int) {
	for k, words := range phraseWords {
		at := i - len(words)
		if at < 0 || !s.spells(at, words) {
			continue
		}
		if phrases[k].words == "over" && movers[s.low(at-1)] {
			return exactly, "exact", i // "handed over 5 bodies"
		}
		if phrases[k].bound == exactly {
			return exactly, "exact", i
		}
		return phrases[k].bound, phrases[k].words, at
	}
	return exactly, "exact", i
}

func (s *scan) spells(at int, words []string) bool {
	for k, w := range words {
		if s.toks[at+k].low != w {
			return false
		}
	}
	return true
}

// trailing reads what may follow a number: "or more", "-plus", "or so".
func (s *scan) trailing(i int) (b bound, name string, next int, ok bool) {
	switch {
	case s.is(i, "or") && s.is(i+1, "more"):
		return atLeast, "or more", i + 2, true
	case s.is(i, "or") && s.is(i+1, "fewer", "less"):
		return upTo, "or fewer", i + 2, true
	case s.is(i, "or") && s.is(i+1, "so"):
		return about, "or so", i + 2, true
	case s.is(i, "+") && s.glued(i):
		return atLeast, "plus", i + 1, true
	case s.is(i, "-") && s.glued(i) && s.is(i+1, "plus"):
		return atLeast, "plus", i + 2, true
	}
	return exactly, "", i, false
}
