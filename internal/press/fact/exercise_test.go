package fact

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// EXERCISE. The states, places, bodies and persons of this file are invented. The rules know their
// names only from this list, as a mechanism would add its own.
const exerciseCountries = `norlund; norlundic; varn
sudmark; sudmarkian; tollen
ostrova; ostrovan; brel
`

func exercise(t testing.TB) *Lists {
	t.Helper()
	l, err := Load(fstest.MapFS{"countries.txt": &fstest.MapFile{Data: []byte(exerciseCountries)}})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// said makes a claim: id "article-n"; source "kind:name"; when "from..to".
func said(id, kind, source, when, place, quote string, more ...func(*Claim)) Claim {
	art, _, _ := strings.Cut(id, "-")
	sourceKind, name, _ := strings.Cut(source, ":")
	start, end, ok := strings.Cut(when, "..")
	if !ok {
		end = start
	}
	c := Claim{
		ID: id, Doc: art + ".txt", Article: art, Quote: quote, Type: kind, Polarity: "asserts", SourceKind: sourceKind,
		SourceName: name, Start: start, End: end, PlaceName: place,
	}
	for _, m := range more {
		m(&c)
	}
	return c
}

func actors(a ...string) func(*Claim) { return func(c *Claim) { c.Actors = a } }
func denies(c *Claim)                 { c.Polarity = "denies" }
func wired(c *Claim)                  { c.Wires = append(c.Wires, "Norwire") }

func exactly(n int64, what string) func(*Claim) {
	return func(c *Claim) {
		c.Quantities = append(c.Quantities, Q{Text: fmt.Sprint(n), What: what, Min: &n, Max: &n, Modifier: "exact"})
	}
}

func atLeast(n int64, what string) func(*Claim) {
	return func(c *Claim) {
		c.Quantities = append(c.Quantities, Q{Text: fmt.Sprintf("at least %d", n), What: what, Min: &n, Modifier: "at least"})
	}
}

const (
	watch   = "organisation:Harbour Watch"
	monitor = "organisation:Lake Monitor"
	voice   = "outlet:outlet"
)

// want is "relation kind: claims | claims" for a disagreement, "relation: claims = origins" else.
func lines(facts []Fact) []string {
	var out []string
	for _, f := range facts {
		if f.Relation != Disagree {
			out = append(out, fmt.Sprintf("%s: %s = %d", f.Relation, strings.Join(f.Claims, " "), f.Origins))
			continue
		}
		var sides []string
		for _, s := range f.Sides {
			sides = append(sides, strings.Join(s, " "))
		}
		out = append(out, fmt.Sprintf("%s %s: %s", f.Relation, f.Kind, strings.Join(sides, " | ")))
	}
	return out
}

const weapons = "Sudmarkian forces have withdrawn their artillery from the western districts"

// exercises are small invented scenarios with what must be found in them, and nothing else.
var exercises = map[string]struct {
	claims []Claim
	want   []string
}{
	"the same number from another counter is two origins, and another count of it is neither": {
		[]Claim{
			said("a-1", "casualty_toll", watch, "2031-03-03..2031-03-09", "Kesten", "Harbour Watch said 45 people were killed.", exactly(45, "people killed")),
			said("b-1", "casualty_toll", monitor, "2031-03-03..2031-03-09", "Kesten", "Lake Monitor put the dead at 45.", exactly(45, "dead")),
			said("b-2", "casualty_toll", monitor, "2031-03-03..2031-03-09", "Kesten", "It said 45 were wounded.", exactly(45, "wounded")),
		},
		[]string{"same: a-1 b-1 = 2"},
	},
	"a later toll of one counter is a series, a rival counter is not": {
		[]Claim{
			said("a-1", "casualty_toll", watch, "2031-03-03..2031-03-09", "Kesten", "Harbour Watch said at least 45 people were killed.", atLeast(45, "people killed")),
			said("b-1", "casualty_toll", watch, "2031-03-03..2031-04-20", "Kesten", "The dead now number 212, Harbour Watch said.", exactly(212, "dead")),
			said("c-1", "casualty_toll", monitor, "2031-03-03..2031-03-10", "Kesten", "Lake Monitor has counted at least 90 dead.", atLeast(90, "dead")),
		},
		[]string{"series: a-1 b-1 = 1", "disagree number: a-1 | c-1"},
	},
	"a part of a figure is no rival of the whole": {
		[]Claim{
			said("a-1", "casualty_toll", watch, "2031-03-03..2031-03-09", "Kesten", "Harbour Watch counted 120 dead, including 30 children.", exactly(120, "dead"), exactly(30, "children")),
			said("b-1", "casualty_toll", watch, "2031-03-03..2031-03-09", "Kesten", "Among them were 30 children, Harbour Watch said.", exactly(30, "children killed")),
			said("c-1", "casualty_toll", monitor, "2031-03-03..2031-03-09", "Kesten", "Lake Monitor also counted 120 dead.", exactly(120, "dead")),
		},
		[]string{"same: a-1 b-1 = 1", "same: a-1 c-1 = 2"},
	},
	"a changed digit at one counter on one day is a disagreement": {
		[]Claim{
			said("a-1", "casualty_toll", watch, "2031-03-03..2031-03-09", "Kesten", "Harbour Watch counted 120 dead.", exactly(120, "dead")),
			said("b-1", "casualty_toll", watch, "2031-03-03..2031-03-09", "Kesten", "Harbour Watch counted 170 dead.", exactly(170, "dead")),
		},
		[]string{"disagree number: a-1 | b-1"},
	},
	"a denial by the other side": {
		[]Claim{
			said("a-1", "incident", "anonymous:residents", "2031-05-02", "Kesten", "Sudmarkian forces shelled the hospital in Kesten, residents said.", actors("Sudmarkian forces")),
			said("b-1", "denial", "organisation:Sudmarkian Defence Ministry", "2031-05-03", "", "Sudmark's defence ministry denied shelling the hospital.", denies, actors("Sudmark")),
			said("b-2", "incident", voice, "2031-05-02", "Ilm", "A bridge collapsed in heavy rain."),
		},
		[]string{"disagree denial: a-1 | b-1"},
	},
	"a scoped denial speaks against no more than it denies": {
		[]Claim{
			said("a-1", "movement_withdrawal", voice, "2031-05-02", "Kesten", "Norlund sent troops to Kesten on Friday.", actors("Norlund")),
			said("a-2", "statement", "anonymous:three officers", "2031-05-02", "", "Signals from Brel had encouraged Norlund to send troops, three officers said.", actors("Norlund", "Ostrova")),
			said("b-1", "denial", "organisation:Norlundic Foreign Ministry", "2031-05-03", "", "Norlund's foreign ministry denied that signals from Brel had influenced the decision to send troops.", denies, actors("Norlund")),
		},
		[]string{"disagree denial: a-2 | b-1"},
	},
	"two incidents of one sort on one day at two places": {
		[]Claim{
			said("a-1", "incident", voice, "2031-05-02", "Kesten", "A drone strike hit a fuel depot in Kesten on Friday.", actors("Norlund")),
			said("b-1", "incident", voice, "2031-05-02", "Ilm", "A drone strike hit a fuel depot in Ilm on Friday.", actors("Norlund")),
			said("c-1", "incident", voice, "2031-05-02", "Kesten", "Norlundic drones struck the fuel depot at Kesten.", actors("Norlund")),
		},
		[]string{"same: a-1 c-1 = 2"},
	},
	"one sort of incident at one place in two months": {
		[]Claim{
			said("a-1", "incident", voice, "2031-05-02", "Kesten", "A drone strike hit a fuel depot in Kesten.", actors("Norlund")),
			said("b-1", "incident", voice, "2031-07-20", "Kesten", "A drone strike hit a fuel depot in Kesten.", actors("Norlund")),
		},
		nil,
	},
	"a rewrite without the attribution is the same origin": {
		[]Claim{
			said("a-1", "movement_withdrawal", "anonymous:a Sudmarkian security official", "2031-06-01..2031-06-10", "Kesten", weapons+", a Sudmarkian security official told Norwire.", actors("Sudmarkian forces"), wired),
			said("a-2", "statement", "person:Ane Holm", "2031-06-10", "", "Ostrovan envoy Ane Holm called the step a careful beginning.", actors("Sudmark"), wired),
			said("a-3", "meeting", voice, "2031-06-12", "Brel", "Delegations will hold talks in Brel on Thursday.", actors("Norlund", "Sudmark"), wired),
			said("b-1", "movement_withdrawal", voice, "2031-06-01..2031-06-10", "Kesten", weapons+".", actors("Sudmarkian forces")),
			said("b-2", "statement", "person:Ane Holm", "2031-06-10", "", "The step is a careful beginning, envoy Ane Holm said.", actors("Sudmark")),
			said("b-3", "meeting", voice, "2031-06-12", "Brel", "Talks between the delegations are due in Brel on Thursday.", actors("Norlund", "Sudmark")),
		},
		[]string{"same: a-1 b-1 = 1", "same: a-2 b-2 = 1", "same: a-3 b-3 = 1"},
	},
	"unnamed officials of two reports are two origins": {
		[]Claim{
			said("a-1", "movement_withdrawal", "anonymous:a Sudmarkian security official", "2031-06-09", "Kesten", weapons+", a security official said.", actors("Sudmarkian forces")),
			said("b-1", "movement_withdrawal", "anonymous:an official", "2031-06-09", "Kesten", weapons+", an official said.", actors("Sudmarkian forces")),
		},
		[]string{"same: a-1 b-1 = 2"},
	},
	"unnamed officials of one wire are one, however described": {
		[]Claim{
			said("a-1", "movement_withdrawal", "anonymous:a Sudmarkian security official", "2031-06-09", "Kesten", weapons+", a security official said.", actors("Sudmarkian forces"), wired),
			said("b-1", "movement_withdrawal", "anonymous:a military source", "2031-06-09", "Kesten", weapons+", a military source said.", actors("Sudmarkian forces"), wired),
		},
		[]string{"disagree attribution: a-1 | b-1", "same: a-1 b-1 = 1"},
	},
	"not inserted: the withdrawal that one side says and the other denies": {
		[]Claim{
			said("a-1", "movement_withdrawal", "person:Ane Holm", "2031-06-09", "Kesten", "Sudmark has withdrawn its artillery from Kesten, Ostrovan envoy Ane Holm said.", actors("Sudmark")),
			said("b-1", "movement_withdrawal", "organisation:Norlundic army", "2031-06-09", "Kesten", "Sudmark has not withdrawn its artillery from Kesten, Norlund's army said.", denies, actors("Sudmark")),
		},
		[]string{"disagree denial: a-1 | b-1"},
	},
	"a denial of one act is no denial of another": {
		[]Claim{
			said("a-1", "incident", "anonymous:residents", "2031-05-02", "Kesten", "Sudmarkian forces shelled a bridge in Kesten, residents said.", actors("Sudmarkian forces")),
			said("b-1", "denial", "organisation:Sudmarkian Defence Ministry", "2031-05-03", "", "Sudmark's defence ministry denied shelling the hospital.", denies, actors("Sudmark")),
		},
		nil,
	},
	"fighting that began on different days": {
		[]Claim{
			said("a-1", "incident", voice, "2031-05-04", "Kesten", "Clashes erupted in Kesten on Sunday between farmers and herders.", actors("farmers", "herders")),
			said("b-1", "incident", voice, "2031-05-06", "Kesten district", "The fighting between farmers and herders began on 6 May.", actors("farmers", "herders")),
			said("c-1", "incident", voice, "2031-05-06", "Ilm", "Fighting began in Ilm.", actors("farmers", "soldiers")),
		},
		[]string{"disagree date: a-1 | b-1"},
	},
	"agreed in one text, proposed in the other": {
		[]Claim{
			said("a-1", "agreement_step", voice, "2031-05-04", "", "Norlund and Sudmark agreed to set up a joint liaison mechanism in Brel.", actors("Norlund", "Sudmark")),
			said("b-1", "agreement_step", "anonymous:an Ostrovan official", "2031-05-04", "", "Ostrova proposed to Norlund and Sudmark a joint liaison mechanism in Brel.", actors("Ostrova", "Norlund", "Sudmark")),
		},
		[]string{"disagree wording: a-1 | b-1"},
	},
	"who did it is told by one only": {
		[]Claim{
			said("a-1", "aid", "organisation:Norlundic News Agency", "2031-05-04", "Kesten", "An aid convoy was turned back outside Kesten on Sunday, the agency said.", actors("Norlund")),
			said("b-1", "aid", "anonymous:an aid worker", "2031-05-04", "Kesten", "An aid worker said herders' militias had turned back the convoy.", actors("herders")),
		},
		[]string{"disagree attribution: a-1 | b-1"},
	},
	"a toll that has risen goes on the counter's series, whatever day it gives": {
		[]Claim{
			said("a-1", "casualty_toll", watch, "2031-03-10", "Kesten", "At least 64 people were killed in Kesten on Monday, Harbour Watch said.", atLeast(64, "people killed")),
			said("b-1", "casualty_toll", watch, "2031-03-14", "Kesten", "The death toll in Kesten has risen to 93, Harbour Watch said on Friday.", exactly(93, "killed")),
			said("b-2", "casualty_toll", watch, "2031-03-14", "Ilm", "Another 5 people were killed in Ilm, Harbour Watch said.", exactly(5, "people killed")),
		},
		[]string{"series: a-1 b-1 = 1"},
	},
	"a toll without a place is of a town that its article names": {
		[]Claim{
			said("a-1", "casualty_toll", watch, "2031-03-10", "", "Harbour Watch has counted at least 71 dead.", atLeast(71, "dead")),
			said("a-2", "incident", voice, "2031-03-10", "Kesten", "Gunmen stormed a market in Kesten.", actors("gunmen")),
			said("b-1", "casualty_toll", "organisation:police", "2031-03-10", "Ilm", "An attack in Ilm killed 12 people, police said.", exactly(12, "people killed")),
			said("c-1", "casualty_toll", monitor, "2031-03-10", "Kesten", "Lake Monitor counted 40 dead in Kesten.", exactly(40, "dead")),
		},
		[]string{"disagree number: a-1 | c-1"},
	},
	"a bare not against what witnesses saw": {
		[]Claim{
			said("a-1", "incident", "anonymous:two witnesses", "2031-03-11", "Kesten", "Soldiers entered Kesten on Tuesday and opened fire on protesters, two witnesses said."),
			said("b-1", "statement", "person:Jor Bakke", "..2031-03-12", "", "\"Our forces did not enter Kesten,\" army spokesman Jor Bakke said.", denies),
			said("b-2", "statement", "person:Jor Bakke", "..2031-03-12", "", "\"Our forces did not enter Ilm,\" army spokesman Jor Bakke said.", denies),
		},
		[]string{"disagree denial: a-1 | b-1"},
	},
	"those accused say what they were there for": {
		[]Claim{
			said("a-1", "accusation", "anonymous:residents", "..2031-03-12", "Kesten", "Residents accused Norlundic soldiers of looting shops and shooting at people who fled."),
			said("a-2", "statement", "organisation:Norlundic government", "..2031-03-12", "", "Varn says its troops were sent to restore order."),
			said("a-3", "statement", "organisation:Sudmarkian government", "..2031-03-12", "", "Tollen says its troops were sent to restore order."),
		},
		[]string{"disagree denial: a-1 | a-2"},
	},
	"a purpose, and a pretext": {
		[]Claim{
			said("a-1", "statement", "organisation:Norlundic army", "2031-03-11", "", "The army said the air strikes were aimed at protecting farmers.", actors("Norlund")),
			said("b-1", "statement", "person:Ane Holm", "2031-03-12", "", "Ane Holm, a lawyer, said Norlund was using the farmers as a pretext for its air strikes.", actors("Norlund")),
		},
		[]string{"disagree framing: a-1 | b-1"},
	},
	"a speaker by the surname only, in a claim without a day": {
		[]Claim{
			said("a-1", "statement", "person:Ane Holm", "..2031-05-04", "", "Envoy Ane Holm called the exchange \"a first step\"."),
			said("b-1", "statement", "person:Holm", "..2031-05-05", "", "Holm described the swap as a first step."),
		},
		[]string{"same: a-1 b-1 = 1"},
	},
	"how many were freed, and how far a withdrawal reaches": {
		[]Claim{
			said("a-1", "agreement_step", "organisation:Red Lantern", "2031-05-04", "Kesten", "Rebels released 40 prisoners, Red Lantern said.", exactly(40, "prisoners")),
			said("a-2", "statement", "anonymous:a rebel commander", "..2031-05-05", "", "A rebel commander said 52 prisoners had been freed.", exactly(52, "prisoners")),
			said("a-3", "statement", "anonymous:a rebel commander", "..2031-05-05", "", "The commander said 52 lorries had been repaired.", exactly(52, "lorries")),
			said("b-1", "statement", "person:Ane Holm", "..2031-05-05", "", "The withdrawal would cover 15 kilometres, Ane Holm said.", exactly(15, "km")),
			said("c-1", "movement_withdrawal", voice, "..2031-05-06", "", "The pullback will extend 20 kilometres.", exactly(20, "km")),
		},
		[]string{"disagree number: a-1 | a-2", "disagree number: b-1 | c-1"},
	},
	"a ceasefire on two days": {
		[]Claim{
			said("a-1", "agreement_step", voice, "2031-03-11", "Kesten", "A ceasefire took hold in Kesten on Tuesday.", actors("Norlund")),
			said("b-1", "ceasefire_status", voice, "2031-03-14", "Kesten district", "The truce came into force on Friday.", actors("Norlund")),
			said("c-1", "ceasefire_status", voice, "2031-03-14", "Ilm", "A truce held in Ilm on Friday.", actors("Sudmark")),
		},
		[]string{"disagree date: a-1 | b-1"},
	},
	"speakers of one state are not one speaker": {
		[]Claim{
			said("a-1", "statement", "person:Ane Holm", "2031-05-04", "", "Ostrovan envoy Ane Holm said the truce was holding across the district.", actors("Ostrova")),
			said("b-1", "statement", "person:Jor Bakke", "2031-05-04", "", "Ostrovan general Jor Bakke said the truce was holding across the district.", actors("Ostrova")),
		},
		nil,
	},
}

func TestExercises(t *testing.T) {
	for name, tt := range exercises {
		t.Run(name, func(t *testing.T) {
			got, want := lines(exercise(t).Relate(tt.claims)), slices.Clone(tt.want)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("facts:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
			}
		})
	}
}
