package ask

import "parley.example/record/statement"

// restsOnAny reports whether revision r rests on a key that one of the unlogged
// revocations names, whatever time that names: which words fall is for the
// record to say, and until it has, none of them is relied on. R-ASK-63,
// PROTOCOL A9.
func (a *Ask) restsOnAny(r int, unlogged []Act) bool {
	for _, act := range unlogged {
		if rv, ok := act.(Revoked); ok && a.restsOn(r, rv.Revokes) {
			return true
		}
	}
	return false
}

// restsOn reports whether the key signed what the state of revision r rests on:
// its filing, an extension, the word or acknowledgment that governs of one who
// must answer, a step that answers a call, the lift of a hold.
func (a *Ask) restsOn(r int, key statement.Digest) bool {
	rev := &a.Revisions[r]
	signed := func(m Mark) bool { return !m.IsZero() && m.Key == key }
	if signed(rev.Mark) {
		return true
	}
	for i := range rev.Extensions {
		if signed(rev.Extensions[i].Mark) {
			return true
		}
	}
	for i := range a.Holds {
		if signed(a.Holds[i].Lifted) {
			return true
		}
	}
	for i := range a.Steps {
		if a.Steps[i].Step.response() && signed(a.Steps[i].Mark) {
			return true
		}
	}
	for _, seat := range rev.Need.Required {
		if signed(a.standing(r, seat.Member).Word) || a.Sort == Notification && signed(a.fact(r, seat.Member).Acknowledged) {
			return true
		}
	}
	return false
}
