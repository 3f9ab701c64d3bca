package word

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Token is one word, figure or mark of punctuation. Offsets are of bytes in the
// text it was cut from.
type Token struct {
	Start, End int
	Text       string
	Lower      string // folded: lower case, straight apostrophe
	Mark       bool   // punctuation, not a word
}

// Capital reports whether the word begins with a capital letter.
func (t Token) Capital() bool {
	r, _ := utf8.DecodeRuneInString(t.Text)
	return unicode.IsUpper(r)
}

// Cut returns the words and marks of text in order. A word holds letters and
// digits, and inside it hyphens, apostrophes, full stops and the commas of
// figures; "'s" at its end is a word of its own.
func Cut(text string) []Token {
	out := make([]Token, 0, len(text)/5+1)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsSpace(r):
			i += size
		case inside(r):
			end := wordEnd(text, i)
			out = appendWord(out, text, i, end)
			i = end
		default:
			out = append(out, Token{Start: i, End: i + size, Text: text[i : i+size], Lower: fold(text[i : i+size]), Mark: true})
			i += size
		}
	}
	return out
}

// wordEnd finds where the word that begins at i ends. A joint (hyphen, full
// stop, apostrophe, comma between digits) belongs to the word only if the word
// goes on behind it; the stop of "U.S." belongs to it too.
func wordEnd(text string, i int) int {
	end, last := i, rune(0)
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if inside(r) {
			end, last = end+size, r
			continue
		}
		next, _ := utf8.DecodeRuneInString(text[end+size:])
		switch {
		case r == '.' && strings.Contains(text[i:end], ".") && unicode.IsUpper(last):
			return wordStop(text, end+size)
		case (r == '-' || r == '.' || r == '\'' || r == '\u2019') && inside(next):
		case r == ',' && unicode.IsDigit(last) && unicode.IsDigit(next):
		default:
			return end
		}
		end, last = end+size, r
	}
	return end
}

// wordStop goes on behind the stop of an abbreviation: "U.S.-based" is one word.
func wordStop(text string, end int) int {
	r, size := utf8.DecodeRuneInString(text[end:])
	next, _ := utf8.DecodeRuneInString(text[min(end+size, len(text)):])
	switch {
	case r == '-' && inside(next):
		return wordEnd(text, end+size)
	case inside(r):
		return wordEnd(text, end)
	}
	return end
}

func appendWord(out []Token, text string, start, end int) []Token {
	lower := fold(text[start:end])
	if stem, ok := strings.CutSuffix(lower, "'s"); ok && stem != "" {
		cut := end - suffix(text[start:end])
		return append(out,
			Token{Start: start, End: cut, Text: text[start:cut], Lower: fold(text[start:cut])},
			Token{Start: cut, End: end, Text: text[cut:end], Lower: "'s"})
	}
	return append(out, Token{Start: start, End: end, Text: text[start:end], Lower: lower})
}

// suffix is the length in bytes of the "'s" that a word ends with.
func suffix(s string) int {
	if strings.HasSuffix(s, "\u2019s") || strings.HasSuffix(s, "\u2019S") {
		return len("\u2019s")
	}
	return len("'s")
}

func inside(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func fold(s string) string {
	s = strings.ToLower(s)
	if strings.ContainsRune(s, '\u2019') {
		s = strings.ReplaceAll(s, "\u2019", "'")
	}
	return s
}
