package ask

import "parley.example/record/statement"

// Overall is what a revision comes to at a record time. PROTOCOL B8.
type Overall struct {
	Over      bool  // the window has ended; State is the last one
	Short     bool  // short notice (B4)
	LeadShort bool  // filed later than the rules' lead time
	Unruled   bool  // no rule applies, the page says so (B2)
	Disowned  bool  // the key that filed it was repudiated: nothing can be agreed on it
	State     State // never Agreed by silence
}

// StateAt returns the overall state of the current revision at record time at.
// Record time does not go back: an earlier time than the ask's own reads as
// that. R-ASK-26.
func StateAt(a Ask, at statement.Time) Overall {
	r, _ := a.Current()
	return a.overall(r, max(at, a.At))
}

// StateOf returns the overall state of one revision; an older one reads
// superseded. The ask has no revision r, it reads zero.
func StateOf(a Ask, r int, at statement.Time) Overall {
	if r < 0 || r >= len(a.Revisions) {
		return Overall{}
	}
	return a.overall(r, max(at, a.At))
}

func (a *Ask) overall(r int, at statement.Time) Overall {
	rev := &a.Revisions[r]
	o := Overall{
		Over:      a.Sort != Inquiry && a.Sort != Protest && at > rev.Envelope.Until,
		Short:     rev.Short,
		LeadShort: rev.LeadShort,
		Unruled:   !rev.Need.Ruled,
		Disowned:  a.repudiated(rev.Mark),
	}
	switch {
	case r < len(a.Revisions)-1:
		o.State = Superseded
	case !a.Withdrawn.IsZero():
		o.State = Withdrawn
	default:
		o.State = a.answers(r, at, o.Disowned)
	}
	return o
}

// answers returns the state that the addressees' lines come to.
func (a *Ask) answers(r int, at statement.Time, disowned bool) State {
	if a.Sort == Declaration {
		return Standing
	}
	t := a.tally(r, at)
	switch {
	case t.stopped:
		return Suspended
	case t.required > 0 && t.met == t.required && !disowned:
		return a.metState(t.relayed)
	case t.objected:
		return Objected
	case t.unanswered:
		return Unanswered
	}
	return Open
}

// metState is the name of what is asked, once all have given it.
func (a *Ask) metState(relayed bool) State {
	switch a.Sort {
	case Notification:
		return Acknowledged
	case Coordination:
		if relayed {
			return AgreedAsRelayed
		}
		return Agreed
	case Call, Inquiry, Protest:
		return Answered
	case Declaration:
		return Standing
	}
	return Open
}

// tally counts the lines of those who must answer.
type tally struct {
	required, met                          int
	stopped, objected, unanswered, relayed bool
}

func (a *Ask) tally(r int, at statement.Time) tally {
	rev := &a.Revisions[r]
	t := tally{required: len(rev.Need.Required), stopped: a.held(at)}
	due := a.deadline(r, forever)
	for _, seat := range rev.Need.Required {
		met, objected, stopped, relayed := a.meets(r, seat.Member)
		if met {
			t.met++
		}
		t.stopped = t.stopped || stopped
		t.objected = t.objected || objected
		t.relayed = t.relayed || relayed
		t.unanswered = t.unanswered || !met && !objected && !stopped && !rev.Short && at > due
	}
	return t
}

// meets reports whether one addressee has given what the sort asks. What a
// member that is not the addressee says is never looked at. R-ASK-4.
func (a *Ask) meets(r int, member string) (met, objected, stopped, relayed bool) {
	st := a.standing(r, member)
	switch a.Sort {
	case Coordination:
		return st.Answer == Consent, st.Answer == Objection || st.Answer == Conditions, st.Stopped, st.Relayed && st.Answer == Consent
	case Notification:
		f := a.fact(r, member)
		return !f.Acknowledged.IsZero() && a.timely(r, f.Acknowledged), false, false, false
	case Call:
		step := a.response(member)
		return step == Received || step == Ordered || step == Effective, step == Refused || step == Unable, false, false
	case Inquiry, Protest:
		return st.Answer == Reply && st.Reply != Declined, st.Answer == Reply && st.Reply == Declined, false, false
	case Declaration:
	}
	return false, false, false, false
}

// timely reports whether an acknowledgment counts in a notification: in time,
// by a key that was not lost. R-ASK-61.
func (a *Ask) timely(r int, m Mark) bool { return !a.repudiated(m) && m.At <= a.deadline(r, m.Index) }

// fact returns the three facts of a member on a revision; zero if none is known.
func (a *Ask) fact(r int, member string) Fact {
	if p := a.party(member); p != nil {
		for _, f := range p.Facts {
			if f.Revision == r {
				return f
			}
		}
	}
	return Fact{Revision: r}
}

// response returns the last response of an addressee to a call that its key
// did not lose.
func (a *Ask) response(member string) Step {
	var last Step
	for _, s := range a.Steps {
		if s.Mark.Member == member && s.Step.response() && !a.repudiated(s.Mark) {
			last = s.Step
		}
	}
	return last
}

// held reports whether a hold stands. R-ASK-33, R-ASK-34.
func (a *Ask) held(at statement.Time) bool {
	for i := range a.Holds {
		if a.stands(&a.Holds[i], at) {
			return true
		}
	}
	return false
}

// stands reports whether the hold stands at a record time: from its place until
// its member lifted it or its end has passed. A lift by a key that is
// repudiated is none. What came after the window's end stops nothing.
func (a *Ask) stands(h *Hold, at statement.Time) bool {
	lifted := !h.Lifted.IsZero() && !a.repudiated(h.Lifted)
	return a.windowed() && !lifted && at <= h.Until && !a.ended(h.Mark.At)
}
