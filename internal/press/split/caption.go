package split

import (
	"regexp"
	"strings"
	"unicode"
)

// bar finds a credit behind a bar: "... on Sunday. | AFP-JIJI".
var bar = regexp.MustCompile(`^\s*\|\s*((?:[A-Z][A-Z'&-]+)(?:[ /][A-Z][A-Z'&-]+){0,3})`)

// brackets finds what stands in brackets at the end of a line.
var brackets = regexp.MustCompile(`\(([^()]{2,60})\)$`)

// credited reports whether a line ends with a credit in brackets and is no
// sentence: a name, not words of the text.
func credited(s string) bool {
	m := brackets.FindStringSubmatchIndex(s)
	if m == nil {
		return false
	}
	before := strings.TrimSpace(s[:m[0]])
	return before != "" && !ended(before) && len(strings.Fields(before)) >= 6 && capitals(s[m[2]:m[3]])
}

// caption reports where a caption ends that the sentence s is, and who is
// credited. A caption is known by its credit alone.
func (l *Lists) caption(text string, s Span, end int) (int, string) {
	rest := text[s[1]:end]
	m := bar.FindStringSubmatchIndex(rest)
	if m == nil {
		if i := strings.LastIndex(text[s[0]:s[1]], " | "); i > 0 {
			if in := bar.FindStringSubmatchIndex(text[s[0]+i : s[1]]); in != nil {
				stop := s[0] + i + l.creditEnd(text[s[0]+i:s[1]], in)
				return stop, l.agencyIn(text[s[0]+i : stop])
			}
		}
		return 0, ""
	}
	stop := s[1] + l.creditEnd(rest, m)
	return stop, l.agencyIn(text[s[1]:stop])
}

// creditEnd ends a credit behind the longest agency name that it begins with,
// so that the capitals of the next sentence are left to it.
func (l *Lists) creditEnd(s string, m []int) int {
	words := strings.Fields(s[m[2]:m[3]])
	for n := len(words); n > 0; n-- {
		if l.agencies[strings.Join(words[:n], " ")] != "" {
			return m[2] + len(strings.Join(words[:n], " "))
		}
	}
	return m[3]
}

func (l *Lists) agencyIn(s string) string {
	return l.agencies[strings.TrimFunc(s, func(r rune) bool { return r == '|' || unicode.IsSpace(r) })]
}

// credit is the agency of a byline or credit that stands in a line of its own.
func (l *Lists) credit(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool { return strings.ContainsRune("()|-—– ", r) })
	if name := l.agencies[s]; name != "" {
		return name
	}
	if m := brackets.FindStringSubmatch(s); m != nil {
		return l.agencies[m[1]]
	}
	return ""
}

// headOutlet is whose page the head says it is: the known outlet, or else the
// name that stands with a bullet, before the date, or below the title.
func (l *Lists) headOutlet(head []line, title string) string {
	var guess string
	for i, h := range head {
		var candidate string
		switch h.kind {
		case dateline:
			candidate = strings.TrimSpace(dated.Split(h.text, 2)[0])
			if strings.EqualFold(candidate, "time") || strings.EqualFold(candidate, "date") {
				candidate = ""
			}
		case name:
			candidate = bullet.ReplaceAllString(h.text, "")
		case prose, heading, repeated, caption, furniture:
		}
		switch {
		case candidate == "" || candidate == title:
		case l.Outlet(candidate):
			return candidate
		case guess == "" && i > 0 && title != "" && !byline.MatchString(candidate) && strings.ToUpper(candidate) != candidate:
			guess = candidate
		}
	}
	return guess
}
