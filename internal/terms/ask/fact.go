package ask

import (
	"slices"

	"parley.example/record/statement"
)

// Changes reports whether the entry of a node would change a fact of the ask.
// Ticks are many: one that changes nothing needs no row. PROTOCOL A5.
func (d Delivered) Changes(a Ask) bool {
	for r := range a.Revisions {
		if misses, ok := a.delivers(r, d); ok {
			f := a.fact(r, d.Member)
			if misses && f.Missing.IsZero() || !misses && f.Delivered.IsZero() {
				return true
			}
		}
	}
	return false
}

// delivers reports whether the entry covers a revision that its member reads,
// and whether its node misses the body.
func (a *Ask) delivers(r int, act Delivered) (misses, ok bool) {
	rev := &a.Revisions[r]
	misses = !rev.Body.IsZero() && slices.Contains(act.Missing, rev.Body)
	return misses, act.Size > rev.Mark.Index && rev.Need.reads(act.Member) && !slices.Contains(act.Erased, rev.Mark.ID)
}

// deliver takes what the node of an addressee or reader had seen. A revision is
// delivered when its entry is covered and its body is at hand; a body that the
// node says it misses makes the line read not delivered. R-ASK-7.
func (a *Ask) deliver(act Delivered) error {
	for r := range a.Revisions {
		misses, ok := a.delivers(r, act)
		if !ok {
			continue
		}
		f := a.factFor(act.Member, r)
		switch {
		case misses && f.Missing.IsZero():
			f.Missing, f.Delivered = act.mark(), Mark{}
		case !misses && f.Delivered.IsZero():
			f.Delivered, f.Missing = act.mark(), Mark{}
		}
	}
	return nil
}

// reader finds the revision that a fact is about, of a member that reads it.
func (a *Ask) reader(member string, id statement.ID) (int, error) {
	r, ok := a.RevisionOf(id)
	if !ok {
		return 0, void(RuleEnvelope, "no such revision of this notice")
	}
	if !a.Revisions[r].Need.reads(member) {
		return 0, void(RuleReader, "%s is neither addressee nor reader of this revision", member)
	}
	return r, nil
}

// show notes that it stood on an open desk. The first time counts. R-ASK-8.
func (a *Ask) show(act Shown) error {
	r, err := a.reader(act.Member, act.Revision)
	if err != nil {
		return err
	}
	if f := a.factFor(act.Member, r); f.Shown.IsZero() {
		f.Shown = act.mark()
	}
	return nil
}

// acknowledge notes an officer's act. It is never consent. The first counts;
// one that was late or whose key was repudiated makes room for another. R-ASK-9.
func (a *Ask) acknowledge(act AcknowledgedBy) error {
	r, err := a.reader(act.Member, act.Revision)
	if err != nil {
		return err
	}
	if f := a.factFor(act.Member, r); f.Acknowledged.IsZero() || !a.timely(r, f.Acknowledged) {
		f.Acknowledged = act.mark()
	}
	return nil
}

// hold takes a hold of any member, whether it was asked or not. One that came
// after its own end stands no more; that is no verdict. R-ASK-33.
func (a *Ask) hold(act HoldCalled) error {
	switch {
	case !a.windowed():
		return void(RuleHold, "there is nothing to hold in this sort: %s", a.Sort)
	case act.Until <= 0 || act.Until > act.At+maxWindow:
		return void(RuleHold, "a hold names its end, within a year")
	case a.has(act.Entry):
		return void(RuleTwice, "the hold is there already")
	}
	a.Holds = append(a.Holds, Hold{Mark: act.mark(), Until: act.Until})
	return nil
}

// lift ends a hold, by the member that called it. A lift by a key that was
// repudiated since makes room for another. R-ASK-34.
func (a *Ask) lift(act HoldLifted) error {
	i := slices.IndexFunc(a.Holds, func(h Hold) bool { return h.Mark.ID == act.Hold })
	switch {
	case i < 0:
		return void(RuleLift, "no such hold on this notice")
	case a.Holds[i].Mark.Member != act.Member:
		return void(RuleLift, "only %s lifts its hold", a.Holds[i].Mark.Member)
	case !a.Holds[i].Lifted.IsZero() && !a.repudiated(a.Holds[i].Lifted):
		return void(RuleLift, "the hold is lifted already")
	}
	a.Holds[i].Lifted = act.mark()
	return nil
}

// takeCharge notes who took charge at a rung. R-ASK-46.
func (a *Ask) takeCharge(act Taken) error {
	_, rev := a.Current()
	if _, ok := rev.Need.Requires(act.Addressee); !ok || act.Rung < 0 || act.Rung >= len(rev.Need.Rungs) {
		return void(RuleRung, "no rung %d for %.40s", act.Rung, act.Addressee)
	}
	a.Takers = append(a.Takers, Taker{Addressee: act.Addressee, Mark: act.mark(), Rung: act.Rung})
	return nil
}

// choose notes the author's intention. It is a state, not a verdict, whether
// there was an agreement: the two may cross. R-ASK-50.
func (a *Ask) choose(act Chosen) error {
	switch {
	case act.Member != a.Author:
		return void(RuleAsker, "only %s says what it intends", a.Author)
	case act.Choice != Postponed && act.Choice != ReferredUp && act.Choice != Proceeding:
		return void(RuleChoice, "%q is not said by itself", act.Choice)
	case (act.Choice == Proceeding) != statement.IsCode(act.Clause):
		return void(RuleChoice, "who proceeds without consent claims a clause, and nobody else does")
	}
	a.Choices = append(a.Choices, Intent{Choice: act.Choice, Clause: act.Clause, Mark: act.mark()})
	return nil
}

// outcome notes what came of it, as one side says. R-ASK-52.
func (a *Ask) outcome(act OutcomeSaid) error {
	_, rev := a.Current()
	switch {
	case act.Outcome.String() == "":
		return void(RuleOutcome, "outcome number %d is not known", act.Outcome)
	case act.Member != a.Author && !rev.Need.reads(act.Member):
		return void(RuleReader, "%s is neither author, addressee nor reader", act.Member)
	}
	a.Outcomes = append(a.Outcomes, Result{Mark: act.mark(), Outcome: act.Outcome})
	return nil
}

// revoke notes a revocation. From here on, and never backwards, the acts of
// the key since it was compromised read repudiated. R-ASK-40.
func (a *Ask) revoke(act Revoked) error {
	if act.Since > act.At {
		return void(RuleRevoked, "compromised since a time to come")
	}
	a.Revocations = append(a.Revocations, Revocation{Key: act.Revokes, Mark: act.mark(), Since: act.Since})
	return nil
}

// step takes one statement in the course of a call. R-ASK-60.
func (a *Ask) step(act CallStepped) error {
	_, rev := a.Current()
	_, asked := rev.Need.Requires(act.Member)
	switch {
	case a.Sort != Call:
		return void(RuleStep, "steps belong to an immediate call")
	case act.Step.String() == "" || (act.When != 0) != (act.Step == Ordered || act.Step == Effective) || act.When < 0:
		return void(RuleStep, "a step is one of its words; an order and its effect have a time, nothing else has")
	case act.Step.response() && !asked:
		return void(RuleStep, "only an addressee says %s", act.Step)
	case act.Member != a.Author && !rev.Need.reads(act.Member):
		return void(RuleReader, "%s is neither author, addressee nor reader", act.Member)
	}
	a.Steps = append(a.Steps, Stated{Mark: act.mark(), Step: act.Step, When: act.When})
	return nil
}
