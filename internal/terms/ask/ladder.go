package ask

import (
	"slices"

	"parley.example/record/statement"
)

// RungAt is a rung of the ladder for one silent addressee. It is derived from
// record time and written by nobody, so that nobody can leave it out. R-ASK-45,
// PROTOCOL B11.
type RungAt struct {
	Addressee string
	At        statement.Time // when it comes up
	Office    string
	Reached   bool
	Rung      int
	Stopped   bool   // before it came up: an answer, a withdrawal, the window's end
	Takers    []Mark // who took charge; none: it moves on
}

// Rungs returns the ladder of the current revision at record time at, addressee
// by addressee. An answer other than more time stops it for the one that gave
// it; so does the end of the whole. A spoken consent stops it until the time by
// which it must be confirmed. What is beyond power stops nothing.
func Rungs(a Ask, at statement.Time) []RungAt {
	r, rev := a.Current()
	at = max(at, a.At)
	whole := !a.Withdrawn.IsZero() || a.ended(at)
	var out []RungAt
	for _, seat := range rev.Need.Required {
		stopped := whole || a.quiet(r, seat.Member, at)
		for n, stair := range rev.Need.Rungs {
			when := rev.Mark.At + statement.Time(stair.After)
			if a.ended(when) {
				break
			}
			rung := RungAt{
				Addressee: seat.Member, At: when, Office: stair.Office, Rung: n, Stopped: stopped, Reached: !stopped && at >= when,
			}
			for _, t := range a.Takers {
				if t.Addressee == seat.Member && t.Rung == n {
					rung.Takers = append(rung.Takers, t.Mark)
				}
			}
			out = append(out, rung)
		}
	}
	return out
}

// quiet reports whether the ladder has nothing to climb for.
func (a *Ask) quiet(r int, member string, at statement.Time) bool {
	met, objected, stopped, _ := a.meets(r, member)
	st := a.standing(r, member)
	if ack := a.fact(r, member).Acknowledged; a.Sort == Notification && !ack.IsZero() && !a.repudiated(ack) {
		return true // late, but they know
	}
	return met || stopped || objected && (a.Sort == Call || st.Quiet) || st.Oral != 0 && at <= st.Oral
}

// Bell is a reason to ring, in record time.
type Bell uint8

// The bells. Each stands as long as its reason does.
const (
	BellSuspended  Bell = iota + 1 // a withdrawal or a hold stands (B9)
	BellRung                       // a rung is reached (B11)
	BellUnanswered                 // the answer time has passed
	BellProceeding                 // without consent (B12)
	BellNotStated                  // the window began, the intention is not known (B12)
	BellCall                       // an immediate call is not answered, is refused or is broken
	BellDisowned                   // the key that filed it was repudiated
)

const bells = "suspended rung unanswered proceeding not_stated call disowned"

// String returns the word in canonical JSON.
func (b Bell) String() string { return spell(bells, uint8(b)) }

// MarshalText refuses what is not in the set.
func (b Bell) MarshalText() ([]byte, error) { return write(bells, uint8(b)) }

// UnmarshalText refuses what is not in the set.
func (b *Bell) UnmarshalText(text []byte) (err error) {
	*(*uint8)(b), err = read(bells, text)
	return err
}

// Bells returns what rings at record time at. Routine rings too where a stop
// stands or somebody proceeds without consent: safety has no precedence. After
// the window's end these two ring until the author has said the outcome. R-ASK-48.
func Bells(a Ask, at statement.Time) []Bell {
	at = max(at, a.At)
	o, choice := StateAt(a, at), IntentionAt(a, at)
	if o.State == Withdrawn || o.Over && slices.ContainsFunc(a.Outcomes, func(r Result) bool { return r.Mark.Member == a.Author }) {
		return nil
	}
	var out []Bell
	ring := func(on bool, b Bell) {
		if on {
			out = append(out, b)
		}
	}
	loud := a.Precedence != Routine && !o.Over
	ring(o.State == Suspended, BellSuspended)
	ring(loud && a.rungReached(at), BellRung)
	ring(loud && o.State == Unanswered, BellUnanswered)
	ring(choice == Proceeding, BellProceeding)
	ring(choice == NotStated && !o.Over, BellNotStated)
	ring(a.Sort == Call && !o.Over && (!o.State.met() || a.broken()), BellCall)
	ring(o.Disowned && !o.Over, BellDisowned)
	return out
}

func (a *Ask) rungReached(at statement.Time) bool {
	for _, r := range Rungs(*a, at) {
		if r.Reached {
			return true
		}
	}
	return false
}

// broken reports whether the last word of anybody on a call's course is that
// it is broken.
func (a *Ask) broken() bool {
	course := map[string]Step{}
	for _, s := range a.Steps {
		if !s.Step.response() {
			course[s.Mark.Member] = s.Step
		}
	}
	for _, step := range course {
		if step == Broken {
			return true
		}
	}
	return false
}

// NextAlarm returns the first record time after the one given at which
// something reads differently without any entry: an answer time or a rung, an
// edge of the window, the end of a hold, a time asked for or to confirm by.
// The engine wakes the kind once record time has reached it.
func NextAlarm(a Ask, after statement.Time) (statement.Time, bool) {
	r, rev := a.Current()
	var next statement.Time
	at := func(t statement.Time) {
		if t > after && (next == 0 || t < next) {
			next = t
		}
	}
	if !a.Withdrawn.IsZero() {
		at(rev.Envelope.Until + 1)
		return next, next != 0
	}
	if a.Sort != Declaration && !rev.Short {
		at(a.deadline(r, forever) + 1)
	}
	if a.Sort != Inquiry && a.Sort != Protest {
		at(rev.Envelope.From)
		at(rev.Envelope.From + 1)
		at(rev.Envelope.Until + 1)
	}
	for _, x := range rev.Extensions {
		at(x.Until + 1)
	}
	for i := range a.Holds {
		if a.stands(&a.Holds[i], max(a.At, a.Holds[i].Mark.At)) {
			at(a.Holds[i].Until + 1)
		}
	}
	for _, seat := range rev.Need.Required {
		st := a.standing(r, seat.Member)
		if st.Until != 0 {
			at(st.Until + 1)
		}
		if st.Oral != 0 {
			at(st.Oral + 1)
		}
		for _, stair := range rev.Need.Rungs {
			if t := rev.Mark.At + statement.Time(stair.After); !a.ended(t) && !a.quiet(r, seat.Member, t) {
				at(t)
			}
		}
	}
	return next, next != 0
}
