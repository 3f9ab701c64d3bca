package notice

import (
	"slices"
	"strings"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
	"parley.example/internal/terms/tick"
	"parley.example/record/statement"
)

// tone is how the notice as a whole presses.
func tone(row Row, seen ask.View, at statement.Time) kind.Tone {
	loudest := kind.Calm
	for _, b := range ask.Bells(row.Ask, at) {
		switch b {
		case ask.BellSuspended, ask.BellProceeding, ask.BellNotStated, ask.BellCall, ask.BellDisowned:
			return kind.Ringing
		case ask.BellUnanswered:
			loudest = kind.Overdue
		case ask.BellRung: // a rung may come before the answer time: that is not overdue yet
			if loudest == kind.Calm {
				loudest = kind.Due
			}
		}
	}
	switch {
	case seen.ByClock, seen.State == ask.Unanswered && !seen.Record.Over:
		return kind.Overdue
	case loudest != kind.Calm:
		return loudest
	}
	switch seen.State {
	case ask.Agreed, ask.AgreedAsRelayed, ask.Acknowledged, ask.Withdrawn:
		return kind.Done
	case ask.Open, ask.Answered, ask.Unanswered, ask.Objected, ask.Suspended, ask.Superseded, ask.Standing:
	}
	switch {
	case seen.Record.Over:
		return kind.Done
	case seen.State == ask.Objected && ask.IntentionAt(row.Ask, at) == 0:
		return kind.Due // the author says what it does about it, PROTOCOL B12
	}
	return kind.Calm
}

// stateOf says the state as the screen may show it. Unanswered is never said
// without what is known of delivery. R-NOTICE-12, PROTOCOL B6.
func stateOf(row Row, seen ask.View, at statement.Time) lang.Message {
	says := lang.Say("notice.state." + seen.State.String())
	switch {
	case seen.ByClock:
		says = lang.Say("notice.state.overdue_by_clock")
	case seen.State == ask.Unanswered:
		says = silence(row, at)
	}
	if seen.Record.Over {
		return lang.Say("notice.over", "state", says)
	}
	return says
}

// silence says of the unanswered lines when the last had it, or since when one
// has it not.
func silence(row Row, at statement.Time) lang.Message {
	var last statement.Time
	for _, l := range ask.Lines(row.Ask, at) {
		if !l.Unanswered {
			continue
		}
		if l.Delivered.IsZero() {
			return lang.Say("notice.state.unanswered_undelivered", "since", since(row, l).UTC())
		}
		last = max(last, l.Delivered.At)
	}
	return lang.Say("notice.state.unanswered", "at", last.UTC())
}

// since is from when a line is not delivered: its body was missed, or it was
// filed.
func since(row Row, l ask.Line) statement.Time {
	if !l.Missing.IsZero() {
		return l.Missing.At
	}
	_, rev := row.Ask.Current()
	return rev.Mark.At
}

// lineState says what an addressee answered, or that nothing was.
func lineState(v kind.View, row Row, l ask.Line) lang.Message {
	switch {
	case !l.Stop.IsZero():
		return lang.Say("notice.line.withdrawn", "at", l.Stop.At.UTC())
	case l.Beyond:
		return lang.Say("notice.line.beyond", "office", office(v, l.Refer))
	case l.Gone:
		return lang.Say("notice.line.repudiated")
	case l.Answer == ask.Consent && l.Prior:
		return lang.Say("notice.line.prior", "word", answerWord(v, ask.Consent))
	case l.Answer == ask.Consent, l.Answer == ask.Conditions, l.Answer == ask.Objection:
		return lang.Say("notice.line.said", "answer", answerWord(v, l.Answer), "at", l.Word.At.UTC())
	case row.Ask.Sort == ask.Notification && !l.Acknowledged.IsZero() && l.Late:
		return lang.Say("notice.line.acknowledged_late", "at", l.Acknowledged.At.UTC())
	case row.Ask.Sort == ask.Notification && !l.Acknowledged.IsZero():
		return lang.Say("notice.line.acknowledged", "at", l.Acknowledged.At.UTC())
	case l.Late:
		return late(v, row, l)
	case l.Lapsed:
		return lang.Say("notice.line.lapsed")
	case l.Unanswered:
		return unanswered(row, l)
	case l.Answer == ask.MoreTime:
		return lang.Say("notice.line.more_time", "until", l.AskedUntil.UTC())
	case !l.Acknowledged.IsZero():
		return lang.Say("notice.line.open_acknowledged", "at", l.Acknowledged.At.UTC())
	}
	return lang.Say("notice.line.open")
}

