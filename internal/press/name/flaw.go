package name

import (
	"strings"
	"unicode"
)

// invisible reports whether a character takes part in no word and shows nothing:
// direction marks, joiners, soft hyphens, byte order marks.
func invisible(r rune) bool { return r >= 0xad && unicode.Is(unicode.Cf, r) }

// flaw says why the spelling of a name cannot be trusted: letters of two scripts
// in one name look alike and are not, a whole name in a script that passes for
// Latin is not what it seems, and a direction mark can show a name other than it
// is written. A name that has one is kept, shown and merged with nothing.
func flaw(s string) string {
	latin, other, alike := false, false, false
	for _, r := range s {
		switch {
		case r < 0x80:
			latin = latin || unicode.IsLetter(r)
		case invisible(r):
			return "holds a direction mark or another unseen character"
		case unicode.Is(unicode.Latin, r):
			latin = true
		case unicode.Is(unicode.Cyrillic, r) || unicode.Is(unicode.Greek, r):
			other, alike = true, true
		case unicode.IsLetter(r) && !unicode.Is(unicode.Common, r):
			other = true
		}
	}
	switch {
	case latin && other:
		return "mixes letters of two scripts"
	case alike:
		return "is written in a script that looks like Latin"
	}
	return ""
}

// overridden reports whether the text around a name turns its direction by force,
// so that a reader sees other letters than are written.
func overridden(text string, start, end int) bool {
	for _, turn := range []string{"\u202d", "\u202e"} {
		if strings.HasSuffix(text[:start], turn) || strings.HasPrefix(text[end:], turn) {
			return true
		}
	}
	return false
}
