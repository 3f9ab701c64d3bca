package notice

import (
	"slices"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
	"parley.example/record/statement"
)

// Offer is an act that makes sense for the viewer's member now, with what its
// form begins with. It allows nothing: the record and the kind judge.
type Offer struct {
	Act      string
	Notice   string
	Revision string // "" where the act speaks of the notice whole
	Answer   string // of notice.answer
	Hold     string // of notice.lift
	Says     lang.Message
	Main     bool // what the page shows first
	Late     bool // a consent that comes too late to count
}

// offers lists the acts in the order in which a page shows them. Clock is the
// later of record time and the node's own: past the answer time by either, a
// consent is no longer what the page shows first. PROTOCOL B6, C4.
func offers(v kind.View, row Row, by kind.Viewer, at, clock statement.Time) []Offer {
	if by.Member == "" {
		return nil
	}
	_, rev := row.Ask.Current()
	over := at > rev.Envelope.Until
	whole := Offer{Notice: row.Reference()}
	revision := Offer{Notice: row.Reference(), Revision: rev.Mark.ID.String()}
	var all []Offer
	add := func(o Offer, act string, main bool) {
		o.Act, o.Main, o.Says = act, main, lang.Say("act."+act)
		var a ask.Answer
		if a.UnmarshalText([]byte(o.Answer)) == nil {
			o.Says = answerWord(v, a)
			if o.Late {
				o.Says, o.Main = lang.Say("notice.offer.late", "word", o.Says), false
			}
		}
		all = append(all, o)
	}
	if !over && row.Ask.Withdrawn.IsZero() {
		if by.Member == row.Ask.Author {
			authors(row, at, whole, revision, add)
		} else {
			others(row, by.Member, at, clock, whole, revision, add)
		}
		add(whole, "notice.hold", false)
	}
	for _, h := range row.Ask.Holds {
		if h.Mark.Member == by.Member && h.Lifted.IsZero() && at <= h.Until {
			add(Offer{Hold: h.Mark.ID.String()}, "notice.lift", true)
		}
	}
	if len(rev.Need.Rungs) > 0 && !over {
		add(whole, "notice.take", false)
	}
	add(whole, "notice.conclude", over)
	return all
}

// authors are the acts of the member that filed.
func authors(row Row, at statement.Time, whole, revision Offer, add func(Offer, string, bool)) {
	_, rev := row.Ask.Current()
	add(revision, "notice.revise", true)
	if !rev.Short && at <= rev.Envelope.From {
		add(revision, "notice.extend", true)
	}
	add(revision, "notice.detail", false)
	add(whole, "notice.withdraw", false)
	switch ask.StateAt(row.Ask, at).State {
	case ask.Agreed, ask.AgreedAsRelayed, ask.Acknowledged:
	case ask.Open, ask.Answered, ask.Unanswered, ask.Objected, ask.Suspended, ask.Withdrawn, ask.Superseded, ask.Standing:
		add(whole, "notice.choose", true)
	}
}

// others are the acts of addressees and readers. A reader is not offered an
// answer: it would count for nobody.
func others(row Row, code string, at, clock statement.Time, whole, revision Offer, add func(Offer, string, bool)) {
	for _, l := range ask.Lines(row.Ask, at) {
		if l.Member != code {
			continue
		}
		if l.Answer == ask.Consent {
			add(whole, "notice.stop", true)
			break
		}
		for _, a := range answersOf(row.Ask.Sort, clock > l.Due && l.Stop.IsZero()) {
			o := revision
			o.Answer, o.Late = a.String(), a == ask.Consent && clock > l.Due && l.Stop.IsZero()
			add(o, "notice.answer", true)
		}
		if l.Given {
			add(whole, "notice.stop", false) // of the consent given beforehand
		}
	}
	_, rev := row.Ask.Current()
	if acknowledged(row, code) || !slices.Contains(concerned(&rev.Need), code) {
		return
	}
	add(revision, "notice.acknowledge", true)
}

// answersOf are the answers that a sort takes, first what a page shows first: in
// time the consent, and too late what stops. A consent after a withdrawal is in
// time until the window ends. PROTOCOL B6, B9.
func answersOf(sort ask.Sort, late bool) []ask.Answer {
	switch {
	case sort != ask.Coordination:
		return []ask.Answer{ask.Objection}
	case late:
		return []ask.Answer{ask.Objection, ask.Conditions, ask.MoreTime, ask.Consent}
	}
	return []ask.Answer{ask.Consent, ask.Conditions, ask.Objection, ask.MoreTime}
}

func acknowledged(row Row, code string) bool {
	r, _ := row.Ask.Current()
	for _, p := range row.Ask.Parties {
		for _, f := range p.Facts {
			if p.Member == code && f.Revision == r && !f.Acknowledged.IsZero() {
				return true
			}
		}
	}
	return false
}
