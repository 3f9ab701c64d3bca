package notice

import (
	"reflect"
	"slices"
	"strings"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

func acts() []kind.Act {
	file, revise, answer := act("notice.file", TypeFiled, planFile), act("notice.revise", TypeRevised, planRevise),
		act("notice.answer", TypeAnswered, planAnswer)
	file.Choices, file.Suggests, file.Start = fileChoices, suggests, startFile
	revise.Start, revise.Suggests = startRevise, suggests
	answer.Choices = answerChoices
	hold := act("notice.hold", TypeHeld, planHold)
	hold.Suggests = suggests
	lift := act("notice.lift", TypeLifted, planLift)
	lift.Choices = liftChoices
	return []kind.Act{
		file, revise, answer,
		act("notice.acknowledge", TypeAcknowledged, planAcknowledge),
		act("notice.stop", TypeStopped, planStop),
		hold,
		lift,
		act("notice.detail", TypeDetailed, planDetail),
		act("notice.extend", TypeExtended, planExtend),
		act("notice.withdraw", TypeWithdrawn, planWithdraw),
		act("notice.take", TypeTaken, planTake),
		act("notice.choose", TypeChosen, planChoose),
		act("notice.conclude", TypeConcluded, planConclude),
	}
}

// act makes an act of a plan over its own input type.
func act[In any](name, typ string, plan func(v kind.View, by charter.Author, in In) (kind.Plan, error)) kind.Act {
	return kind.Act{
		Name: name, In: reflect.TypeFor[In](), Types: []string{typ},
		Plan: func(v kind.View, by charter.Author, in any) (kind.Plan, error) {
			typed, ok := in.(In)
			if !ok {
				return kind.Plan{}, kind.Wrong("", "notice.wrong.input")
			}
			return plan(v, by, typed)
		},
	}
}

// one makes a plan of one draft and the sentences that repeat it.
func one(d kind.Draft, says ...lang.Message) (kind.Plan, error) {
	return kind.Plan{Drafts: []kind.Draft{d}, Says: says}, nil
}

// named finds a notice by its id, the id of one of its revisions, or its
// reference.
func named(v kind.View, field, name string) (Row, error) {
	name = strings.TrimSpace(name)
	for _, row := range Rows.Where(v, "reference", strings.ToUpper(name)) {
		return row, nil
	}
	if id, err := statement.ParseDigest(name); err == nil {
		if row, ok := find(v, id); ok {
			return row, nil
		}
	}
	return Row{}, kind.Wrong(field, "notice.wrong.unknown", "notice", name)
}

// shown finds a notice, and refuses where the officer had another revision on
// screen than the one that is current. R-NOTICE-9.
func shown(v kind.View, name, revision string) (Row, error) {
	row, err := named(v, "notice", name)
	if err != nil {
		return Row{}, err
	}
	if n, _ := row.Ask.Current(); revision != "" && revision != row.current().String() {
		return Row{}, kind.Wrong("revision", "notice.wrong.revised", "revision", int64(n+1))
	}
	return row, nil
}

func reason(text string) any {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	return Words{Reason: text}
}

func note(text string) any {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	return Words{Note: text}
}

func planDetail(v kind.View, by charter.Author, in DetailIn) (kind.Plan, error) {
	row, err := shown(v, in.Notice, in.Revision)
	if err != nil {
		return kind.Plan{}, err
	}
	if strings.TrimSpace(in.Note) == "" {
		return kind.Plan{}, kind.Wrong("note", "notice.wrong.empty")
	}
	return one(row.draft(TypeDetailed, row.current(), Nothing{}, note(in.Note)),
		lang.Say("notice.says.detail", "member", member(v, by.Member)), title(v, row))
}

func planExtend(v kind.View, by charter.Author, in ExtendIn) (kind.Plan, error) {
	row, err := shown(v, in.Notice, in.Revision)
	if err != nil {
		return kind.Plan{}, err
	}
	until := statement.TimeOf(in.Until)
	return one(row.draft(TypeExtended, row.current(), Extended{Until: until}, nil),
		lang.Say("notice.says.extend", "member", member(v, by.Member), "until", until.UTC()), title(v, row))
}

func planWithdraw(v kind.View, by charter.Author, in WithdrawIn) (kind.Plan, error) {
	row, err := named(v, "notice", in.Notice)
	if err != nil {
		return kind.Plan{}, err
	}
	return one(row.draft(TypeWithdrawn, row.Ask.ID, Nothing{}, reason(in.Reason)),
		lang.Say("notice.says.withdraw", "member", member(v, by.Member)), title(v, row))
}

func planAcknowledge(v kind.View, by charter.Author, in AcknowledgeIn) (kind.Plan, error) {
	row, err := shown(v, in.Notice, in.Revision)
	if err != nil {
		return kind.Plan{}, err
	}
	says := append([]lang.Message{lang.Say("notice.says.acknowledge", "member", member(v, by.Member))}, repeat(v, row)...)
	return one(row.draft(TypeAcknowledged, row.current(), Nothing{}, nil), says...)
}

func planTake(v kind.View, by charter.Author, in TakeIn) (kind.Plan, error) {
	row, err := named(v, "notice", in.Notice)
	if err != nil {
		return kind.Plan{}, err
	}
	_, rev := row.Ask.Current()
	if in.Rung < 1 || in.Rung > int64(len(rev.Need.Rungs)) {
		return kind.Plan{}, kind.Wrong("rung", "notice.wrong.rung", "count", int64(len(rev.Need.Rungs)))
	}
	if _, ok := rev.Need.Requires(in.Addressee); !ok {
		return kind.Plan{}, kind.Wrong("addressee", "notice.wrong.addressee", "member", in.Addressee)
	}
	return one(row.draft(TypeTaken, row.Ask.ID, Taken{Addressee: in.Addressee, Rung: int(in.Rung) - 1}, note(in.Note)),
		lang.Say("notice.says.take", "member", member(v, by.Member), "rung", in.Rung, "addressee", member(v, in.Addressee)), title(v, row))
}

func planChoose(v kind.View, by charter.Author, in ChooseIn) (kind.Plan, error) {
	row, err := named(v, "notice", in.Notice)
	if err != nil {
		return kind.Plan{}, err
	}
	var choice ask.Choice
	if err := choice.UnmarshalText([]byte(in.Choice)); err != nil || choice > ask.Proceeding {
		return kind.Plan{}, kind.Wrong("choice", "notice.wrong.word", "word", in.Choice)
	}
	switch {
	case choice == ask.Proceeding && strings.TrimSpace(in.Reason) == "":
		return kind.Plan{}, kind.Wrong("reason", "notice.wrong.proceeding")
	case choice == ask.Proceeding && !statement.IsCode(in.Clause):
		return kind.Plan{}, kind.Wrong("clause", "notice.wrong.proceeding")
	case choice != ask.Proceeding && in.Clause != "":
		return kind.Plan{}, kind.Wrong("clause", "notice.wrong.clause")
	}
	says := []lang.Message{
		lang.Say("notice.says.choose", "member", member(v, by.Member), "choice", lang.Say("notice.choice."+choice.String())), title(v, row),
	}
	if choice == ask.Proceeding {
		says = append(says, lang.Say("notice.says.proceeding", "clause", in.Clause))
	}
	return one(row.draft(TypeChosen, row.Ask.ID, Chosen{Choice: choice, Clause: in.Clause}, reason(in.Reason)), says...)
}

func planConclude(v kind.View, by charter.Author, in ConcludeIn) (kind.Plan, error) {
	row, err := named(v, "notice", in.Notice)
	if err != nil {
		return kind.Plan{}, err
	}
	var outcome ask.Outcome
	if err := outcome.UnmarshalText([]byte(in.Outcome)); err != nil {
		return kind.Plan{}, kind.Wrong("outcome", "notice.wrong.word", "word", in.Outcome)
	}
	return one(row.draft(TypeConcluded, row.Ask.ID, Concluded{Outcome: outcome}, note(in.Note)),
		lang.Say("notice.says.conclude", "member", member(v, by.Member), "outcome", lang.Say("notice.outcome."+outcome.String())), title(v, row))
}

// trial returns the notice as it would be if the draft were logged now, so that
// an officer is told before signing what it comes to. An error is the verdict
// that the desk gives by itself.
func trial(v kind.View, by charter.Author, d kind.Draft) (Row, error) {
	index, now := v.Place()
	doc := v.Charter()
	e := kind.Entry{
		Index: index + 1, Time: now, Author: by, Type: d.Type, About: d.About, Act: d.Act, Charter: doc, Room: kind.RoomOf(d.Readers),
	}
	if d.Type == TypeAnswered || d.Type == TypeRevised {
		e.NotAfter = now + statement.Time(doc.Tolerances.Resolved().NotAfter)
		if d.NotAfter != 0 {
			e.NotAfter = min(e.NotAfter, d.NotAfter)
		}
		if a, ok := d.Act.(Answered); ok && a.Answer != ask.Consent && a.Answer != ask.Conditions {
			e.NotAfter = 0
		}
	}
	row, _, err := apply(v, e)
	return row, err
}

// codes trims and sorts member codes, each once.
func codes(list []string) []string {
	var out []string
	for _, c := range list {
		if c = strings.TrimSpace(c); c != "" {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
