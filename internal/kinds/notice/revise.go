package notice

import (
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

func planRevise(v kind.View, by charter.Author, in ReviseIn) (kind.Plan, error) {
	row, err := shown(v, in.Notice, in.Revision)
	if err != nil {
		return kind.Plan{}, err
	}
	_, rev := row.Ask.Current()
	env, err := accept(v, &row.Ask, rev.Envelope, codes(in.Accept))
	if err != nil {
		return kind.Plan{}, err
	}
	if env, err = amended(env, in); err != nil {
		return kind.Plan{}, err
	}
	r, _, err := rules(v.Charter())
	if err != nil {
		return kind.Plan{}, err
	}
	act := Revised{Envelope: env, Within: rev.Within, Readers: rev.Need.Readers}
	if in.Within > 0 {
		act.Within = in.Within
	}
	more := codes(in.Addressees)
	if err := known(v, &r, more, nil); err != nil {
		return kind.Plan{}, err
	}
	for _, s := range rev.Need.Required {
		if s.Added {
			more = append(more, s.Member)
		}
	}
	act.Addressees = codes(more)
	need := r.Need(by.Member, &env, row.Ask.Sort, row.Ask.Precedence, roster(v.Charter())).Add(&r, by.Member, act.Addressees, nil)
	if err := within(v, &need, kind.ReadersOf(row.Room), nil, "addressees"); err != nil {
		return kind.Plan{}, err
	}
	d := row.draft(TypeRevised, row.current(), act, reason(in.Reason))
	return one(d, reviseSays(v, by, row, d, env)...)
}

// accept adds exactly the conditions of the members given. R-ASK-24.
func accept(v kind.View, a *ask.Ask, env ask.Envelope, from []string) (ask.Envelope, error) {
	_, now := v.Place()
	for _, code := range from {
		conditions := offered(a, code, now)
		if len(conditions) == 0 {
			return env, kind.Wrong("accept", "notice.wrong.no_conditions", "member", member(v, code))
		}
		env = env.With(conditions)
	}
	return env, nil
}

// amended puts what the officer typed in the place of what was.
func amended(env ask.Envelope, in ReviseIn) (ask.Envelope, error) {
	if in.From != nil {
		env.From = statement.TimeOf(*in.From)
	}
	if in.Until != nil {
		env.Until = statement.TimeOf(*in.Until)
	}
	if in.Force != nil {
		env.Force = *in.Force
	}
	if len(in.Weapons) > 0 {
		env.Weapons = weapons(in.Weapons)
	}
	if len(in.Points) > 0 || in.Metres > 0 {
		points, metres := in.Points, in.Metres
		if len(points) == 0 {
			points = typed(env.Area)
		}
		if metres == 0 {
			metres = env.Area.Metres
		}
		var err error
		if env.Area, err = area(points, metres); err != nil {
			return env, err
		}
	}
	if env.From >= env.Until {
		return env, kind.Wrong("until", "notice.wrong.window")
	}
	if err := env.Check(); err != nil {
		return env, kind.Wrong("", "notice.wrong.envelope", "problem", err.Error())
	}
	return env, nil
}

func typed(s ask.Shape) []PointIn {
	var points []PointIn
	for _, p := range s.Points {
		points = append(points, PointIn{Lat: p.Lat, Lon: p.Lon})
	}
	return points
}

// reviseSays repeats the new envelope, and says whose consent, given
// beforehand, holds for it: everybody else answers anew.
func reviseSays(v kind.View, by charter.Author, row Row, d kind.Draft, env ask.Envelope) []lang.Message {
	says := []lang.Message{lang.Say("notice.says.revise", "member", member(v, by.Member), "reference", row.Reference(),
		"revision", int64(len(row.Ask.Revisions)+1))}
	says = append(says, bounds(v, &env)...)
	next, err := trial(v, by, d)
	if err != nil {
		return append(says, lang.Say("notice.says.anew"))
	}
	_, rev := next.Ask.Current()
	for _, p := range rev.Prior {
		says = append(says, lang.Say("notice.says.prior", "member", member(v, p.Member)))
	}
	return append(append(says, lang.Say("notice.says.anew")), answerers(v, next)...)
}

// offered returns the conditions of a member's answer that governs now.
func offered(a *ask.Ask, code string, at statement.Time) []ask.Condition {
	for _, l := range ask.Lines(*a, at) {
		if l.Member != code || l.Answer != ask.Conditions {
			continue
		}
		for _, p := range a.Parties {
			for _, w := range p.Words {
				if p.Member == code && w.Mark.ID == l.Word.ID {
					return w.Conditions
				}
			}
		}
	}
	return nil
}

// startRevise begins with the envelope in force.
func startRevise(r kind.Reader, _ kind.Viewer, in any) any {
	f, ok := in.(ReviseIn)
	if !ok {
		return in
	}
	row, err := named(r, "notice", f.Notice)
	if err != nil {
		return in
	}
	_, rev := row.Ask.Current()
	env := &rev.Envelope
	if f.Revision == "" {
		f.Revision = rev.Mark.ID.String()
	}
	from, until := env.From.UTC(), env.Until.UTC()
	orTime := func(have *time.Time, was time.Time) *time.Time {
		if have != nil {
			return have
		}
		return &was
	}
	f.From, f.Until = orTime(f.From, from), orTime(f.Until, until)
	if f.Force == nil {
		f.Force = &env.Force
	}
	if f.Within == 0 {
		f.Within = rev.Within
	}
	if len(f.Points) == 0 && env.Area.Form != ask.Box {
		f.Points, f.Metres = typed(env.Area), env.Area.Metres
	}
	return f
}
