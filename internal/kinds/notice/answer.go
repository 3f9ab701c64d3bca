package notice

import (
	"cmp"
	"slices"
	"strings"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

func planAnswer(v kind.View, by charter.Author, in AnswerIn) (kind.Plan, error) {
	row, err := shown(v, in.Notice, in.Revision)
	if err != nil {
		return kind.Plan{}, err
	}
	_, rev := row.Ask.Current()
	a := Answered{Envelope: rev.Digest}
	if err := a.Answer.UnmarshalText([]byte(in.Answer)); err != nil || a.Answer > ask.MoreTime {
		return kind.Plan{}, kind.Wrong("answer", "notice.wrong.word", "word", in.Answer)
	}
	if err := fillAnswer(v, &a, in); err != nil {
		return kind.Plan{}, err
	}
	d := row.draft(TypeAnswered, rev.Mark.ID, nil, reason(in.Reason))
	switch a.Answer {
	case ask.Consent:
		line, _ := lineOf(v, row, by.Member)
		if !line.Stop.IsZero() {
			a.Resumes = line.Stop.ID
		}
		d.NotAfter = counts(v, row, !line.Stop.IsZero())
	case ask.Conditions:
	case ask.Objection, ask.MoreTime, ask.Withdrawal, ask.Reply: // the last two were refused above
		d.Lasts = true // an objection and a request for more time never lapse
	}
	d.Act = a
	return one(d, answerSays(v, by, row, d, a)...)
}

// fillAnswer takes the fields that belong to the answer, and wants no others.
func fillAnswer(v kind.View, a *Answered, in AnswerIn) (err error) {
	if a.Conditions, err = conditions(v, in.Conditions); err != nil {
		return err
	}
	switch {
	case a.Answer == ask.Conditions && len(a.Conditions) == 0:
		return kind.Wrong("conditions", "notice.wrong.which_conditions")
	case a.Answer != ask.Conditions && len(a.Conditions) > 0:
		return kind.Wrong("conditions", "notice.wrong.only_conditions")
	case a.Answer == ask.Objection && strings.TrimSpace(in.Reason) == "":
		return kind.Wrong("reason", "notice.wrong.no_reason")
	case a.Answer == ask.MoreTime && in.Until == nil:
		return kind.Wrong("until", "notice.wrong.more_time")
	case a.Answer == ask.MoreTime && !statement.IsCode(in.Decider):
		return kind.Wrong("decider", "notice.wrong.more_time")
	}
	if a.Answer == ask.MoreTime {
		a.Decider, a.Until = in.Decider, statement.TimeOf(*in.Until)
	}
	return nil
}

// answerSays repeats the envelope that is answered, and says what the answer
// comes to: late, beyond power, for a member that was not asked.
func answerSays(v kind.View, by charter.Author, row Row, d kind.Draft, a Answered) []lang.Message {
	says := append([]lang.Message{
		lang.Say("notice.says.answer", "member", member(v, by.Member), "answer", answerWord(v, a.Answer)),
	}, repeat(v, row)...)
	for _, c := range a.Conditions {
		says = append(says, lang.Say("notice.says.condition", "text", conditionText(v, c)))
	}
	switch a.Answer {
	case ask.Conditions:
		says = append(says, lang.Say("notice.says.conditions_mean"))
	case ask.MoreTime:
		says = append(says, lang.Say("notice.says.more_time", "decider", office(v, a.Decider), "until", a.Until.UTC()))
	case ask.Consent, ask.Objection, ask.Withdrawal, ask.Reply:
	}
	if _, counts := lineOf(v, row, by.Member); !counts {
		return append(says, lang.Say("notice.says.not_asked"))
	}
	next, err := trial(v, by, d)
	if err != nil {
		return says
	}
	line, _ := lineOf(v, next, by.Member)
	switch {
	case line.Beyond:
		says = append(says, lang.Say("notice.says.beyond", "office", office(v, line.Refer)))
	case line.Late:
		says = append(says, lang.Say("notice.says.late"))
	case !line.Stop.IsZero() && a.Answer != ask.Consent:
		says = append(says, lang.Say("notice.says.withdraws"))
	}
	return says
}

// lineOf returns the member's own line, if it is one that must answer.
func lineOf(v kind.View, row Row, code string) (ask.Line, bool) {
	_, now := v.Place()
	for _, l := range ask.Lines(row.Ask, now) {
		if l.Member == code {
			return l, true
		}
	}
	return ask.Line{}, false
}

// counts is the time until which a consent counts; zero where it is past, since
// one that comes too late binds nobody. R-NOTICE-10, PROTOCOL A10, B6.
func counts(v kind.View, row Row, resumes bool) statement.Time {
	_, now := v.Place()
	_, rev := row.Ask.Current()
	limit := rev.Envelope.Until
	if !resumes {
		limit = due(row)
	}
	if limit < now {
		return 0
	}
	return limit
}

// due is the answer time of the current revision, for readers too.
func due(row Row) statement.Time {
	_, rev := row.Ask.Current()
	for _, l := range ask.Lines(row.Ask, row.Ask.At) {
		return l.Due
	}
	if rev.Short {
		return rev.Envelope.From
	}
	return rev.Mark.At + statement.Time(rev.Within)
}

// conditions checks what was picked against the agreement's list.
func conditions(v kind.View, in []ConditionIn) ([]ask.Condition, error) {
	var all []ask.Condition
	for _, c := range in {
		if c.Code == "" {
			continue
		}
		out := ask.Condition{Code: c.Code}
		for _, p := range c.Params {
			if p.Name != "" {
				out.Params = append(out.Params, ask.Param{Name: p.Name, Number: p.Number, Code: p.Code})
			}
		}
		slices.SortFunc(out.Params, func(x, y ask.Param) int { return cmp.Compare(x.Name, y.Name) })
		all = append(all, out)
	}
	if len(all) == 0 {
		return nil, nil
	}
	ask.SortConditions(all)
	r, _, err := rules(v.Charter())
	if err != nil {
		return nil, err
	}
	if err := r.CheckConditions(all); err != nil {
		return nil, kind.Wrong("conditions", "notice.wrong.envelope", "problem", err.Error())
	}
	return all, nil
}

// answerChoices offers the agreement's conditions and the offices of its rules.
func answerChoices(v kind.View, _ charter.Author) map[string][]kind.Choice {
	r, _, err := rules(v.Charter())
	if err != nil {
		return nil
	}
	choices := map[string][]kind.Choice{}
	var offices, names, words []string
	for _, c := range r.Cases {
		offices = append(offices, c.Refer)
		for _, rung := range c.Rungs {
			offices = append(offices, rung.Office)
		}
	}
	for _, o := range r.Conditions {
		choices["conditions.code"] = append(choices["conditions.code"],
			kind.Choice{Value: o.Code, Says: lang.Say("notice.offer", "text", texts(o.Text))})
		for _, span := range o.Params {
			names, words = append(names, span.Name), append(words, span.Codes...)
		}
	}
	for field, all := range map[string][]kind.Choice{
		"decider":                offer(offices, r.Names.Offices),
		"conditions.params.name": offer(names, r.Names.Words),
		"conditions.params.code": offer(words, r.Names.Words),
	} {
		if len(all) > 0 {
			choices[field] = all
		}
	}
	return choices
}

func planStop(v kind.View, by charter.Author, in StopIn) (kind.Plan, error) {
	row, err := named(v, "notice", in.Notice)
	if err != nil {
		return kind.Plan{}, err
	}
	_, now := v.Place()
	s := Stopped{From: now}
	if err := s.Doing.UnmarshalText([]byte(in.Doing)); err != nil {
		return kind.Plan{}, kind.Wrong("doing", "notice.wrong.word", "word", in.Doing)
	}
	if (s.Doing == ask.ClearBy) != (in.By != nil) {
		return kind.Plan{}, kind.Wrong("by", "notice.wrong.by")
	}
	says := []lang.Message{lang.Say("notice.says.stop", "member", member(v, by.Member), "doing", lang.Say("notice.doing."+s.Doing.String()))}
	if in.By != nil {
		s.By = statement.TimeOf(*in.By)
		says = append(says, lang.Say("notice.says.clear_by", "by", s.By.UTC()))
	}
	return one(row.draft(TypeStopped, row.current(), s, reason(in.Reason)),
		append(says, title(v, row))...)
}

func planHold(v kind.View, by charter.Author, in HoldIn) (kind.Plan, error) {
	h := Held{Until: statement.TimeOf(in.Until), Zone: strings.TrimSpace(in.Zone)}
	d := kind.Draft{Type: TypeHeld, Body: reason(in.Reason)}
	if d.Body == nil {
		return kind.Plan{}, kind.Wrong("reason", "notice.wrong.no_reason")
	}
	if _, now := v.Place(); h.Until <= now {
		return kind.Plan{}, kind.Wrong("until", "notice.wrong.past")
	}
	says := []lang.Message{lang.Say("notice.says.hold", "member", member(v, by.Member), "until", h.Until.UTC())}
	targets := 0
	if strings.TrimSpace(in.Notice) != "" {
		row, err := named(v, "notice", in.Notice)
		if err != nil {
			return kind.Plan{}, err
		}
		d = row.draft(TypeHeld, row.Ask.ID, nil, d.Body)
		says = append(says, title(v, row))
		targets++
	}
	if h.Zone != "" {
		if !statement.IsCode(h.Zone) {
			return kind.Plan{}, kind.Wrong("zone", "notice.wrong.code", "word", h.Zone)
		}
		says = append(says, lang.Say("notice.says.zone", "zone", zone(v, h.Zone)))
		targets++
	}
	if len(in.Points) > 0 {
		shape, err := area(in.Points, in.Metres)
		if err != nil {
			return kind.Plan{}, err
		}
		h.Area = &shape
		says = append(says, areaText(shape))
		targets++
	}
	if targets != 1 {
		return kind.Plan{}, kind.Wrong("notice", "notice.wrong.hold")
	}
	d.Act = h
	return one(d, says...)
}

func planLift(v kind.View, by charter.Author, in LiftIn) (kind.Plan, error) {
	id, err := statement.ParseDigest(strings.TrimSpace(in.Hold))
	if err != nil {
		return kind.Plan{}, kind.Wrong("hold", "notice.wrong.hold_unknown")
	}
	h, ok := Holds.Get(v, id.String())
	if !ok {
		return kind.Plan{}, kind.Wrong("hold", "notice.wrong.hold_unknown")
	}
	return one(kind.Draft{
		Type: TypeLifted, About: []statement.ID{id}, Act: Nothing{}, Body: reason(in.Reason), Readers: kind.ReadersOf(h.Room),
	},
		lang.Say("notice.says.lift", "member", member(v, by.Member)), holdText(v, h))
}

// liftChoices offers the holds of the member that stand.
func liftChoices(v kind.View, by charter.Author) map[string][]kind.Choice {
	_, now := v.Place()
	var out []kind.Choice
	for id, h := range Holds.All(v) {
		if h.Hold.Mark.Member == by.Member && h.Hold.Lifted.IsZero() && now <= h.Hold.Until {
			out = append(out, kind.Choice{Value: id, Says: holdText(v, h)})
		}
	}
	return map[string][]kind.Choice{"hold": out}
}
