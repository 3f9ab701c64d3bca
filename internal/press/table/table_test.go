package table

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"parley.example/internal/press"
	"parley.example/internal/press/date"
	"parley.example/internal/press/fact"
)

// EXERCISE. The outlets, places and persons of this result are invented.
func result() press.Result {
	n := func(v int64) *int64 { return &v }
	day := func(s string) *date.Range { return &date.Range{Start: s, End: s, Rule: "stated"} }
	toll := func(id, who string, v int64, what, as string) press.Claim {
		return press.Claim{
			ID: id, Quote: who + " counted the dead in Kesten.", Type: "casualty_toll", Polarity: "asserts",
			Source: press.Source{Name: who, Kind: "organisation"}, Date: &date.Range{Start: "2031-03-01", End: as},
			Place: &press.Place{Name: "Kesten"}, Quantities: []press.Quantity{{Text: "at least 45", What: what, Min: n(v)}},
		}
	}
	denial := press.Claim{
		ID: "d-1", Quote: "The ministry denied shelling\nthe \u202ehospital\u001b[31m.", Type: "denial", Polarity: "denies",
		Source: press.Source{Name: "ministry", Kind: "organisation", Via: []string{"Norwire"}}, Date: day("2031-05-03"),
		Rules: map[string]string{"type": "denial verb", "date": "stated"},
	}
	told := press.Claim{
		ID: "a-1", Quote: "The hospital was shelled, a nurse said.", Type: "incident", Polarity: "asserts",
		Source: press.Source{Name: "nurse", Kind: "anonymous", Reason: "feared for her post"}, Hedges: []string{"reportedly"},
	}
	return press.Result{
		Documents: []press.Document{
			{File: "a.txt", Articles: []press.Article{{
				Title: "EXERCISE: Shells on Kesten", Outlet: "Harbour Post", Wires: []string{"Norwire"},
				Published: press.Published{Start: "2031-05-02", End: "2031-05-02", How: "stated"},
				Claims:    []press.Claim{told, toll("a-2", "Harbour Watch", 45, "dead", "2031-03-09")},
			}}},
			{File: "b.txt", Articles: []press.Article{{Claims: []press.Claim{
				denial, toll("d-2", "Lake Monitor", 90, "dead", "2031-03-09"),
				toll("d-3", "Harbour Watch", 212, "dead", "2031-04-20"),
			}}}},
			{File: "c.bin", Fault: "not text"},
		},
		Facts: []fact.Fact{
			{ID: "f01", Relation: fact.Disagree, Kind: fact.OfDenial, Claims: []string{"a-1", "d-1"}, Sides: [][]string{{"a-1"}, {"d-1"}}, Origins: 2, Why: "denied: shelling"},
			{ID: "f02", Relation: fact.Series, Claims: []string{"a-2", "d-3"}, Origins: 1, Why: "one counter (Harbour Watch) at several dates"},
			{ID: "f03", Relation: fact.Disagree, Kind: fact.OfNumber, Claims: []string{"a-2", "d-2"}, Sides: [][]string{{"a-2"}, {"d-2"}}, Origins: 2, Why: "counted differently"},
			{ID: "f04", Relation: fact.Same, Claims: []string{"a-1", "a-2"}, Origins: 2, Why: "one matter"},
		},
	}
}

func write(t *testing.T, o Options) string {
	t.Helper()
	r := result()
	var b bytes.Buffer
	if err := Write(&b, &r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	got := write(t, Options{})
	for _, want := range []string{
		"Article 1 of 1: EXERCISE: Shells on Kesten",
		"Harbour Post | by way of Norwire | published 2031-05-02 (stated)",
		"outlet not stated | date not known",
		"not read: not text",
		"nurse (not named)", "not named: feared for her post", "hedged: reportedly",
		"denial, denies", "ministry via Norwire",
		"f04 2 origins behind 2 claims: one matter",
		"f01 denial: denied: shelling",
		"figure: at least 45, dead [212 or more]",
		"f02 one counter (Harbour Watch) at several dates",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("output lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "rule:") {
		t.Error("rules are shown without being asked for")
	}
	if !strings.Contains(write(t, Options{Explain: true}), "rule: type: denial verb") {
		t.Error("rules are not shown though asked for")
	}
}

// TestBothQuotes holds that a contradiction is shown with the words of both sides, under their marks.
func TestBothQuotes(t *testing.T) {
	_, got, _ := strings.Cut(write(t, Options{}), "WHERE THEY CONTRADICT ONE ANOTHER")
	a, b := strings.Index(got, "| The hospital was shelled, a nurse said."), strings.Index(got, "| The ministry denied shelling")
	if first, second := strings.Index(got, "  a)"), strings.Index(got, "  b)"); first < 0 || a < first || second < a || b < second {
		t.Errorf("want side a with its words, then side b with its words, got\n%s", got)
	}
}

// TestTollsSideBySide holds that rival counters and a series stand in one table, by day.
func TestTollsSideBySide(t *testing.T) {
	_, got, _ := strings.Cut(write(t, Options{}), "TOLLS BY SOURCE")
	if n := strings.Count(got, "who counts"); n != 1 {
		t.Errorf("%d tables of tolls, want 1:\n%s", n, got)
	}
	at := -1
	for _, want := range []string{"[45 or more]", "[90 or more]", "[212 or more]"} {
		i := strings.Index(got, want)
		if i < at || i < 0 {
			t.Errorf("%s is missing or out of order:\n%s", want, got)
		}
		at = i
	}
}

// TestPlain holds that no text of a document can move the cursor or turn the line around.
func TestPlain(t *testing.T) {
	got := write(t, Options{Explain: true})
	for _, bad := range []string{"\u001b", "\u202e", "\r", "\t"} {
		if strings.Contains(got, bad) {
			t.Errorf("output holds the character %q", bad)
		}
	}
	if want := "denied shelling the <U+202E>hospital<U+001B>[31m."; !strings.Contains(got, want) {
		t.Errorf("output lacks %q", want)
	}
	for l := range strings.Lines(got) {
		if l != "\n" && strings.TrimRight(l, " \n") != strings.TrimSuffix(l, "\n") {
			t.Errorf("line %q ends in space", l)
		}
	}
}

func TestWriteNothing(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, &press.Result{}, Options{}); err != nil || !strings.Contains(b.String(), "no proof that there is none") {
		t.Errorf("Write of nothing = %v, %q", err, b.String())
	}
}

// full refuses what is written to it.
type full struct{}

var errFull = errors.New("disk is full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteFails(t *testing.T) {
	r := result()
	if err := Write(full{}, &r, Options{}); !errors.Is(err, errFull) {
		t.Errorf("Write to a full disk = %v, want %v", err, errFull)
	}
}
