package charter

import (
	"slices"

	"parley.example/record/statement"
)

// maxProposals is how many amendments of one proposer are kept under way; the
// next one puts its oldest out. R-AMEND-6.
const maxProposals = 4

// amendment is a proposed document that waits for signatures.
type amendment struct {
	Digest   statement.Digest `json:"digest"`
	Document []byte           `json:"document"`
	By       string           `json:"by"`  // the member that proposed it
	Old      []string         `json:"old"` // members in force whose roots signed
	New      []string         `json:"new"` // newcomers whose roots signed
}

// signed folds a root's signature under a charter document: the first one
// founds the mechanism, a later one amends it. R-CHARTER-4, R-AMEND-2.
func (s *State) signed(e *Entry) (func(), *Void) {
	a, bad := decode[Signed](e)
	if bad != nil {
		return nil, bad
	}
	if a.Charter == s.f.Mechanism {
		return s.founding(e)
	}
	i := slices.IndexFunc(s.f.Amendments, func(am *amendment) bool { return am.Digest == a.Charter })
	if i < 0 {
		return nil, void(RuleAct, "no charter of digest %s is proposed", a.Charter)
	}
	am := s.f.Amendments[i]
	doc, err := ParseDocument(am.Document)
	if err != nil {
		return nil, void(RuleAct, "the proposed document: %v", err)
	}
	if _, stays := doc.Member(s.doc.Host.Member); !stays {
		return nil, void(RuleAct, "%s, since then the host's member, is not in it; propose another", s.doc.Host.Member)
	}
	list := &am.Old
	if e.Author.Seat == Candidate {
		list = &am.New
		if m, joins := s.newcomer(&doc, e.Author.Member); !joins || m.Root.ID() != e.Author.Key {
			return nil, void(RuleAct, "this key is not the root of a newcomer of it")
		}
	}
	if slices.Contains(*list, e.Author.Member) {
		return nil, void(RuleAct, "%s has signed it already", e.Author.Member)
	}
	return func() {
		*list = append(*list, e.Author.Member)
		s.tryAmend(am, &doc, e)
	}, nil
}

// founding folds a signature under the first charter, by the root that this
// charter names. R-CHARTER-4.
func (s *State) founding(e *Entry) (func(), *Void) {
	member := e.Author.Member
	if s.f.Signed[member] || s.f.Keys[e.Author.Key].Place >= 0 {
		return nil, void(RuleAct, "the first charter waits for no signature of %s by this key", member)
	}
	return func() {
		s.f.Signed[member] = true
		s.f.Founded = s.f.Founded || len(s.f.Signed) == len(s.doc.Members)
	}, nil
}

// newcomer returns the member of that code if the document would add it.
func (s *State) newcomer(doc *Document, code string) (Member, bool) {
	m, listed := doc.Member(code)
	_, stays := s.doc.Member(code)
	return m, listed && !stays
}

// proposed folds an amending document. It names the digest of the one in force,
// and leaves the keys of staying members to the statements made for that.
// R-AMEND-1.
func (s *State) proposed(e *Entry) (func(), *Void) {
	a, bad := decode[Proposed](e)
	if bad != nil {
		return nil, bad
	}
	doc, err := ParseDocument(a.Document)
	if err != nil {
		return nil, void(RuleAct, "the proposed document: %v", err)
	}
	digest, err := doc.Digest()
	if err != nil {
		return nil, void(RuleAct, "%v", err)
	}
	if bad := s.checkAmendment(&doc, digest, e.Time); bad != nil {
		return nil, bad
	}
	return func() {
		for _, m := range doc.Members {
			if _, joins := s.newcomer(&doc, m.Code); joins {
				s.nominate(m, e)
			}
		}
		s.dropOldest(e.Author.Member)
		am := &amendment{Digest: digest, Document: a.Document, By: e.Author.Member, Old: []string{}, New: []string{}}
		s.f.Amendments = append(s.f.Amendments, am)
	}, nil
}

