package number

import "strings"

// stops end the noun phrase behind a number.
var stops = set("and or nor but in on at to for with by from as that which who whom whose when where while after before " +
	"since until till is was were are be been being will would could may might can should must has have had do does " +
	"did said says say saying he she it they we you i his her its their our your the a an this these those amid " +
	"during over under into through against between because if than then so such yet not no also only both about " +
	"around near across along within without per out up down off including among like according more most less died " +
	"left took came went fled made told began broke fell rose met held saw got hit lost won led ran drove sent cross " +
	"inside outside there here still already today yesterday tonight overnight")

// fates are the words for what befell people, each told by one word.
var fates = by(map[string]string{
	"killed":    "killed killing kill kills killings dead die died death deaths slain martyred fatalities lives toll tolls",
	"executed":  "executed execution executions",
	"wounded":   "wounded wounding injured injuring injuries hurt",
	"abducted":  "abducted abducting abduction abductions kidnapped kidnapping hostage",
	"missing":   "missing",
	"displaced": "displaced displacing uprooted",
	"detained":  "detained detaining arrested arresting captured",
})

// counted is what a figure counts: the noun phrase behind it, and the fate. Of
// two joined by "and", the second shares a fate told before the first.
func (s *scan) counted(f figure, before *share) string {
	i := f.next
	if s.is(i, "of") {
		i++
		for s.is(i, "the", "their", "its", "his", "those", "them") && i < f.next+3 {
			i++
		}
		if v, ok := s.value(i); ok {
			i = v.next // "3 of the 20 hostages"
		}
	}
	noun, end := s.noun(i)
	fate, shared := s.fateAfter(end), false
	if fate == "" {
		fate = s.fateBefore(f.from)
		shared = fate != ""
	}
	joined := before.fate != "" && s.is(f.from-1, "and") && f.from-before.end <= 6
	if fate == "" && joined && !s.is(end, "was", "were", "have", "had") {
		fate, shared = before.fate, true
	}
	if fate == "" {
		fate = s.fateShared(end)
	}
	*before = share{}
	if shared {
		*before = share{end, fate}
	}
	return strings.TrimSpace(noun + " " + fate)
}

// share is a fate that was told before a figure, and where that figure's noun ends.
type share struct {
	end  int
	fate string
}

// noun reads the noun phrase at i, with one "of" inside it: "members of the
// harbour guild".
func (s *scan) noun(i int) (text string, end int) {
	j, of := i, false
	for j < len(s.toks) && j < i+8 {
		t := s.toks[j]
		switch {
		case j > i && t.glued && (t.low == "-" || t.low == "." || t.low == "'") && s.glued(j+1) && s.word(j+1):
			j += 2
			continue
		case j > i && t.low == "." && s.glued(j) && len(s.low(j-1)) == 1 && s.upper(j-1) && (s.is(j+1, "-") || s.word(j+1)):
			j++ // "U.S.-based", "U.N. troops"
			continue
		case t.low == "of" && j > i && !of && s.word(j+1):
			of = true
			j++
			if s.is(j, "the", "its", "their", "his", "an", "a") {
				j++
			}
			continue
		}
		if !t.word || stops[t.low] || fates[t.low] != "" || s.participle(j, i) {
			break
		}
		j++
	}
	for j > i && (stops[s.low(j-1)] || s.is(j-1, "of") || strings.HasSuffix(s.low(j-1), "ly") && len(s.low(j-1)) > 5) {
		j--
	}
	if j == i {
		return "", j
	}
	return s.text[s.toks[i].start:s.toks[j-1].end], j
}

// participle reports a verb form that ends the phrase: "people reported killed",
// "companies arrived". At the very start, as in "armed men", it is an adjective.
func (s *scan) participle(j, first int) bool {
	low := s.low(j)
	if s.glued(j) || j == first && s.word(j+1) && !stops[s.low(j+1)] && fates[s.low(j+1)] == "" {
		return false
	}
	if strings.HasSuffix(low, "ing") && len(low) > 6 && j > first {
		return true // "trucks carrying"
	}
	return strings.HasSuffix(low, "ed") && len(low) > 4 || strings.HasSuffix(low, "ly") && fates[s.low(j+1)] != ""
}

// between are the words that may stand between a noun and what befell it.
var between = set("was were are is have has had been be being reported reportedly allegedly feared confirmed believed " +
	"others people more now still left either also and or later went as presumed documented who that \" \u201c ' remain civilians")

// within are the words that lead a phrase which belongs to a noun: "people from
// the minority were killed".
var within = set("from in at near of inside with on across around belonging aligned")

