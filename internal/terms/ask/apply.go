package ask

import (
	"cmp"
	"fmt"
	"slices"
)

// Apply takes one act into the ask and returns what is then known. It is pure:
// it changes nothing that its argument holds, and the same acts in the same
// order give the same ask everywhere. A *Void means that the entry is kept and
// ignored, and that the ask stays as it was; any other error is a fault of the
// caller. The first act of every ask is Filed, on the zero Ask.
func Apply(a Ask, act Act) (Ask, error) {
	e := act.entry()
	if filed, ok := act.(Filed); ok {
		if len(a.Revisions) > 0 {
			return a, void(RuleTwice, "the notice is filed already")
		}
		return file(filed)
	}
	if len(a.Revisions) == 0 {
		return a, fmt.Errorf("apply %T: the first act of an ask is its filing", act)
	}
	if e.At < a.At || e.Index < a.Last {
		return a, fmt.Errorf("%w: %T of entry %d at %s, ask stands at entry %d, %s", ErrOrder, act, e.Index, e.At, a.Last, a.At)
	}
	if _, ok := act.(TimePassed); ok {
		a.At = e.At
		return a, nil
	}
	if a.revoked(e.Key) {
		return a, void(RuleRevoked, "the key was revoked")
	}
	next := a.clone()
	if err := next.take(act); err != nil {
		return a, err
	}
	next.At, next.Last = e.At, e.Index
	return next, nil
}

// take changes a, which shares nothing with anybody.
func (a *Ask) take(act Act) error {
	switch act := act.(type) {
	case Revised:
		return a.revise(act)
	case ParticularsChanged:
		return a.particulars(act)
	case Extended:
		return a.extend(act)
	case NoticeWithdrawn:
		return a.withdraw(act)
	case Delivered:
		return a.deliver(act)
	case Shown:
		return a.show(act)
	case AcknowledgedBy:
		return a.acknowledge(act)
	case AnsweredBy:
		return a.answer(act)
	case ConsentWithdrawn:
		return a.takeBack(act)
	case HoldCalled:
		return a.hold(act)
	case HoldLifted:
		return a.lift(act)
	case Taken:
		return a.takeCharge(act)
	case Chosen:
		return a.choose(act)
	case OutcomeSaid:
		return a.outcome(act)
	case Revoked:
		return a.revoke(act)
	case Relayed:
		return a.relay(act)
	case Oral:
		return a.oral(act)
	case CallStepped:
		return a.step(act)
	}
	return fmt.Errorf("apply: act %T is not in the closed set", act)
}

// clone copies everything that an act may write to.
func (a *Ask) clone() Ask {
	out := *a
	out.Choices = slices.Clone(a.Choices)
	out.Holds = slices.Clone(a.Holds)
	out.Lapses = slices.Clone(a.Lapses)
	out.Outcomes = slices.Clone(a.Outcomes)
	out.Particulars = slices.Clone(a.Particulars)
	out.Revocations = slices.Clone(a.Revocations)
	out.Steps = slices.Clone(a.Steps)
	out.Takers = slices.Clone(a.Takers)
	out.Parties = slices.Clone(a.Parties)
	for i := range out.Parties {
		p := &out.Parties[i]
		p.Facts, p.Words = slices.Clone(p.Facts), slices.Clone(p.Words)
	}
	out.Revisions = slices.Clone(a.Revisions)
	for i := range out.Revisions {
		r := &out.Revisions[i]
		r.Extensions = slices.Clone(r.Extensions)
	}
	return out
}

// partyFor returns the line of a member, made if there was none.
func (a *Ask) partyFor(member string) *Party {
	i, ok := slices.BinarySearchFunc(a.Parties, member, func(p Party, m string) int { return cmp.Compare(p.Member, m) })
	if !ok {
		a.Parties = slices.Insert(a.Parties, i, Party{Member: member})
	}
	return &a.Parties[i]
}

// factFor returns the facts of a member on a revision, made if there were none.
func (a *Ask) factFor(member string, r int) *Fact {
	p := a.partyFor(member)
	i, ok := slices.BinarySearchFunc(p.Facts, r, func(f Fact, r int) int { return f.Revision - r })
	if !ok {
		p.Facts = slices.Insert(p.Facts, i, Fact{Revision: r})
	}
	return &p.Facts[i]
}

// marks visits the mark of everything that somebody signed.
func (a *Ask) marks(visit func(*Mark)) {
	seen := func(m *Mark) {
		if !m.IsZero() {
			visit(m)
		}
	}
	for i := range a.Revisions {
		seen(&a.Revisions[i].Mark)
		for j := range a.Revisions[i].Extensions {
			seen(&a.Revisions[i].Extensions[j].Mark)
		}
	}
	for i := range a.Parties {
		for j := range a.Parties[i].Facts {
			f := &a.Parties[i].Facts[j]
			seen(&f.Acknowledged)
			seen(&f.Delivered)
			seen(&f.Missing)
			seen(&f.Shown)
		}
		for j := range a.Parties[i].Words {
			seen(&a.Parties[i].Words[j].Mark)
		}
	}
	for i := range a.Holds {
		seen(&a.Holds[i].Mark)
		seen(&a.Holds[i].Lifted)
	}
	for i := range a.Choices {
		seen(&a.Choices[i].Mark)
	}
	for i := range a.Outcomes {
		seen(&a.Outcomes[i].Mark)
	}
	for i := range a.Particulars {
		seen(&a.Particulars[i].Mark)
	}
	for i := range a.Steps {
		seen(&a.Steps[i].Mark)
	}
	for i := range a.Takers {
		seen(&a.Takers[i].Mark)
	}
	for i := range a.Lapses {
		seen(&a.Lapses[i])
	}
	seen(&a.Withdrawn)
}

// has reports whether a statement is in the ask already.
func (a *Ask) has(e Entry) bool {
	for i := range a.Parties {
		for j := range a.Parties[i].Words {
			if a.Parties[i].Words[j].Mark.ID == e.ID {
				return true
			}
		}
	}
	_, filed := a.RevisionOf(e.ID)
	return filed || slices.ContainsFunc(a.Holds, func(h Hold) bool { return h.Mark.ID == e.ID })
}
