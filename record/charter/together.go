package charter

import (
	"crypto/sha256"

	"parley.example/record/statement"
)

// maxTerms bounds how far a certificate may reach beyond the last term.
const maxTerms = 1000

// certificate is the latest one that a member's root signed for a succession.
type certificate struct {
	Term int64            `json:"term"`
	Act  statement.Digest `json:"act"`
}

// ruleSet is a rule-set and where it starts to judge.
type ruleSet struct {
	From   int64            `json:"from"` // index of the first entry that it judges
	Digest statement.Digest `json:"digest"`
}

// vote counts the members whose roots signed the same act on one subject. At
// the need-th the act takes effect and the subject's votes end. A member has
// one vote on a subject: another act takes its place. R-VOTE-1.
func (s *State) vote(e *Entry, subject string, need int, effect func()) (func(), *Void) {
	act, member := actKey(e), e.Author.Member
	if s.f.Votes[subject][member] == act {
		return nil, void(RuleAct, "%s has signed the same before", member)
	}
	return func() {
		if s.f.Votes[subject] == nil {
			s.f.Votes[subject] = map[string]statement.Digest{}
		}
		s.f.Votes[subject][member] = act
		if s.votes(subject, act) >= need {
			delete(s.f.Votes, subject)
			effect()
		}
	}, nil
}

func (s *State) votes(subject string, act statement.Digest) int {
	n := 0
	for _, v := range s.f.Votes[subject] {
		if v == act {
			n++
		}
	}
	return n
}

// actKey names an act by its type and fields, whoever signs it.
func actKey(e *Entry) statement.Digest {
	h := sha256.New()
	h.Write([]byte(e.Statement.Type + "\n"))
	h.Write(e.Statement.Act)
	return statement.Digest(h.Sum(nil))
}

const subjectHost = "host"

// succeeded folds a root's certificate for a new host. The k equal ones follow
// the old leaves directly, one after the other; the last puts it into force.
// R-SUCCESSION-1.
func (s *State) succeeded(e *Entry) (func(), *Void) {
	a, bad := decode[Succeeded](e)
	if bad != nil {
		return nil, bad
	}
	if bad := s.checkSuccession(&a, e); bad != nil {
		return nil, bad
	}
	key, tls := use{Member: a.NewHost, Role: roleHost}, use{Member: a.NewHost, Role: roleHostTLS}
	if bad := s.free(a.NewKey, key); bad != nil {
		return nil, bad
	}
	if bad := s.free(a.NewTLS, tls); bad != nil {
		return nil, bad
	}
	vote, bad := s.vote(e, subjectHost, s.doc.RootQuorum(), func() {
		s.take(a.NewKey, key)
		s.take(a.NewTLS, tls)
		s.setHost(Host{Member: a.NewHost, Origin: a.NewOrigin, Key: a.NewKey, TLS: a.NewTLS})
		s.f.Term = a.Term
		clear(s.f.Certified)
		s.startEra(a.Size + 1).Succession = &a
	})
	if bad != nil {
		return nil, bad
	}
	return func() {
		s.reserve(a.NewKey, key)
		s.reserve(a.NewTLS, tls)
		s.f.Certified[e.Author.Member] = certificate{Term: a.Term, Act: actKey(e)}
		vote()
	}, nil
}

// checkSuccession holds what one certificate can be judged by. R-SUCCESSION-2.
func (s *State) checkSuccession(a *Succeeded, e *Entry) *Void {
	_, known := s.doc.Member(a.NewHost)
	before, act := s.f.Certified[e.Author.Member], actKey(e)
	switch {
	case !known:
		return void(RuleAct, "new host %.40q is no member", a.NewHost)
	case a.OldOrigin != s.doc.Host.Origin || a.NewOrigin == a.OldOrigin || !isOrigin(a.NewOrigin):
		return void(RuleAct, "from origin %.80q to %.80q; the record is at %q", a.OldOrigin, a.NewOrigin, s.doc.Host.Origin)
	case a.Term <= s.f.Term || a.Term > s.f.Term+maxTerms:
		return void(RuleAct, "term %d, the last was %d", a.Term, s.f.Term)
	case a.Term < before.Term || a.Term == before.Term && act != before.Act:
		return void(RuleAct, "%s has signed another certificate for term %d: two for one term are proof", e.Author.Member, before.Term)
	case a.Size < 1 || a.Size+int64(s.votes(subjectHost, act)) != e.Index:
		return void(RuleAct, "size %d at entry %d: the certificates follow the old leaves directly", a.Size, e.Index)
	case a.NewKey == a.NewTLS:
		return void(RuleAct, "a host has two different keys")
	}
	return nil
}

// setHost puts a host in the place of the one that the document names.
func (s *State) setHost(h Host) {
	doc := *s.doc
	doc.Host = h
	s.doc, s.f.Host = &doc, &h
}

// ruleSet folds a root's signature under a rule-set. The k-th equal one starts
// it: older entries keep their rules. R-RULESET-1.
func (s *State) ruleSet(e *Entry) (func(), *Void) {
	a, bad := decode[RuleSet](e)
	if bad != nil {
		return nil, bad
	}
	if n := len(s.f.RuleSets); n > 0 && s.f.RuleSets[n-1].Digest == a.Digest {
		return nil, void(RuleAct, "rule-set %s is in force", a.Digest)
	}
	return s.vote(e, "rule-set", s.doc.RootQuorum(), func() {
		s.f.RuleSets = append(s.f.RuleSets, ruleSet{From: e.Index + 1, Digest: a.Digest})
	})
}

// RuleSet returns the rule-set that judges the entry at an index, and false
// where the roots have agreed on none before it. R-RULESET-1.
func (s *State) RuleSet(index int64) (statement.Digest, bool) {
	var digest statement.Digest
	found := false
	for _, r := range s.f.RuleSets {
		if r.From <= index {
			digest, found = r.Digest, true
		}
	}
	return digest, found
}
