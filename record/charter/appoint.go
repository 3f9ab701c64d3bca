package charter

import (
	"slices"
	"strings"
	"time"

	"parley.example/record/statement"
)

// appointed folds an officer's appointment. R-AUTH-5.
func (s *State) appointed(e *Entry) (func(), *Void) {
	a, bad := decode[Appointed](e)
	if bad != nil {
		return nil, bad
	}
	longest := s.doc.Tolerances.Resolved().Appointment
	switch {
	case !statement.IsCode(a.Officer):
		return nil, void(RuleAct, "officer %.40q is not a code", a.Officer)
	case a.ExpiresAt <= e.Time || int64(a.ExpiresAt-e.Time) > longest:
		return nil, void(RuleAct, "expires_at %v: after %v and within %v", a.ExpiresAt, e.Time,
			time.Duration(longest)*time.Millisecond)
	case len(a.Powers) == 0:
		return nil, void(RuleAct, "an appointment without powers")
	}
	for _, d := range a.Desks {
		if !slices.Contains(s.doc.Desks, d) {
			return nil, void(RuleAct, "desk %.40q is not in the charter", d)
		}
	}
	for _, p := range a.Powers {
		if bad := p.check(); bad != nil {
			return nil, bad
		}
	}
	if bad := s.free(a.Key, use{Member: e.Author.Member, Role: string(Officer)}); bad != nil {
		return nil, bad
	}
	k := Key{
		Pub: a.Key, Member: e.Author.Member, Seat: Officer, Officer: a.Officer, Desks: a.Desks, Powers: a.Powers,
		Appointed: e.ID, Place: e.Index, Expires: a.ExpiresAt,
	}
	return func() { s.setKey(k) }, nil
}

// check holds the form of a power. R-AUTH-5.
func (p *Power) check() *Void {
	if p.Activity == "" || p.Zone == "" || p.Force < 0 || p.Hours < 0 || len(p.Types) == 0 {
		return void(RuleAct, "a power names activity, zone, types, and sizes that are not negative")
	}
	for _, t := range p.Types {
		noun, _ := strings.CutSuffix(t, ".*")
		if !statement.IsType(t+"/v1") && (noun == t || !statement.IsType(noun+".verb/v1")) {
			return void(RuleAct, "a power for %.60q, want noun.verb or noun.*", t)
		}
	}
	return nil
}

// installed folds a node's new keys. R-AUTH-6.
func (s *State) installed(e *Entry) (func(), *Void) {
	a, bad := decode[Installed](e)
	if bad != nil {
		return nil, bad
	}
	member, n := e.Author.Member, a.Node
	old := s.f.Installed[member]
	for _, k := range []struct {
		fresh, before statement.PublicKey
		role          string
	}{
		{n.Statement, old.Statement, string(Node)}, {n.Witness, old.Witness, roleWitness}, {n.TLS, old.TLS, roleTLS},
	} {
		if k.fresh == k.before {
			continue
		}
		if bad := s.free(k.fresh, use{Member: member, Role: k.role}); bad != nil {
			return nil, bad
		}
	}
	if n.Statement == n.Witness || n.Witness == n.TLS || n.Statement == n.TLS {
		return nil, void(RuleAct, "a node has three different keys")
	}
	if !isRecipient(n.Sealing) {
		return nil, void(RuleAct, "%.40q is no sealing recipient", n.Sealing)
	}
	for other, in := range s.f.Installed {
		if other != member && in.Sealing == n.Sealing {
			return nil, void(RuleAct, "the sealing recipient is another member's")
		}
	}
	return func() {
		if n.Statement != old.Statement {
			s.end(old.Statement.ID(), End{Place: e.Index, Why: whyReplaced})
		}
		s.setNode(member, n, e.ID, e.Index)
		if n.Witness != old.Witness && slices.Contains(s.doc.Witnesses, member) {
			s.startEra(e.Index + 1)
		}
	}, nil
}

// revoked folds the end of an officer's or a node's statement key. A root ends
// by rotation or recovery only. What is revoked already may be revoked again
// from an earlier time, never from a later one. R-AUTH-7.
func (s *State) revoked(e *Entry) (func(), *Void) {
	a, bad := decode[Revoked](e)
	if bad != nil {
		return nil, bad
	}
	k, ok := s.f.Keys[a.Key]
	switch {
	case !ok:
		return nil, void(RuleAct, "key %s is not on the record", a.Key)
	case k.Member != e.Author.Member:
		return nil, void(RuleAct, "key %s is %s's", a.Key, k.Member)
	case k.Seat != Officer && k.Seat != Node:
		return nil, void(RuleAct, "a %s key is not revoked; a root is rotated or recovered", k.Seat)
	case a.Since < 0 || a.Since > e.Time:
		return nil, void(RuleAct, "compromised since %v: a time up to %v", a.Since, e.Time)
	case k.Ended != nil && (a.Since == 0 || k.Ended.Since != 0 && k.Ended.Since <= a.Since):
		return nil, void(RuleAct, "key %s was %s at entry %d already", a.Key, k.Ended.Why, k.Ended.Place)
	}
	end := End{Place: e.Index, Why: whyRevoked, Since: a.Since}
	if k.Ended != nil {
		end.Place = k.Ended.Place
	}
	return func() { k.Ended = &end }, nil
}

// end ends a key that has not ended before: a later end never takes away what
// an earlier one said.
func (s *State) end(id statement.Digest, end End) {
	if k, ok := s.f.Keys[id]; ok && k.Ended == nil {
		k.Ended = &end
	}
}
