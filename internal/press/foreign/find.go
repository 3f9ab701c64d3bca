package foreign

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"parley.example/internal/press/date"
)

// pattern is a way to write a date; the groups of its expression are named d,
// m, y and month.
type pattern struct {
	rule   string
	expr   *regexp.Regexp
	months map[string]time.Month // by the name without its prefix and marks; nil for figures
	tags   []string              // the languages in which it is read; nil for all
}

const (
	gap   = `[\s\x{a0}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}\x{61c}]*`
	digit = `[0-9\x{660}-\x{669}\x{6f0}-\x{6f9}]`
	day   = `(?P<d>` + digit + `{1,2})`
	year  = `(?P<y>` + digit + `{4})`
	month = `(?P<m>` + digit + `{1,2})`
	sep   = gap + `[-/.]` + gap
	dot   = gap + `\.` + gap
	// In the year, of the year.
	inYear = `(?:من` + gap + `)?(?:عام` + gap + `|سنة` + gap + `)?` + year
)

var (
	// A month may be named twice: by its Levantine and its other name.
	arabicMonth = `(?P<month>` + alternatives(arabic) + `)` + gap + `(?:[/(]` + gap + `\p{Arabic}+(?: \p{Arabic}+)?` + gap + `\)?` + gap + `)?`
	hebrewMonth = `(?P<month>` + alternatives(hebrew) + `)` + gap + `,?` + gap + `(?:ב[-־]?)?` + year
)

// patterns are tried in this order; what an earlier one has found is not found
// again.
var patterns = []pattern{
	{"foreign.year-month-day", regexp.MustCompile(year + sep + month + sep + day), nil, nil},
	{"foreign.day-month-year", regexp.MustCompile(day + sep + month + sep + year), nil, nil},
	{"foreign.day-month-short-year", regexp.MustCompile(day + dot + month + dot + `(?P<y>` + digit + `{2})`), nil, []string{"he"}},
	{"foreign.arabic-day", regexp.MustCompile(
		day + gap + `(?:من` + gap + `)?(?:شهر` + gap + `)?` + arabicMonth + `[,،]?` + gap + inYear), arabic, nil},
	{"foreign.hebrew-day", regexp.MustCompile(day + gap + `(?:[בל][-־]?)?` + hebrewMonth), hebrew, nil},
	{"foreign.arabic-month", regexp.MustCompile(arabicMonth + inYear), arabic, nil},
	{"foreign.hebrew-month", regexp.MustCompile(hebrewMonth), hebrew, nil},
}

// alternatives is an alternative of all names, the longest first, with any spelling
// of alef and any gap between two words.
func alternatives(months map[string]time.Month) string {
	var all []string
	for name := range months {
		name = strings.ReplaceAll(name, " ", gap)
		all = append(all, strings.ReplaceAll(name, "ا", "[اأإآ]"))
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return strings.Join(all, "|")
}

const (
	// most is how many dates of a pattern are kept: no article states more, and
	// a file of nothing but dates is not to take its square in time.
	most = 1000
	// Patterns are looked for in windows, which overlap by more than a date is
	// long: a machine of this size over a whole text would be slow, and most
	// windows have no digit in them.
	window, overlap = 512, 160
)

// Find returns the dates that a text in the language states with their year, in
// their order, none within another; of one pattern, the first 1,000.
func Find(text, tag string) []date.Found {
	var found []date.Found
	taken := func(from, to int) bool {
		return slices.ContainsFunc(found, func(f date.Found) bool { return from < f.End && f.Start < to })
	}
	for _, p := range patterns {
		if p.tags != nil && !slices.Contains(p.tags, tag) {
			continue
		}
		n := 0
		for at := 0; n < most && at < len(text); at += window - overlap {
			part := text[at:min(len(text), at+window)]
			if !strings.ContainsFunc(part, unicode.IsDigit) {
				continue
			}
			for _, m := range p.expr.FindAllStringSubmatchIndex(part, -1) {
				from, to := at+m[0], at+m[1]
				if taken(from, to) || !alone(text, from, to) {
					continue
				}
				if r, ok := p.resolve(part, m); ok {
					found = append(found, date.Found{Start: from, End: to, Range: r})
					n++
				}
			}
		}
	}
	slices.SortFunc(found, func(a, b date.Found) int { return cmp.Compare(a.Start, b.Start) })
	return found
}

// resolve makes days of a match; what is no day of the calendar is none.
func (p *pattern) resolve(text string, m []int) (date.Range, bool) {
	group := func(name string) string {
		if i := p.expr.SubexpIndex(name); i >= 0 && m[2*i] >= 0 {
			return text[m[2*i]:m[2*i+1]]
		}
		return ""
	}
	y, month := number(group("y")), time.Month(number(group("m")))
	if y < 100 {
		y += 2000
	}
	if p.months != nil {
		month = p.months[plain(group("month"))]
	}
	r := date.Range{Expr: text[m[0]:m[1]], Rule: p.rule, Precision: date.Day}
	if d := group("d"); d != "" {
		t, err := time.Parse(time.DateOnly, fmt.Sprintf("%04d-%02d-%02d", y, month, number(d)))
		r.Start = t.Format(time.DateOnly)
		r.End = r.Start
		return r, err == nil && y >= 1900 && y < 2100
	}
	first := time.Date(y, month, 1, 0, 0, 0, 0, time.UTC)
	r.Start, r.End, r.Precision = first.Format(time.DateOnly), first.AddDate(0, 1, -1).Format(time.DateOnly), date.Month
	return r, month != 0 && y >= 1900 && y < 2100
}

// number reads digits of any script that the patterns let through.
func number(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case r >= '\u06f0':
			n = n*10 + int(r-'\u06f0')
		case r >= '\u0660':
			n = n*10 + int(r-'\u0660')
		default:
			n = n*10 + int(r-'0')
		}
	}
	return n
}

// plain is a month's name as the tables have it: one space, one alef.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == 'أ' || r == 'إ' || r == 'آ':
			return 'ا'
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// alone reports that no digit touches the match, and that a name at its head is
// no end of a longer word, but for the prefixes of one letter.
func alone(text string, from, to int) bool {
	before, n := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	if unicode.IsDigit(before) || unicode.IsDigit(after) {
		return false
	}
	if (before == '.' || before == '/' || before == '-') && from > n {
		if r, _ := utf8.DecodeLastRuneInString(text[:from-n]); unicode.IsDigit(r) {
			return false // the end of a longer number
		}
	}
	head, _ := utf8.DecodeRuneInString(text[from:])
	if unicode.IsDigit(head) || !unicode.IsLetter(before) {
		return true
	}
	earlier, _ := utf8.DecodeLastRuneInString(text[:from-n])
	return strings.ContainsRune("بلوفكמבלהוש", before) && !unicode.IsLetter(earlier)
}
