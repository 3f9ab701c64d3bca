package split

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestQuote is how far a quotation may reach and still hold its sentences
// together; an opening mark that is not closed within it is a stray one.
const longestQuote = 1200

// sentences cuts a paragraph, which begins at offset from of the page. A
// quotation is not cut: what somebody said in one breath is one sentence with
// the words that say who said it.
func (l *Lists) sentences(text string, from int) []Span {
	quoted := quotations(text)
	var out []Span
	start := 0
	for i := 0; i < len(text); i++ {
		if c := text[i]; c != '.' && c != '!' && c != '?' && !strings.HasPrefix(text[i:], "\u2026") {
			continue
		}
		for len(quoted) > 0 && quoted[0][1] <= i {
			quoted = quoted[1:] // so that each is looked at once
		}
		end := closing(text, i+1, quoted)
		if inQuote(quoted, i, end) || !l.boundary(text, i, end) {
			continue
		}
		out = appendSpan(out, text, start, end, from)
		start, i = end, end-1
	}
	return appendSpan(out, text, start, len(text), from)
}

func appendSpan(out []Span, text string, start, end, from int) []Span {
	for start < end && isSpace(text, start) > 0 {
		start += isSpace(text, start)
	}
	trimmed := strings.TrimRightFunc(text[start:end], unicode.IsSpace)
	if trimmed == "" {
		return out
	}
	return append(out, Span{from + start, from + start + len(trimmed)})
}

// isSpace returns the size of the space at i, or 0.
func isSpace(text string, i int) int {
	r, size := utf8.DecodeRuneInString(text[i:])
	if unicode.IsSpace(r) {
		return size
	}
	return 0
}

// quotations finds the quotations of a paragraph as [open, close), with their
// marks. A mark that never closes opens none.
func quotations(text string) []Span {
	var out []Span
	open, curly := -1, false
	for i, r := range text {
		switch {
		case r == '\u201c' && (open < 0 || !curly):
			open, curly = i, true
		case r == '\u201d' && open >= 0:
			out = appendQuote(out, open, i+len("\u201d"))
			open = -1
		case r == '"' && open >= 0 && !curly:
			out = appendQuote(out, open, i+1)
			open = -1
		case r == '"' && open < 0:
			open, curly = i, false
		}
	}
	return out
}

func appendQuote(out []Span, open, end int) []Span {
	if end-open > longestQuote {
		return out
	}
	return append(out, Span{open, end})
}

// closing goes behind the quotation marks and brackets that follow a full stop.
// A straight mark counts only where it closes a quotation.
func closing(text string, i int, quoted []Span) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		closes := strings.ContainsRune("\u201d\u2019)].!?\u2026'", r)
		if r == '"' {
			closes = closes || len(quoted) > 0 && quoted[0][1] == i+1
		}
		if !closes {
			return i
		}
		i += size
	}
	return i
}

// inQuote reports whether a stop at i, with what closes behind it, lies inside
// the first of the quotations.
func inQuote(quoted []Span, i, end int) bool {
	return len(quoted) > 0 && quoted[0][0] < i && i < quoted[0][1] && end < quoted[0][1]
}

// boundary reports whether the stop at i, behind which end lies, ends a sentence.
func (l *Lists) boundary(text string, i, end int) bool {
	if end >= len(text) {
		return true
	}
	if isSpace(text, end) == 0 {
		return false
	}
	rest := strings.TrimLeftFunc(text[end:], unicode.IsSpace)
	if rest == "" {
		return true
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, "\"'(\u201c\u2018["))
	if !unicode.IsUpper(next) && !unicode.IsDigit(next) && next != '|' {
		return false
	}
	if text[i] != '.' || end > i+1 {
		return !strings.HasPrefix(text[i:], "...") || unicode.IsUpper(next)
	}
	word := text[strings.LastIndexFunc(text[:i], unicode.IsSpace)+1 : i]
	if word == "X" && network(text[:i-1]) {
		return true
	}
	word = strings.ToLower(strings.TrimLeft(word, "\"'(\u201c\u2018["))
	ending, known := l.abbreviations[word]
	switch {
	case !known && utf8.RuneCountInString(word) == 1 && unicode.IsLetter([]rune(word)[0]):
		return false // an initial
	case !known:
		return true
	case ending:
		return l.starters[strings.ToLower(firstWord(rest))]
	}
	return false
}

// network reports whether a text ends as before the name of a network: "wrote
// on", "posted to". There "X." is the end of a sentence and no initial.
func network(before string) bool {
	before = strings.TrimRightFunc(before, unicode.IsSpace)
	for _, w := range []string{" on", " to", " via"} {
		if strings.HasSuffix(before, w) {
			return true
		}
	}
	return false
}

func firstWord(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	if end < 0 {
		return s
	}
	return s[:end]
}
