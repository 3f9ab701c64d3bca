package model

import (
	"reflect"
	"slices"

	"parley.example/internal/terms/ask"
	"parley.example/record/statement"
)

// listener hears one addressee on one revision.
type listener struct {
	o     oracle
	rev   revision
	prior bool
	words []word
}

// word is an act that could bear on the addressee's consent.
type word struct {
	e          ask.Entry
	answer     ask.Answer
	notAfter   statement.Time
	resumes    statement.ID
	until      statement.Time
	conditions []ask.Condition
	oral       bool
	crossed    bool // about the revision before, logged after this one
}

// listen collects the words of a member in the order of the record.
func (o oracle) listen(rev revision, member string) listener {
	l := listener{o: o, rev: rev, prior: o.prior(rev, member)}
	var previous statement.ID
	if rev.previous != nil {
		previous = rev.previous.entry.ID
	}
	for i, act := range o.log {
		w, about, digest, ok := hear(act, member)
		if !ok || w.e.At > until || o.before(i).dead(w.e.Key) || o.twice(i, w.e.ID) {
			continue
		}
		named := rev
		if about == previous && !previous.IsZero() && w.e.Index > rev.entry.Index {
			named, w.crossed = *rev.previous, true
		} else if about != rev.entry.ID {
			continue
		}
		if w.answer != ask.Withdrawal && digest != o.digest(named.env) {
			continue
		}
		l.words = append(l.words, w)
	}
	return l
}

// twice reports whether the same statement stood in the log before.
func (o oracle) twice(i int, id statement.ID) bool {
	for _, act := range o.log[:i] {
		if ask.EntryOf(act).ID == id {
			return true
		}
	}
	return false
}

// hear reads an act of the member as a word, and what it is about.
func hear(act ask.Act, member string) (w word, about statement.ID, digest statement.Digest, ok bool) {
	switch act := act.(type) {
	case ask.AnsweredBy:
		w = word{
			e: act.Entry, answer: act.Answer, notAfter: act.NotAfter, resumes: act.Resumes, until: act.Until,
			conditions: act.Conditions,
		}
		return w, act.Revision, act.Envelope, act.Member == member
	case ask.Oral:
		return word{e: act.Entry, answer: act.Answer, oral: true}, act.Revision, act.Envelope, act.Member == member
	case ask.ConsentWithdrawn:
		return word{e: act.Entry, answer: ask.Withdrawal}, act.Revision, statement.Digest{}, act.Member == member
	}
	return word{}, statement.ID{}, statement.Digest{}, false
}

// consentAfter reports whether a consent stands after the first i words.
func (l listener) consentAfter(i int) bool {
	if i == 0 {
		return l.prior
	}
	w := l.words[i-1]
	switch {
	case w.crossed:
		return l.consentAfter(i-1) && (!l.stops(i-1) || !l.onPrior(i-1))
	case w.oral && w.answer == ask.Consent, w.answer == ask.MoreTime:
		return l.consentAfter(i - 1) // more time after a consent is void
	case w.answer == ask.Consent:
		if l.good(i - 1) {
			return !l.o.repudiated(w.e)
		}
		return l.consentAfter(i - 1)
	}
	return false // a withdrawal, an objection, conditions: none leaves a consent standing
}

// stops reports whether word i is a stop where it crossed the revision.
func (l listener) stops(i int) bool {
	a := l.words[i].answer
	return a == ask.Withdrawal || a == ask.Objection || a == ask.Conditions
}

// onPrior reports whether the consent given beforehand is still the last word
// of consent before word i.
func (l listener) onPrior(i int) bool {
	for j := range i {
		w := l.words[j]
		_, stopped, _ := l.stopAfter(j)
		if w.answer == ask.Consent && !w.oral && !w.crossed && l.good(j) && (!stopped || !l.o.repudiated(w.e)) {
			return false
		}
	}
	return l.prior
}

// stopAfter returns the withdrawal that stands after the first i words, and
// whether there had been a consent to withdraw.
func (l listener) stopAfter(i int) (id statement.ID, stopped, had bool) {
	if i == 0 {
		return id, false, false
	}
	w := l.words[i-1]
	id, stopped, had = l.stopAfter(i - 1)
	stop := false
	switch {
	case w.crossed:
		stop = l.stops(i-1) && l.onPrior(i-1)
	case w.oral && w.answer == ask.Consent:
	case w.answer == ask.Consent:
		if l.good(i-1) && (!l.o.repudiated(w.e) || !stopped) {
			return statement.ID{}, false, false
		}
	case w.answer == ask.Withdrawal:
		stop = l.governs(i-1) != ask.Conditions
	case w.answer == ask.Objection, w.answer == ask.Conditions:
		stop = l.consentAfter(i - 1)
	}
	if stop {
		return w.e.ID, true, had || l.consentAfter(i-1)
	}
	return id, stopped, had
}

