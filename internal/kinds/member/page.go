package member

import (
	"reflect"
	"strings"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
	"parley.example/internal/terms/seat"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Shown is a member with its officers, as the list and the page give it.
type Shown struct {
	Code     string         `json:"code"`
	Role     string         `json:"role"`
	Names    lang.Text      `json:"names"`
	Missing  int            `json:"missing"` // bodies that its node lacks
	Refused  string         `json:"refused,omitempty"`
	Since    statement.Time `json:"since,omitempty"` // of the refusal, by the node's own word
	Officers []ShownOfficer `json:"officers"`
	Says     lang.Message   `json:"-"` // its role
	Why      lang.Message   `json:"-"` // its node last refused
}

// ShownOfficer is an appointment.
type ShownOfficer struct {
	Officer string          `json:"officer"`
	Key     kind.Hex        `json:"key"`
	Desks   []string        `json:"desks"`
	Powers  []charter.Power `json:"powers"`
	Expires statement.Time  `json:"expires"`
	Holds   bool            `json:"holds"`
	Since   statement.Time  `json:"compromised_since,omitempty"`
	Says    []lang.Message  `json:"-"` // its powers
}

var list = kind.Query{
	Name: "member.list", In: reflect.TypeFor[struct{}](), Row: reflect.TypeFor[Shown](),
	Run: func(r kind.Reader, _ kind.Viewer, _ any) ([]any, error) {
		var rows []any
		for _, s := range shown(r) {
			rows = append(rows, s)
		}
		return rows, nil
	},
}

var members = kind.Page{
	Path: "/member", Title: "member.title", Template: "members.html", Nav: true,
	Make: func(r kind.Reader, _ kind.Viewer, _ map[string]string) (any, error) { return shown(r), nil },
}

// shown lists the members in the order of the charter.
func shown(v kind.View) []Shown {
	_, at := v.Place()
	names := namesOf(v)
	var all []Shown
	for _, m := range v.Charter().Members {
		s := Shown{
			Code: m.Code, Role: string(m.Role), Names: lang.Text(m.Names), Officers: []ShownOfficer{},
			Says: lang.Say("member.role." + string(m.Role)),
		}
		if n, ok := Nodes.Get(v, m.Code); ok {
			s.Missing, s.Refused, s.Since = len(n.Missing), n.Refused, n.Since
			if n.Refused != "" {
				s.Why = lang.Say("member.refused."+n.Refused, "since", n.Since.UTC())
			}
		}
		for _, k := range seat.Keys.Where(v, "member", m.Code) {
			s.Officers = append(s.Officers, ShownOfficer{
				Officer: k.Officer, Key: kind.Hex(k.Key), Desks: k.Desks, Powers: k.Powers, Expires: k.Expires, Holds: k.Holds(at),
				Since: k.Since, Says: powers(names, k.Powers),
			})
		}
		all = append(all, s)
	}
	return all
}

// powers says what an officer may sign, and how large.
func powers(names ask.Names, list []charter.Power) []lang.Message {
	says := []lang.Message{}
	for _, p := range list {
		says = append(says, lang.Say("member.power", "types", strings.Join(p.Types, ", "),
			"activity", called(names.Activities, p.Activity), "zone", called(names.Zones, p.Zone), "force", p.Force, "hours", p.Hours))
	}
	return says
}

// namesOf are the names that the charter's notice rules give their codes; none
// where there are no rules.
func namesOf(v kind.View) ask.Names {
	r, err := ask.ParseRules(v.Charter().Rules)
	if err != nil {
		return ask.Names{}
	}
	return r.Names
}

// called is how a code of a power is called: any, its name, or the code.
func called(list []ask.Named, code string) any {
	if code == ask.Any {
		return lang.Say("member.any")
	}
	if name, ok := ask.Called(list, code); ok {
		return lang.Text{"ar": name.AR, "en": name.EN, "he": name.HE}
	}
	return code
}
