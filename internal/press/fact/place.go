package fact

import "strings"

// place is where a claim says it was: one or more named places, each from the finest part outwards
// ("Abobo, Abidjan").
type place struct {
	spots []spot
}

type spot struct {
	parts     [][]word // words of each part, without "city", "province" and the like
	country   string   // the country it names or is the capital of, if any
	wide      bool     // the country itself, or a direction within it
	direction string   // "southern" and the like, of a wide spot
}

// word is a word of a place's name with its consonants, by which it is known in another spelling.
type word struct{ text, bones string }

func spelt(words []string) []word {
	out := make([]word, len(words))
	for i, w := range words {
		out[i] = word{w, skeleton(w)}
	}
	return out
}

// How two places stand to one another.
const (
	apart    = -1 // two places
	unclear  = 0  // one is not given, or wide enough to hold the other
	together = 1  // one place, or one within the other
)

var placeGeneric = wordSet(`city province region governorate district area areas town village county state camp quarter
neighbourhood neighborhood near outside outskirts of the in and zone countryside rural municipality prefecture department
sub division commune heights valley port coast`)

var directions = map[string]string{
	"southern": "south", "south": "south", "northern": "north", "north": "north", "eastern": "east",
	"east": "east", "western": "west", "west": "west", "central": "central", "coastal": "coastal", "northeastern": "northeast",
	"northwestern": "northwest", "southeastern": "southeast", "southwestern": "southwest",
}

func (l *Lists) readPlace(name string) place {
	var p place
	for alt := range strings.SplitSeq(name, ";") {
		var s spot
		for part := range strings.SplitSeq(alt, ",") {
			words := splitWords(part)
			if len(words) == 0 {
				continue
			}
			s.addPart(l, words)
		}
		if len(s.parts) > 0 || s.country != "" {
			p.spots = append(p.spots, s)
		}
	}
	return p
}

func (s *spot) addPart(l *Lists, words []string) {
	var rest []word
	dir := ""
	for i := 0; i < len(words); {
		if m, ok := l.nations.at(words, i); ok {
			s.country = m.name
			if run := strings.Join(words[m.from:m.to], " "); l.capitals[run] != "" {
				rest = append(rest, spelt(words[m.from:m.to])...)
			}
			i = m.to
			continue
		}
		switch w := words[i]; {
		case directions[w] != "":
			dir = directions[w]
		case !placeGeneric[w]:
			rest = append(rest, word{w, skeleton(w)})
		}
		i++
	}
	if len(rest) > 0 {
		s.parts = append(s.parts, rest)
		return
	}
	if len(s.parts) == 0 {
		s.wide, s.direction = true, dir
	}
}

// against says how p stands to q: the best that any of their spots allows.
func (p place) against(q place) int {
	if len(p.spots) == 0 || len(q.spots) == 0 {
		return unclear
	}
	best := apart
	for _, a := range p.spots {
		for _, b := range q.spots {
			best = max(best, a.against(b))
		}
	}
	return best
}

func (s spot) against(t spot) int {
	if s.country != "" && t.country != "" && s.country != t.country {
		return apart
	}
	if s.wide || t.wide {
		switch {
		case !s.wide || !t.wide:
			return unclear
		case s.direction == t.direction:
			return together
		case s.direction == "" || t.direction == "":
			return unclear
		}
		return apart
	}
	if len(s.parts) == 0 || len(t.parts) == 0 {
		return unclear
	}
	if oneName(s.parts[0], t.parts[0]) {
		return together
	}
	if len(s.parts) != len(t.parts) {
		long, short := s, t
		if len(long.parts) < len(short.parts) {
			long, short = short, long
		}
		for _, part := range long.parts[1:] {
			if oneName(part, short.parts[0]) {
				return together
			}
		}
	}
	return apart
}

// oneName reports whether two runs of words share a word, spelt alike or, for longer words, with
// the same consonants (Sweida, Suwayda).
func oneName(a, b []word) bool {
	for _, x := range a {
		for _, y := range b {
			if x.text == y.text || len(x.text) > 4 && len(y.text) > 4 && x.text[0] == y.text[0] && x.bones == y.bones {
				return true
			}
		}
	}
	return false
}

// skeleton drops vowels, w and y, and doubled letters: what is left when a name is spelt anew.
func skeleton(w string) string {
	var b strings.Builder
	var last rune
	for _, r := range w {
		if strings.ContainsRune("aeiouwy", r) || r == last {
			continue
		}
		last = r
		b.WriteRune(r)
	}
	return b.String()
}
