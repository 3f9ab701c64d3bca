package ask

import "parley.example/record/statement"

// Line is what one addressee's line on the board reads at a record time: the
// four facts of B6, apart. PROTOCOL B6.
type Line struct {
	Acknowledged Mark
	Answer       Answer // the one that governs; 0 if none does
	AskedUntil   statement.Time
	Beyond       bool // the last word was beyond power, referred to Refer: it binds nobody
	Channel      string
	Delivered    Mark
	Given        bool           // its conditions hold as a consent given beforehand, which may be withdrawn
	Due          statement.Time // its answer time; for short notice the window's begin
	Gone         bool           // the last word is repudiated
	Lapsed       bool           // the last consent had lapsed
	Late         bool           // the last consent, or a notification's acknowledgment, came too late
	Member       string
	Missing      Mark // its node misses the body since: not delivered
	Oral         statement.Time
	Prior        bool // the consent was given beforehand, with conditions
	Refer        string
	Relayed      bool
	Reply        Said
	Shown        Mark
	Step         Step // of a call
	Stop         Mark // the withdrawal that stands
	Unanswered   bool // and nothing is taken for an answer
	Word         Mark // of the answer
}

// Lines returns the lines of those who must answer the current revision, in
// the order of their codes.
func Lines(a Ask, at statement.Time) []Line {
	r, rev := a.Current()
	if at = max(at, a.At); !a.Withdrawn.IsZero() {
		at = a.Withdrawn.At // from then on nobody owes an answer
	}
	due := a.deadline(r, forever)
	lines := make([]Line, 0, len(rev.Need.Required))
	for _, seat := range rev.Need.Required {
		st, f := a.standing(r, seat.Member), a.fact(r, seat.Member)
		met, objected, stopped, _ := a.meets(r, seat.Member)
		if a.Sort == Notification {
			st.Late = !f.Acknowledged.IsZero() && !a.timely(r, f.Acknowledged)
		}
		lines = append(lines, Line{
			Acknowledged: f.Acknowledged, Answer: st.Answer, AskedUntil: st.Until, Beyond: st.Beyond, Channel: seat.Channel,
			Delivered: f.Delivered, Due: due, Given: st.conditional, Gone: st.Gone, Lapsed: st.Lapsed, Late: st.Late, Member: seat.Member,
			Missing: f.Missing, Oral: st.Oral, Prior: st.Prior && st.Answer == Consent,
			Refer: rev.Need.Refer, Relayed: st.Relayed, Reply: st.Reply,
			Shown: f.Shown, Step: a.response(seat.Member), Stop: st.Stop, Word: st.Word,
			Unanswered: !met && !objected && !stopped && !rev.Short && at > due,
		})
	}
	return lines
}

// IntentionAt returns what the author intends where there is no agreement at
// record time at; 0 while the window is still to come and nothing was said.
// R-ASK-51, PROTOCOL B12.
func IntentionAt(a Ask, at statement.Time) Choice {
	at = max(at, a.At)
	o := StateAt(a, at)
	_, rev := a.Current()
	if !a.windowed() || o.State.met() {
		return 0
	}
	if !a.Withdrawn.IsZero() {
		return ChoseWithdrawn
	}
	var last Choice
	index := rev.Mark.Index
	for _, c := range a.Choices {
		if c.Mark.Index > rev.Mark.Index && (!a.repudiated(c.Mark) || c.Choice == Proceeding) {
			last, index = c.Choice, c.Mark.Index
		}
	}
	for _, x := range rev.Extensions {
		if x.Mark.Index > index && !a.repudiated(x.Mark) && at <= x.Until {
			last, index = ChoseExtended, x.Mark.Index
		}
	}
	if last == 0 && at > rev.Envelope.From {
		return NotStated
	}
	return last
}

// met reports whether the state says that all who must have given what is
// asked.
func (s State) met() bool {
	switch s {
	case Agreed, AgreedAsRelayed, Acknowledged, Answered, Standing:
		return true
	case Open, Unanswered, Objected, Suspended, Withdrawn, Superseded:
	}
	return false
}