// fateAfter looks behind a noun phrase that ends at i. "12 people and wounded 30"
// says of the 30 that they were wounded.
func (s *scan) fateAfter(i int) string {
	joined := false
	for j := i; j < len(s.toks) && j < i+6; j++ {
		if fate := fates[s.low(j)]; fate != "" {
			if joined && s.countFollows(j+1) || s.is(j, "toll", "tolls") {
				return ""
			}
			return fate
		}
		if !between[s.low(j)] {
			break
		}
		joined = joined || s.is(j, "and", "or")
	}
	if s.is(i, ",") {
		return s.fateBehind(i)
	}
	if !within[s.low(i)] {
		return ""
	}
	for j := i + 1; j < len(s.toks) && j < i+12; j++ {
		switch {
		case !s.word(j) && !s.is(j, "-", "'"), ones[s.low(j)] > 0:
			return ""
		case s.is(j, "was", "were", "been") && fates[s.low(j+1)] != "":
			return fates[s.low(j+1)]
		case s.is(j, "was", "were", "been") && strings.HasSuffix(s.low(j+1), "ly"):
			return fates[s.low(j+2)]
		}
	}
	return ""
}

// fateBehind looks past an insertion: "people, most of them civilians, were
// killed"; i is its first comma, or its last.
func (s *scan) fateBehind(i int) string {
	for j := i + 1; j < len(s.toks) && j < i+14; j++ {
		if s.is(j, ".", ";") && !s.glued(j+1) {
			return ""
		}
		if s.is(j-1, ",") && s.is(j, "was", "were", "have", "had") {
			return s.fateAfter(j)
		}
		if s.is(j-1, ",") && j > i+1 {
			return ""
		}
	}
	return ""
}

// countFollows reports whether a figure begins at i, perhaps with a modifier.
func (s *scan) countFollows(i int) bool {
	for j := i; j < i+4; j++ {
		if _, ok := s.value(j); ok {
			return true
		}
		if !s.is(j, "at", "least", "more", "than", "about", "around", "nearly", "some", "up", "to", "over", "almost", "another") {
			return false
		}
	}
	return false
}

// fateShared reads what befell several kinds at once: "12 soldiers and four
// civilians were killed".
func (s *scan) fateShared(i int) string {
	for range 3 {
		if !s.is(i, "and", ",") {
			return ""
		}
		if i++; s.is(i, "and") {
			i++
		}
		v, ok := s.value(i)
		if !ok {
			return ""
		}
		_, end := s.noun(v.next)
		if fate := s.fateAfter(end); fate != "" {
			return fate
		}
		i = end
	}
	return ""
}

// fateBefore looks before a figure: "killed 1,400", "the deaths of at least
// 417", "a death toll of 860", "wounding dozens". A part shares the fate of the
// whole, "including 152 women", and the end of a rise that of its start.
func (s *scan) fateBefore(i int) string {
	reach, part := 9, false
	switch {
	case s.is(i-1, "including"), s.is(i-1, "them") && s.is(i-2, "among", "of"):
		part, reach = true, 16
	case s.is(i-1, "to") && s.is(i-3, "from") && s.digit(i-2):
		i -= 3
	}
	acted := false // another verb stands between
	for j := i - 1; j >= 0 && j > i-reach; j-- {
		t := s.toks[j]
		if fate := fates[t.low]; fate != "" && !s.is(j, "lives", "missing") {
			if !part && deeds[t.low] && (acted || s.spent(j)) {
				return ""
			}
			return fate
		}
		acted = acted || strings.HasSuffix(t.low, "ed") || s.is(j, "hit", "struck", "shot", "took", "set", "left")
		if t.low == ";" || t.low == "." && !s.glued(j+1) || !part && (t.low == "," || t.digit || ones[t.low] > 0) {
			return ""
		}
	}
	return ""
}

// deeds are the words of fate that are verbs: they hold what follows at once.
var deeds = set("killed killing kill kills wounded wounding injured injuring dead displaced displacing executed abducted " +
	"abducting kidnapped kidnapping died die detained detaining arrested arresting captured")

// spent reports whether the word of fate at j belongs to those named before it:
// "12 people were killed in two strikes".
func (s *scan) spent(j int) bool {
	return s.is(j+1, "in", "when", "by", "after", "on", "during", "as", "since") || s.is(j+1, "at") && !s.is(j+2, "least", "most") ||
		s.is(j-1, "was", "were", "been", "are", "being")
}
