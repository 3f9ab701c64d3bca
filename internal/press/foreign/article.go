package foreign

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"parley.example/internal/press/date"
)

// Article is what is read of one text.
type Article struct {
	Title      string // the first paragraph, if it is short
	Span       [2]int // from the first to the last visible character
	Paragraphs [][2]int
	Published  date.Range   // zero where the text does not say, and no hint does
	Dates      []date.Found // all that are stated, in their order
	Why        string       // that claims are not extracted, for people
}

// Read reads a text in the language tag, as package load tells it. Hint is the
// day of publication that the format states (YYYY-MM-DD), or "".
func Read(text, tag, hint string) Article {
	a := Article{Paragraphs: paragraphs(text), Dates: Find(text, tag), Why: Why(tag)}
	if n := len(a.Paragraphs); n > 0 {
		a.Span = [2]int{a.Paragraphs[0][0], a.Paragraphs[n-1][1]}
		if first := text[a.Paragraphs[0][0]:a.Paragraphs[0][1]]; n > 1 && short(first) {
			a.Title = first
		}
	}
	if t, err := time.Parse(time.DateOnly, hint); err == nil {
		day := t.Format(time.DateOnly)
		a.Published = date.Range{Start: day, End: day, Precision: date.Day, Expr: hint, Rule: "foreign.hint"}
		return a
	}
	a.Published = a.published(text)
	return a
}

// Why says that no claims are extracted from a text in this language, and what
// would.
func Why(tag string) string {
	name := names[tag]
	switch {
	case name == "" && (tag == "" || tag == "und"):
		name = "a language that is not told"
	case name == "":
		name = "the language " + tag
	}
	return fmt.Sprintf("the text is in %s: it is split and dated, and its claims are not extracted unless a language model is configured", name)
}

var names = map[string]string{
	"ar": "Arabic", "he": "Hebrew", "fa": "Persian", "ur": "Urdu", "ckb": "Kurdish", "ku": "Kurdish", "tr": "Turkish", "ru": "Russian",
	"uk": "Ukrainian", "bg": "Bulgarian", "fr": "French", "de": "German", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
	"nl": "Dutch", "el": "Greek", "hy": "Armenian", "ka": "Georgian", "syr": "Syriac", "am": "Amharic", "hi": "Hindi", "th": "Thai",
	"ko": "Korean", "ja": "Japanese", "zh": "Chinese",
}

// published is the day that the article gives as its own: a full date in a
// short line at its head or foot, or in the place-and-date that opens the first
// long paragraph. A date in a sentence is when something happened.
func (a *Article) published(text string) date.Range {
	opened, dates := false, a.Dates
	for i, p := range a.Paragraphs {
		line := text[p[0]:p[1]]
		edge := i < 6 && !opened || i >= len(a.Paragraphs)-2
		for ; len(dates) > 0 && dates[0].Start < p[1]; dates = dates[1:] {
			f := dates[0]
			if f.Start < p[0] || f.End > p[1] || f.Precision != date.Day {
				continue // it runs over the end of a line
			}
			r := f.Range
			switch {
			case edge && short(line) && !sentence(line):
				r.Rule = "foreign.dateline"
				return r
			case !opened && !short(line) && opens(text[p[0]:f.Start], text[f.End:p[1]]):
				r.Rule = "foreign.opening"
				return r
			}
		}
		opened = opened || !short(line)
	}
	return date.Range{}
}

// short reports a line that is a heading or a line of data.
func short(line string) bool { return utf8.RuneCountInString(line) <= 120 }

// sentence reports a line that ends as a sentence does: a short paragraph, and
// no line of data.
func sentence(line string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(line, mark))
	return strings.ContainsRune(".!?\u061f\u06d4\u2026", r)
}

// opens reports "PLACE, DATE -" at the head of a paragraph.
func opens(before, after string) bool {
	after = strings.TrimLeftFunc(after, mark)
	r, _ := utf8.DecodeRuneInString(after)
	return utf8.RuneCountInString(before) <= 40 && strings.ContainsRune("-:)]|/\u2013\u2014", r)
}

// mark is white space and what only steers the direction of writing.
func mark(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

// paragraphs are the lines with something to see, without the space around them.
func paragraphs(text string) (spans [][2]int) {
	at := 0
	for line := range strings.Lines(text) {
		body := strings.TrimLeftFunc(line, mark)
		from := at + len(line) - len(body)
		body = strings.TrimRightFunc(body, mark)
		if body != "" {
			spans = append(spans, [2]int{from, from + len(body)})
		}
		at += len(line)
	}
	return spans
}
