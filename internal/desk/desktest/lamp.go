package desktest

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// The types of the made-up kind. TypeAgreed lapses.
const (
	TypeLit    = "lamp.lit/v1"
	TypeAgreed = "lamp.agreed/v1"
)

// Lit is the act of TypeLit.
type Lit struct {
	Room  string `json:"room"`
	Watts int64  `json:"watts"`
}

// Note is the body of TypeLit.
type Note struct {
	Text string `json:"text"`
}

// Agreed is the act of TypeAgreed. A refusal shares its type, and lasts.
type Agreed struct {
	No   bool   `json:"no"`
	Room string `json:"room"`
}

// LightIn is the input of lamp.light.
type LightIn struct {
	Room  string   `json:"room" maxLength:"32" doc:"code of the room"`
	Watts int64    `json:"watts" minimum:"1"`
	Shade string   `json:"shade,omitempty" enum:"warm,cold"`
	Note  string   `json:"note,omitempty" maxLength:"300000"`
	Tags  []string `json:"tags,omitempty" maxItems:"3" uniqueItems:"true"`

	Readers []string `json:"readers,omitempty" doc:"who alone reads it"`
}

// AgreeIn is the input of lamp.agree and lamp.both.
type AgreeIn struct {
	Room    string         `json:"room"`
	No      bool           `json:"no,omitempty"`
	Until   statement.Time `json:"until,omitempty" doc:"the agreement counts until then"`
	Readers []string       `json:"readers,omitempty"`
}

type (
	// ShowIn is the input of lamp.show.
	ShowIn struct {
		ID string `json:"id"`
	}
	// ListIn is the input of lamp.list.
	ListIn struct {
		Least int64 `json:"least,omitempty" doc:"watts, at least"`
	}
)

// Lamp is a row of the queries.
type Lamp struct {
	Room  string `json:"room"`
	Watts int64  `json:"watts"`
}

const mostWatts = 100

// Kind returns the made-up kind. A room is lit once: a second time is void by
// LAMP-1. More than a hundred watts is a mistake of the field watts.
func Kind() kind.Kind {
	return kind.Kind{
		Name: "lamp", Rules: 1,
		Entries: []kind.EntryType{
			{Name: TypeLit, Parse: parse[Lit], Body: parseNote},
			{Name: TypeAgreed, Parse: parse[Agreed], Lapses: true},
		},
		Admit: admit,
		Acts: []kind.Act{
			{Name: "lamp.light", In: reflect.TypeFor[LightIn](), Types: []string{TypeLit}, Plan: planLight},
			{Name: "lamp.agree", In: reflect.TypeFor[AgreeIn](), Types: []string{TypeAgreed}, Plan: planAgree},
			{Name: "lamp.both", In: reflect.TypeFor[AgreeIn](), Types: []string{TypeLit, TypeAgreed}, Plan: planBoth},
		},
		Queries: []kind.Query{
			{Name: "lamp.list", In: reflect.TypeFor[ListIn](), Row: reflect.TypeFor[Lamp](), Run: list},
			{Name: "lamp.show", In: reflect.TypeFor[ShowIn](), Row: reflect.TypeFor[Lamp](), Run: show},
		},
	}
}

func parse[A any](act []byte) (any, error) {
	var a A
	if err := statement.Decode(act, &a); err != nil {
		return nil, err
	}
	return a, nil
}

func parseNote(content []byte) (any, error) {
	var n Note
	if err := json.Unmarshal(content, &n); err != nil {
		return nil, err
	}
	return n, nil
}

func admit(v kind.View, e kind.Entry) error {
	switch a := e.Act.(type) {
	case Lit:
		if _, lit := v.Row("lamp", a.Room); lit {
			return &kind.Void{Rule: "LAMP-1", Text: "room " + a.Room + " is lit already"}
		}
		if e.Author.Member == "" || e.Index == 0 || e.Time == 0 || e.Charter == nil {
			return errors.New("an entry that says too little")
		}
	case Agreed:
		if a.No != (e.NotAfter == 0) {
			return &kind.Void{Rule: "LAMP-2", Text: "only what agrees has not_after"}
		}
	}
	return nil
}

func planLight(_ kind.View, _ charter.Author, in any) (kind.Plan, error) {
	l, ok := in.(LightIn)
	if !ok {
		return kind.Plan{}, errors.New("not a LightIn")
	}
	if l.Watts > mostWatts {
		return kind.Plan{}, kind.Wrong("watts", "lamp.wrong.watts", "most", int64(mostWatts))
	}
	d := kind.Draft{Type: TypeLit, Act: Lit{Room: l.Room, Watts: l.Watts}, Readers: l.Readers}
	if l.Note != "" {
		d.Body = Note{Text: l.Note}
	}
	return kind.Plan{Drafts: []kind.Draft{d}, Says: []lang.Message{lang.Say("lamp.says.lit", "room", l.Room, "watts", l.Watts)}}, nil
}

func planAgree(_ kind.View, _ charter.Author, in any) (kind.Plan, error) {
	a, ok := in.(AgreeIn)
	if !ok {
		return kind.Plan{}, errors.New("not an AgreeIn")
	}
	d := kind.Draft{Type: TypeAgreed, Act: Agreed{Room: a.Room, No: a.No}, NotAfter: a.Until, Lasts: a.No, Readers: a.Readers}
	return kind.Plan{Drafts: []kind.Draft{d}, Says: []lang.Message{lang.Say("lamp.says.agreed", "room", a.Room)}}, nil
}

func planBoth(v kind.View, by charter.Author, in any) (kind.Plan, error) {
	p, err := planAgree(v, by, in)
	a, ok := in.(AgreeIn)
	if err != nil || !ok {
		return kind.Plan{}, err
	}
	p.Drafts = slices.Insert(p.Drafts, 0, kind.Draft{Type: TypeLit, Act: Lit{Room: a.Room, Watts: 1}})
	return p, nil
}

func list(r kind.Reader, _ kind.Viewer, in any) ([]any, error) {
	l, ok := in.(ListIn)
	if !ok {
		return nil, errors.New("not a ListIn")
	}
	var rows []any
	for _, row := range r.Rows("lamp", "", "") {
		if lamp, ok := row.(Lamp); ok && lamp.Watts >= l.Least {
			rows = append(rows, lamp)
		}
	}
	return rows, nil
}

func show(r kind.Reader, _ kind.Viewer, in any) ([]any, error) {
	s, ok := in.(ShowIn)
	if !ok {
		return nil, errors.New("not a ShowIn")
	}
	if row, ok := r.Row("lamp", s.ID); ok {
		return []any{row}, nil
	}
	return nil, nil
}
