package ask

// relay takes what a correspondent said, signed by a channel. It can count only
// for an addressee that holds no key, through the channel that the agreement
// names for it, which is not the author's own member; else it is noted, and no
// more. It never becomes consent of a member. R-ASK-55, R-ASK-56, PROTOCOL B13.
func (a *Ask) relay(act Relayed) error {
	r, err := a.answered(act.Revision, act.Envelope)
	if err != nil {
		return err
	}
	switch {
	case act.Means.String() == "":
		return void(RuleRelay, "it names no means")
	case act.Answer == Conditions:
		return void(RuleRelay, "conditions are relayed as an objection; nobody consents beforehand by word of mouth")
	case act.For == act.Member || act.For == a.Author:
		return void(RuleRelay, "nobody relays itself or to the author for the author")
	case a.has(act.Entry):
		return void(RuleTwice, "the relayed answer is there already")
	}
	seat, asked := a.Revisions[r].Need.Requires(act.For)
	if !asked {
		return void(RuleReader, "%.40s is no addressee of this revision", act.For)
	}
	w := Word{
		Answer: act.Answer, By: act.Until, Mark: act.mark(), NotAfter: act.NotAfter, Reply: act.Reply,
		Resumes: act.Resumes, Revision: r, Via: act.Means,
	}
	if act.Answer == MoreTime {
		w.Decider = act.For
	}
	w.Noted = seat.Channel == "" || seat.Channel != act.Member || act.Member == a.Author
	if err := a.checkWord(&w, act.Entry, act.For); err != nil {
		return err
	}
	p := a.partyFor(act.For)
	p.Words = append(p.Words, w)
	return nil
}

// oral takes what the member's own officer said and its clerk logged. A spoken
// objection stops like a signed one; a spoken consent quietens the bell until
// the time named, and is never consent. R-ASK-57, R-ASK-58, PROTOCOL B13.
func (a *Ask) oral(act Oral) error {
	r, err := a.answered(act.Revision, act.Envelope)
	if err != nil {
		return err
	}
	need := &a.Revisions[r].Need
	switch {
	case a.Sort != Coordination || act.Answer != Consent && act.Answer != Objection || act.Means.String() == "":
		return void(RuleOral, "consent or objection to a coordination request can be oral, by a means named")
	case need.OralConfirm == 0:
		return void(RuleOral, "the rules take no oral answers")
	case act.ConfirmBy <= act.At || int64(act.ConfirmBy-act.At) > need.OralConfirm:
		return void(RuleOral, "to be confirmed from now and within %d ms", need.OralConfirm)
	case a.has(act.Entry):
		return void(RuleTwice, "the oral answer is there already")
	}
	if _, asked := need.Requires(act.Member); !asked {
		return void(RuleReader, "%s is no addressee of this revision", act.Member)
	}
	p := a.partyFor(act.Member)
	p.Words = append(p.Words, Word{
		Answer: act.Answer, By: act.ConfirmBy, Mark: act.mark(), Oral: act.Means, Revision: r,
	})
	return nil
}
