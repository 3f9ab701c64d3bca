package number

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word, a number as it is written ("2,000", "1.5"), or one other
// character.
type token struct {
	start, end int
	low        string
	glued      bool // no space before it
	upper      bool
	word       bool
	digit      bool
}

type scan struct {
	text string
	toks []token
}

func read(text string) *scan {
	s := &scan{text: text, toks: make([]token, 0, len(text)/5+1)}
	glued := false
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			glued = false
			i += size
			continue
		}
		t := token{start: i, end: i + size, glued: glued, upper: unicode.IsUpper(r)}
		glued = true
		switch {
		case isDigit(text, i):
			t.digit, t.end = true, numeralEnd(text, i)
		case unicode.IsLetter(r):
			t.word, t.end = true, wordEnd(text, i)
		}
		t.low = strings.ToLower(text[t.start:t.end])
		if t.low == "\u2013" || t.low == "\u2014" || t.low == "\u2011" {
			t.low = "-"
		}
		if t.low == "\u2019" {
			t.low = "'"
		}
		s.toks = append(s.toks, t)
		i = t.end
	}
	return s
}

func isDigit(text string, i int) bool {
	return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9'
}

// numeralEnd is where the number that begins at i ends, with thousands marked
// by commas or by a narrow or fixed space, and one decimal point.
func numeralEnd(text string, i int) int {
	for isDigit(text, i) {
		i++
	}
	for {
		mark := 0
		for _, m := range []string{",", "\u00a0", "\u202f", "\u2009"} {
			if strings.HasPrefix(text[i:], m) {
				mark = len(m)
			}
		}
		j := i + mark
		if mark == 0 || !isDigit(text, j) || !isDigit(text, j+1) || !isDigit(text, j+2) || isDigit(text, j+3) {
			break
		}
		i = j + 3
	}
	if i < len(text) && text[i] == '.' && isDigit(text, i+1) {
		for i++; isDigit(text, i); {
			i++
		}
	}
	return i
}

func wordEnd(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			break
		}
		i += size
	}
	return i
}

func (s *scan) low(i int) string {
	if i < 0 || i >= len(s.toks) {
		return ""
	}
	return s.toks[i].low
}

func (s *scan) is(i int, words ...string) bool {
	low := s.low(i)
	if low == "" {
		return false
	}
	return slices.Contains(words, low)
}

func (s *scan) glued(i int) bool { return i > 0 && i < len(s.toks) && s.toks[i].glued }

func (s *scan) word(i int) bool { return i >= 0 && i < len(s.toks) && s.toks[i].word }

func (s *scan) digit(i int) bool { return i >= 0 && i < len(s.toks) && s.toks[i].digit }

func (s *scan) upper(i int) bool { return i >= 0 && i < len(s.toks) && s.toks[i].upper }

// by gives each word of the lists the name of its list.
func by(lists map[string]string) map[string]string {
	m := map[string]string{}
	for name, words := range lists {
		for w := range strings.FieldsSeq(words) {
			m[w] = name
		}
	}
	return m
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}
