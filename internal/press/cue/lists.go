package cue

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"parley.example/internal/press/list"
)

//go:embed lists/*.txt
var embedded embed.FS

// Lists are the word classes that attribution rests on. They are read once and
// only read from then on.
type Lists struct {
	verbs        map[string]verb
	anonymous    map[string]string // noun: one or many
	bodies       map[string]bool
	spokespeople map[string]bool
	reporters    map[string]bool
	offices      map[string]bool
	states       States
}

// States knows the states: which one a word or two name, and whether they are
// its adjective.
type States interface {
	State(phrase string) (name string, adjective bool)
}

type verb struct{ lemma, act string }

// Load reads the lists, from over where it has them.
func Load(over fs.FS, states States) (*Lists, error) {
	built, err := fs.Sub(embedded, "lists")
	if err != nil {
		return nil, fmt.Errorf("lists of cue: %w", err)
	}
	l := &Lists{verbs: map[string]verb{}, anonymous: map[string]string{}, states: states}
	rows := func(name string, each func(f []string)) {
		if err != nil {
			return
		}
		var lines [][]string
		lines, err = list.Read(over, built, name)
		for _, f := range lines {
			each(append(f, "", "", ""))
		}
	}
	rows("verbs.txt", func(f []string) {
		for form := range strings.FieldsSeq(f[1]) {
			l.verbs[form] = verb{f[0], f[2]}
		}
	})
	rows("anonymous.txt", func(f []string) { l.anonymous[f[0]] = f[1] })
	if err != nil {
		return nil, err
	}
	for name, set := range map[string]*map[string]bool{
		"bodies.txt": &l.bodies, "spokespeople.txt": &l.spokespeople, "reporters.txt": &l.reporters,
		"offices.txt": &l.offices,
	} {
		if *set, err = list.Set(over, built, name); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// adjective reports whether a word is that of a state: "Israeli".
func (l *Lists) adjective(w string) bool {
	_, adjective := l.states.State(w)
	return adjective
}
