package cue

// Acts of attribution, as verbs.txt names them, and the two that are no verbs.
const (
	Say       = "say"
	Announce  = "announce"
	Report    = "report"
	Count     = "count"
	Confirm   = "confirm"
	Claim     = "claim"
	Describe  = "describe"
	Call      = "call"
	Praise    = "praise"
	Warn      = "warn"
	Demand    = "demand"
	Pledge    = "pledge"
	Deny      = "deny"
	Decline   = "decline"
	Silent    = "silent" // did not respond: the outlet tells it, nobody said it
	Refuse    = "refuse"
	Accuse    = "accuse"
	Cite      = "cite"
	According = "according"
)

// A Cue is one place where words are attributed.
type Cue struct {
	At      int // the word of the verb, or of "according"
	Act     string
	Lemma   string
	Subject phrase // who; empty if it must be carried over
	Passive bool   // "were accused": somebody does it who is not said
	Trails  bool   // behind the words that it attributes
	Aside   bool   // in a clause of time or reason behind the main one
}

// Cues finds the attributions of a sentence, in order. Those inside a quotation
// are the quoted one's and are left out.
func (l *Lists) Cues(s *Sentence) []Cue {
	var out []Cue
	for i := range s.Tokens {
		if s.Quoted[i] || s.Tokens[i].Mark {
			continue
		}
		if s.lower(i) == "according" && s.lower(i+1) == "to" {
			out = append(out, Cue{
				At: i, Act: According, Lemma: "according to", Subject: l.after(s, i+2),
				Trails: i > 0 && s.lower(i-1) != "and",
			})
			continue
		}
		if c, ok := l.verbAt(s, i); ok {
			out = append(out, c)
		}
	}
	return out
}

// verbAt reads a verb of saying at i, if it is one there.
func (l *Lists) verbAt(s *Sentence, i int) (Cue, bool) {
	v, ok := l.verbs[s.lower(i)]
	if !ok && is(s.lower(i), "calling demanding urging") && is(s.lower(i-1), "is are was were been") {
		v, ok = map[string]verb{"calling": {"call", Call}, "demanding": {"demand", Demand}, "urging": {"urge", Demand}}[s.lower(i)], true
	}
	if !ok && is(s.lower(i), "released issued published made gave") && (is(s.lower(i+2), "statement communique") || is(s.lower(i+3), "statement communique")) {
		v, ok = verb{"say", Say}, true // "released a statement saying"
	}
	if !ok || l.noun(s, i) {
		return Cue{}, false
	}
	c := Cue{At: i, Act: v.act, Lemma: v.lemma}
	switch next := s.lower(i + 1); {
	case v.lemma == "call" && is(next, "for on upon"):
		c.Act = Demand
	case v.lemma == "call":
		c.Act = Describe
	case v.lemma == "respond" || v.lemma == "comment":
		if !negated(s, i) {
			return Cue{}, false
		}
		c.Act = Silent
	case v.lemma == "refuse" && s.lower(i+2) == "comment":
		c.Act = Decline
	case v.lemma == "decline" && !is(s.lower(i+1), "to"):
		return Cue{}, false
	}
	if passive(s, i) {
		c.Passive = true
		return c, true
	}
	if c.Act != Silent && c.Act != Decline && negated(s, i) {
		return Cue{}, false // what nobody said
	}
	c.Subject, c.Trails = l.subject(s, i)
	if at := c.Subject.Start - 1; !c.Subject.empty() && at > 3 && is(s.lower(at), "after before as when since because although though while until") {
		c.Aside = l.clause(s, 0, at) && (s.lower(at) != "as" || !is(s.lower(at-1), ", so")) && !comes(s, at)
	}
	return c, true
}

// passive reports whether the participle at i has a form of "be" before it, or
// stands alone where a verb would need its subject.
func passive(s *Sentence, i int) bool {
	j := i - 1
	for j >= 0 && (is(s.lower(j), "also not widely previously been being repeatedly publicly later") || j == i-1 && hasSuffix(s.lower(j), "ly")) {
		if s.lower(j) == "been" || s.lower(j) == "being" {
			return true
		}
		j--
	}
	if is(s.lower(i), "calling demanding urging") {
		return false
	}
	if is(s.lower(i), "accused blamed") && is(s.lower(i+1), "of for") {
		return true // an active verb would name whom
	}
	if bePast[s.lower(j)] || s.lower(j) == "'s" && s.lower(i) != "said" && !s.mark(j) && is(s.lower(j-1), "it he she") {
		return true
	}
	return is(s.lower(i+1), "killed dead wounded missing injured by as in") && (s.mark(i-1) || is(s.lower(i-1), "hundreds dozens scores thousands calm")) &&
		is(s.lower(i), "described reported called quoted cited")
}

// comes reports whether the main clause only sets a scene: "This comes days
// after", "The remarks came as".
func comes(s *Sentence, at int) bool {
	for i := 0; i < at && i < 6; i++ {
		if is(s.lower(i), "comes came follows followed") {
			return true
		}
	}
	return false
}

func hasSuffix(w, suffix string) bool {
	return len(w) > len(suffix) && w[len(w)-len(suffix):] == suffix
}

// noun reports whether a form that may be a noun is one here: "Israeli demands
// for", "the reports of", "a claimed".
func (l *Lists) noun(s *Sentence, i int) bool {
	w, before, next := s.lower(i), s.lower(i-1), s.lower(i+1)
	if is(before, "a an the its his her their our of for by with to any no some such these those in") {
		return true
	}
	switch {
	case w == "reports" && i > 0 && s.Tokens[i-1].Capital() && s.mark(i+1):
		return false // "..., Valley Post reports."
	case is(w, "claims reports demands calls estimates records documents counts posts states notes signals hints requests appeals "+
		"promises pledges vows comments"):
		return !is(next, "that its his her their the it he she they for on a an") || is(next, "for") && w != "calls" ||
			l.adjective(before) && w != "calls"
	case is(w, "called documented recorded reported estimated claimed alleged supported"):
		return is(next, "but") || s.mark(i-1) && !s.quote[max(i-1, 0)] && is(w, "documented recorded supported") && is(next, "by")
	case w == "supported":
		return next == "by"
	}
	return next == "by" && is(w, "supported announced unveiled posted endorsed")
}

// negated reports whether a "not" stands before the verb at i.
func negated(s *Sentence, i int) bool {
	for j := i - 1; j >= 0 && j > i-5; j-- {
		if is(s.lower(j), "not never n't") || hasSuffix(s.lower(j), "n't") {
			return true
		}
		if s.mark(j) {
			return false
		}
	}
	return false
}
