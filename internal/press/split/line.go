package split

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lineKind is what a line of a page is, before it is known whose it is.
type lineKind int

const (
	prose     lineKind = iota // ends as a sentence does
	heading                   // a few words without an end: a title or a subheading
	repeated                  // a heading that the page says again
	dateline                  // short, with a date
	name                      // two to five words that look like a name
	caption                   // a description with a credit
	furniture                 // of the page
)

// String is the name under which a piece is reported.
func (k lineKind) String() string {
	return [...]string{"prose", "title", "title", "dateline", "outlet", "caption", "furniture"}[k]
}

// line is one line that is not blank; its offsets leave out the space around it.
type line struct {
	start, end int
	text       string
	kind       lineKind
}

var (
	months  = `(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?`
	numeric = `\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}`
	dated   = regexp.MustCompile(`(?i)(?:` + numeric + `|\b\d{1,2}(?:st|nd|rd|th)? ` + months + `,? \d{4}|` +
		months + ` \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d+ (?:minute|hour|day|week|month)s? ago|\byesterday\b|\btoday\b)`)
	// metadata is a date that an extractor left glued to the first sentence.
	metadata = regexp.MustCompile(`(?i)^\s*(?:(?:date|time|published|updated|posted|on)[ :]*)*(` + numeric +
		`(?:[T ]\d{1,2}:\d{2}(?::\d{2})?Z?)?)\s+`)
	// place is the place and agency that open a report.
	place = regexp.MustCompile(`^(?:[A-Z][\p{L}.'-]+(?:[ ,/]+(?:[A-Z][\p{L}.'-]+|\d{1,2}))*,? *\(([A-Za-z][A-Za-z .-]{1,24})\) *(?:--|[-\x{2013}\x{2014}:]) *|` +
		`(\p{Lu}{3,}[\p{Lu} .,'/-]*(?:, ?\p{Lu}[\p{L}.]+){0,2}(?: \d{1,2})?)(?: *(?:--|[\x{2013}\x{2014}]) *| - |: |[.,]? */([A-Z]{3,})/\.? *))`)
	appeared = regexp.MustCompile(`(?i)^the post .* appeared first on (.*?)\.?$`)
	// stamped is a line that says by whom and when, however long.
	stamped = regexp.MustCompile(`(?i)^(?:by|source|published|updated|posted|last updated|date)\b.*` + numeric)
	byline  = regexp.MustCompile(`^By [A-Z][\p{L}.'-]+ [A-Z][^.]*$`)
	// signed is a credit that ends a caption: "REUTERS/Name", "(Photo by Name / AFP)".
	signed = regexp.MustCompile(`(?:\b(?:REUTERS|AFP|AP Photo|AP|EPA|EPA-EFE|Getty Images|Reuters|Handout)/\s?\p{Lu}[\p{L} .'/-]*|` +
		`\((?:Photo|Image|File|Picture|Photograph|AP Photo|Courtesy)\b[^()]*\))$`)
	// signoff is who wrote and edited: what stands behind it is the page's.
	signoff = regexp.MustCompile(`(?i)^\(?(?:additional )?(?:reporting|writing|editing|compiled) by\b`)
	// stops is the end of a sentence or of a quotation inside a line.
	stops  = regexp.MustCompile(`[.!?][ \x{2014}"\x{201d}]|,["\x{201d}] `)
	bullet = regexp.MustCompile(`^[•·*–-]\s+`)

	mail = regexp.MustCompile(`^\S+@\S+\.\S+$|^https?://\S+$|^www\.\S+$`)
)

// shortest line that is taken for prose although it does not end as a sentence.
const longLine = 200

// lines reads the lines of a page.
func (l *Lists) lines(text string) []line {
	var out []line
	count := map[string]int{}
	at := 0
	for raw := range strings.SplitSeq(text, "\n") {
		body := strings.TrimFunc(raw, func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' })
		start := at + strings.Index(raw, body)
		at += len(raw) + 1
		if body == "" {
			continue
		}
		if m := glued(body, len(out) == 0); m != nil && m[1] < len(body) && l.kind(body[m[1]:]) != prose {
			out = append(out, line{start: start, end: start + m[1], text: body[m[0]:m[1]], kind: dateline})
			start, body = start+m[1], body[m[1]:]
		}
		out = append(out, line{start: start, end: start + len(body), text: body, kind: l.kind(body)})
		count[strings.ToLower(body)]++
	}
	joinCredits(out)
	for i := range out {
		if out[i].kind == heading && count[strings.ToLower(out[i].text)] > 1 && utf8.RuneCountInString(out[i].text) >= 20 {
			out[i].kind = repeated
		}
	}
	return out
}

// glued finds the date that an extractor left at the head of a page.
func glued(line string, first bool) []int {
	if !first {
		return nil
	}
	return metadata.FindStringSubmatchIndex(line)
}

// ended reports that a line ends as a sentence does, with what closes behind
// the stop.
func ended(s string) bool {
	s = strings.TrimRight(s, "\"')]\u201d\u2019")
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "\u2026")
}

// kind is what a line looks like by itself.
func (l *Lists) kind(s string) lineKind {
	short := utf8.RuneCountInString(s) <= 60
	words := len(strings.Fields(s))
	bare := bullet.ReplaceAllString(s, "")
	switch {
	case utf8.RuneCountInString(s) < longLine && l.noise.match(strings.ToLower(s)), words == 1 && mail.MatchString(s):
		return furniture
	case short && dated.MatchString(s) && !ended(s), words < 25 && len(s) < longLine && !ended(s) && stamped.MatchString(s):
		return dateline
	case words < 20 && strings.HasPrefix(s, "By ") && byline.MatchString(s):
		return name
	case len(s) < 600 && strings.ContainsAny(s[max(0, len(s)-80):], "/)") && signed.MatchString(s):
		return caption
	case strings.HasSuffix(s, "|") || strings.HasSuffix(s, ")") && credited(s):
		return caption
	case ended(s) && (words > 5 || words > 2 && strings.HasSuffix(s, ".")), words >= 18 && stops.MatchString(s), utf8.RuneCountInString(s) >= longLine:
		return prose
	case words <= 5 && (bare != s || capitals(bare) || l.Outlet(bare)):
		return name
	}
	return heading
}

// joinCredits makes a line of a bare agency name part of the caption above it.
func joinCredits(lines []line) {
	for i := 1; i < len(lines); i++ {
		if lines[i-1].kind == caption && strings.HasSuffix(lines[i-1].text, "|") && len(strings.Fields(lines[i].text)) <= 3 {
			lines[i].kind = caption
		}
	}
}

// capitals reports whether each longer word of s begins with a capital letter.
func capitals(s string) bool {
	for w := range strings.FieldsSeq(s) {
		r, _ := utf8.DecodeRuneInString(w)
		if utf8.RuneCountInString(w) > 3 && !unicode.IsUpper(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return true
}
