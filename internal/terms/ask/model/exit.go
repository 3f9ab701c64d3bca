package model

import (
	"slices"

	"parley.example/internal/terms/ask"
)

// exits is C5: until the window has ended, each state can be left by what a
// single honest member does, with a key that nobody revoked; or the alarm
// stands. A hold can be lifted by its member, or ends; a withdrawal is ended
// by its member's fresh consent; the author can always end the whole.
func (c *checker) exits(n *node) *Violation {
	at := n.at()
	o := c.m.State(n.a, at)
	if o.Over || o.State == ask.Withdrawn || o.State == ask.Superseded {
		return nil
	}
	if v := c.authorExit(n, o); v != nil {
		return v
	}
	if o.State == ask.Suspended {
		if !slices.Contains(c.m.Bells(n.a, at), ask.BellSuspended) {
			return &Violation{Property: "C5", Text: "suspended, and nothing rings"}
		}
		return c.stopExit(n)
	}
	return nil
}

// authorExit lets alpha end the notice, and extend what is unanswered.
func (c *checker) authorExit(n *node, o ask.Overall) *Violation {
	end := ask.NoticeWithdrawn{Entry: n.entry("a2")}
	if next, err := c.m.Apply(n.a, end); err != nil || c.m.State(next, n.at()).State != ask.Withdrawn {
		return &Violation{Property: "C5", Text: o.State.String() + ": its author cannot withdraw it"}
	}
	if o.State == ask.Unanswered && n.at() < extendedTo {
		x := ask.Extended{Entry: n.entry("a2"), Revision: n.current().Mark.ID, Until: extendedTo}
		next, err := c.m.Apply(n.a, x)
		if err != nil || c.m.State(next, n.at()).State == ask.Unanswered {
			return &Violation{Property: "C5", Text: "unanswered: its author cannot extend the answer time"}
		}
	}
	return nil
}

// stopExit lets every member that stopped it end its own stop, one after the
// other: then nothing may be suspended.
func (c *checker) stopExit(n *node) *Violation {
	fresh := map[string]string{bravo: "b3", guarantor: "g3", mediator: "m3", observer: "o3"}
	at := *n
	at.log = slices.Clone(n.log)
	do := func(act ask.Act) {
		if next, err := c.m.Apply(at.a, act); err == nil {
			at.a = next
		}
		at.log = append(at.log, act)
	}
	for _, h := range n.a.Holds {
		do(ask.HoldLifted{Entry: at.entry(fresh[h.Mark.Member]), Hold: h.Mark.ID})
	}
	for _, l := range ask.Lines(n.a, n.at()) {
		if l.Stop.IsZero() {
			continue
		}
		act := ask.AnsweredBy{
			Entry: at.entry(fresh[l.Member]), Answer: ask.Consent, Envelope: n.current().Digest, Resumes: l.Stop.ID,
			Revision: n.current().Mark.ID,
		}
		// It may reach to the answer time, or to the window's end where a
		// consent stood; past both only the author can end it, and the bell rings.
		act.NotAfter = min(n.at()+notAfter, max(l.Due, n.at()))
		if n.at() > l.Due {
			act.NotAfter = min(n.at()+notAfter, until)
		}
		do(act)
		if c.late(&at, l.Member) {
			return nil
		}
	}
	if c.m.State(at.a, at.at()).State == ask.Suspended {
		return &Violation{Property: "C5", Text: "suspended: nobody who stopped it can go on"}
	}
	return nil
}

// late reports whether the member's fresh consent came too late to count: its
// withdrawal overtook a consent that never stood.
func (c *checker) late(n *node, member string) bool {
	for _, l := range ask.Lines(n.a, n.at()) {
		if l.Member == member {
			return l.Late
		}
	}
	return false
}
