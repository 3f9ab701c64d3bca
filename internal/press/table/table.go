package table

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"parley.example/internal/press"
	"parley.example/internal/press/fact"
)

// Options say how much is shown.
type Options struct {
	Explain bool // for each field, the rule that gave it
}

// writer writes one result.
type writer struct {
	out    *bufio.Writer
	result *press.Result
	claims map[string]told
	Options
}

// told is a claim with the article that it stands in.
type told struct {
	*press.Claim
	document *press.Document
	article  *press.Article
}

// Write prints a result. The only error is that of w.
func Write(w io.Writer, result *press.Result, o Options) error {
	t := writer{out: bufio.NewWriter(w), result: result, claims: map[string]told{}, Options: o}
	for i := range result.Documents {
		d := &result.Documents[i]
		for k := range d.Articles {
			a := &d.Articles[k]
			for c := range a.Claims {
				t.claims[a.Claims[c].ID] = told{&a.Claims[c], d, a}
			}
		}
	}
	for i := range result.Documents {
		t.document(&result.Documents[i])
	}
	t.agreement()
	t.disagreement()
	t.tolls()
	if err := t.out.Flush(); err != nil {
		return fmt.Errorf("write tables: %w", err)
	}
	return nil
}

// line writes one line; trailing space is dropped. An error stays in the writer until Flush.
func (t *writer) line(format string, args ...any) {
	_, _ = t.out.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " ") + "\n")
}

// block writes a text wrapped and set in by n columns.
func (t *writer) block(n int, text string) {
	for _, l := range wrap(text, width-n) {
		t.line("%s%s", strings.Repeat(" ", n), l)
	}
}

// words writes the exact words of a claim, set in by n columns, with a bar before each line: the
// words may hold quotation marks of their own.
func (t *writer) words(n int, quote string) {
	for _, l := range wrap(quote, width-n-2) {
		t.line("%s| %s", strings.Repeat(" ", n), l)
	}
}

func (t *writer) head(title string) {
	t.line("")
	t.line("%s", title)
	t.line("%s", strings.Repeat("=", min(width, utf8.RuneCountInString(title))))
}

// facts returns the facts of one relation.
func (t *writer) facts(relations ...string) []fact.Fact {
	var out []fact.Fact
	for _, f := range t.result.Facts {
		for _, r := range relations {
			if f.Relation == r {
				out = append(out, f)
			}
		}
	}
	return out
}
