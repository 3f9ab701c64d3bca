package model

import (
	"slices"

	"parley.example/internal/terms/ask"
	"parley.example/record/statement"
)

// oracle answers one question, "may this be agreed?", from the plain list of
// logged acts. It shares no code with Apply and looks at nothing that an Ask
// holds. It asks backwards, from the last word of each addressee, where Apply
// goes forwards.
type oracle struct {
	log     []ask.Act
	digests digests
}

// digests remembers the digest of each envelope of the world, which differ in
// force and in the number of conditions alone.
type digests map[[2]int64]statement.Digest

func (o oracle) digest(env ask.Envelope) statement.Digest {
	at := [2]int64{env.Force, int64(len(env.Conditions))}
	d, ok := o.digests[at]
	if !ok {
		d, _ = env.Digest() // the world's envelopes all have one
		o.digests[at] = d
	}
	return d
}

// before is the log as it was before its i-th act.
func (o oracle) before(i int) oracle { return oracle{log: o.log[:i], digests: o.digests} }

// consented is B8 but for the hold, said in its own words: not withdrawn, its
// filing not repudiated, and of every addressee that the current revision
// requires a consent stands. Only held depends on the time at which one asks.
func (o oracle) consented() bool {
	rev, ok := o.current()
	if !ok || o.withdrawn() || o.repudiated(rev.entry) || len(rev.need.Required) == 0 {
		return false
	}
	for _, seat := range rev.need.Required {
		l := o.listen(rev, seat.Member)
		if !l.consentAfter(len(l.words)) {
			return false
		}
	}
	return true
}

// revision is a filing or a revision as the log has it.
type revision struct {
	entry    ask.Entry
	env      ask.Envelope
	need     ask.Need
	within   int64
	bearing  []ask.Bearer
	previous *revision
}

// current finds the revision that counts: the last that its author filed upon
// the one before, not lapsed, before the window's end and before a withdrawal.
func (o oracle) current() (revision, bool) {
	var cur revision
	found := false
	for i, act := range o.log {
		before := o.before(i)
		switch act := act.(type) {
		case ask.Filed:
			cur, found = revision{entry: act.Entry, env: act.Envelope, need: act.Need, within: act.Within}, true
		case ask.Revised:
			fresh := act.At <= act.NotAfter && act.NotAfter <= act.At+notAfter+tolerance
			if act.Member != alpha || act.Of != cur.entry.ID || !fresh || act.At > until || before.withdrawn() || before.dead(act.Key) {
				continue
			}
			last := cur
			cur = revision{act.Entry, act.Envelope, act.Need, act.Within, act.Bearing, &last}
		}
	}
	return cur, found
}

func (o oracle) withdrawn() bool {
	for i, act := range o.log {
		if w, ok := act.(ask.NoticeWithdrawn); ok && w.Member == alpha && w.At <= until && !o.before(i).dead(w.Key) {
			return true
		}
	}
	return false
}

// dead reports whether a key has been revoked by the end of the log.
func (o oracle) dead(key statement.Digest) bool {
	return slices.ContainsFunc(o.log, func(act ask.Act) bool {
		r, ok := act.(ask.Revoked)
		return ok && r.Revokes == key
	})
}

// repudiated reports whether the entry's key was revoked later, compromised
// since before it.
func (o oracle) repudiated(e ask.Entry) bool {
	return slices.ContainsFunc(o.log, func(act ask.Act) bool {
		r, ok := act.(ask.Revoked)
		return ok && r.Revokes == e.Key && r.Since != 0 && e.At >= r.Since && r.Index > e.Index
	})
}

// held reports whether a hold stands: called before the window's end, its own
// end not passed, not lifted by its member.
func (o oracle) held(at statement.Time) bool {
	for i, act := range o.log {
		h, ok := act.(ask.HoldCalled)
		if !ok || at > h.Until || h.At > until || o.before(i).dead(h.Key) {
			continue
		}
		lifted := false
		for j, other := range o.log {
			l, ok := other.(ask.HoldLifted)
			lifted = lifted || ok && l.Hold == h.ID && l.Member == h.Member && !o.repudiated(l.Entry) && !o.before(j).dead(l.Key)
		}
		if !lifted {
			return true
		}
	}
	return false
}

// deadline is the answer time of a revision as far as the log goes.
func (o oracle) deadline(rev revision) statement.Time {
	due := rev.entry.At + statement.Time(rev.within)
	if due > from || rev.within < max(rev.need.Within, int64(10*minute)) {
		return from // short notice
	}
	for i, act := range o.log {
		before := o.before(i)
		x, ok := act.(ask.Extended)
		if ok && x.Member == alpha && x.Revision == rev.entry.ID && x.At <= from && x.Until <= from && x.Until > x.At &&
			!o.repudiated(x.Entry) && !before.dead(x.Key) && !before.withdrawn() {
			if cur, _ := before.current(); cur.entry.ID == rev.entry.ID {
				due = max(due, x.Until)
			}
		}
	}
	return due
}

// upTo is the log as it was just before the entry.
func (o oracle) upTo(index int64) oracle {
	for i, act := range o.log {
		if ask.EntryOf(act).Index >= index {
			return o.before(i)
		}
	}
	return o
}
