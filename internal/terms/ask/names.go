package ask

import (
	"fmt"

	"parley.example/record/statement"
)

// Names say how the codes of the agreement are called. They are for people
// alone: what is signed and judged is the code, and no rule looks at a name. A
// code without a name is shown as it is. R-ASK-73.
type Names struct {
	Activities []Named `json:"activities,omitempty"`
	Offices    []Named `json:"offices,omitempty"`
	Weapons    []Named `json:"weapons,omitempty"` // categories
	Words      []Named `json:"words,omitempty"`   // of conditions: parameters, and what they may be
	Zones      []Named `json:"zones,omitempty"`
}

// Named is a code with its name in the three languages.
type Named struct {
	Code string `json:"code"`
	Text Texts  `json:"text"`
}

// Called finds the name of a code in one list of Names.
func Called(list []Named, code string) (name Texts, ok bool) {
	for i := range list {
		if list[i].Code == code {
			return list[i].Text, true
		}
	}
	return Texts{}, false
}

func (r *Rules) checkNames(p *problems) {
	for _, list := range []struct {
		name  string
		names []Named
	}{
		{"activities", r.Names.Activities},
		{"offices", r.Names.Offices},
		{"weapons", r.Names.Weapons},
		{"words", r.Names.Words},
		{"zones", r.Names.Zones},
	} {
		for i, n := range list.names {
			where := fmt.Sprintf("names.%s[%d]", list.name, i)
			_, twice := Called(list.names[:i], n.Code)
			p.want(statement.IsCode(n.Code) && !twice, "%s.code: %.40q is no code or comes twice", where, n.Code)
			p.texts(where+".text", n.Text)
			for _, other := range list.names[:i] {
				same := other.Text.AR == n.Text.AR || other.Text.EN == n.Text.EN || other.Text.HE == n.Text.HE
				p.want(!same, "%s.text: %s and %s have one name in a language; people could not tell them apart",
					where, other.Code, n.Code)
			}
		}
	}
}
