package webtest

import (
	"embed"
	"reflect"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/web/form"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

//go:embed page/*.html messages/*.json
var files embed.FS

// Ask is an input with a field of every sort.
type Ask struct {
	Sort    string           `json:"sort" enum:"request,notification"`
	Area    Area             `json:"area"`
	From    statement.Time   `json:"from" format:"time"`
	Until   statement.Time   `json:"until" format:"time"`
	Within  int64            `json:"within" format:"minutes" minimum:"60000"`
	Force   int64            `json:"force" minimum:"0" maximum:"5000"`
	Asked   []string         `json:"asked" format:"member"`
	Weapons []Weapon         `json:"weapons,omitempty" maxItems:"5"`
	Reason  lang.Text        `json:"reason" maxLength:"300"`
	Note    string           `json:"note,omitempty" maxLength:"1000"`
	Urgent  bool             `json:"urgent"`
	Of      statement.Digest `json:"of,omitzero" format:"hidden"`
}

// Area is a point with a name.
type Area struct {
	Zone string `json:"zone"`
	Lat  int64  `json:"lat" format:"degree"`
	Lon  int64  `json:"lon" format:"degree"`
}

// Weapon is a row.
type Weapon struct {
	Category string `json:"category" maxLength:"40"`
	Count    int64  `json:"count" minimum:"1"`
}

// Drill is the kind.
func Drill(w *World) kind.Kind {
	return kind.Kind{
		Name: "drill", Files: files,
		Acts: []kind.Act{{
			Name: "drill.ask", In: reflect.TypeFor[Ask](), Types: []string{"drill.asked/v1"},
			Choices: func(kind.View, charter.Author) map[string][]kind.Choice {
				return map[string][]kind.Choice{"area.zone": {
					{Value: "north", Says: lang.Say("drill.zone.north")}, {Value: "south", Says: lang.Say("drill.zone.south")},
				}}
			},
			Suggests: func(kind.View, charter.Author) map[string][]kind.Choice {
				return map[string][]kind.Choice{"weapons.category": {{Value: "rifle", Says: lang.Say("drill.rifle")}}}
			},
			Start: func(_ kind.Reader, _ kind.Viewer, in any) any {
				ask, _ := in.(Ask)
				if ask.Within == 0 {
					ask.Within = 30 * 60_000
				}
				return ask
			},
		}, {Name: "drill.end", In: reflect.TypeFor[End](), Types: []string{"drill.ended/v1"}}},
		Pages: []kind.Page{
			{Path: "/drill", Title: "drill.title", Template: "list.html", Nav: true, Make: w.page},
			{Path: "/drill/{id}", Title: "drill.title", Template: "list.html", Make: w.page},
		},
		Board: func(kind.Reader, kind.Viewer) []kind.Line { return w.Lines },
	}
}

// End is an act for which the officer of the tests has no power.
type End struct {
	Why string `json:"why"`
}

// Shown is what the page of the kind gets.
type Shown struct {
	From, Until statement.Time
	ID          statement.Digest
	Index       int64
	Lat, Lon    int64
	Wrote       string
	Reason      lang.Text
	Asked       []string
	Param       string
}

func (w *World) page(_ kind.Reader, _ kind.Viewer, params map[string]string) (any, error) {
	if params["id"] == "none" {
		return nil, kind.ErrNotFound
	}
	return Shown{
		From: At(60), Until: At(150), ID: ID(1), Index: 18204, Lat: 327094000, Lon: 358667000,
		Wrote: "רכב 12–19 <b>", Reason: lang.Text{"ar": "نقل مساعدات"}, Asked: []string{"bravo", "mediator"}, Param: params["at"],
	}, nil
}

// Form is the form of Ask.
func Form() (*form.Form, error) { return form.New(reflect.TypeFor[Ask]()) }
