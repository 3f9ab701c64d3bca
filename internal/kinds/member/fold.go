package member

import (
	"slices"

	"parley.example/internal/kind"
	"parley.example/internal/terms/seat"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// fold takes in what the record has let through. What a node says to a room is
// about what is in it, for the kinds that hear it; here it changes nothing, so
// that no room has another row of a node or a key than the common one.
func fold(tx kind.Tx, e kind.Entry) error {
	if e.Room != "" {
		return nil
	}
	switch act := e.Act.(type) {
	case charter.Appointed:
		seat.Keys.Put(tx, act.Key.ID().String(), seat.Key{
			Desks: act.Desks, Ended: -1, Expires: act.ExpiresAt, Key: act.Key.ID(), Member: e.Author.Member,
			Officer: act.Officer, Place: e.Index, Powers: act.Powers,
		})
	case charter.Revoked:
		revoke(tx, e, act)
	case charter.Signed:
		reseat(tx, e)
	case tick.Tick:
		hear(tx, e, act)
	case tick.Held:
		hold(tx, e, act)
	case tick.Refused:
		refuse(tx, e, act)
	}
	return nil
}

// revoke ends an officer's key. Keys of nodes have no row: kinds ask for
// officers only.
func revoke(tx kind.Tx, e kind.Entry, act charter.Revoked) {
	k, ok := seat.Keys.Get(tx, act.Key.String())
	if !ok {
		return
	}
	if k.Ended < 0 {
		k.Ended = e.Index
	}
	k.Since = act.Since
	seat.Keys.Put(tx, act.Key.String(), k)
}

// reseat brings the seats in line with the charter in force: at the founding,
// and at the last signature of an amendment. Keys of a member that left end.
func reseat(tx kind.Tx, e kind.Entry) {
	for code := range Seats.All(tx) {
		if _, stays := e.Charter.Member(code); stays {
			continue
		}
		Seats.Drop(tx, code)
		Nodes.Drop(tx, code) // should it come back, its node begins anew
		for id, k := range seat.Keys.Where(tx, "member", code) {
			if k.Ended < 0 {
				k.Ended = e.Index
				seat.Keys.Put(tx, id, k)
			}
		}
	}
	for _, m := range e.Charter.Members {
		if s, ok := Seats.Get(tx, m.Code); !ok || s.Role != string(m.Role) {
			Seats.Put(tx, m.Code, Seat{Role: string(m.Role)})
		}
	}
}

// hear notes what a node misses, where that changed.
func hear(tx kind.Tx, e kind.Entry, act tick.Tick) {
	n, ok := Nodes.Get(tx, e.Author.Member)
	if slices.Equal(n.Missing, act.Missing) && (ok || len(act.Missing) == 0) {
		return
	}
	n.Missing = act.Missing
	Nodes.Put(tx, e.Author.Member, n)
}

// refuse notes why a witness last refused, where that changed.
func refuse(tx kind.Tx, e kind.Entry, act tick.Refused) {
	n, _ := Nodes.Get(tx, e.Author.Member)
	if n.Refused == act.Reason && n.Since == act.Since {
		return
	}
	n.Refused, n.Since = act.Reason, act.Since
	if n.Missing == nil {
		n.Missing = []statement.Digest{}
	}
	Nodes.Put(tx, e.Author.Member, n)
}

// hold adds a member's word to each statement that it holds, its first one: a
// later word cannot make the time earlier. Whose the statement is stands nowhere
// before it is logged, so a member's word on its own is kept too; who counts
// holders leaves the author out. PROTOCOL A7, R-PICTURE-12.
func hold(tx kind.Tx, e kind.Entry, act tick.Held) {
	for _, id := range act.IDs {
		h, _ := tick.Holds.Get(tx, id.String())
		if slices.ContainsFunc(h.By, func(b tick.HeldBy) bool { return b.Member == e.Author.Member }) {
			continue
		}
		h.By = append(slices.Clip(h.By), tick.HeldBy{Member: e.Author.Member, Since: act.Since})
		tick.Holds.Put(tx, id.String(), h)
	}
}
