package cue

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// land is the one state of these tests.
type land struct{}

func (land) State(phrase string) (string, bool) {
	switch strings.TrimPrefix(strings.ToLower(phrase), "the ") {
	case "norland", "port essen":
		return "Norland", false
	case "norlandic":
		return "Norland", true
	}
	return "", false
}

func load(t testing.TB) *Lists {
	t.Helper()
	l, err := Load(nil, land{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// names marks the names of these tests in a text.
func names(text string) []Name {
	var out []Name
	for as, n := range map[string]Name{
		"Dana Orrin": {Kind: Person, Head: "Dana Orrin"}, "Foreign Minister Marek Tolva": {Kind: Person, Head: "Marek Tolva", Office: "foreign minister"},
		"AFP": {Kind: Organisation, Head: "AFP", Class: "agency", Listed: true}, "Valley Post": {Kind: Organisation, Head: "Valley Post", Class: "outlet"},
		"River Monitor": {Kind: Organisation, Head: "River Monitor", Class: "monitor"},
	} {
		for from := 0; ; {
			i := strings.Index(text[from:], as)
			if i < 0 {
				break
			}
			n.Start, n.End = from+i, from+i+len(as)
			out = append(out, n)
			from = n.End
		}
	}
	return out
}

// read attributes the sentences of a text in order and returns the last.
func read(t testing.TB, sentences ...string) Attribution {
	t.Helper()
	l, m := load(t), &Memory{Carrier: func(name string) bool { return name == "Valley Post" || name == "AFP" }}
	var last Attribution
	for _, text := range sentences {
		s := Prepare(text, names(text))
		cues := l.Cues(s)
		m.Begin()
		last = l.Attribute(s, Segment{End: len(s.Tokens)}, cues, m)
		m.Keep(last.Source)
		m.See(s)
	}
	return last
}

func TestAttribute(t *testing.T) {
	tests := map[string]struct {
		text string
		want Source
		act  string
	}{
		"a person":           {"Dana Orrin said the gate was open.", Source{Name: "Dana Orrin", Kind: Person}, Say},
		"when it was said":   {"Dana Orrin on Friday also said the gate was open.", Source{Name: "Dana Orrin", Kind: Person}, Say},
		"words beside":       {"Dana Orrin, a dentist, said the gate was open.", Source{Name: "Dana Orrin", Kind: Person}, Say},
		"a name beside":      {"Another resident, Dana Orrin, said the gate was open.", Source{Name: "Dana Orrin", Kind: Person}, Say},
		"behind a quotation": {"\"The gate is open,\" said Dana Orrin in a statement.", Source{Name: "Dana Orrin", Kind: Person}, Say},
		"a capital speaks":   {"Port Essen said the gate was open.", Source{Name: "government of Norland", Kind: Organisation}, Say},
		"a state acts":       {"Norland is calling for an open gate.", Source{Kind: Outlet}, Demand},
		"a body":             {"The interior ministry confirmed that the gate was open.", Source{Name: "interior ministry", Kind: Organisation}, Confirm},
		"a spokesperson":     {"A Trade Ministry spokesperson declined to comment on it.", Source{Name: "Trade Ministry", Kind: Organisation}, Decline},
		"silence":            {"The trade ministry did not immediately respond to questions.", Source{Kind: Outlet}, Silent},
		"not named": {
			"An officer, who spoke on condition of anonymity, told AFP that the gate was open.",
			Source{Name: "officer", Kind: Anonymous, Via: []string{"AFP"}, Reason: "on condition of anonymity"},
			Say,
		},
		"according to":   {"The gate was open, according to two officers.", Source{Name: "two officers", Kind: Anonymous}, According},
		"cited":          {"Valley Post, citing an officer, reported that the gate was open.", Source{Name: "officer", Kind: Anonymous, Via: []string{"Valley Post"}}, Report},
		"cited as":       {"AFP cited a harbour source on Friday as saying the gate was open.", Source{Name: "harbour source", Kind: Anonymous, Via: []string{"AFP"}}, Cite},
		"carried":        {"Dana Orrin said the gate was open, according to Valley Post.", Source{Name: "Dana Orrin", Kind: Person, Via: []string{"Valley Post"}}, Say},
		"a network":      {"\"The gate is open,\" Dana Orrin wrote on X.", Source{Name: "Dana Orrin", Kind: Person, Via: []string{"X"}}, Say},
		"passive":        {"Troops were accused of closing the gate.", Source{Kind: Outlet}, Accuse},
		"a noun":         {"The reports of fire came in the night.", Source{Kind: Outlet}, ""},
		"an office":      {"Norland's foreign minister said the gate was open.", Source{Name: "Norland's foreign minister", Kind: Person}, Say},
		"a minister":     {"A minister said the gate was open.", Source{Name: "minister", Kind: Anonymous}, Say},
		"what was not":   {"Dana Orrin has not said who opened the gate.", Source{Kind: Outlet}, ""},
		"an aside":       {"Troops closed the gate on Friday after Dana Orrin said it was open.", Source{Kind: Outlet}, ""},
		"reporters":      {"Reporters saw that the gate was open.", Source{Kind: Outlet}, ""},
		"mixed list":     {"Witnesses, local factions and the River Monitor have accused them of closing the gate.", Source{Name: "Witnesses, local factions and the River Monitor", Kind: Organisation}, Accuse},
		"a letter":       {"A letter sent by the trade ministry to the bank last month said it would pay.", Source{Name: "trade ministry", Kind: Organisation}, Say},
		"released words": {"Dana Orrin released a statement on Friday saying the gate was open.", Source{Name: "Dana Orrin", Kind: Person}, Say},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := read(t, tt.text)
			got.Source.Rule, got.Source.noun, got.Source.state, got.Source.Many = "", "", "", false
			got.Source.office, got.Source.bare = "", false
			if diff := cmp.Diff(got.Source, tt.want, cmp.AllowUnexported(Source{})); diff != "" || got.Act != tt.act {
				t.Errorf("%s\nact %q, want %q; source got -, want +:\n%s", tt.text, got.Act, tt.act, diff)
			}
		})
	}
}

// A source is carried on where the text does, and only there.
func TestCarry(t *testing.T) {
	tests := map[string]struct {
		text []string
		want string
	}{
		"he":                 {[]string{"Dana Orrin said the gate was open.", "He said it would stay open."}, "Dana Orrin"},
		"he, over an it":     {[]string{"Dana Orrin said the gate was open.", "The trade ministry said no.", "He said yes."}, "Dana Orrin"},
		"it":                 {[]string{"The trade ministry said no.", "Dana Orrin said yes.", "It said no again."}, "trade ministry"},
		"the sources":        {[]string{"Two military sources said the gate was open.", "It was closed, the sources said."}, "Two military sources"},
		"two of the sources": {[]string{"Five sources said the gate was open.", "Two of the sources said it was closed."}, "Two of the sources"},
		"the ministry":       {[]string{"The trade ministry said no.", "The ministry said no again."}, "trade ministry"},
		"the minister":       {[]string{"Foreign Minister Marek Tolva said no.", "The minister said no again."}, "Marek Tolva"},
		"told the newspaper": {[]string{"Dana Orrin said the gate was open.", "An officer said it was not."}, "officer"},
		"a figure of it":     {[]string{"The River Monitor said 40 people were hurt.", "Among them were 4 children."}, "River Monitor"},
		"a part of it":       {[]string{"Dana Orrin announced a plan.", "The plan includes a new gate."}, "Dana Orrin"},
		"not by itself":      {[]string{"Dana Orrin announced a plan.", "The gate was open on Friday."}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := read(t, tt.text...); got.Source.Name != tt.want {
				t.Errorf("%q is said by %q (%s), want %q", tt.text[len(tt.text)-1], got.Source.Name, got.Source.Rule, tt.want)
			}
		})
	}
}

