package kindof

import (
	"testing"

	"parley.example/internal/press/word"
)

func TestJudge(t *testing.T) {
	l, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		text           string
		act, source    string
		figure         bool
		kind, polarity string
	}{
		"a toll":                {"More than 40 people were killed in the fighting.", "", "outlet", true, Casualties, Asserts},
		"killed, no figure":     {"A guard was killed near the gate, the army said.", "say", "organisation", false, Incident, Asserts},
		"abducted":              {"It has recorded 12 people abducted.", "count", "organisation", true, Abductions, Asserts},
		"denies":                {"The general denied that troops had left.", "deny", "person", false, Denial, Denies},
		"denies in a quotation": {"He said, \"We categorically deny any part in it.\"", "say", "person", false, Denial, Denies},
		"not so":                {"The army said the drill was not aimed at the town.", "say", "organisation", false, Statement, Denies},
		"not withdrawn":         {"The army said its troops had not withdrawn from the town.", "say", "organisation", false, Movement, Denies},
		"will not allow":        {"He said he would not allow troops near the town.", "say", "person", false, Statement, Asserts},
		"did not happen":        {"Troops have not withdrawn from the town.", "", "outlet", false, Movement, Denies},
		"no comment":            {"The ministry declined to comment on the talks.", "decline", "organisation", false, NoComment, Declines},
		"no answer":             {"The army did not immediately respond to requests for comment.", "silent", "outlet", false, NoComment, Declines},
		"not verified":          {"Reporters could not independently verify the figures.", "", "outlet", false, Verification, Declines},
		"not known":             {"It could not be determined who fired first.", "", "outlet", false, Background, Asserts},
		"withdrawal":            {"An officer said troops had withdrawn from the town.", "say", "anonymous", false, Movement, Asserts},
		"a person's words":      {"She said the talks were going well.", "say", "person", false, Statement, Asserts},
		"talks":                 {"Diplomats said the two had met twice.", "say", "anonymous", false, Meeting, Asserts},
		"an agreement":          {"The two agreed to begin talks on water and food.", "", "outlet", false, AgreementStep, Asserts},
		"announces a plan":      {"The minister announced a plan to restore calm.", "announce", "person", false, AgreementStep, Asserts},
		"demands":               {"The envoy called on troops to leave.", "demand", "person", false, Demand, Asserts},
		"promises":              {"The president vowed to protect the town.", "pledge", "person", false, Pledge, Asserts},
		"accuses":               {"Residents accused the army of looting.", "accuse", "anonymous", false, Accusation, Asserts},
		"appoints":              {"The cabinet announced the creation of a new post, naming a general.", "announce", "organisation", false, Appointment, Asserts},
		"calm":                  {"Residents reported calm in the town.", "report", "anonymous", false, Ceasefire, Asserts},
		"aid":                   {"The agency said an aid convoy had to turn round.", "say", "organisation", false, Aid, Asserts},
		"hospitals":             {"\"The hospitals are out of service,\" she said.", "say", "person", false, Humanitarian, Asserts},
		"only held possible":    {"Two sources said it may open the way for talks.", "say", "anonymous", false, Statement, Asserts},
		"praise":                {"The envoy hailed the agreement.", "praise", "person", false, Statement, Asserts},
		"explained, not told":   {"The visits mark a notable change in ties.", "", "outlet", false, "", Asserts},
		"nothing told":          {"The hills are green in spring.", "", "outlet", false, "", Asserts},
		"a toll in an aside":    {"They agreed to withdraw guns from a war that has killed more than 300 people.", "", "outlet", true, AgreementStep, Asserts},
		"a relative clause":     {"The army said it would work on a border agreement, which had called for a withdrawal.", "say", "organisation", false, AgreementStep, Asserts},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			words := word.Cut(tt.text)
			got := l.Judge(Input{Words: words, Content: [2]int{0, len(words)}, Act: tt.act, Source: tt.source, Figure: tt.figure})
			if got.Type != tt.kind || got.Polarity != tt.polarity {
				t.Errorf("%q is %s, %s (%s), want %s, %s", tt.text, got.Type, got.Polarity, got.TypeRule, tt.kind, tt.polarity)
			}
		})
	}
}

func TestHedges(t *testing.T) {
	l, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	text := "It allegedly began, and could not be independently verified."
	words := word.Cut(text)
	got := l.Judge(Input{Words: words, Content: [2]int{0, len(words)}}).Hedges
	want := []string{"allegedly", "could not be independently verified"}
	if len(got) != len(want) {
		t.Fatalf("hedges %v, want %v", got, want)
	}
	for i, h := range got {
		if h.Text != want[i] || text[h.Start:h.End] != want[i] {
			t.Errorf("hedge %d is %q at %q, want %q", i, h.Text, text[h.Start:h.End], want[i])
		}
	}
}
