package notice

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"parley.example/internal/kind"
	"parley.example/internal/terms/ask"
	"parley.example/internal/terms/seat"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// The rules of this kind beside those of terms/ask. docs/spec/notice.md.
const (
	RuleAbout = "R-NOTICE-1"  // about one statement of the kind that the type names
	RuleSort  = "R-NOTICE-2"  // notifications and coordination requests only
	RuleRules = "R-NOTICE-3"  // the charter's notice rules can be read
	RuleRoom  = "R-NOTICE-14" // an entry about a notice or a hold counts in that one's own room only
)

func void(rule, format string, args ...any) *kind.Void {
	return &kind.Void{Rule: rule, Text: fmt.Sprintf(format, args...)}
}

// admit judges an entry in its history by taking it into the ask, and throwing
// the result away.
func admit(v kind.View, e kind.Entry) error {
	if e.Type == TypeHeld || e.Type == TypeLifted {
		return admitHold(v, e)
	}
	_, _, err := apply(v, e)
	return err
}

// apply returns the notice as it is after the entry, or the verdict that the
// entry is void.
func apply(v kind.View, e kind.Entry) (Row, ask.Act, error) {
	row, act, err := translate(v, e)
	if err != nil {
		return Row{}, nil, err
	}
	row.Ask, err = ask.Apply(row.Ask, act)
	return row, act, verdict(err)
}

// verdict tells the void of terms/ask from a bug.
func verdict(err error) error {
	if av, ok := errors.AsType[*ask.Void](err); ok {
		return void(string(av.Rule), "%s", av.Text)
	}
	return err
}

// translate makes an act of terms/ask of an entry, and finds its notice.
func translate(v kind.View, e kind.Entry) (Row, ask.Act, error) {
	at := stamp(e)
	if act, ok := e.Act.(Filed); ok {
		filed, err := filing(v, e, act)
		return Row{Room: e.Room}, filed, err
	}
	row, err := subject(v, e)
	if err != nil {
		return Row{}, nil, err
	}
	about := e.About[0]
	switch act := e.Act.(type) {
	case Revised:
		revised, err := revision(v, e, act, row)
		return row, revised, err
	case Extended:
		return row, ask.Extended{Entry: at, Revision: about, Until: act.Until}, nil
	case Answered:
		notAfter := e.NotAfter
		if act.Answer != ask.Consent && act.Answer != ask.Conditions {
			notAfter = 0 // an objection never lapses, whatever it carries. R-NOTICE-10
		}
		return row, ask.AnsweredBy{
			Entry: at, Answer: act.Answer, Conditions: act.Conditions, Decider: act.Decider, Envelope: act.Envelope,
			NotAfter: notAfter, Resumes: act.Resumes, Revision: about, Until: act.Until,
		}, nil
	case Stopped:
		return row, ask.ConsentWithdrawn{Entry: at, By: act.By, Doing: act.Doing, From: act.From, Revision: about}, nil
	case Taken:
		return row, ask.Taken{Entry: at, Addressee: act.Addressee, Rung: act.Rung}, nil
	case Chosen:
		return row, ask.Chosen{Entry: at, Choice: act.Choice, Clause: act.Clause}, nil
	case Concluded:
		return row, ask.OutcomeSaid{Entry: at, Outcome: act.Outcome}, nil
	case tick.Shown:
		return row, ask.Shown{Entry: at, Revision: about}, nil
	case Nothing:
		return row, bare(e, at, about), nil
	}
	return Row{}, nil, fmt.Errorf("translate %s: act %T", e.Type, e.Act)
}

// whole reports whether a type speaks of the notice, whatever its revision.
func whole(typ string) bool {
	switch typ {
	case TypeWithdrawn, TypeTaken, TypeChosen, TypeConcluded, TypeHeld:
		return true
	}
	return false
}

// bare makes the act of a type that says all by itself.
func bare(e kind.Entry, at ask.Entry, about statement.ID) ask.Act {
	switch e.Type {
	case TypeDetailed:
		return ask.ParticularsChanged{Entry: at, Digest: e.Body, Revision: about}
	case TypeWithdrawn:
		return ask.NoticeWithdrawn{Entry: at}
	}
	return ask.AcknowledgedBy{Entry: at, Revision: about}
}

