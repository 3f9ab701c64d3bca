package model

import (
	"slices"
	"strings"
	"testing"

	"parley.example/internal/terms/ask"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// mutation breaks one rule by a wrapper around the product's own functions.
type mutation struct {
	name     string
	property string // which the search must find broken
	break_   func(*Machine)
}

// acts replaces an act before Apply sees it; nil drops it.
func acts(change func(a ask.Ask, act ask.Act) ask.Act) func(*Machine) {
	return func(m *Machine) {
		apply := m.Apply
		m.Apply = func(a ask.Ask, act ask.Act) (ask.Ask, error) {
			if act = change(a, act); act == nil {
				return a, nil
			}
			return apply(a, act)
		}
	}
}

// answers replaces an answer before Apply sees it.
func answers(change func(a ask.Ask, act *ask.AnsweredBy)) func(*Machine) {
	return acts(func(a ask.Ask, act ask.Act) ask.Act {
		if answer, ok := act.(ask.AnsweredBy); ok {
			change(a, &answer)
			return answer
		}
		return act
	})
}

// drop ignores the acts of one type on which when holds.
func drop[T ask.Act](when func(ask.Ask, T) bool) func(*Machine) {
	return acts(func(a ask.Ask, act ask.Act) ask.Act {
		if t, ok := act.(T); ok && when(a, t) {
			return nil
		}
		return act
	})
}

func always[T ask.Act](ask.Ask, T) bool { return true }

// consentOf is the consent that a mutation makes out of something else.
func consentOf(a ask.Ask, e ask.Entry, member string) ask.Act {
	_, rev := a.Current()
	o := officers()["b1"]
	e.Powers, e.Member, e.Type = o.powers(), member, "notice.answered"
	return ask.AnsweredBy{Entry: e, Answer: ask.Consent, Envelope: rev.Digest, NotAfter: e.At, Revision: rev.Mark.ID}
}

func line(a ask.Ask, member string) ask.Line {
	for _, l := range ask.Lines(a, a.At) {
		if l.Member == member {
			return l
		}
	}
	return ask.Line{}
}

func mutations() []mutation {
	list := append(softMutations(), ruleMutations()...)
	list = append(list, foldMutations()...)
	list = append(list, screenMutations()...)
	return append(list, exitMutations()...)
}

// softMutations let something that is no consent become one.
func softMutations() []mutation {
	state := func(change func(ask.Ask, ask.Overall) ask.State) func(*Machine) {
		return func(m *Machine) {
			right := m.State
			m.State = func(a ask.Ask, at statement.Time) ask.Overall {
				o := right(a, at)
				o.State = change(a, o)
				return o
			}
		}
	}
	return []mutation{
		{"silence counts", "C3", state(func(_ ask.Ask, o ask.Overall) ask.State {
			if o.State == ask.Unanswered {
				return ask.Agreed
			}
			return o.State
		})},
		{"one consent is enough", "C3", state(func(a ask.Ask, o ask.Overall) ask.State {
			if o.State == ask.Open && slices.ContainsFunc(ask.Lines(a, a.At), func(l ask.Line) bool { return l.Answer == ask.Consent }) {
				return ask.Agreed
			}
			return o.State
		})},
		{"an acknowledgment counts", "C3", acts(func(a ask.Ask, act ask.Act) ask.Act {
			if x, ok := act.(ask.AcknowledgedBy); ok {
				return consentOf(a, x.Entry, x.Member)
			}
			return act
		})},
		{"delivery counts", "C3", acts(func(a ask.Ask, act ask.Act) ask.Act {
			if x, ok := act.(ask.Delivered); ok {
				return consentOf(a, x.Entry, x.Member)
			}
			return act
		})},
		{"having been shown counts", "C3", acts(func(a ask.Ask, act ask.Act) ask.Act {
			if x, ok := act.(ask.Shown); ok {
				return consentOf(a, x.Entry, x.Member)
			}
			return act
		})},
		{"an oral consent counts", "C3", acts(func(a ask.Ask, act ask.Act) ask.Act {
			if x, ok := act.(ask.Oral); ok && x.Answer == ask.Consent {
				return consentOf(a, x.Entry, x.Member)
			}
			return act
		})},
		{"a relayed consent counts as signed", "C3", acts(func(a ask.Ask, act ask.Act) ask.Act {
			if x, ok := act.(ask.Relayed); ok {
				return consentOf(a, x.Entry, x.For)
			}
			return act
		})},
		{"the mediator stands for bravo", "C3", answers(func(_ ask.Ask, act *ask.AnsweredBy) {
			if act.Member == mediator {
				act.Member = bravo
			}
		})},
	}
}

// ruleMutations leave out one condition of B8.
func ruleMutations() []mutation {
	return []mutation{
		{"a late consent counts", "C2", acts(func(_ ask.Ask, act ask.Act) ask.Act {
			if f, ok := act.(ask.Filed); ok {
				f.Within = int64(from - f.At)
				return f
			}
			return act
		})},
		{"a lapsed consent counts", "C2", answers(func(_ ask.Ask, act *ask.AnsweredBy) {
			if act.NotAfter != 0 {
				act.NotAfter = max(act.NotAfter, act.At)
			}
		})},
		{"a consent in store counts", "C2", answers(func(_ ask.Ask, act *ask.AnsweredBy) { act.NotAfter = min(act.NotAfter, act.At+minute) })},
		{"what is beyond power binds", "C2", answers(func(_ ask.Ask, act *ask.AnsweredBy) {
			act.Powers = []charter.Power{{Activity: charter.Any, Force: 1e6, Hours: 1e6, Types: []string{"notice.*"}, Zone: charter.Any}}
		})},
		{"an answer to the revision before counts", "C2", answers(func(a ask.Ask, act *ask.AnsweredBy) {
			_, rev := a.Current()
			act.Revision, act.Envelope = rev.Mark.ID, rev.Digest
		})},
		{"whatever envelope is answered counts", "C2", answers(func(a ask.Ask, act *ask.AnsweredBy) {
			if r, ok := a.RevisionOf(act.Revision); ok {
				act.Envelope = a.Revisions[r].Digest
			}
		})},
		{"a withdrawal is ignored", "C2", drop(always[ask.ConsentWithdrawn])},
		{"an objection after a consent is ignored", "C2", drop(func(a ask.Ask, act ask.AnsweredBy) bool {
			return act.Answer == ask.Objection && line(a, act.Member).Answer == ask.Consent
		})},
		{"a consent that does not know the withdrawal resumes", "C2", answers(func(a ask.Ask, act *ask.AnsweredBy) {
			if act.Answer == ask.Consent {
				act.Resumes = line(a, act.Member).Stop.ID
			}
		})},
		{"a hold is ignored", "C2", drop(always[ask.HoldCalled])},
		{"anybody lifts a hold", "C2", acts(func(a ask.Ask, act ask.Act) ask.Act {
			if x, ok := act.(ask.HoldLifted); ok && len(a.Holds) > 0 {
				x.Member = a.Holds[0].Mark.Member
				return x
			}
			return act
		})},
		{"repudiation is ignored", "C2", drop(func(_ ask.Ask, act ask.Revoked) bool { return act.Revokes == keyOf("b1") })},
		{"repudiation of the filing is ignored", "C2", drop(func(_ ask.Ask, act ask.Revoked) bool { return act.Revokes == keyOf("a1") })},
		{"a key answers after its revocation", "C2", drop(func(_ ask.Ask, act ask.Revoked) bool { return act.Since == 0 })},
		{"a consent beforehand holds for any revision", "C2", func(m *Machine) {
			apply := m.Apply
			m.Apply = func(a ask.Ask, act ask.Act) (ask.Ask, error) {
				next, err := apply(a, act)
				if x, ok := act.(ask.Revised); ok && err == nil && line(a, bravo).Answer == ask.Conditions {
					e := x.Entry
					e.ID[31]++
					return apply(next, consentOf(next, e, bravo))
				}
				return next, err
			}
		}},
		{"a consent beforehand cannot be withdrawn", "C2", drop(func(a ask.Ask, act ask.ConsentWithdrawn) bool {
			return line(a, act.Member).Answer == ask.Conditions
		})},
		{"the author's withdrawal counts only before an agreement", "C2", drop(func(a ask.Ask, _ ask.NoticeWithdrawn) bool {
			return ask.StateAt(a, a.At).State == ask.Agreed
		})},
		{"a lapsed revision counts", "B8", acts(func(_ ask.Ask, act ask.Act) ask.Act {
			if x, ok := act.(ask.Revised); ok {
				x.NotAfter = max(x.NotAfter, x.At)
				return x
			}
			return act
		})},
	}
}

// foldMutations make two nodes with the same leaves differ.
func foldMutations() []mutation {
	return []mutation{
		{"Apply remembers beside the row", "C1", func(m *Machine) {
			apply, seen := m.Apply, 0
			m.Apply = func(a ask.Ask, act ask.Act) (ask.Ask, error) {
				if _, ok := act.(ask.AcknowledgedBy); ok {
					if seen++; seen > 1 {
						return a, nil
					}
				}
				return apply(a, act)
			}
		}},
		{"Apply writes into its argument", "C1", func(m *Machine) {
			apply := m.Apply
			m.Apply = func(a ask.Ask, act ask.Act) (ask.Ask, error) {
				if x, ok := act.(ask.AnsweredBy); ok && len(a.Parties) > 0 && len(a.Parties[0].Words) > 0 {
					a.Parties[0].Words[0].Beyond = x.Answer == ask.Objection
				}
				return apply(a, act)
			}
		}},
		{"a wake decides", "C1", func(m *Machine) {
			apply := m.Apply
			m.Apply = func(a ask.Ask, act ask.Act) (ask.Ask, error) {
				if x, ok := act.(ask.TimePassed); ok && x.Member == "" && ask.StateAt(a, x.At).State == ask.Unanswered {
					a.Withdrawn = a.Revisions[0].Mark
				}
				return apply(a, act)
			}
		}},
	}
}

// screenMutations listen to what is not on the record.
func screenMutations() []mutation {
	screen := func(change func(m *Machine, a ask.Ask, at statement.Time, local ask.Local) ask.View) func(*Machine) {
		return func(m *Machine) {
			right := *m
			m.Screen = func(a ask.Ask, at statement.Time, local ask.Local) ask.View { return change(&right, a, at, local) }
		}
	}
	heeds := func(which func(ask.Act) bool) func(*Machine) {
		return screen(func(m *Machine, a ask.Ask, at statement.Time, local ask.Local) ask.View {
			for _, act := range local.Unlogged {
				if which(act) {
					if next, err := m.Apply(a, act); err == nil {
						a = next
					}
				}
			}
			return m.Screen(a, at, local)
		})
	}
	return []mutation{
		{"the local clock ends a hold", "C4", screen(func(m *Machine, a ask.Ask, at statement.Time, local ask.Local) ask.View {
			return m.Screen(a, max(at, local.Clock), local)
		})},
		{"agreed is shown while not live", "C4", screen(func(m *Machine, a ask.Ask, at statement.Time, local ask.Local) ask.View {
			local.Live = true
			return m.Screen(a, at, local)
		})},
		{"an unlogged consent is shown", "C4", heeds(func(act ask.Act) bool {
			x, ok := act.(ask.AnsweredBy)
			return ok && x.Answer == ask.Consent
		})},
		{"an unlogged lift is shown", "C4", heeds(func(act ask.Act) bool { _, ok := act.(ask.HoldLifted); return ok })},
		{"a revocation at hand is not heeded", "C4", screen(func(m *Machine, a ask.Ask, at statement.Time, local ask.Local) ask.View {
			local.Unlogged = slices.DeleteFunc(slices.Clone(local.Unlogged), func(act ask.Act) bool { _, ok := act.(ask.Revoked); return ok })
			return m.Screen(a, at, local)
		})},
		{"an unlogged revision is shown", "C4", heeds(func(act ask.Act) bool { _, ok := act.(ask.Revised); return ok })},
	}
}

// exitMutations close a way out.
func exitMutations() []mutation {
	return []mutation{
		{"a hold has no exit", "C5", drop(always[ask.HoldLifted])},
		{"who withdrew cannot consent afresh", "C5", answers(func(_ ask.Ask, act *ask.AnsweredBy) { act.Resumes = statement.ID{} })},
		{"the author cannot withdraw", "C5", drop(always[ask.NoticeWithdrawn])},
		{"the author cannot extend", "C5", drop(always[ask.Extended])},
		{"suspended does not ring", "C5", func(m *Machine) {
			m.Bells = func(ask.Ask, statement.Time) []ask.Bell { return nil }
		}},
	}
}

// TestMutations breaks one rule after another and wants the search to find
// each break, and to find it as a break of the property that the rule serves.
func TestMutations(t *testing.T) {
	found := map[string]int{}
	for _, mu := range mutations() {
		t.Run(strings.ReplaceAll(mu.name, " ", "_"), func(t *testing.T) {
			m := Real()
			mu.break_(&m)
			res := Search(m, Bound{Acts: 4, Close: 4, Every: 1, only: mu.property})
			if res.Violation == nil {
				t.Fatalf("mutation %q survived %v", mu.name, res)
			}
			if got := res.Violation.Property; got != mu.property {
				t.Errorf("mutation %q breaks %s, want %s: %v", mu.name, got, mu.property, res.Violation)
			}
			found[mu.property]++
			t.Logf("%s -> %s in %d acts: %s", mu.name, res.Violation.Property, len(res.Violation.History), res.Violation.History)
		})
	}
	for _, property := range []string{"C1", "C2", "C3", "C4", "C5"} {
		if found[property] == 0 {
			t.Errorf("no mutation breaks %s", property)
		}
	}
}
