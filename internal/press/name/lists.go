package name

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"sync"

	"parley.example/internal/press/list"
)

//go:embed lists
var embedded embed.FS

// Lists is what Find and Merge know beforehand. It is not changed after Load and
// safe for concurrent use.
type Lists struct {
	known      map[string][]entry // names of many kinds, by their first word, longest first
	offices    map[string][]entry
	organs     map[string][]entry // in small letters, after their state
	portfolios map[string][]entry
	set        [sets]map[string]bool
	features   map[string]string // word: before, after, both
	nicknames  map[string][]string
	states     map[string]state // by code
	orgs       []organisation
	towns      []town
	located    map[string]int    // key of a place: index of its town
	spelt      map[string]int    // consonants and vowels of a place: index of its town; -1: of several
	peoples    map[string]people // by folded form of one or more words
	agencies   map[string]string // state code: key of its state news agency
}

type setName uint8

const (
	qualifiers setName = iota
	speech
	reporting
	outletWords
	orgHeads
	armed
	ordinary
	things
	given
	placeHeads
	sets
)

var setFiles = [sets]string{
	qualifiers: "qualifiers.txt", speech: "speech.txt", reporting: "reporting.txt", outletWords: "outletwords.txt", orgHeads: "orgheads.txt",
	armed: "armed.txt", ordinary: "ordinary.txt", things: "things.txt", given: "given.txt", placeHeads: "placeheads.txt",
}

type state struct{ code, name string }

type organisation struct{ name, class, state string }

type town struct {
	name, key, state string
	lat, lon         float64
	people           int
	seat, region     bool
}

type people struct {
	name   string
	tribal bool
}

var builtIn = sync.OnceValue(func() *Lists {
	l, err := Load(nil)
	if err != nil {
		return &Lists{} // the embedded lists are read by a test
	}
	return l
})

// Default returns the lists that are built in.
func Default() *Lists { return builtIn() }

// Load reads lists from a directory of replacements; what it lacks, and all of it
// where it is nil, is taken from the lists that are built in.
func Load(fsys fs.FS) (*Lists, error) {
	built, err := fs.Sub(embedded, "lists")
	if err != nil {
		return nil, fmt.Errorf("read built-in lists of names: %w", err)
	}
	read := func(name string) ([][]string, error) { return list.Read(fsys, built, name) }
	l := &Lists{
		known: map[string][]entry{}, offices: map[string][]entry{}, organs: map[string][]entry{}, portfolios: map[string][]entry{},
		features: map[string]string{}, nicknames: map[string][]string{},
		states: map[string]state{}, peoples: map[string]people{}, located: map[string]int{}, spelt: map[string]int{}, agencies: map[string]string{},
	}
	for name, file := range setFiles {
		if l.set[name], err = readSet(read, file); err != nil {
			return nil, err
		}
	}
	steps := []struct {
		file string
		take func([][]string) error
	}{
		{"states.tsv", l.takeStates},
		{"organisations.tsv", l.takeOrganisations},
		{"cities.tsv", l.takeTowns},
		{"regions.tsv", l.takeRegions},
		{"offices.txt", l.takeOffices},
		{"organs.txt", taker(l.organs, kindOrgan)},
		{"portfolios.txt", taker(l.portfolios, kindPortfolio)},
		{"communities.txt", l.takePeoples},
		{"features.txt", l.takeFeatures},
		{"nicknames.txt", l.takeNicknames},
	}
	for _, s := range steps {
		lines, err := read(s.file)
		if err != nil {
			return nil, err
		}
		if err := s.take(lines); err != nil {
			return nil, fmt.Errorf("list %s: %w", s.file, err)
		}
	}
	for _, m := range []map[string][]entry{l.known, l.offices, l.organs, l.portfolios} {
		order(m)
	}
	return l, nil
}

func readSet(read func(string) ([][]string, error), file string) (map[string]bool, error) {
	lines, err := read(file)
	if err != nil {
		return nil, err
	}
	set := make(map[string]bool, len(lines))
	for _, f := range lines {
		set[strings.Join(words(f[0]), " ")] = true
	}
	return set, nil
}

func (l *Lists) in(s setName, low string) bool { return l.set[s][low] }

// column returns field i, or "" where a line is shorter.
func column(f []string, i int) string {
	if i < len(f) {
		return f[i]
	}
	return ""
}

func bars(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "|")
}

func (l *Lists) takeStates(lines [][]string) error {
	for _, f := range lines {
		code, name := f[0], column(f, 1)
		if len(code) != 2 || name == "" {
			return fmt.Errorf("state %q: want a code of two letters and a name", code)
		}
		l.states[code] = state{code, name}
		for _, n := range append([]string{name}, bars(column(f, 2))...) {
			addEntry(l.known, n, entry{kind: kindState, ref: code})
		}
		for _, n := range bars(column(f, 3)) {
			addEntry(l.known, n, entry{kind: kindAdjective, ref: code})
		}
		for _, n := range bars(column(f, 4)) {
			addEntry(l.known, n, entry{kind: kindCapital, ref: code})
		}
	}
	return nil
}

