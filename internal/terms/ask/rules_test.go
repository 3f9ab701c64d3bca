package ask

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func rulesText(t testing.TB) string {
	b, err := os.ReadFile("testdata/rules.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func fixtureRoster() Roster {
	return Roster{{"alpha", "party"}, {"bravo", "party"}, {"guarantor", "guarantor"}, {"mediator", "mediator"}, {"observer", "observer"}}
}

func TestParseRules(t *testing.T) {
	text := rulesText(t)
	if _, err := ParseRules([]byte(text)); err != nil {
		t.Fatalf("ParseRules() = %v, want nil", err)
	}
	tests := map[string]struct{ old, new, want string }{
		"key twice":             {`"more_time": 1`, `"more_time": 1, "more_time": 2`, "comes twice"},
		"key in another case":   {`"more_time"`, `"More_time"`, "is no key"},
		"unknown key":           {`"more_time": 1`, `"more_time": 1, "silence_is_consent": true`, "silence_is_consent"},
		"null":                  {`"more_time": 1`, `"more_time": null`, "null"},
		"after the end":         {"\n}\n", "\n} {}", "a second value"},
		"unknown word":          {`"word": "no_objection"`, `"word": "approved"`, "consent.word"},
		"no Hebrew":             {`"he": "בלי לפגוע"`, `"he": ""`, "without_prejudice"},
		"least answer":          {`"flash": 600000, "immediate": 900000`, `"flash": 599999, "immediate": 900000`, "within_ms.flash"},
		"member and role":       {`{"member": "guarantor"}`, `{"member": "guarantor", "role": "party"}`, "must_answer[0]"},
		"all and one":           {`"zones": ["*"]`, `"zones": ["*", "zone-a"]`, "stands alone"},
		"rungs out of order":    {`"after_ms": 1800000`, `"after_ms": 900000`, "rungs[1].after_ms"},
		"unknown sort":          {`["coordination"]`, `["clearance"]`, "clearance"},
		"its own channel":       {`"via": "observer"`, `"via": "local-force"`, "channels[0]"},
		"condition twice":       {`"code": "no-armour"`, `"code": "escort"`, "conditions[1].code"},
		"parameters not sorted": {`"name": "cars"`, `"name": "zone"`, "sorted by name"},
		"float":                 {`"more_time": 1`, `"more_time": 1.5`, "more_time"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(text, tt.old, tt.new, 1)
			if changed == text {
				t.Fatalf("%q is not in the rules", tt.old)
			}
			_, err := ParseRules([]byte(changed))
			if !errors.Is(err, ErrRules) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("ParseRules() = %v, want an error that names %q", err, tt.want)
			}
		})
	}
}

// TestNames holds that a code is called by its name of the right list, and that
// a name is whole or refused. R-ASK-73.
func TestNames(t *testing.T) {
	named := func(names string) (Rules, error) {
		return ParseRules([]byte(strings.Replace(rulesText(t), `"more_time": 1`, `"more_time": 1, "names": `+names, 1)))
	}
	zone := `{"code": "zone-a", "text": {"ar": "المنطقة أ", "en": "Zone A", "he": "אזור א"}}`
	r, err := named(`{"zones": [` + zone + `]}`)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := Called(r.Names.Zones, "zone-a"); !ok || got.EN != "Zone A" {
		t.Errorf("zone-a is called %q, want Zone A", got.EN)
	}
	if got, ok := Called(r.Names.Activities, "zone-a"); ok {
		t.Errorf("an activity zone-a is called %q, want no name", got.EN)
	}
	for names, want := range map[string]string{
		`{"zones": [` + zone + `, ` + zone + `]}`:                                                "names.zones[1].code",
		`{"zones": [` + zone + `, ` + strings.Replace(zone, `"code": "`, `"code": "x`, 1) + `]}`: "names.zones[1].text",
		`{"words": [{"code": "road", "text": {"ar": "طريق", "en": "road"}}]}`:                    "names.words[0].text",
		`{"weapons": [{"code": "Tank", "text": {"ar": "دبابة", "en": "tank", "he": "טנק"}}]}`:    "names.weapons[0].code",
		`{"people": []}`: "people",
	} {
		if _, err := named(names); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("names %s: %v, want an error that names %s", names, err, want)
		}
	}
}

// TestRulesNameEveryProblem holds that one pass names them all. R-ASK-70.
func TestRulesNameEveryProblem(t *testing.T) {
	text := strings.NewReplacer(`"refer": "head-office"`, `"refer": ""`, `"most": 9`, `"most": 0`, `"more_time": 1`, `"more_time": -1`).Replace(rulesText(t))
	_, err := ParseRules([]byte(text))
	for _, want := range []string{"cases[0].refer", "conditions[0].params[0]", "more_time: -1"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseRules() = %v, want it to name %q", err, want)
		}
	}
}

