package ask

// Worth is why a word is not worth what it says, at the place where it stood:
// a history shows it beside the word. All false: nothing is wrong with it.
type Worth struct {
	Beyond     bool // larger than the officer's power
	Lapsed     bool // logged after its not_after
	Late       bool // a consent after the time until which it counted
	Repudiated bool // by a key that was declared compromised before it
}

// Worths returns what each word of a member was worth when it came, in the
// order of its words. R-ASK-12, R-ASK-40.
func (a *Ask) Worths(member string) []Worth {
	p := a.party(member)
	if p == nil {
		return nil
	}
	all := make([]Worth, len(p.Words))
	for i := range p.Words {
		w := &p.Words[i]
		late := w.Answer == Consent && w.Oral == 0 && !w.Noted && a.after(w.Revision, member, p.Words[:i+1]).Late
		all[i] = Worth{Beyond: w.Beyond, Lapsed: w.Lapsed, Late: late, Repudiated: a.repudiated(w.Mark)}
	}
	return all
}

// Repudiated reports whether an entry of the ask was made by a key that was
// declared compromised before it. R-ASK-40.
func (a *Ask) Repudiated(m Mark) bool { return a.repudiated(m) }

// LateReceipt reports whether an acknowledgment of a notification came after its
// answer time; that of any other sort has none.
func (a *Ask) LateReceipt(r int, m Mark) bool {
	return a.Sort == Notification && !m.IsZero() && !a.repudiated(m) && !a.timely(r, m)
}
