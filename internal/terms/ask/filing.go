package ask

import (
	"slices"

	"parley.example/record/statement"
)

// file begins an ask. R-ASK-1.
func file(f Filed) (Ask, error) {
	if f.Sort.String() == "" || f.Precedence.String() == "" || f.At <= 0 || f.Member == "" {
		return Ask{}, void(RuleFiling, "a notice has a sort, a precedence and an author")
	}
	if (f.Sort == Declaration) != (f.Declares != 0) || f.Declares != 0 && f.Declares.String() == "" {
		return Ask{}, void(RuleFiling, "a declaration says what it declares, and nothing else does")
	}
	if f.Sort == Declaration && (f.Within != 0 || len(f.Need.Required) > 0) {
		return Ask{}, void(RuleFiling, "a declaration asks nothing")
	}
	if f.Limits.LeastAnswer < 0 || f.Limits.NotAfter <= 0 || f.Limits.Tolerance < 0 {
		return Ask{}, void(RuleFiling, "the charter's limits are not times")
	}
	a := Ask{Author: f.Member, Declares: f.Declares, ID: f.ID, Limits: f.Limits, Precedence: f.Precedence, Sort: f.Sort}
	rev, err := a.revision(f.Entry, f.Envelope, f.Need, f.Within)
	if err != nil {
		return Ask{}, err
	}
	rev.Body = f.Body
	a.Revisions = []Revision{rev}
	a.Holds = slices.Clone(f.Holds)
	a.At, a.Last = f.At, f.Index
	return a, nil
}

// revision judges what filing and revising have in common.
func (a *Ask) revision(e Entry, env Envelope, need Need, within int64) (Revision, error) {
	if err := env.Check(); err != nil {
		return Revision{}, void(RuleEnvelope, "%v", err)
	}
	digest, err := env.Digest()
	if err != nil {
		return Revision{}, void(RuleEnvelope, "%v", err)
	}
	if !need.check(a.Author) || a.Sort == Declaration && len(need.Required) > 0 {
		return Revision{}, void(RuleFiling, "addressees: sorted, each once, never the author")
	}
	if within < 0 || within > maxWindow || within == 0 && a.Sort != Declaration {
		return Revision{}, void(RuleFiling, "answer time of %d ms is none", within)
	}
	past := a.Sort == Inquiry || a.Sort == Protest // they ask about what was
	if !past && e.At > env.Until {
		return Revision{}, void(RuleFiling, "the window ended at %s", env.Until)
	}
	rev := Revision{Digest: digest, Envelope: env.clone(), Mark: e.mark(), Need: need.clone(), Within: within}
	if a.windowed() {
		rev.Short = within < max(a.Limits.LeastAnswer, need.Within) || e.At+statement.Time(within) > env.From
		rev.LeadShort = e.At+statement.Time(need.Lead) > env.From
	}
	return rev, nil
}

// windowed reports whether answers are bound by a window to come: an immediate
// call begins at once, an inquiry looks back, a declaration asks nothing.
func (a *Ask) windowed() bool { return a.Sort == Notification || a.Sort == Coordination }

// revise puts another envelope in the place of the current one. R-ASK-20.
func (a *Ask) revise(act Revised) error {
	if act.Member != a.Author {
		return void(RuleAsker, "only %s revises its notice", a.Author)
	}
	r, old := a.Current()
	switch {
	case a.has(act.Entry):
		return void(RuleTwice, "the revision is there already")
	case !a.Withdrawn.IsZero():
		return void(RuleRevision, "the notice is withdrawn; file anew")
	case act.Of != old.Mark.ID:
		return void(RuleRevision, "it replaces a revision that is not the current one")
	case a.ended(act.At):
		return void(RuleRevision, "the window has ended; file anew")
	}
	for _, seat := range old.Need.Required {
		if _, ok := act.Need.Requires(seat.Member); seat.Added && !ok {
			return void(RuleAdded, "%s was added by the author, who never removes", seat.Member)
		}
	}
	lapsed, err := a.notAfter(act.Entry, act.NotAfter)
	if err != nil {
		return err
	}
	rev, err := a.revision(act.Entry, act.Envelope, act.Need, act.Within)
	if err != nil {
		return err
	}
	if lapsed {
		a.Lapses = append(a.Lapses, act.mark())
		return nil
	}
	rev.Body = act.Body
	rev.Prior = a.priors(r, &rev, act.Bearing)
	a.Revisions = append(a.Revisions, rev)
	for _, h := range act.Holds {
		if !slices.ContainsFunc(a.Holds, func(old Hold) bool { return old.Mark.ID == h.Mark.ID }) {
			a.Holds = append(a.Holds, h)
		}
	}
	return nil
}