func TestNeed(t *testing.T) {
	r, err := ParseRules([]byte(rulesText(t)))
	if err != nil {
		t.Fatal(err)
	}
	e := fixtureEnvelope()
	convoy, elsewhere := e, e
	convoy.Activity, elsewhere.Activity = "convoy", "harvest"
	both := Need{
		Lead: 3_600_000, MoreTime: 1, OralConfirm: 600_000, Readers: []string{"mediator", "observer"}, Refer: "head-office", Ruled: true,
		Required: []Seat{{Member: "bravo"}, {Member: "guarantor"}}, Within: 1_800_000,
		Rungs: []Stair{{900_000, "duty-head"}, {1_200_000, "guarantor-office"}, {1_800_000, "delegation"}},
	}
	tests := map[string]struct {
		author string
		e      Envelope
		sort   Sort
		want   Need
	}{
		"two cases add up": {"alpha", e, Coordination, both},
		"the author never answers itself": {"guarantor", e, Coordination, func() Need {
			n := both
			n.Required = []Seat{{Member: "alpha"}, {Member: "bravo"}}
			return n
		}()},
		"one case": {"alpha", convoy, Notification, Need{
			Lead: 3_600_000, MoreTime: 1, OralConfirm: 600_000, Readers: []string{"mediator", "observer"}, Refer: "head-office", Ruled: true,
			Required: []Seat{{Member: "bravo"}}, Within: 1_200_000, Rungs: []Stair{{900_000, "duty-head"}, {1_800_000, "delegation"}},
		}},
		"no rule applies": {"alpha", elsewhere, Coordination, Need{MoreTime: 1, OralConfirm: 600_000}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, r.Need(tt.author, &tt.e, tt.sort, Priority, fixtureRoster())); diff != "" {
				t.Errorf("Need() (-want +got):\n%s", diff)
			}
		})
	}
}

// TestNeedAdd holds that the author adds and never removes. R-ASK-72.
func TestNeedAdd(t *testing.T) {
	r, err := ParseRules([]byte(rulesText(t)))
	if err != nil {
		t.Fatal(err)
	}
	e := fixtureEnvelope()
	n := r.Need("alpha", &e, Coordination, Priority, fixtureRoster())
	got := n.Add(&r, "alpha", []string{"mediator", "alpha", "local-force", "bravo"}, []string{"guarantor", "alpha"})
	want := n.clone()
	want.Readers = []string{"observer"}
	want.Required = []Seat{
		{Member: "bravo"}, {Member: "guarantor"}, {Added: true, Channel: "observer", Member: "local-force"}, {Added: true, Member: "mediator"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Add() (-want +got):\n%s", diff)
	}
	if len(n.Required) != 2 || len(n.Readers) != 2 {
		t.Errorf("Add() changed the need that it was asked on: %v", n)
	}
}

func TestRulesCheckConditions(t *testing.T) {
	r, err := ParseRules([]byte(rulesText(t)))
	if err != nil {
		t.Fatal(err)
	}
	escort := func(cars int64, colour string) []Condition {
		return []Condition{{Code: "escort", Params: []Param{{Name: "cars", Number: cars}, {Name: "colour", Code: colour}}}}
	}
	tests := map[string]struct {
		list []Condition
		want error
	}{
		"on offer":          {escort(2, "white"), nil},
		"too many":          {escort(10, "white"), ErrEnvelope},
		"another colour":    {escort(2, "red"), ErrEnvelope},
		"parameter missing": {[]Condition{{Code: "escort"}}, ErrEnvelope},
		"not on offer":      {[]Condition{{Code: "surrender"}}, ErrEnvelope},
		"free text":         {[]Condition{{Text: key("words")}}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := r.CheckConditions(tt.list); !errors.Is(got, tt.want) {
				t.Errorf("CheckConditions() = %v, want %v", got, tt.want)
			}
		})
	}
}

func FuzzParseRules(f *testing.F) {
	text := rulesText(f)
	f.Add([]byte(text))
	f.Add([]byte(`{"cases":[]}`))
	f.Add([]byte(strings.Replace(text, `"sorts": ["coordination"]`, `"sorts": ["declaration"]`, 1)))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := ParseRules(b)
		if err != nil {
			if !errors.Is(err, ErrRules) {
				t.Errorf("ParseRules() = %v, want an ErrRules", err)
			}
			return
		}
		e := fixtureEnvelope()
		for _, author := range []string{"alpha", "bravo"} {
			n := r.Need(author, &e, Coordination, Flash, fixtureRoster())
			if !n.check(author) || len(n.Rungs) != len(r.Rungs(&e, Coordination)) || n.Ruled && n.Within < r.LeastAnswer {
				t.Errorf("Need() of rules that hold does not hold: %+v", n)
			}
		}
	})
}
