package split

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"parley.example/internal/press/list"
)

//go:embed lists/*.txt
var embedded embed.FS

// Lists are the phrases that splitting rests on. They are read once and only
// read from then on, so that one value serves many readers at a time.
type Lists struct {
	noise         phrases
	abbreviations map[string]bool // true: may also end a sentence
	starters      map[string]bool
	agencies      map[string]string // as written: its name
	outlets       map[string]bool   // lower case
}

// Load reads the lists, from over where it has them.
func Load(over fs.FS) (*Lists, error) {
	built, err := fs.Sub(embedded, "lists")
	if err != nil {
		return nil, fmt.Errorf("lists of split: %w", err)
	}
	l := &Lists{abbreviations: map[string]bool{}, agencies: map[string]string{}}
	noise, err := list.Read(over, built, "noise.txt")
	if err != nil {
		return nil, err
	}
	l.noise = phrasesOf(noise)
	short, err := list.Read(over, built, "abbreviations.txt")
	if err != nil {
		return nil, err
	}
	for _, f := range short {
		l.abbreviations[strings.ToLower(f[0])] = len(f) > 1 && f[1] == "end"
	}
	agencies, err := list.Read(over, built, "agencies.txt")
	if err != nil {
		return nil, err
	}
	for _, f := range agencies {
		l.agencies[f[0]] = f[len(f)-1]
	}
	if l.starters, err = list.Set(over, built, "starters.txt"); err != nil {
		return nil, err
	}
	l.outlets, err = list.Set(over, built, "outlets.txt")
	return l, err
}

// phrases match whole lines. A star stands for any words.
type phrases struct {
	exact   map[string]bool
	starred [][]string // what stands between the stars
}

func phrasesOf(lines [][]string) phrases {
	out := phrases{exact: map[string]bool{}}
	for _, f := range lines {
		if p := strings.ToLower(f[0]); strings.Contains(p, "*") {
			out.starred = append(out.starred, strings.Split(p, "*"))
		} else {
			out.exact[p] = true
		}
	}
	return out
}

// match reports whether a line in lower case is one of the phrases.
func (p *phrases) match(s string) bool {
	if p.exact[s] {
		return true
	}
	for _, parts := range p.starred {
		if between(s, parts) {
			return true
		}
	}
	return false
}

// between reports whether s has the parts in their order, the first at its
// start and the last at its end.
func between(s string, parts []string) bool {
	last := len(parts) - 1
	if !strings.HasPrefix(s, parts[0]) {
		return false
	}
	s = s[len(parts[0]):]
	for _, part := range parts[1:last] {
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s = s[i+len(part):]
	}
	return strings.HasSuffix(s, parts[last])
}

// Agency returns the name of the news agency that is written so, or "".
func (l *Lists) Agency(as string) string { return l.agencies[as] }

// Outlet reports whether a name is that of a known outlet.
func (l *Lists) Outlet(name string) bool { return l.outlets[strings.ToLower(name)] }
