package cue

import (
	"strings"

	"parley.example/internal/press/word"
)

// Name is a name that was found in a sentence: offsets in bytes, and whether it
// is of a person, organisation, place, state or people.
type Name struct {
	Start, End int
	Kind       string
	Head       string // without titles
	Class      string // of organisations: outlet, agency, platform and others
	Office     string // of persons, in lower case
	Listed     bool   // Head is the full name of a body that is listed
}

// Sentence is a sentence with its words, what of it is quoted, and its names.
type Sentence struct {
	Text   string
	Tokens []word.Token
	Names  []Name
	Dates  [][2]int // where dates stand, in bytes
	Quoted []bool   // a word for word
	quote  []bool   // marks that open or close a quotation
}

// Prepare cuts a sentence into words and finds its quotations.
func Prepare(text string, names []Name) *Sentence {
	s := &Sentence{Text: text, Tokens: word.Cut(text), Names: names}
	s.Quoted = make([]bool, len(s.Tokens))
	s.quote = make([]bool, len(s.Tokens))
	open := -1
	for i, t := range s.Tokens {
		switch {
		case t.Text == "\u201c" || t.Text == "\"" && open < 0:
			s.quote[i] = true
			open = i
		case (t.Text == "\u201d" || t.Text == "\"") && open >= 0:
			s.quote[i] = true
			for j := open; j <= i; j++ {
				s.Quoted[j] = true
			}
			open = -1
		}
	}
	return s
}

// lower is the folded word at i, "" outside.
func (s *Sentence) lower(i int) string {
	if i < 0 || i >= len(s.Tokens) {
		return ""
	}
	return s.Tokens[i].Lower
}

func (s *Sentence) mark(i int) bool {
	return i < 0 || i >= len(s.Tokens) || s.Tokens[i].Mark
}

// text is the words [a, b) as they stand.
func (s *Sentence) text(a, b int) string {
	if a >= b {
		return ""
	}
	return s.Text[s.Tokens[a].Start:s.Tokens[b-1].End]
}

// within returns the names that lie in the words [a, b).
func (s *Sentence) within(a, b int) []Name {
	if a >= b {
		return nil
	}
	from, to := s.Tokens[a].Start, s.Tokens[b-1].End
	var out []Name
	for _, n := range s.Names {
		if n.Start >= from && n.End <= to {
			out = append(out, n)
		}
	}
	return out
}

// beginning returns the names that begin in the words [a, b).
func (s *Sentence) beginning(a, b int) []Name {
	if a >= b {
		return nil
	}
	var out []Name
	for _, n := range s.Names {
		if n.Start >= s.Tokens[a].Start && n.Start < s.Tokens[b-1].End {
			out = append(out, n)
		}
	}
	return out
}

// is reports whether w is one of the words of set, which are parted by spaces.
func is(w, set string) bool {
	if w == "" {
		return false
	}
	for from := 0; ; {
		i := strings.Index(set[from:], w)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(w)
		if (start == 0 || set[start-1] == ' ') && (end == len(set) || set[end] == ' ') {
			return true
		}
		from = start + 1
	}
}
