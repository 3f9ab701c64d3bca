package kindof

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"parley.example/internal/press/list"
)

//go:embed lists/*.txt
var embedded embed.FS

// Lists are the lexicons. They are read once and only read from then on.
type Lists struct {
	types    trie
	events   map[string]string // verb that tells an event: its group
	hedges   trie
	refusals trie
	denials  trie
}

// Load reads the lists, from over where it has them.
func Load(over fs.FS) (*Lists, error) {
	built, err := fs.Sub(embedded, "lists")
	if err != nil {
		return nil, fmt.Errorf("lists of kindof: %w", err)
	}
	l := &Lists{events: map[string]string{}}
	lexicon, err := list.Read(over, built, "lexicon.txt")
	if err != nil {
		return nil, err
	}
	for _, f := range lexicon {
		if len(f) < 2 {
			return nil, fmt.Errorf("list lexicon.txt: %q has no phrases behind a tab", f[0])
		}
		l.group(f[0], f[1])
	}
	for name, to := range map[string]*trie{"hedges.txt": &l.hedges, "refusals.txt": &l.refusals, "denials.txt": &l.denials} {
		lines, err := list.Read(over, built, name)
		if err != nil {
			return nil, err
		}
		for _, f := range lines {
			to.add(f[len(f)-1], f[0])
		}
	}
	return l, nil
}

func (l *Lists) group(name, phrases string) {
	events := strings.HasPrefix(name, "+")
	name = strings.TrimPrefix(name, "+")
	for p := range strings.SplitSeq(phrases, ",") {
		p = strings.TrimSpace(p)
		if events {
			l.events[p] = name
		} else {
			l.types.add(p, name)
		}
	}
}

// Event returns the group of a verb that tells an event by itself, or "".
func (l *Lists) Event(verb string) string { return l.events[verb] }