func (l *Lists) takeOrganisations(lines [][]string) error {
	for _, f := range lines {
		o := organisation{name: strings.TrimPrefix(f[0], "?"), class: column(f, 1), state: column(f, 2)}
		ref := strconv.Itoa(len(l.orgs))
		l.orgs = append(l.orgs, o)
		for _, n := range append([]string{f[0]}, bars(column(f, 3))...) {
			plain, weak := strings.CutPrefix(n, "?")
			addEntry(l.known, plain, entry{kind: kindOrganisation, ref: ref, weak: weak})
		}
		if o.class == "agency" && o.state != "" && l.agencies[o.state] == "" {
			l.agencies[o.state] = "org:" + o.name
		}
	}
	return nil
}

func (l *Lists) takeTowns(lines [][]string) error {
	for _, f := range lines {
		lat, err1 := strconv.ParseFloat(column(f, 1), 64)
		lon, err2 := strconv.ParseFloat(column(f, 2), 64)
		if err1 != nil || err2 != nil || f[0] == "" {
			return fmt.Errorf("town %q: want a name, a latitude and a longitude", f[0])
		}
		pop, _ := strconv.Atoi(column(f, 5))
		class := column(f, 4)
		t := town{name: f[0], key: "place:" + column(f, 7), state: column(f, 3), lat: lat, lon: lon, people: pop, seat: class != "place"}
		l.addTown(t, append([]string{f[0]}, bars(column(f, 6))...), class == "capital" || class == "seat" && pop >= 20000 || pop >= 50000)
	}
	return nil
}

func (l *Lists) takeRegions(lines [][]string) error {
	for _, f := range lines {
		lat, err1 := strconv.ParseFloat(column(f, 1), 64)
		lon, err2 := strconv.ParseFloat(column(f, 2), 64)
		if err1 != nil || err2 != nil || f[0] == "" {
			return fmt.Errorf("region %q: want a name, a latitude and a longitude", f[0])
		}
		codes := strings.Fields(column(f, 3))
		t := town{name: f[0], key: "place:" + strings.Join(words(f[0]), " "), lat: lat, lon: lon, region: true, people: 1 << 20}
		if len(codes) == 1 {
			t.state = codes[0]
		}
		l.addTown(t, append([]string{f[0]}, bars(column(f, 4))...), true)
	}
	return nil
}

func (l *Lists) addTown(t town, names []string, strong bool) {
	ref := strconv.Itoa(len(l.towns))
	l.located[t.key] = len(l.towns)
	l.towns = append(l.towns, t)
	for _, n := range names {
		w := words(n)
		if len(w) == 0 {
			continue
		}
		if key := placeKey(n); strong && strings.Contains(key, ".") {
			if old, ok := l.spelt[key]; ok && l.towns[max(0, old)].key != t.key {
				l.spelt[key] = -1
			} else if !ok {
				l.spelt[key] = len(l.towns) - 1
			}
		}
		weak := !strong || (len(w) == 1 && (len(w[0]) <= 3 || l.in(given, w[0]) || l.in(ordinary, w[0])))
		addEntry(l.known, n, entry{kind: kindTown, ref: ref, weak: weak, weight: t.weight()})
	}
}

// weight orders places of one name: regions, then seats, then by inhabitants.
func (t town) weight() int {
	w := t.people
	if t.seat {
		w += 1 << 18
	}
	return w
}

func (l *Lists) takeOffices(lines [][]string) error {
	for _, f := range lines {
		addEntry(l.offices, f[0], entry{kind: kindOffice})
	}
	return nil
}

func taker(to map[string][]entry, kind entryKind) func([][]string) error {
	return func(lines [][]string) error {
		for _, f := range lines {
			for _, n := range bars(column(f, 1)) {
				addEntry(to, n, entry{kind: kind, ref: f[0]})
			}
			if column(f, 1) == "" {
				addEntry(to, f[0], entry{kind: kind, ref: f[0]})
			}
		}
		return nil
	}
}

func (l *Lists) takePeoples(lines [][]string) error {
	for _, f := range lines {
		p := people{name: f[0], tribal: column(f, 2) == "tribal"}
		for _, n := range append([]string{f[0]}, bars(column(f, 1))...) {
			l.peoples[strings.Join(words(n), " ")] = p
		}
	}
	return nil
}

func (l *Lists) takeFeatures(lines [][]string) error {
	for _, f := range lines {
		switch side := column(f, 1); side {
		case "before", "after", "both":
			l.features[f[0]] = side
		default:
			return fmt.Errorf("word %q: %q is not before, after or both", f[0], side)
		}
	}
	return nil
}

func (l *Lists) takeNicknames(lines [][]string) error {
	for _, f := range lines {
		all := append([]string{fold(f[0])}, bars(column(f, 1))...)
		for _, a := range all[1:] {
			l.nicknames[fold(a)] = append(l.nicknames[fold(a)], all[0])
		}
		l.nicknames[all[0]] = append(l.nicknames[all[0]], all[0])
	}
	return nil
}
