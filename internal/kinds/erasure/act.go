package erasure

import (
	"reflect"
	"strings"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/erase"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// AskIn is the input of erasure.ask.
type AskIn struct {
	Statement string `json:"statement" doc:"id of the statement whose text is to go; its line in a history names it"`
	Ground    string `json:"ground" enum:"danger,person,mistake,not_needed,law"`
}

// AgreeIn is the input of erasure.agree. Asked is the asking that the officer had
// on screen: its statement, its ground.
type AgreeIn struct {
	Asked string `json:"asked" doc:"id of the entry that asks"`
}

func acts() []kind.Act {
	return []kind.Act{
		act("erasure.ask", erase.TypeAsked, planAsk),
		act("erasure.agree", erase.TypeAgreed, planAgree),
	}
}

// act makes an act of a plan over its own input type. The desk plans with a
// Reader, and needs to here: only it finds the statement. Decision 0019.
func act[In any](name, typ string, plan func(r kind.Reader, by charter.Author, in In) (kind.Plan, error)) kind.Act {
	return kind.Act{
		Name: name, In: reflect.TypeFor[In](), Types: []string{typ},
		Plan: func(v kind.View, by charter.Author, in any) (kind.Plan, error) {
			typed, ok := in.(In)
			r, reads := v.(kind.Reader)
			if !ok || !reads {
				return kind.Plan{}, kind.Wrong("", "erasure.wrong.input")
			}
			return plan(r, by, typed)
		},
	}
}

// planAsk asks only for what can be erased: nobody signs what nothing follows
// from. R-ERASE-13.
func planAsk(r kind.Reader, by charter.Author, in AskIn) (kind.Plan, error) {
	id, err := statement.ParseDigest(strings.ToLower(strings.TrimSpace(in.Statement)))
	if err != nil {
		return kind.Plan{}, kind.Wrong("statement", "erasure.wrong.id", "id", in.Statement)
	}
	e, found := r.Entry(id)
	row := erase.Row{
		Asked: erase.Mark{Member: by.Member}, Body: e.Body, Ground: erase.Ground(in.Ground), Statement: id, Type: e.Type,
	}
	if wrong := misfit(row.Holds(e, found)); wrong.Key != "" {
		return kind.Plan{}, &kind.Problem{Field: "statement", Says: wrong}
	}
	if e.Body.IsZero() {
		return kind.Plan{}, kind.Wrong("statement", "erasure.wrong.no_text")
	}
	if _, gone := erase.Of(r, id, by.Member, e.Type, e.Body); gone {
		return kind.Plan{}, kind.Wrong("statement", "erasure.wrong.already")
	}
	if !row.Ground.Check() {
		return kind.Plan{}, kind.Wrong("ground", "erasure.wrong.ground")
	}
	who := erase.Agreeing(r.Charter(), by.Member)
	if len(who) == 0 {
		return kind.Plan{}, kind.Wrong("", "erasure.wrong.nobody")
	}
	says := []lang.Message{
		lang.Say("erasure.says.ask", "member", member(r, by.Member), "ground", row.Ground.Says()), subject(r, e),
		lang.Say("erasure.says.until", "count", int64(len(who))), lang.Say("erasure.says.stays"),
	}
	return kind.Plan{Says: says, Drafts: []kind.Draft{{
		Type: erase.TypeAsked, About: []statement.ID{id}, Act: erase.Asked{Body: e.Body, Ground: row.Ground, Type: e.Type},
	}}}, nil
}

// planAgree repeats what goes for good. R-ERASE-13.
func planAgree(r kind.Reader, by charter.Author, in AgreeIn) (kind.Plan, error) {
	id, err := statement.ParseDigest(strings.ToLower(strings.TrimSpace(in.Asked)))
	if err != nil {
		return kind.Plan{}, kind.Wrong("asked", "erasure.wrong.id", "id", in.Asked)
	}
	row, ok := erase.Asks.Get(r, id.String())
	switch {
	case !ok:
		return kind.Plan{}, kind.Wrong("asked", "erasure.wrong.unknown")
	case row.Asked.Repudiated:
		return kind.Plan{}, kind.Wrong("asked", "erasure.wrong.repudiated")
	case row.InForce():
		return kind.Plan{}, kind.Wrong("asked", "erasure.wrong.already")
	case !erase.MayAgree(r.Charter(), row.Asked.Member, by.Member):
		return kind.Plan{}, kind.Wrong("", "erasure.wrong.who")
	}
	e, found := r.Entry(row.Statement)
	if wrong := misfit(row.Holds(e, found)); wrong.Key != "" {
		return kind.Plan{}, &kind.Problem{Field: "asked", Says: wrong}
	}
	says := []lang.Message{
		lang.Say("erasure.says.agree", "member", member(r, by.Member), "author", member(r, row.Asked.Member), "ground", row.Ground.Says()),
		subject(r, e), lang.Say("erasure.says.for_good"), lang.Say("erasure.says.stays"),
	}
	return kind.Plan{
		Says:   says,
		Drafts: []kind.Draft{{Type: erase.TypeAgreed, About: []statement.ID{id}, Act: erase.Nothing{}}},
	}, nil
}

// subject says which statement it is: never its text.
func subject(v kind.View, e kind.Entry) lang.Message {
	return lang.Say("erasure.says.subject", "index", e.Index, "type", e.Type, "member", member(v, e.Author.Member), "at", e.Time.UTC())
}

// misfit says why an asking erases nothing, and nothing where it names what is so.
func misfit(n erase.Named) lang.Message {
	if n == erase.Fits {
		return lang.Message{}
	}
	return lang.Say("erasure.named." + string(n))
}

// member is a member's name in every language.
func member(v kind.View, code string) lang.Text {
	if m, ok := v.Charter().Member(code); ok {
		return lang.Text(m.Names)
	}
	return lang.Text{"en": code, "ar": code, "he": code}
}
