package table

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// width is the most columns a line is meant to take.
const width = 110

// plain makes text from a document safe to print on one line: runs of space become one space,
// control and direction characters are spelt out.
func plain(s string) string {
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError:
			r2 := fmt.Sprintf("<U+%04X>", r)
			if space {
				b.WriteByte(' ')
			}
			b.WriteString(r2)
		default:
			if space {
				b.WriteByte(' ')
			}
			b.WriteRune(r)
		}
		space = false
	}
	return b.String()
}

// wrap breaks a text at spaces into lines of at most n runes; a longer word stands alone.
func wrap(s string, n int) []string {
	var out []string
	line := ""
	for w := range strings.FieldsSeq(s) {
		switch {
		case line == "":
			line = w
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(w) <= n:
			line += " " + w
		default:
			out = append(out, line)
			line = w
		}
	}
	return append(out, line)
}

// pad fills a cell with spaces up to n runes, and shortens what would touch the next cell.
func pad(s string, n int) string {
	l := utf8.RuneCountInString(s)
	if l >= n {
		return string([]rune(s)[:max(0, n-2)]) + "\u2026 "
	}
	return s + strings.Repeat(" ", n-l)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// words shows a name of the code, such as movement_withdrawal, as words.
func words(s string) string { return strings.ReplaceAll(s, "_", " ") }
