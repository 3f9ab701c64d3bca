package cli

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
)

// usageError is wrong usage: the command did nothing.
type usageError struct{ err error }

// Error says what is wrong.
func (e *usageError) Error() string { return e.err.Error() }

// Unwrap returns the cause.
func (e *usageError) Unwrap() error { return e.err }

func usage(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

// manyError is a refusal that is said in several lines, one a field.
type manyError struct{ lines []string }

// Error joins the lines.
func (e *manyError) Error() string { return strings.Join(e.lines, "; ") }

// exactly wants that many arguments, of those names.
func exactly(names ...string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) < len(names):
			return usage("name the %s", names[len(args)])
		case len(args) > len(names):
			return usage("%q is one argument too many", args[len(names)])
		}
		return nil
	}
}

// line makes one line of a text.
func line(text string) string {
	return plain(strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), "; "))
}

// plain replaces what would steer a terminal or turn the order of a line: much
// of what is shown was written by others. Isolates stay, which the program's own
// sentences put around foreign text.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		override := r >= '\u202a' && r <= '\u202e'
		separator := r == '\u2028' || r == '\u2029'
		if r != '\n' && r != '\t' && unicode.IsControl(r) || override || separator {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}
