package fact

import (
	"bufio"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
)

//go:embed lists
var embedded embed.FS

// Lists holds what the rules know about words: countries, ideas, contrasts and cues. It is not
// changed after Load and is safe for use by several goroutines.
type Lists struct {
	nations   phrases // country, adjective, capital -> country
	capitals  map[string]string
	ideas     phrases
	classes   map[string]string // idea -> act, topic, state, thing
	contrasts []contrast
	cues      map[string]*phrases
}

// contrast is one line of contrasts.txt.
type contrast struct {
	name, kind string
	ideas      []string
	sides      []phrases
}

// cueNames are the cues the rules ask for; a list without one of them is refused.
var cueNames = []string{"subset", "framing", "pretext", "purpose", "own-account", "accuse", "deny", "light", "cumulative"}

// Default returns the lists that ship with the package.
var Default = sync.OnceValue(func() *Lists {
	l, err := Load(nil)
	if err != nil {
		panic("fact: embedded lists: " + err.Error()) // a bug in this program, held by TestDefaultLists
	}
	return l
})

// Load reads countries.txt, concepts.txt, contrasts.txt and cues.txt from over; a file that is not
// there is taken from the shipped lists, all of them if over is nil. An error names the file and
// the line.
func Load(over fs.FS) (*Lists, error) {
	l := &Lists{capitals: map[string]string{}, classes: map[string]string{}, cues: map[string]*phrases{}}
	for name, read := range map[string]func(string) error{
		"countries.txt": l.readCountry, "concepts.txt": l.readIdea,
		"contrasts.txt": l.readContrast, "cues.txt": l.readCue,
	} {
		if err := eachLine(over, name, read); err != nil {
			return nil, err
		}
	}
	for _, c := range cueNames {
		if _, ok := l.cues[c]; !ok {
			return nil, fmt.Errorf("cues.txt: no line %q; add it, or take the file out to use the shipped one", c)
		}
	}
	return l, nil
}

// largest bounds a list, so that a wrong file is refused and not read for minutes.
const largest = 4 << 20

// eachLine hands every line that is neither empty nor a comment to read.
func eachLine(over fs.FS, name string, read func(string) error) error {
	f, err := open(over, name)
	if err != nil {
		return fmt.Errorf("list: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("list %s: %w", name, err)
	}
	if info.Size() > largest {
		return fmt.Errorf("list %s: larger than %d bytes", name, largest)
	}
	s := bufio.NewScanner(f)
	for n := 1; s.Scan(); n++ {
		line := strings.TrimSpace(s.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := read(line); err != nil {
			return fmt.Errorf("%s line %d: %w", name, n, err)
		}
	}
	if err := s.Err(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func open(over fs.FS, name string) (fs.File, error) {
	if over != nil {
		if f, err := over.Open(name); !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	return embedded.Open("lists/" + name)
}

func (l *Lists) readCountry(line string) error {
	f := strings.Split(line, ";")
	if len(f) != 3 {
		return fmt.Errorf("want name; adjectives; capital, got %q", line)
	}
	name := strings.TrimSpace(f[0])
	l.nations.add(name, name)
	for _, a := range items(f[1]) {
		l.nations.add(a, name)
	}
	for _, c := range items(f[2]) {
		l.nations.add(c, name)
		l.capitals[c] = name
	}
	return nil
}

func (l *Lists) readIdea(line string) error {
	head, rest, ok := strings.Cut(line, ":")
	name, class, ok2 := strings.Cut(strings.TrimSpace(head), " ")
	if !ok || !ok2 || !slices.Contains([]string{"act", "topic", "state", "thing"}, class) {
		return fmt.Errorf("want name class: words, with class act, topic, state or thing, got %q", line)
	}
	l.classes[name] = class
	for _, p := range items(rest) {
		l.ideas.add(p, name)
	}
	return nil
}

func (l *Lists) readContrast(line string) error {
	f := strings.Split(line, "|")
	if len(f) < 5 {
		return fmt.Errorf("want name | kind | idea | words | words, got %q", line)
	}
	c := contrast{name: strings.TrimSpace(f[0]), kind: strings.TrimSpace(f[1]), ideas: items(f[2])}
	if c.kind != OfDenial && c.kind != OfWording {
		return fmt.Errorf("kind is denial or wording, got %q", c.kind)
	}
	for _, side := range f[3:] {
		var p phrases
		for _, w := range items(side) {
			p.add(w, w)
		}
		c.sides = append(c.sides, p)
	}
	l.contrasts = append(l.contrasts, c)
	return nil
}

func (l *Lists) readCue(line string) error {
	name, rest, ok := strings.Cut(line, ":")
	if !ok {
		return fmt.Errorf("want name: words, got %q", line)
	}
	p := l.cues[name]
	if p == nil {
		p = &phrases{}
		l.cues[name] = p
	}
	for _, w := range items(rest) {
		p.add(w, w)
	}
	return nil
}

func items(s string) []string {
	var out []string
	for f := range strings.SplitSeq(s, ",") {
		if f = strings.TrimSpace(f); f != "" {
			out = append(out, f)
		}
	}
	return out
}
