package fact

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestDefaultLists(t *testing.T) {
	if l := Default(); len(l.classes) < 40 || len(l.contrasts) < 3 || len(l.capitals) < 150 {
		t.Errorf("lists hold %d ideas, %d contrasts, %d capitals: something was not read", len(l.classes), len(l.contrasts), len(l.capitals))
	}
	for family, acts := range core {
		for a := range acts {
			if Default().classes[a] != "act" {
				t.Errorf("family %s rests on %q, which concepts.txt does not hold as an act", family, a)
			}
		}
	}
	for a := range harmful {
		if Default().classes[a] != "act" {
			t.Errorf("harm %q is not an act of concepts.txt", a)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ file, text, want string }{
		"a country without a capital field": {"countries.txt", "norlund; norlundic", "countries.txt line 1"},
		"an idea without a class":           {"concepts.txt", "# c\nstrike: struck", "concepts.txt line 2"},
		"a class that is not known":         {"concepts.txt", "strike verb: struck", "class act, topic, state or thing"},
		"a contrast with one side":          {"contrasts.txt", "how | denial | talks | direct", "contrasts.txt line 1"},
		"a contrast of no kind":             {"contrasts.txt", "how | number | talks | direct | indirect", "kind is denial or wording"},
		"a cue without words":               {"cues.txt", "deny", "cues.txt line 1"},
		"cues that lack one":                {"cues.txt", "deny: denied", "no line"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(fstest.MapFS{tt.file: &fstest.MapFile{Data: []byte(tt.text)}})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Load = %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestSplitWords(t *testing.T) {
	for text, want := range map[string]string{
		"The U.S. didn\u2019t say \u201c2,000 dead\u201d.": "the us did not say 2000 dead",
		"Duékoué's market, at 10.30":                       "duekoue market at 10 30",
		"cease-fire ŽIŽKA":                                 "cease fire zizka",
	} {
		if got := strings.Join(splitWords(text), " "); got != want {
			t.Errorf("splitWords(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestPhrases(t *testing.T) {
	var p phrases
	p.add("air strike*", "strike")
	p.add("strike*", "labour")
	p.add("led * to believe", "influence")
	var got []string
	for _, m := range p.all(strings.Fields("air strikes led brel to believe in strikers")) {
		got = append(got, m.name)
	}
	if want := []string{"strike", "influence", "labour"}; !slices.Equal(got, want) {
		t.Errorf("matches %v, want %v", got, want)
	}
}

func TestPlaces(t *testing.T) {
	l := exercise(t)
	for name, tt := range map[string]struct {
		a, b string
		want int
	}{
		"one town":                     {"Kesten", "the city of Kesten", together},
		"another spelling":             {"Suwanda", "Sawenda", together},
		"a quarter and its town":       {"Abo, Kesten", "Kesten", together},
		"two quarters":                 {"Abo, Kesten", "Yop, Kesten", apart},
		"two towns":                    {"Kesten", "Ilm", apart},
		"a town and the country":       {"Kesten", "Norlund", unclear},
		"a capital and its country":    {"Varn", "Norlund", unclear},
		"a capital and another's land": {"Varn", "Sudmark", apart},
		"two directions":               {"southern Norlund", "northern Norlund", apart},
		"one of two places":            {"Kesten; Ilm", "Ilm", together},
		"none given":                   {"", "Ilm", unclear},
	} {
		if got := l.readPlace(tt.a).against(l.readPlace(tt.b)); got != tt.want {
			t.Errorf("%s: %q against %q = %d, want %d", name, tt.a, tt.b, got, tt.want)
		}
	}
}

func TestSpeakers(t *testing.T) {
	l := exercise(t)
	who := func(kind, name, quote string) speaker {
		return l.readSpeaker(&Claim{SourceKind: kind, SourceName: name, Quote: quote})
	}
	for name, tt := range map[string]struct {
		a, b speaker
		want int
	}{
		"initials":                    {who("organisation", "NOHW", ""), who("organisation", "Norlundic Observatory of Harbour Work", ""), oneSpeaker},
		"two bodies alike in name":    {who("organisation", "Norlundic Observatory for Rights", ""), who("organisation", "Norlundic Network for Rights", ""), strangers},
		"spellings of a surname":      {who("person", "Ane Halem", ""), who("person", "Anne Haleem", ""), oneSpeaker},
		"two persons":                 {who("person", "Ane Holm", ""), who("person", "Ane Bakke", ""), strangers},
		"a state and its ministry":    {who("organisation", "Norlund", ""), who("organisation", "Norlundic Foreign Ministry", ""), kin},
		"two ministries":              {who("organisation", "Norlundic Interior Ministry", ""), who("organisation", "Norlundic Foreign Ministry", ""), strangers},
		"a minister and the state":    {who("person", "Jor Bakke", "Norlundic Foreign Minister Jor Bakke said"), who("organisation", "Norlund", ""), kin},
		"officials of two states":     {who("anonymous", "a Norlundic official", ""), who("anonymous", "a Sudmarkian official", ""), strangers},
		"a diplomat and a resident":   {who("anonymous", "a diplomat", ""), who("anonymous", "residents", ""), strangers},
		"the outlet's own voice":      {who("outlet", "outlet", ""), who("person", "Ane Holm", ""), maybe},
		"two descriptions, one state": {who("anonymous", "a military source", ""), who("anonymous", "a Norlundic official", ""), maybe},
	} {
		if got := tt.a.against(&tt.b); got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
}
