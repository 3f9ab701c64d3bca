package name

import (
	"unicode"
	"unicode/utf8"
)

// class says what a token is.
type class uint8

const (
	mark class = iota
	word
	figure
	owner // the "'s" of a possessive
)

// token is a piece of the text. Hyphens are marks of their own, so that a name
// inside "Israeli-occupied" or "al-Sham" is met word by word.
type token struct {
	start, end int
	low        string // folded: lower case, no diacritics, no apostrophes, no stops
	class      class
	capital    bool // begins with a capital
	loud       bool // capitals only, two letters at least
	first      bool // begins a sentence, a line or a quotation: its capital says nothing
	glued      bool // no space before it
	headline   bool // stands in a line written mostly with capitals
}

// cut splits a text into tokens in order.
func cut(text string) []token {
	out := make([]token, 0, len(text)/5+8)
	first, space, line := true, true, 0
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			markHeadline(out[line:])
			first, space, line = true, true, len(out)
			i += size
			continue
		case unicode.IsSpace(r) || invisible(r):
			space = space || unicode.IsSpace(r)
			i += size
			continue
		}
		t := token{start: i, glued: !space, first: first}
		switch {
		case unicode.IsLetter(r):
			t.end = wordEnd(text, i)
			t.class = word
			t.dress(text[t.start:t.end])
			first = false
		case unicode.IsDigit(r):
			t.end = figureEnd(text, i)
			t.class, t.low = figure, text[i:t.end]
			first = false
		default:
			t.end = i + size
			t.low = text[i:t.end]
			if apostrophe(r) && !space && possessive(text, t.end) {
				t.end++
				t.class = owner
				break
			}
			first = opens(r, space, first, out)
		}
		out = append(out, t)
		space = false
		i = t.end
	}
	markHeadline(out[line:])
	return out
}

// wordEnd finds the end of the word at i: letters, marks and digits, apostrophes
// and unseen characters between letters, and the stops of "U.S.".
func wordEnd(text string, i int) int {
	if end := stops(text, i); end > 0 {
		return end
	}
	end := i
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
			end += size
			continue
		}
		next, _ := utf8.DecodeRuneInString(text[end+size:])
		if !unicode.IsLetter(next) || (!apostrophe(r) && !invisible(r)) {
			return end
		}
		if apostrophe(r) && possessive(text, end+size) {
			return end
		}
		end += size
	}
	return end
}

// stops returns the end of an abbreviation of single capitals with stops, or 0.
func stops(text string, i int) int {
	end, n := i, 0
	for end+1 < len(text) && text[end] >= 'A' && text[end] <= 'Z' && text[end+1] == '.' {
		end += 2
		n++
	}
	if n < 2 {
		return 0
	}
	return end
}

func figureEnd(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsDigit(r) && !unicode.IsLetter(r) && r != ',' && r != '.' {
			break
		}
		next, _ := utf8.DecodeRuneInString(text[i+size:])
		if (r == ',' || r == '.') && !unicode.IsDigit(next) {
			break
		}
		i += size
	}
	return i
}

// possessive reports whether the apostrophe that ends at i belongs to an "'s".
func possessive(text string, i int) bool {
	if i >= len(text) || (text[i] != 's' && text[i] != 'S') {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[i+1:])
	return !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// dress sets what the written form says.
func (t *token) dress(s string) {
	r, _ := utf8.DecodeRuneInString(s)
	t.capital = unicode.IsUpper(r) || unicode.IsTitle(r)
	t.low = fold(s)
	if !t.capital {
		return
	}
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	t.loud = letters > 1
}

// opens reports whether the word after this mark begins a sentence or a quotation.
func opens(r rune, space, first bool, before []token) bool {
	switch r {
	case '!', '?', ':', ';', '|', '\u2022', '\u2026', '\u00b7':
		return true
	case '.':
		return first || !abbreviated(before)
	case '"', '\u201c', '\u2018', '\'', '\u00ab', '(', '[':
		return space || first
	case '\u201d', '\u2019', '\u00bb', ')', ']':
		return first
	case '*', '\u2014', '\u2013':
		return first
	}
	return false
}

// abbreviated reports whether the stop after these tokens ends a short form and
// not a sentence.
func abbreviated(before []token) bool {
	if len(before) == 0 {
		return false
	}
	t := before[len(before)-1]
	if t.class != word || !t.capital {
		return false
	}
	switch t.low {
	case "mr", "mrs", "ms", "dr", "prof", "gen", "lt", "col", "maj", "capt", "sgt", "brig", "adm", "sen", "rep", "gov", "hon", "st",
		"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "jr", "sr", "rev", "no", "mt", "messrs":
		return true
	}
	return t.end-t.start == 1
}

// markHeadline marks the tokens of a line in which most longer words have capitals.
func markHeadline(line []token) {
	words, capitals := 0, 0
	for _, t := range line {
		if t.class == word && t.end-t.start > 3 {
			words++
			if t.capital {
				capitals++
			}
		}
	}
	if words < 4 || capitals*10 < words*7 || len(line) > 30 || line[len(line)-1].low == "." {
		return
	}
	for i := range line {
		line[i].headline = true
	}
}

func apostrophe(r rune) bool {
	switch r {
	case '\'', '\u2019', '\u2018', '\u02bc', '\u02bb', '\u02be', '\u02bf', '`':
		return true
	}
	return false
}
