package ask

import (
	"math"

	"parley.example/record/statement"
)

// stand is what all words of one member on one revision come to. It is derived
// anew each time, for a key that is revoked later changes what earlier words
// are worth.
type stand struct {
	Answer  Answer // the one that governs; 0 if none does
	Word    Mark   // of that answer
	Stopped bool   // a withdrawal stands
	Stop    Mark   // that withdrawal
	Prior   bool   // the consent was given beforehand, with conditions (B7)
	Relayed bool   // said through the channel that the agreement names (B13)
	Reply   Said
	Until   statement.Time // asked for time until
	Oral    statement.Time // spoken consent, to be confirmed by
	Quiet   bool           // the ladder has an answer to stop at (B11)
	Late    bool           // the last consent came too late
	Beyond  bool           // the last word was beyond power
	Lapsed  bool           // the last consent had lapsed
	Gone    bool           // the last word is repudiated

	conditional bool // the conditions still hold as a consent beforehand
	conditions  []Condition
	had         bool // a consent stood when it was stopped, so that a fresh one counts until the window ends
}

// standing derives what the member's words on revision r come to, in the order
// of the record. R-ASK-11, PROTOCOL B6.
func (a *Ask) standing(r int, member string) stand {
	var words []Word
	if p := a.party(member); p != nil {
		words = p.Words
	}
	return a.after(r, member, words)
}

// after derives what stands after the first words of a member.
func (a *Ask) after(r int, member string, words []Word) stand {
	var st stand
	rev := &a.Revisions[r]
	prior := a.prior(rev, member)
	if prior != nil && !a.repudiated(prior.Word) {
		st.Answer, st.Word, st.Prior, st.Quiet = Consent, prior.Word, true, true
	}
	for i := range words {
		w := &words[i]
		late := prior != nil && w.Revision == r-1 && w.Mark.Index > rev.Mark.Index // a stop that crossed the revision
		switch {
		case w.Noted, a.windowed() && w.Mark.At > rev.Envelope.Until:
		case w.Revision == r:
			a.weigh(&st, r, w)
		case late && st.Prior && (w.Answer == Withdrawal || w.Answer == Objection || w.Answer == Conditions):
			st.stop(w)
		}
	}
	return st
}

// prior returns the consent that the member gave beforehand to the revision.
func (a *Ask) prior(rev *Revision, member string) *Prior {
	for i := range rev.Prior {
		if rev.Prior[i].Member == member {
			return &rev.Prior[i]
		}
	}
	return nil
}

// weigh takes one more word into what stands.
func (a *Ask) weigh(st *stand, r int, w *Word) {
	st.Gone, st.Beyond, st.Lapsed, st.Late = a.repudiated(w.Mark), w.Beyond, w.Lapsed, false
	if w.Oral != 0 && w.Answer == Consent {
		if !st.Gone && st.Oral == 0 {
			st.Oral = w.By // the first alone: nobody talks the bell down for ever
		}
		return
	}
	switch w.Answer {
	case Consent:
		a.weighConsent(st, r, w)
	case Withdrawal:
		st.withdraw(w)
	case Conditions, Objection:
		// After a consent an objection is a withdrawal; while a withdrawal
		// stands it changes nothing.
		switch {
		case st.Answer == Consent:
			st.stop(w)
		case !st.Stopped:
			st.govern(w)
			st.conditional = w.Answer == Conditions && !w.Lapsed && !st.Gone // its power is judged at the revision
			st.conditions = w.Conditions
		}
	case MoreTime, Reply:
		if st.Answer != Consent && !st.Stopped {
			st.govern(w)
		}
	}
}

// weighConsent lets a consent govern only if it counts. One that does not
// leaves what stood before as it was. R-ASK-12, R-ASK-31.
func (a *Ask) weighConsent(st *stand, r int, w *Word) {
	if st.Stopped && (w.Resumes.IsZero() || w.Resumes != st.Stop.ID) {
		return // it overtook, or does not know, the withdrawal that stands
	}
	limit := a.deadline(r, w.Mark.Index)
	if st.Stopped && st.had {
		limit = a.Revisions[r].Envelope.Until
	}
	if w.Mark.At > limit {
		st.Late = true
		return
	}
	if w.Beyond || w.Lapsed {
		return
	}
	if st.Gone && st.Stopped {
		return // what a repudiated key resumed is still stopped
	}
	st.Stopped, st.Stop, st.had = false, Mark{}, false
	st.govern(w)
}

// govern makes the word the answer. A repudiated one takes the place of what
// stood before and is no answer itself: nothing earlier comes back. R-ASK-42.
func (st *stand) govern(w *Word) {
	st.Answer, st.Word, st.Reply, st.Until = w.Answer, w.Mark, w.Reply, 0
	st.Relayed, st.Prior, st.conditional, st.conditions = w.Via != 0, false, false, nil
	st.Quiet = w.Answer != MoreTime && !w.Beyond
	if w.Answer == MoreTime {
		st.Until = w.By
	}
	if st.Gone {
		st.Answer, st.Quiet, st.Until = 0, false, 0
	}
}

// stop ends the consent that stood. It stands even if its key is repudiated:
// only a fresh consent ends a stop. R-ASK-43.
func (st *stand) stop(w *Word) {
	st.had = st.had || st.Answer == Consent
	st.Answer, st.Stopped, st.Stop, st.Quiet = 0, true, w.Mark, true
	st.conditional = false
}

// withdraw takes a withdrawal: of consent, of the consent given beforehand, or
// of a consent that it overtook. R-ASK-30, R-ASK-25.
func (st *stand) withdraw(w *Word) {
	if st.Answer == Conditions {
		st.conditional = false
		return
	}
	st.stop(w)
}

// deadline is the answer time of a revision as far as the extensions before
// the entry go; for short notice the window's begin. R-ASK-18, PROTOCOL B4.
func (a *Ask) deadline(r int, index int64) statement.Time {
	rev := &a.Revisions[r]
	if rev.Short {
		return rev.Envelope.From
	}
	until := rev.Mark.At + statement.Time(rev.Within)
	for _, x := range rev.Extensions {
		if x.Mark.Index < index && !a.repudiated(x.Mark) {
			until = max(until, x.Until)
		}
	}
	return until
}

// limit is the time until which a consent given now would count.
func (a *Ask) limit(r int, member string, w *Word) statement.Time {
	if st := a.standing(r, member); st.Stopped && st.had && w.Resumes == st.Stop.ID {
		return a.Revisions[r].Envelope.Until
	}
	return a.deadline(r, w.Mark.Index)
}

// forever stands for an index after all entries.
const forever = math.MaxInt64