// governs returns the answer that governs after the first i words.
func (l listener) governs(i int) ask.Answer {
	if i == 0 {
		if l.prior {
			return ask.Consent
		}
		return 0
	}
	w := l.words[i-1]
	_, stopped, _ := l.stopAfter(i - 1)
	taken := false
	switch {
	case w.oral && w.answer == ask.Consent, w.crossed:
	case w.answer == ask.Consent:
		taken = l.good(i-1) && (!l.o.repudiated(w.e) || !stopped)
	case w.answer == ask.Withdrawal:
		if l.governs(i-1) == ask.Conditions {
			return ask.Conditions
		}
	case w.answer == ask.MoreTime:
		taken = l.timely(i-1) && !stopped && !l.consentAfter(i-1)
	default:
		taken = !stopped && !l.consentAfter(i-1)
	}
	if _, now, _ := l.stopAfter(i); now {
		return 0
	}
	switch {
	case taken && l.o.repudiated(w.e):
		return 0
	case taken:
		return w.answer
	}
	return l.governs(i - 1)
}

// timely reports whether a request for more time held at its place.
func (l listener) timely(i int) bool {
	w := l.words[i]
	if w.until <= w.e.At || w.until >= from {
		return false
	}
	then := l.o.upTo(w.e.Index).listen(l.rev, w.e.Member)
	if _, stopped, _ := then.stopAfter(len(then.words)); stopped || then.consentAfter(len(then.words)) {
		return false
	}
	for j := range then.words {
		if then.words[j].answer == ask.MoreTime && !then.words[j].crossed && l.timely(j) {
			return false // the rules of the world allow it once
		}
	}
	return true
}

// good reports whether word i, a consent, counts: signed with the power to
// bind, not lapsed, not in store, in time, and after a withdrawal naming it.
func (l listener) good(i int) bool {
	w := l.words[i]
	if w.notAfter < w.e.At || w.notAfter > w.e.At+notAfter+tolerance || w.e.Powers[0].Force < l.rev.env.Force {
		return false
	}
	then := l.o.upTo(w.e.Index)
	if w.notAfter > then.listen(l.rev, w.e.Member).limit(w) {
		return false
	}
	id, stopped, _ := l.stopAfter(i)
	if stopped && w.resumes != id {
		return false
	}
	before := listener{o: l.o, rev: l.rev, prior: l.prior, words: l.words[:i]}
	return w.e.At <= before.limit(w)
}

// limit is the time until which a consent after all words of l counts.
func (l listener) limit(w word) statement.Time {
	if id, stopped, had := l.stopAfter(len(l.words)); stopped && had && w.resumes == id {
		return until
	}
	// Extensions after the consent do not make it be in time.
	before := oracle{digests: l.o.digests}
	for _, act := range l.o.log {
		if e := ask.EntryOf(act); e.Index < w.e.Index || isRevoked(act) {
			before.log = append(before.log, act)
		}
	}
	return before.deadline(l.rev)
}

func isRevoked(act ask.Act) bool {
	_, ok := act.(ask.Revoked)
	return ok
}

// prior reports whether the member consented beforehand to the revision: with
// conditions to the one before, of which this is exactly that and them.
func (o oracle) prior(rev revision, member string) bool {
	if rev.previous == nil {
		return false
	}
	then := o.upTo(rev.entry.Index)
	l := then.listen(*rev.previous, member)
	for i := len(l.words); i > 0; i-- {
		w := l.words[i-1]
		switch {
		case w.answer == ask.Conditions && l.governs(i) == ask.Conditions:
			return exactly(rev.previous.env, rev.env, w.conditions) && o.holds(rev, w, then)
		case w.crossed && !l.onPrior(i-1): // it stays with the revision before
		case w.answer == ask.Consent && (w.oral || !l.good(i-1)), w.answer == ask.MoreTime && !l.timely(i-1):
		default:
			return false
		}
	}
	return false
}

// holds reports whether the consent in a word with conditions holds at the
// place of the revision and was not repudiated since.
func (o oracle) holds(rev revision, w word, then oracle) bool {
	lapsed := w.notAfter < w.e.At || w.notAfter > w.e.At+notAfter+tolerance
	if lapsed || then.dead(w.e.Key) || o.repudiated(w.e) {
		return false
	}
	for _, b := range rev.bearing {
		if b.Key == w.e.Key {
			return b.Powers[0].Force >= rev.env.Force
		}
	}
	return false
}

// exactly reports whether the new envelope is the old one plus the conditions,
// field by field.
func exactly(was, is ask.Envelope, conditions []ask.Condition) bool {
	in := func(list []ask.Condition, c ask.Condition) bool {
		for _, d := range list {
			if reflect.DeepEqual(c, d) {
				return true
			}
		}
		return false
	}
	for _, c := range is.Conditions {
		if !in(was.Conditions, c) && !in(conditions, c) {
			return false
		}
	}
	for _, c := range append(slices.Clone(was.Conditions), conditions...) {
		if !in(is.Conditions, c) {
			return false
		}
	}
	was.Conditions, is.Conditions = nil, nil
	return reflect.DeepEqual(was, is)
}
