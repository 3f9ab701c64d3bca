package web

import (
	"cmp"
	"slices"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/seat"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// officersView is who may sign for the own member.
type officersView struct {
	Officers []officerView
	Standing *kind.Problem // why the officer who looks is offered no acts
	Acts     []string
}

// officerView is an officer: what the record says, and what this node calls them.
type officerView struct {
	Code     string
	Name     string // "" where the key is at no desk here
	Here     bool
	Desks    []string
	Powers   []charter.Power
	Expires  statement.Time
	Holds    bool
	OnRecord bool
	Since    statement.Time // declared compromised since
}

// officersPage lists the member's officers. Whom the record does not know yet is
// listed too, and reads so.
func (s *Site) officersPage(v *visit) error {
	listed, err := s.Desk.Officers(v.ctx())
	if err != nil {
		return err
	}
	standing, err := s.Desk.Standing(v.ctx(), *v.officer)
	if err != nil {
		return err
	}
	view := officersView{Standing: standing}
	for _, a := range s.Desk.Acts(*v.officer) {
		view.Acts = append(view.Acts, a.Name)
	}
	return s.look(v, func(r kind.Reader, _ []kind.Line) (page, any, error) {
		_, at := r.Place()
		now := max(at, s.Clock())
		byKey := map[statement.Digest]int{}
		for _, l := range listed {
			byKey[l.Key.ID()] = len(view.Officers)
			view.Officers = append(view.Officers, officerView{Code: l.Code, Name: l.Name, Here: true})
		}
		for _, k := range seat.Keys.Where(r, "member", s.Member) {
			i, here := byKey[k.Key]
			if !here {
				i = len(view.Officers)
				view.Officers = append(view.Officers, officerView{})
			}
			o := &view.Officers[i]
			o.Code, o.Desks, o.Powers, o.Expires = k.Officer, k.Desks, k.Powers, k.Expires
			o.OnRecord, o.Holds, o.Since = true, k.Holds(now), k.Since
		}
		slices.SortStableFunc(view.Officers, func(a, b officerView) int {
			if a.Holds != b.Holds {
				if a.Holds {
					return -1
				}
				return 1
			}
			return cmp.Compare(a.Code, b.Code)
		})
		return page{name: "officers", title: "officers.title", nav: "/officers"}, view, nil
	})
}

// keysView lists the keys of the keyboard.
type keysView struct{ Keys []keyView }

type keyView struct {
	Keys string
	Says lang.Message
}

func (s *Site) keysPage(v *visit) error {
	var view keysView
	for _, k := range [][2]string{{"g b", "board"}, {"g i", "inbox"}, {"g v", "verify"}, {"j / k", "move"}, {"?", "help"}} {
		view.Keys = append(view.Keys, keyView{Keys: k[0], Says: lang.Say("keys." + k[1])})
	}
	return s.show(v, page{name: "keys", title: "keys.title"}, view)
}