type events map[string]string

func (e events) Event(verb string) string { return e[verb] }

func TestSegments(t *testing.T) {
	known := events{"bombed": "incident", "conducted": "incident", "appointed": "appointment", "killed": "casualty"}
	tests := map[string]struct {
		text string
		want []string
	}{
		"one": {"Dana Orrin said the gate was open and that it would stay so.", []string{"Dana Orrin said the gate was open and that it would stay so."}},
		"two speakers": {
			"Dana Orrin said the gate was open, while the River Monitor said it was closed.",
			[]string{"Dana Orrin said the gate was open", "the River Monitor said it was closed."},
		},
		"behind a refusal": {
			"The ministry declined to comment on the gate but said the bridge was open.",
			[]string{"The ministry declined to comment on the gate", "said the bridge was open."},
		},
		"two events": {
			"Norland has carried out strikes against the old harbour and conducted raids into the southern hills.",
			[]string{"Norland has carried out strikes against the old harbour", "conducted raids into the southern hills."},
		},
		"an appointment": {
			"The officers said contacts were led by Dana Orrin, who was appointed mayor of the hills.",
			[]string{"The officers said contacts were led by Dana Orrin", "who was appointed mayor of the hills."},
		},
		"an opening event": {
			"After Norland bombed the old harbour last week, Dana Orrin said the gate was open.",
			[]string{"After Norland bombed the old harbour last week, Dana Orrin said the gate was open.", "Norland bombed the old harbour last week"},
		},
		"not in a quotation": {
			"Dana Orrin said \"the gate is open, and the ministry said it is closed\" on Friday.",
			[]string{"Dana Orrin said \"the gate is open, and the ministry said it is closed\" on Friday."},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := load(t)
			s := Prepare(tt.text, names(tt.text))
			var got []string
			for _, g := range l.Segments(s, l.Cues(s), known) {
				got = append(got, s.text(g.Start, g.End))
			}
			if diff := cmp.Diff(got, tt.want); diff != "" {
				t.Errorf("got -, want +:\n%s", diff)
			}
		})
	}
}

func TestLoadRefusesNothingItNeeds(t *testing.T) {
	l := load(t)
	for _, verb := range []string{"said", "told", "denied", "declined", "accused", "demanded", "vowed"} {
		if l.verbs[verb].act == "" {
			t.Errorf("verbs.txt lacks %q", verb)
		}
	}
	if l.verbs["on"].act != "" || l.verbs["to"].act != "" {
		t.Error("a preposition is read as a verb of saying")
	}
}
