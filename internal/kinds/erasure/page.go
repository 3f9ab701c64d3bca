package erasure

import (
	"cmp"
	"reflect"
	"slices"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/erase"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Shown is an erasure as list and page give it.
type Shown struct {
	ID        kind.Hex       `json:"id"` // of the entry that asks
	Statement kind.Hex       `json:"statement"`
	Type      string         `json:"type"` // of the statement, as the asking says
	Ground    string         `json:"ground"`
	State     string         `json:"state"` // asked, in_force, repudiated, names_otherwise
	Named     string         `json:"named,omitempty"`
	Asked     Who            `json:"asked"`
	Agreed    []Who          `json:"agreed"`
	MayAgree  []string       `json:"may_agree"`
	Confirmed []Confirmation `json:"confirmed"`
	Awaited   []string       `json:"awaited"` // members whose node has not said that it is gone there
	Says      lang.Message   `json:"-"`
	Why       lang.Message   `json:"-"` // the ground
	Wrong     lang.Message   `json:"-"` // what it names otherwise
	Index     int64          `json:"-"` // of the statement, -1 where there is none
	May       bool           `json:"-"` // the viewer's member may agree now
}

// Who said a word, and when.
type Who struct {
	Member     string         `json:"member"`
	Officer    string         `json:"officer"`
	At         statement.Time `json:"at"`
	Index      int64          `json:"index"`
	Repudiated bool           `json:"repudiated,omitempty"`
}

// Confirmation is a node's word that the text is gone there.
type Confirmation struct {
	Member string         `json:"member"`
	At     statement.Time `json:"at"`
	Index  int64          `json:"index"`
}

// ShowIn is the input of erasure.show.
type ShowIn struct {
	ID statement.ID `json:"id" doc:"id of the entry that asks"`
}

// Listed is what the list page shows.
type Listed struct {
	All    []Shown
	Nobody bool // no member may agree to what the viewer's asks
}

func queries() []kind.Query {
	return []kind.Query{
		{
			Name: "erasure.list", In: reflect.TypeFor[struct{}](), Row: reflect.TypeFor[Shown](),
			Run: func(r kind.Reader, by kind.Viewer, _ any) ([]any, error) {
				var rows []any
				for _, s := range list(r, by) {
					rows = append(rows, s)
				}
				return rows, nil
			},
		},
		{
			Name: "erasure.show", In: reflect.TypeFor[ShowIn](), Row: reflect.TypeFor[Shown](),
			Run: func(r kind.Reader, by kind.Viewer, in any) ([]any, error) {
				asked, _ := in.(ShowIn)
				if row, ok := erase.Asks.Get(r, asked.ID.String()); ok {
					return []any{shown(r, by, asked.ID.String(), row)}, nil
				}
				return nil, nil
			},
		},
	}
}

func pages() []kind.Page {
	return []kind.Page{
		{
			Path: "/erasure", Title: "erasure.title", Template: "list.html", Nav: true,
			Make: func(r kind.Reader, by kind.Viewer, _ map[string]string) (any, error) {
				return Listed{All: list(r, by), Nobody: len(erase.Agreeing(r.Charter(), by.Member)) == 0}, nil
			},
		},
		{
			Path: "/erasure/{id}", Title: "erasure.title_one", Template: "erasure.html",
			Make: func(r kind.Reader, by kind.Viewer, params map[string]string) (any, error) {
				row, ok := erase.Asks.Get(r, params["id"])
				if !ok {
					return nil, kind.ErrNotFound
				}
				return shown(r, by, params["id"], row), nil
			},
		},
	}
}

// mostListed is how many erasures the list gives, the newest.
const mostListed = 500

// list has the newest first.
func list(r kind.Reader, by kind.Viewer) []Shown {
	type keyed struct {
		key string
		row erase.Row
	}
	var rows []keyed
	for key, row := range erase.Asks.All(r) {
		rows = append(rows, keyed{key, row})
	}
	slices.SortFunc(rows, func(a, b keyed) int { return cmp.Compare(b.row.Asked.Index, a.row.Asked.Index) })
	var all []Shown
	for _, k := range rows[:min(len(rows), mostListed)] {
		all = append(all, shown(r, by, k.key, k.row))
	}
	return all
}

func shown(r kind.Reader, by kind.Viewer, key string, row erase.Row) Shown {
	id, _ := statement.ParseDigest(key) // a key of the table is one
	e, found := r.Entry(row.Statement)
	named := row.Holds(e, found)
	s := Shown{
		ID: kind.Hex(id), Statement: kind.Hex(row.Statement), Type: row.Type, Ground: string(row.Ground), State: state(row, named),
		Named: string(named), Asked: who(row.Asked), Agreed: []Who{}, MayAgree: erase.Agreeing(r.Charter(), row.Asked.Member),
		Confirmed: []Confirmation{}, Awaited: []string{}, Why: row.Ground.Says(), Wrong: misfit(named), Index: -1,
	}
	if found {
		s.Index = e.Index
	}
	if s.MayAgree == nil {
		s.MayAgree = []string{}
	}
	for _, m := range row.Agreed {
		s.Agreed = append(s.Agreed, who(m))
	}
	if s.State == inForce {
		s.nodes(r.Charter(), confirmations(r, row))
	}
	s.May = s.State == "asked" && slices.Contains(s.MayAgree, by.Member)
	s.Says = lang.Say("erasure.state."+s.State, "member", member(r, row.Asked.Member))
	return s
}

// inForce is the state in which nodes erase.
const inForce = "in_force"

// state is what an asking has come to. What names another thing than there is
// comes to nothing, whoever agrees. R-ERASE-6, R-ERASE-7.
func state(row erase.Row, named erase.Named) string {
	switch {
	case named != erase.Fits:
		return "names_otherwise"
	case row.Asked.Repudiated:
		return "repudiated"
	case row.InForce():
		return inForce
	}
	return "asked"
}

func confirmations(v kind.View, row erase.Row) erase.Gone {
	gone, _ := erase.Confirmed.Get(v, row.Statement.String())
	return gone
}

// nodes says whose node has confirmed, and of which members of the charter in
// force it is awaited.
func (s *Shown) nodes(doc *charter.Document, gone erase.Gone) {
	for _, c := range gone.By {
		s.Confirmed = append(s.Confirmed, Confirmation{Member: c.Member, At: c.At, Index: c.Index})
	}
	for _, m := range doc.Members {
		if !gone.Said(m.Code) {
			s.Awaited = append(s.Awaited, m.Code)
		}
	}
}

func who(m erase.Mark) Who {
	return Who{Member: m.Member, Officer: m.Officer, At: m.At, Index: m.Index, Repudiated: m.Repudiated}
}
