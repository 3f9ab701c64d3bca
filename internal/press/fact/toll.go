package fact

import (
	"math"
	"slices"
	"strings"
)

// count is one figure of people harmed, as one source gives it.
type count struct {
	it      *item
	q       Q
	class   string // kill, wound, abduct, detain, missing, displace, release
	counter string
	named   bool
	part    bool     // said to be part of another figure
	group   []string // whom it counts, where not everybody
	lo, hi  int64
	vague   bool
}

var tollClasses = [...]string{"kill", "execute", "wound", "abduct", "missing", "displace", "detain", "release"}

// anybody are words that name no group: a figure of these is a figure of all.
var anybody = wordSet(`people person persons dead death deaths killed died lives life victims victim others human beings toll
abducted kidnapped wounded injured missing displaced detained arrested executed slain bodies fatalities casualties individuals
have been were was in the of at least total cases`)

// counts returns the figures of people harmed in all claims.
func (r *relater) counts() []count {
	var out []count
	counters := map[string]string{}
	for _, it := range r.items {
		if it.Polarity != "asserts" {
			continue
		}
		for _, q := range it.Quantities {
			if c, ok := r.readCount(it, q); ok {
				c.counter, c.named = r.counter(it, counters)
				out = append(out, c)
			}
		}
	}
	return out
}

func (r *relater) readCount(it *item, q Q) (count, bool) {
	c := count{it: it, q: q, lo: 0, hi: math.MaxInt64}
	if q.Min == nil && q.Max == nil || measures(q) {
		return c, false
	}
	if q.Min != nil {
		c.lo = *q.Min
	}
	if q.Max != nil {
		c.hi = *q.Max
	}
	if q.Max == nil {
		if top, ok := vagueTop(q); ok {
			c.hi, c.vague = top, true
		}
	}
	before, after := around(it.words, splitWords(q.Text))
	c.class = r.tollClass(it, q, after)
	if c.class == "" {
		return c, false
	}
	cue := r.lists.cues["subset"]
	c.part = cue.has(before[max(0, len(before)-4):])
	own := splitWords(q.What)
	if len(own) == 0 {
		own = after
	}
	c.group = groupOf(own)
	return c, true
}

// vagueTop is the most that a word like "hundreds" is taken to say.
func vagueTop(q Q) (int64, bool) {
	w := " " + strings.Join(splitWords(q.Text+" "+q.Modifier), " ") + " "
	for _, v := range [...]struct {
		word string
		top  int64
	}{
		{" hundreds of thousands ", 999_999},
		{" tens of thousands ", 99_999},
		{" thousands ", 9_999},
		{" hundreds ", 999},
		{" scores ", 199},
		{" dozens ", 99},
		{" several ", 9},
	} {
		if strings.Contains(w, v.word) {
			return v.top, true
		}
	}
	return 0, false
}

// around returns the words of the quote before the figure, and those after it that speak of it: up
// to eight, and not past the next number or "including".
func around(words, text []string) (before, after []string) {
	at := index(words, text)
	if at < 0 {
		return nil, nil
	}
	end := at + len(text)
	for end < len(words) && end < at+len(text)+8 {
		w := words[end]
		if w[0] >= '0' && w[0] <= '9' || w == "including" || w == "among" || w == "and" {
			break
		}
		end++
	}
	return words[:at], words[at+len(text) : end]
}

func index(words, run []string) int {
	for i := 0; len(run) > 0 && i+len(run) <= len(words); i++ {
		if slices.Equal(words[i:i+len(run)], run) {
			return i
		}
	}
	return -1
}

// tollClass says what was done to those counted: by what the figure counts, the words behind it, the
// words of the claim, its type, in this order.
func (r *relater) tollClass(it *item, q Q, after []string) string {
	for _, words := range [][]string{splitWords(q.What), after} {
		if c := r.harm(words); c != "" && (c != "abduct" || !it.ideas["release"]) {
			return c
		}
	}
	if it.Type == "abduction_toll" {
		return "abduct"
	}
	if it.Type == "casualty_toll" {
		if c := r.harm(it.words); c != "" {
			return c
		}
		return "kill"
	}
	if it.ideas["release"] && captives.has(splitWords(q.What), after) {
		return "release"
	}
	return ""
}

// captives are those whom a release is of, where the words nearest to the figure do not say so.
var captives = people(wordSet("prisoner prisoners hostage hostages detainee detainees captive captives"))

type people map[string]bool

func (p people) has(runs ...[]string) bool {
	for _, words := range runs {
		for _, w := range words {
			if p[w] {
				return true
			}
		}
	}
	return false
}

func (r *relater) harm(words []string) string {
	for _, m := range r.lists.ideas.all(words) {
		if slices.Contains(tollClasses[:], m.name) {
			if m.name == "execute" {
				return "kill"
			}
			return m.name
		}
	}
	return ""
}

// groupOf returns the stems that narrow whom a figure counts.
func groupOf(words []string) []string {
	var out []string
	for _, w := range words {
		if !anybody[w] && !stop[w] && len(w) > 2 && (w[0] < '0' || w[0] > '9') {
			out = append(out, stem(w))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// counter names who counts: a named source whoever carries it, else the article.
func (r *relater) counter(it *item, seen map[string]string) (string, bool) {
	if it.SourceKind == "outlet" || it.SourceKind == "anonymous" || it.who.all == "" {
		return it.Doc + "\x00" + it.Article + "\x00" + it.who.all, false
	}
	name := it.who.all
	if len(it.who.tokens) == 1 && seen["initials "+it.who.tokens[0]] != "" {
		return seen["initials "+it.who.tokens[0]], true
	}
	if a := it.who.acronym; a != "" {
		if seen["initials "+a] == "" {
			seen["initials "+a] = name
		}
		return seen["initials "+a], true
	}
	if len(it.who.tokens) == 1 {
		seen["initials "+it.who.tokens[0]] = name
	}
	return name, true
}

// alikeScope reports whether two figures count the same people: both all, or the same group, of the
// same harm, in places and spans of time that fit.
func (c *count) alikeScope(d *count) bool {
	if c.class != d.class || !oneScene(c.it, d.it) || !c.it.win.near(d.it.win) {
		return false
	}
	if c.part != d.part && (len(c.group) == 0) != (len(d.group) == 0) {
		return false
	}
	switch {
	case len(c.group) == 0 && len(d.group) == 0:
		return c.part == d.part
	case len(c.group) == 0:
		return false
	case len(d.group) == 0:
		return false
	}
	return meetsAny(c.group, d.group)
}

func meetsAny(a, b []string) bool {
	for _, x := range a {
		if _, ok := slices.BinarySearch(b, x); ok {
			return true
		}
	}
	return false
}

// sameFigure reports whether two figures are one number.
func (c *count) sameFigure(d *count) bool { return c.lo == d.lo && c.hi == d.hi }

// differs reports whether two figures are not to be reconciled: the intervals have no number in
// common, or the numbers given lie more than a tenth apart and neither is a vague word.
func (c *count) differs(d *count) bool {
	if c.hi < d.lo || d.hi < c.lo {
		return true
	}
	if c.vague || d.vague {
		return false
	}
	return 10*max(c.lo-d.lo, d.lo-c.lo) > max(c.lo, d.lo)
}
