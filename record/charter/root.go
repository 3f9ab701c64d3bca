package charter

import (
	"parley.example/record/statement"
)

// rotation is the change of a root that waits for the new one's signature.
type rotation struct {
	New statement.PublicKey `json:"new"`
	By  statement.Digest    `json:"by"` // id of the root that began it
}

// rotated folds the change of a root: first the old one signs, then the new,
// over the same act. R-ROOT-1.
func (s *State) rotated(e *Entry) (func(), *Void) {
	a, bad := decode[Rotated](e)
	if bad != nil {
		return nil, bad
	}
	member := e.Author.Member
	r, pending := s.f.Rotations[member]
	if e.Author.Seat == Candidate {
		if !pending || r.New != a.New || a.New.ID() != e.Author.Key {
			return nil, void(RuleAct, "no rotation of %s to this key is under way", member)
		}
		if root := s.root(member, e.Time); root.ID() != r.By {
			return nil, void(RuleAct, "the root that began the rotation of %s no longer holds", member)
		}
		return func() {
			delete(s.f.Rotations, member)
			s.replaceRoot(member, a.New, 0, e)
		}, nil
	}
	if bad := s.free(a.New, use{Member: member, Role: string(Candidate)}); bad != nil {
		return nil, bad
	}
	return func() {
		if pending {
			s.end(r.New.ID(), End{Place: e.Index, Why: whyReplaced})
		}
		s.f.Rotations[member] = rotation{New: a.New, By: e.Author.Key}
		s.setKey(Key{Pub: a.New, Member: member, Seat: Candidate, Appointed: e.ID, Place: e.Index})
	}, nil
}

// recovered folds what k other roots (all others, if fewer) do for a member
// that lost its root: the new one holds when the time in public has passed. A
// member that completes a rotation before then has not lost it, and the
// recovery ends. R-ROOT-2, R-ROOT-5.
func (s *State) recovered(e *Entry) (func(), *Void) {
	a, bad := decode[Recovered](e)
	if bad != nil {
		return nil, bad
	}
	if _, ok := s.doc.Member(a.Member); !ok || a.Member == e.Author.Member {
		return nil, void(RuleAct, "%.40q is no other member", a.Member)
	}
	seat := use{Member: a.Member, Role: string(Root)}
	if bad := s.free(a.New, seat); bad != nil {
		return nil, bad
	}
	need := min(s.doc.RootQuorum(), len(s.doc.Members)-1)
	vote, bad := s.vote(e, "recovery of "+a.Member, need, func() {
		s.replaceRoot(a.Member, a.New, e.Time+statement.Time(s.doc.Tolerances.Resolved().Recovery), e)
	})
	if bad != nil {
		return nil, bad
	}
	return func() {
		s.reserve(a.New, seat)
		vote()
	}, nil
}

// replaceRoot gives a member a new root: now, or where from is given, from
// then on, the root in force holding until then. A recovery that still waits
// ends either way, so that at any time exactly one root holds. R-ROOT-4.
func (s *State) replaceRoot(member string, pub statement.PublicKey, from statement.Time, e *Entry) {
	for _, k := range s.f.Keys {
		switch {
		case k.Member != member || k.Seat != Root || k.Ended != nil || k.Expires != 0 && k.Expires <= e.Time:
		case from == 0 || k.NotBefore > e.Time:
			k.Ended = &End{Place: e.Index, Why: whyReplaced}
		default:
			k.Expires = from
		}
	}
	if k, ok := s.f.Keys[pub.ID()]; ok {
		k.Seat, k.NotBefore = Root, from
		s.take(pub, use{Member: member, Role: string(Root)})
		return
	}
	s.setKey(Key{Pub: pub, Member: member, Seat: Root, Appointed: e.ID, Place: e.Index, NotBefore: from})
}

// root returns the root key that holds for a member at a record time.
func (s *State) root(member string, at statement.Time) statement.PublicKey {
	for _, k := range s.f.Keys {
		if k.Member == member && k.Seat == Root && k.Ended == nil && at >= k.NotBefore && (k.Expires == 0 || at < k.Expires) {
			return k.Pub
		}
	}
	return statement.PublicKey{}
}
