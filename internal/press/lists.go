package press

import (
	"io/fs"

	"parley.example/internal/press/cue"
	"parley.example/internal/press/fact"
	"parley.example/internal/press/kindof"
	"parley.example/internal/press/name"
	"parley.example/internal/press/split"
)

// Lists are all word lists that reading rests on. They are only read once they
// are loaded, so one value serves any number of goroutines.
type Lists struct {
	split  *split.Lists
	cue    *cue.Lists
	kindof *kindof.Lists
	names  *name.Lists
	facts  *fact.Lists
}

// Load reads the lists, each from over where it has a file of that name, and
// else the one that is built in. A nil over takes all of those.
func Load(over fs.FS) (*Lists, error) {
	var l Lists
	var err error
	if l.split, err = split.Load(over); err != nil {
		return nil, err
	}
	if l.kindof, err = kindof.Load(over); err != nil {
		return nil, err
	}
	if l.names, err = name.Load(over); err != nil {
		return nil, err
	}
	if l.cue, err = cue.Load(over, l.names); err != nil {
		return nil, err
	}
	l.facts = fact.Default()
	if over != nil {
		l.facts, err = fact.Load(over)
	}
	return &l, err
}
