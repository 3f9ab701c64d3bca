package ask

import "parley.example/record/statement"

// answered finds the revision that an answer names, and judges that it saw its
// envelope. To answer an older revision is no fault: it stays an answer to that.
// R-ASK-13.
func (a *Ask) answered(id statement.ID, digest statement.Digest) (int, error) {
	r, ok := a.RevisionOf(id)
	if !ok {
		return 0, void(RuleEnvelope, "no such revision of this notice")
	}
	if a.Revisions[r].Digest != digest {
		return 0, void(RuleEnvelope, "the envelope answered is not that of the revision")
	}
	return r, nil
}

// notAfter judges the lapse of a consent or a revision. R-ASK-14, PROTOCOL A10.
func (a *Ask) notAfter(e Entry, notAfter statement.Time) (lapsed bool, err error) {
	if notAfter <= 0 {
		return false, void(RuleNotAfter, "not_after is wanted")
	}
	if notAfter > e.At+statement.Time(a.Limits.NotAfter+a.Limits.Tolerance) {
		return false, void(RuleNotAfter, "not_after is too far ahead; nobody consents in store")
	}
	return e.At > notAfter, nil
}

// answer takes an officer's answer. R-ASK-10 to R-ASK-17, R-ASK-23, R-ASK-31.
func (a *Ask) answer(act AnsweredBy) error {
	r, err := a.answered(act.Revision, act.Envelope)
	if err != nil {
		return err
	}
	rev := &a.Revisions[r]
	if !rev.Need.reads(act.Member) {
		return void(RuleReader, "%s is neither addressee nor reader of this revision", act.Member)
	}
	if a.has(act.Entry) {
		return void(RuleTwice, "the answer is there already")
	}
	w := Word{
		Answer: act.Answer, By: act.Until, Conditions: cloneConditions(act.Conditions), Decider: act.Decider,
		Mark: act.mark(), NotAfter: act.NotAfter, Reply: act.Reply, Resumes: act.Resumes, Revision: r,
	}
	if err := a.checkWord(&w, act.Entry, act.Member); err != nil {
		return err
	}
	if act.Answer == Consent || act.Answer == Conditions {
		w.Beyond = !covers(act.Powers, act.Type, &rev.Envelope)
	}
	p := a.partyFor(act.Member)
	p.Words = append(p.Words, w)
	return nil
}

// checkWord judges a word of the member by itself and against what it said.
func (a *Ask) checkWord(w *Word, e Entry, member string) error {
	if err := a.checkFields(w); err != nil {
		return err
	}
	switch w.Answer {
	case Conditions:
		// It is an objection whatever its not_after; one that has passed or is
		// too far ahead costs it the consent beforehand.
		lapsed, err := a.notAfter(e, w.NotAfter)
		w.Lapsed = lapsed || err != nil
		return checkConditions(w)
	case Consent:
		var err error
		if w.Lapsed, err = a.notAfter(e, w.NotAfter); err != nil {
			return err
		}
		// In time, it must not reach beyond the time until which it counts; late,
		// it counts no more and is kept as what it says.
		limit := a.limit(w.Revision, member, w)
		if e.At <= limit && w.NotAfter > limit {
			return void(RuleNotAfter, "not_after is beyond %s, until which this consent counts", limit)
		}
	case MoreTime:
		return a.checkMoreTime(w, e, member)
	case Objection, Withdrawal, Reply:
	}
	return nil
}

// takes reports whether an answer belongs to the sort. R-ASK-10. An immediate
// call is answered by its steps, a declaration not at all.
func (s Sort) takes(w Answer) bool {
	switch s {
	case Coordination:
		return w == Consent || w == Conditions || w == Objection || w == MoreTime
	case Notification:
		return w == Objection
	case Inquiry, Protest:
		return w == Reply || w == MoreTime
	case Call, Declaration:
	}
	return false
}

// checkFields holds the form of an answer: the fields of its word and no others.
func (a *Ask) checkFields(w *Word) error {
	if !a.Sort.takes(w.Answer) {
		return void(RuleWord, "%q is no answer to this sort: %s", w.Answer, a.Sort)
	}
	switch {
	case (w.Reply != 0) != (w.Answer == Reply), w.Reply != 0 && w.Reply.String() == "":
		return void(RuleWord, "a reply says one of its words")
	case (w.By != 0 || w.Decider != "") != (w.Answer == MoreTime):
		return void(RuleWord, "more time alone names who decides and until when")
	case w.NotAfter != 0 && w.Answer != Consent && w.Answer != Conditions:
		return void(RuleWord, "%s never lapses", w.Answer)
	case !w.Resumes.IsZero() && w.Answer != Consent:
		return void(RuleWord, "only a consent resumes")
	case len(w.Conditions) > 0 && w.Answer != Conditions:
		return void(RuleWord, "conditions come with their own answer")
	}
	return nil
}

// checkConditions wants conditions that are named. Whether the envelope has
// them already is no verdict: it is an objection all the same. R-ASK-23.
func checkConditions(w *Word) error {
	if len(w.Conditions) == 0 {
		return void(RuleConditions, "no condition named")
	}
	if err := CheckConditions(w.Conditions); err != nil {
		return void(RuleConditions, "%v", err)
	}
	return nil
}

// checkMoreTime judges a request for more time. It moves no answer time and
// stops no ladder. R-ASK-16, R-ASK-17, PROTOCOL B6, B7.
func (a *Ask) checkMoreTime(w *Word, e Entry, member string) error {
	rev := &a.Revisions[w.Revision]
	if !statement.IsCode(w.Decider) || w.By <= e.At || a.windowed() && w.By >= rev.Envelope.From {
		return void(RuleMoreTime, "more time names who decides, and a time from now and before the window")
	}
	if st := a.standing(w.Revision, member); st.Answer == Consent || st.Stopped {
		return void(RuleConsented, "after a consent only a withdrawal counts")
	}
	n := 0
	if p := a.party(member); p != nil {
		for i := range p.Words {
			if v := &p.Words[i]; v.Answer == MoreTime && v.Revision == w.Revision && !v.Noted {
				n++
			}
		}
	}
	if n >= rev.Need.MoreTime {
		return void(RuleMoreTime, "more time was asked %d times; the rules allow no more", n)
	}
	return nil
}

// takeBack takes a withdrawal. It is never void for what came before it: one
// that overtakes its consent on the way still stops it. R-ASK-30.
func (a *Ask) takeBack(act ConsentWithdrawn) error {
	r, ok := a.RevisionOf(act.Revision)
	switch {
	case a.Sort != Coordination || !ok:
		return void(RuleWithdrawn, "it names no revision of a coordination request")
	case act.Doing.String() == "" || (act.By != 0) != (act.Doing == ClearBy):
		return void(RuleWithdrawn, "it says what those under way should do, and by when to be clear")
	case a.has(act.Entry):
		return void(RuleTwice, "the withdrawal is there already")
	}
	if _, ok := a.Revisions[r].Need.Requires(act.Member); !ok {
		return void(RuleReader, "%s is no addressee of this revision", act.Member)
	}
	p := a.partyFor(act.Member)
	p.Words = append(p.Words, Word{
		Answer: Withdrawal, By: act.By, Doing: act.Doing, From: act.From, Mark: act.mark(), Revision: r,
	})
	return nil
}
