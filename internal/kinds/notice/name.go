package notice

import (
	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
	"parley.example/record/charter"
)

// fluent is a reader that has read the notice rules of the charter once: a list
// names many notices by them.
type fluent struct {
	kind.Reader
	rules ask.Rules
}

// speak makes a reader fluent.
func speak(r kind.Reader) kind.Reader { return fluent{Reader: r, rules: spoken(r)} }

// spoken returns the notice rules for the words of a page. Rules that cannot be
// read name nothing: codes are then shown as they are.
func spoken(v kind.View) ask.Rules {
	if f, ok := v.(fluent); ok {
		return f.rules
	}
	r, _, err := rules(v.Charter())
	if err != nil {
		return ask.Rules{}
	}
	return r
}

// called is the name of a code in every language, or the code. R-ASK-73.
func called(list []ask.Named, code string) any {
	if name, ok := ask.Called(list, code); ok {
		return texts(name)
	}
	return code
}

func activity(v kind.View, code string) any { return called(spoken(v).Names.Activities, code) }
func zone(v kind.View, code string) any     { return called(spoken(v).Names.Zones, code) }
func weapon(v kind.View, code string) any   { return called(spoken(v).Names.Weapons, code) }
func office(v kind.View, code string) any   { return called(spoken(v).Names.Offices, code) }

// offer lists codes as choices by their names, sorted by code.
func offer(list []string, names []ask.Named) []kind.Choice {
	var out []kind.Choice
	for _, code := range codes(list) {
		says := lang.Say("notice.code", "code", code)
		if name, ok := ask.Called(names, code); ok {
			says = lang.Say("notice.offer", "text", texts(name))
		}
		out = append(out, kind.Choice{Value: code, Says: says})
	}
	return out
}

// inCases are the codes that cases name, and whether these are all there may be.
func inCases(r *ask.Rules, of func(ask.Case) []string) (all []string, closed bool) {
	closed = len(r.Cases) > 0
	for _, c := range r.Cases {
		for _, code := range of(c) {
			if code == ask.Any {
				closed = false
				continue
			}
			all = append(all, code)
		}
	}
	return all, closed
}

func caseActivities(c ask.Case) []string { return c.Activities }
func caseZones(c ask.Case) []string      { return c.Zones }

// fileChoices offers the activities and zones of the charter's notice rules,
// where these are a closed list.
func fileChoices(v kind.View, _ charter.Author) map[string][]kind.Choice {
	r := spoken(v)
	choices := map[string][]kind.Choice{}
	if all, closed := inCases(&r, caseActivities); closed {
		choices["activity"] = offer(all, r.Names.Activities)
	}
	if all, closed := inCases(&r, caseZones); closed {
		choices["zone"] = offer(all, r.Names.Zones)
	}
	return choices
}

// suggests offers what the rules name, where any other code may be typed too.
func suggests(v kind.View, _ charter.Author) map[string][]kind.Choice {
	r := spoken(v)
	activities, _ := inCases(&r, caseActivities)
	zones, _ := inCases(&r, caseZones)
	return map[string][]kind.Choice{
		"activity":         offer(append(activities, codesOf(r.Names.Activities)...), r.Names.Activities),
		"zone":             offer(append(zones, codesOf(r.Names.Zones)...), r.Names.Zones),
		"weapons.category": offer(codesOf(r.Names.Weapons), r.Names.Weapons),
	}
}

func codesOf(names []ask.Named) []string {
	var all []string
	for _, n := range names {
		all = append(all, n.Code)
	}
	return all
}