// priors returns the consents given beforehand that hold for the revision: its
// envelope is exactly that of r with the conditions of the one, its key may
// still answer at this place, and is large enough for it. R-ASK-24, R-ASK-25.
func (a *Ask) priors(r int, rev *Revision, bearing []Bearer) []Prior {
	if a.Sort != Coordination {
		return nil
	}
	var out []Prior
	for _, seat := range rev.Need.Required {
		st := a.standing(r, seat.Member)
		if st.Answer != Conditions || !st.conditional {
			continue
		}
		exact := a.Revisions[r].Envelope.With(st.conditions)
		if digest, err := exact.Digest(); err != nil || digest != rev.Digest {
			continue
		}
		for _, b := range bearing {
			if b.Key == st.Word.Key && !a.revoked(b.Key) && covers(b.Powers, b.Type, &rev.Envelope) {
				out = append(out, Prior{Member: seat.Member, Word: st.Word})
				break
			}
		}
	}
	return out
}

// particulars notes a change inside the envelope. It asks nothing. R-ASK-6.
func (a *Ask) particulars(act ParticularsChanged) error {
	r, ok := a.RevisionOf(act.Revision)
	if act.Member != a.Author {
		return void(RuleAsker, "only %s changes its particulars", a.Author)
	}
	if !ok {
		return void(RuleEnvelope, "no such revision of this notice")
	}
	a.Particulars = append(a.Particulars, Change{Digest: act.Digest, Mark: act.mark(), Revision: r})
	return nil
}

// extend moves the answer time of the current revision. R-ASK-22.
func (a *Ask) extend(act Extended) error {
	if act.Member != a.Author {
		return void(RuleAsker, "only %s extends its answer time", a.Author)
	}
	r, rev := a.Current()
	limit := rev.Envelope.From
	switch {
	case !a.Withdrawn.IsZero():
		return void(RuleExtension, "the notice is withdrawn")
	case rev.Mark.ID != act.Revision:
		return void(RuleExtension, "not the current revision")
	case rev.Short:
		return void(RuleExtension, "short notice runs until the window begins already")
	case a.Sort == Declaration:
		return void(RuleExtension, "a declaration asks nothing")
	}
	if a.Sort == Call {
		limit = rev.Envelope.Until
	}
	bound := a.windowed() || a.Sort == Call
	if bound && (act.At > limit || act.Until > limit) {
		return void(RuleExtension, "not beyond %s", limit)
	}
	if act.Until <= a.deadline(r, act.Index) || act.Until <= act.At || act.Until > act.At+maxWindow {
		return void(RuleExtension, "an extension is later than the answer time and than now")
	}
	rev.Extensions = append(rev.Extensions, Extension{Mark: act.mark(), Until: act.Until})
	return nil
}

// withdraw ends the ask. R-ASK-21.
func (a *Ask) withdraw(act NoticeWithdrawn) error {
	switch {
	case act.Member != a.Author:
		return void(RuleAsker, "only %s withdraws its notice", a.Author)
	case !a.Withdrawn.IsZero():
		return void(RuleTwice, "the notice is withdrawn already")
	case a.ended(act.At):
		return void(RuleRevision, "the window has ended; say the outcome")
	}
	a.Withdrawn = act.mark()
	return nil
}

// ended reports whether the current window has ended. What looks back has no
// window that could end it.
func (a *Ask) ended(at statement.Time) bool {
	_, rev := a.Current()
	return a.Sort != Inquiry && a.Sort != Protest && at > rev.Envelope.Until
}