// nominate seats a newcomer's root as a candidate, which may accept the
// charter, and keeps its other keys for it.
func (s *State) nominate(m Member, e *Entry) {
	if _, known := s.f.Keys[m.Root.ID()]; !known {
		s.setKey(Key{Pub: m.Root, Member: m.Code, Seat: Candidate, Appointed: e.ID, Place: e.Index})
		s.take(m.Root, use{Member: m.Code, Role: string(Root), Pending: true})
	}
	s.reserve(m.Node.Statement, use{Member: m.Code, Role: string(Node)})
	s.reserve(m.Node.Witness, use{Member: m.Code, Role: roleWitness})
	s.reserve(m.Node.TLS, use{Member: m.Code, Role: roleTLS})
}

func (s *State) dropOldest(member string) {
	mine, oldest := 0, -1
	for i, am := range s.f.Amendments {
		if am.By == member {
			if mine++; oldest < 0 {
				oldest = i
			}
		}
	}
	if mine >= maxProposals {
		s.f.Amendments = slices.Delete(s.f.Amendments, oldest, oldest+1)
	}
}

func (s *State) checkAmendment(doc *Document, digest statement.Digest, at statement.Time) *Void {
	switch {
	case doc.Amends == nil || *doc.Amends != s.f.Digest:
		return void(RuleAct, "it does not name %s, the charter in force, as what it amends", s.f.Digest)
	case slices.ContainsFunc(s.f.Amendments, func(am *amendment) bool { return am.Digest == digest }):
		return void(RuleAct, "it is proposed already")
	case doc.Exercise != s.doc.Exercise:
		return void(RuleAct, "an exercise stays one, and nothing else becomes one")
	case doc.Host != s.doc.Host:
		return void(RuleAct, "the host changes by succession")
	}
	for _, m := range doc.Members {
		if _, stays := s.doc.Member(m.Code); stays {
			if m.Root != s.root(m.Code, at) || m.Node != s.f.Installed[m.Code] {
				return void(RuleAct, "the keys of %s differ from those in force", m.Code)
			}
			continue
		}
		for _, k := range []struct {
			pub  statement.PublicKey
			role string
		}{
			{m.Root, string(Root)}, {m.Node.Statement, string(Node)}, {m.Node.Witness, roleWitness}, {m.Node.TLS, roleTLS},
		} {
			if bad := s.free(k.pub, use{Member: m.Code, Role: k.role}); bad != nil {
				return bad
			}
		}
	}
	return nil
}

// tryAmend puts the document into force at the last of the signatures that it
// needs: k old roots and the root of every newcomer. The keys of staying
// members and the host are those in force now, whatever the document says: it
// was right when it was proposed. R-AMEND-2, R-AMEND-4, R-VOTE-2.
func (s *State) tryAmend(am *amendment, doc *Document, e *Entry) {
	if len(am.Old) < s.doc.RootQuorum() {
		return
	}
	var joining []Member
	for _, m := range doc.Members {
		if _, joins := s.newcomer(doc, m.Code); joins {
			joining = append(joining, m)
			if !slices.Contains(am.New, m.Code) {
				return
			}
		}
	}
	for _, m := range s.doc.Members {
		if _, stays := doc.Member(m.Code); !stays {
			s.endMember(m.Code, e.Index)
		}
	}
	for _, m := range joining {
		s.f.Keys[m.Root.ID()].Seat = Root
		s.take(m.Root, use{Member: m.Code, Role: string(Root)})
		s.setNode(m.Code, m.Node, e.ID, e.Index)
	}
	host := s.doc.Host
	s.doc, s.f.Document, s.f.Digest = doc, am.Document, am.Digest
	if doc.Host != host {
		s.setHost(host)
	}
	s.f.Amendments = nil
	clear(s.f.Votes)
	s.startEra(e.Index + 1)
}

// endMember ends all that a leaving member has. Should it come back, it comes
// with new keys. R-AMEND-5.
func (s *State) endMember(code string, place int64) {
	for _, k := range s.f.Keys {
		if k.Member == code && k.Ended == nil {
			k.Ended = &End{Place: place, Why: whyLeft}
		}
	}
	for id, u := range s.f.Uses {
		if u.Member == code && u.Pending {
			u.Pending = false
			s.f.Uses[id] = u
		}
	}
	delete(s.f.Installed, code)
	delete(s.f.Rotations, code)
	delete(s.f.Certified, code)
}