// stamp is the entry as terms/ask sees it.
func stamp(e kind.Entry) ask.Entry {
	name, _, _ := strings.Cut(e.Type, "/")
	return ask.Entry{
		At: e.Time, ID: e.ID, Index: e.Index, Key: e.Author.Key, Member: e.Author.Member, Officer: e.Author.Officer,
		Powers: e.Author.Powers, Type: name,
	}
}

// subject finds the notice that the entry is about. A room reads the common one
// too, so it finds open notices; an answer to one is open as well. R-NOTICE-1,
// R-NOTICE-14, PROTOCOL A6.
func subject(v kind.View, e kind.Entry) (Row, error) {
	if len(e.About) != 1 {
		return Row{}, void(RuleAbout, "%s is about one notice, not %d statements", e.Type, len(e.About))
	}
	row, ok := find(v, e.About[0])
	if !ok {
		return Row{}, void(RuleAbout, "statement %s is no notice on the record", e.About[0])
	}
	if row.Room != e.Room {
		return Row{}, void(RuleRoom, "the notice is %s, the entry is %s: what is about a notice is for the notice's own readers",
			whose(row.Room), whose(e.Room))
	}
	if whole(e.Type) && e.About[0] != row.Ask.ID {
		return Row{}, void(RuleAbout, "%s is about the filing, not about a revision", e.Type)
	}
	return row, nil
}

// whose says a room for a verdict.
func whose(room string) string {
	if room == "" {
		return "open"
	}
	return "sealed to " + room
}

// rules reads the notice rules of a charter and its tolerances. A charter may
// have none: then nobody must answer but whom the author names. R-NOTICE-3.
func rules(doc *charter.Document) (ask.Rules, ask.Limits, error) {
	var r ask.Rules
	if raw := bytes.TrimSpace(doc.Rules); len(raw) > 0 && string(raw) != "{}" {
		var err error
		if r, err = ask.ParseRules(raw); err != nil {
			return ask.Rules{}, ask.Limits{}, void(RuleRules, "%v", err)
		}
	}
	t := doc.Tolerances.Resolved()
	return r, ask.Limits{LeastAnswer: max(t.AnswerLeast, r.LeastAnswer), NotAfter: t.NotAfter, Tolerance: t.Clock}, nil
}

func roster(doc *charter.Document) ask.Roster {
	var all ask.Roster
	for _, m := range doc.Members {
		all = append(all, ask.Membership{Member: m.Code, Role: string(m.Role)})
	}
	return all
}

// filing makes the act that begins a notice.
func filing(v kind.View, e kind.Entry, act Filed) (ask.Filed, error) {
	if act.Sort != ask.Notification && act.Sort != ask.Coordination {
		return ask.Filed{}, void(RuleSort, "a %s is not taken by this version", act.Sort)
	}
	if len(e.About) != 0 {
		return ask.Filed{}, void(RuleAbout, "a filing is about no other statement")
	}
	r, limits, err := rules(e.Charter)
	if err != nil {
		return ask.Filed{}, err
	}
	env := act.Envelope
	need := r.Need(e.Author.Member, &env, act.Sort, act.Precedence, roster(e.Charter)).
		Add(&r, e.Author.Member, act.Addressees, act.Readers)
	return ask.Filed{
		Entry: stamp(e), Body: e.Body, Envelope: env, Holds: touching(v, e, &env), Limits: limits, Need: need,
		Precedence: act.Precedence, Sort: act.Sort, Within: act.Within,
	}, nil
}

// revision makes the act that puts another envelope in the place of one.
func revision(v kind.View, e kind.Entry, act Revised, row Row) (ask.Revised, error) {
	r, _, err := rules(e.Charter)
	if err != nil {
		return ask.Revised{}, err
	}
	env := act.Envelope
	need := r.Need(e.Author.Member, &env, row.Ask.Sort, row.Ask.Precedence, roster(e.Charter)).
		Add(&r, e.Author.Member, act.Addressees, act.Readers)
	var bearing []ask.Bearer
	for _, id := range row.Ask.PriorKeys() {
		if k, ok := seat.Keys.Get(v, id.String()); ok && k.Holds(e.Time) {
			bearing = append(bearing, ask.Bearer{Key: id, Powers: k.Powers, Type: "notice.answered"})
		}
	}
	return ask.Revised{
		Entry: stamp(e), Bearing: bearing, Body: e.Body, Envelope: env, Holds: touching(v, e, &env), Need: need,
		NotAfter: e.NotAfter, Of: e.About[0], Within: act.Within,
	}, nil
}