// unanswered says silence with delivery, and until when time was asked for.
func unanswered(row Row, l ask.Line) lang.Message {
	asked := l.AskedUntil != 0
	switch {
	case l.Delivered.IsZero() && asked:
		return lang.Say("notice.line.unanswered_undelivered_asked", "since", since(row, l).UTC(), "until", l.AskedUntil.UTC())
	case l.Delivered.IsZero():
		return lang.Say("notice.line.unanswered_undelivered", "since", since(row, l).UTC())
	case asked:
		return lang.Say("notice.line.unanswered_asked", "at", l.Delivered.At.UTC(), "until", l.AskedUntil.UTC())
	}
	return lang.Say("notice.line.unanswered", "at", l.Delivered.At.UTC())
}

// late says that the last consent came after its time, and who held it in time:
// f+1 other members make the delay the host's. It never becomes agreed
// afterwards. PROTOCOL A7.
func late(v kind.View, row Row, l ask.Line) lang.Message {
	var word ask.Word
	for _, p := range row.Ask.Parties {
		for _, w := range p.Words {
			if p.Member == l.Member && w.Answer == ask.Consent {
				word = w
			}
		}
	}
	h, _ := tick.Holds.Get(v, word.Mark.ID.String())
	var names []string
	for _, b := range h.By {
		if b.Member != l.Member && b.Since <= l.Due {
			names = append(names, b.Member)
		}
	}
	slices.Sort(names)
	if len(names) > v.Charter().Faulty {
		return lang.Say("notice.line.late_held", "at", word.Mark.At.UTC(), "members", joined(names))
	}
	return lang.Say("notice.line.late", "at", word.Mark.At.UTC())
}

// joined lists codes: they are isolated as one value.
func joined(codes []string) string {
	return strings.Join(codes, ", ")
}

// lineDetail says whether it was delivered and shown. R-NOTICE-12.
func lineDetail(row Row, l ask.Line) lang.Message {
	switch {
	case !l.Missing.IsZero():
		return lang.Say("notice.delivered.missing", "since", l.Missing.At.UTC())
	case l.Delivered.IsZero():
		return lang.Say("notice.delivered.no", "since", since(row, l).UTC())
	case !l.Shown.IsZero():
		return lang.Say("notice.delivered.shown", "at", l.Delivered.At.UTC(), "shown", l.Shown.At.UTC())
	}
	return lang.Say("notice.delivered.yes", "at", l.Delivered.At.UTC())
}

// owes reports whether the addressee still has to answer: silence, more time, a
// consent that does not count. A withdrawal is an answer.
func owes(row Row, seen ask.View, l ask.Line) bool {
	if !row.Ask.Withdrawn.IsZero() || seen.Record.Over || !l.Stop.IsZero() {
		return false
	}
	if row.Ask.Sort == ask.Notification {
		return l.Acknowledged.IsZero() && l.Answer != ask.Objection
	}
	return l.Answer == 0 || l.Answer == ask.MoreTime
}

// flags says what stands beside the state.
func flags(row Row, seen ask.View, local kind.Local) []lang.Message {
	all := []lang.Message{}
	for _, f := range []struct {
		on  bool
		key string
	}{
		{!local.Live, "notice.flag.not_live"},
		{unsure(row, local), "notice.flag.unread"},
		{seen.Revoked, "notice.flag.revoked_unlogged"},
		{seen.Record.Short, "notice.flag.short"},
		{seen.Record.LeadShort, "notice.flag.lead_short"},
		{seen.Record.Unruled, "notice.flag.unruled"},
		{seen.Record.Disowned, "notice.flag.disowned"},
	} {
		if f.on {
			all = append(all, lang.Say(f.key))
		}
	}
	return all
}
