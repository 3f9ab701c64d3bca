package ask

import "parley.example/record/statement"

// Local is what one node knows that is not on the record. Whatever it says, it
// can make a screen more cautious, never less. R-ASK-62, PROTOCOL C4.
type Local struct {
	Clock    statement.Time // the node's own clock; zero if it is not trusted
	Live     bool           // the picture is live (A5)
	Unlogged []Act          // signed, at hand, not yet in the log: own queue, gossip
}

// View is what a screen shows of an ask. Its zero value is never shown.
type View struct {
	ByClock bool    // overdue by our clock, not yet on the record (B11)
	Ended   bool    // the window has ended by our clock
	Heeded  int     // how many unlogged acts it heeds
	NotLive bool    // the picture is not live: it says so, and shows nothing as agreed
	Record  Overall // what the record says
	Revoked bool    // it rests on a key whose revocation is at hand and not on the record: nothing is shown as agreed (A9)
	State   State   // what is shown
}

// Caution orders the states: a screen that shows the greater is the more
// cautious one. The order is total, so that two views can be compared.
func (s State) Caution() int {
	switch s {
	case Agreed:
		return 0
	case AgreedAsRelayed:
		return 1
	case Acknowledged:
		return 2
	case Answered:
		return 3
	case Standing:
		return 4
	case Open:
		return 5
	case Unanswered:
		return 6
	case Objected:
		return 7
	case Suspended:
		return 8
	case Withdrawn:
		return 9
	case Superseded:
		return 10
	}
	return 11 // not known: nothing may rest on it
}

// Caution orders views: by state, then by what is said beside it.
func (v View) Caution() int {
	n := v.State.Caution() * 16
	for i, on := range []bool{v.ByClock, v.Ended, v.NotLive, v.Revoked} {
		if on {
			n += 1 << i
		}
	}
	return n
}

// Screen lays what is local over the state at record time at.
func Screen(a Ask, at statement.Time, local Local) View {
	at = max(at, a.At)
	r, rev := a.Current()
	record := a.overall(r, at)
	v := View{Record: record, State: record.State, NotLive: !local.Live}
	worse := a
	for _, pass := range []func(Act) bool{stops, revokes} { // a revocation deafens no stop
		for _, act := range local.Unlogged {
			if !pass(act) {
				continue
			}
			next, err := Apply(worse, logged(act, worse.Last+1, at))
			if err != nil {
				continue
			}
			// One that would calm what the screen shows is not heeded.
			if s := next.overall(r, at).State; s.Caution() >= v.State.Caution() {
				worse, v.State = next, s
				v.Heeded++
			}
		}
	}
	if local.Clock > at {
		v.ByClock = !rev.Short && v.State == Open && local.Clock > a.deadline(r, forever) && len(rev.Need.Required) > 0
		v.Ended = !record.Over && rev.Envelope.Until > 0 && local.Clock > rev.Envelope.Until
	}
	v.Revoked = a.restsOnAny(r, local.Unlogged)
	// B8, A9: nothing is shown as agreed on a picture that is not live, nor on a
	// key that is as good as revoked.
	if (v.NotLive || v.Revoked) && v.State.met() && a.Sort != Declaration {
		v.State = Open
	}
	return v
}

// stops reports whether a screen listens to an act before it is logged: to what
// stops, never to what gives.
func stops(act Act) bool {
	switch act := act.(type) {
	case HoldCalled, ConsentWithdrawn, NoticeWithdrawn:
		return true
	case AnsweredBy:
		return act.Answer == Objection || act.Answer == Conditions
	case Oral:
		return act.Answer == Objection
	case Relayed:
		return act.Answer == Objection
	}
	return false
}

// revokes reports whether an act is a revocation: a node that holds one acts on
// it at once (A9).
func revokes(act Act) bool {
	_, ok := act.(Revoked)
	return ok
}

// logged returns the act as if it were logged now. Where its own claim about a
// place does not fit, the place of the screen does.
func logged(act Act, index int64, at statement.Time) Act {
	switch act := act.(type) {
	case HoldCalled:
		act.Index, act.At = index, at
		return act
	case ConsentWithdrawn:
		act.Index, act.At = index, at
		return act
	case Revoked:
		act.Index, act.At = index, at
		return act
	case NoticeWithdrawn:
		act.Index, act.At = index, at
		return act
	case AnsweredBy:
		act.Index, act.At = index, at
		return act
	case Oral:
		act.ConfirmBy += at - act.At // the time to confirm runs from its place
		act.Index, act.At = index, at
		return act
	case Relayed:
		act.Index, act.At = index, at
		return act
	}
	return act
}
