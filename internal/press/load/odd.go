package load

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// invisible are characters without ink: white space, marks of direction and of
// width. They are left in a text as they stand.
func invisible(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == 0
}

// turning reports a character that changes the direction of what follows, so
// that a reader may see another order than the one in the file. The plain marks
// of Arabic and Hebrew typing (U+200E, U+200F, U+061C) are no such thing.
func turning(r rune) bool { return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' }

// odd names what an eye could be deceived by: overrides of direction, and words
// that mix letters which look alike. The text is not changed: claims quote it
// as it is.
func odd(text []byte) []string {
	var notes []string
	turns, firstTurn := 0, 0
	mixed, firstMixed := 0, ""
	word, kinds := 0, 0 // where the current word begins, and the scripts in it
	flush := func(end int) {
		if kinds&latin != 0 && kinds&lookalike != 0 {
			if mixed == 0 {
				firstMixed = string(text[word:min(end, word+80)])
			}
			mixed++
		}
		kinds = 0
	}
	for i := 0; i < len(text); {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(text[i:])
		}
		if r >= 0x2000 && turning(r) {
			if turns == 0 {
				firstTurn = i
			}
			turns++
		}
		switch {
		case r < utf8.RuneSelf && (r|0x20 < 'a' || r|0x20 > 'z'), r >= utf8.RuneSelf && !unicode.IsLetter(r):
			flush(i)
			word = i + n
		case r < utf8.RuneSelf:
			kinds |= latin
		case unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Armenian):
			kinds |= lookalike
		}
		i += n
	}
	flush(len(text))
	if turns > 0 {
		notes = append(notes, fmt.Sprintf("%d characters change the direction of writing, the first at byte %d: "+
			"what is seen may stand in another order in the file", turns, firstTurn))
	}
	if mixed > 0 {
		notes = append(notes, fmt.Sprintf("%d words mix letters that look alike, as %+q: they equal no other spelling", mixed, firstMixed))
	}
	return notes
}

const (
	latin = 1 << iota
	lookalike
)
