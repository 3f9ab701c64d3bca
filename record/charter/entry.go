package charter

import (
	"parley.example/record/statement"
)

// Entry is one judged line of the record.
type Entry struct {
	Index     int64
	Time      statement.Time   // record time at this entry: the greatest received_at up to it
	Hash      statement.Digest // leaf hash
	Leaf      statement.Leaf   // zero where the leaf has no form
	ID        statement.ID     // statement id; zero where the leaf has no form
	Statement statement.Statement
	Author    Author    // zero where the signature does not hold
	Void      *Void     // nil where the entry may count
	Charter   *Document // in force after this entry, nil from Judge; shared, read only
}

// Author is who signed an entry, resolved at its place.
type Author struct {
	Member  string
	Role    Role
	Seat    Seat
	Key     statement.Digest
	Officer string
	Desks   []string
	Powers  []Power
}

// Prepared is a leaf parsed and with its signature checked: the part of a
// judgment that needs no history, and nearly all of its cost.
type Prepared struct {
	leaf      statement.Leaf
	hash      statement.Digest
	id        statement.ID
	st        statement.Statement
	form      error
	signature error
	checked   bool
}

// Prepare parses a leaf and, where the key is known already, checks its
// signature. It may run for many leaves at once, beside a State that folds; pub
// (State.Pub) may know less than the State at the leaf's place, never another
// key for an id, since the id is made from the key.
func Prepare(leaf []byte, pub func(statement.Digest) (statement.PublicKey, bool)) Prepared {
	p := Prepared{hash: statement.LeafHash(leaf)}
	p.leaf, p.form = statement.ParseLeaf(leaf)
	if p.form != nil {
		return p
	}
	p.id = p.leaf.Envelope.ID()
	p.st, p.form = p.leaf.Envelope.Statement()
	if p.form != nil {
		return p
	}
	if key, ok := pub(p.st.Key); ok {
		p.signature, p.checked = p.leaf.Envelope.Verify(key), true
	}
	return p
}

// Take judges the next leaf of the record and folds it.
func (s *State) Take(leaf []byte) Entry { return s.Fold(Prepare(leaf, s.Pub)) }

// Judge says what Fold would make of the next leaf, and changes nothing.
func (s *State) Judge(p Prepared) Entry {
	e := s.entry(p)
	if e.Void = s.judge(&e, p); e.Void == nil {
		if apply := s.foldOf(&e); apply != nil {
			_, e.Void = apply(s, &e)
		}
	}
	return e
}

// Fold judges the next leaf and takes it into the state. The chain of its key
// moves on wherever the signature and the chain hold, be the entry void for
// another reason or not. R-CHAIN-2.
func (s *State) Fold(p Prepared) Entry {
	e := s.entry(p)
	e.Void = s.judge(&e, p)
	s.f.Time = e.Time
	s.f.Size++
	if chained(e.Void) {
		k := s.f.Keys[e.Statement.Key]
		k.Next, k.Tail = e.Statement.Seq+1, e.ID
	}
	if e.Void == nil {
		if fold := s.foldOf(&e); fold != nil {
			commit, bad := fold(s, &e)
			if e.Void = bad; bad == nil {
				commit()
			}
		}
	}
	e.Charter = s.doc
	return e
}

func (s *State) entry(p Prepared) Entry {
	return Entry{
		Index: s.f.Size, Time: max(s.f.Time, p.leaf.ReceivedAt), Hash: p.hash, Leaf: p.leaf, ID: p.id, Statement: p.st,
	}
}

// chained reports whether the verdict leaves signature and chain standing.
func chained(v *Void) bool {
	if v == nil {
		return true
	}
	switch v.Rule {
	case RuleForm, RuleMechanism, RuleKey, RuleSignature, RuleChain:
		return false
	}
	return true
}

// judge holds the rules R-VOID-1 to R-VOID-8, in their order, then those of the
// key.
func (s *State) judge(e *Entry, p Prepared) *Void {
	if p.form != nil {
		return void(RuleForm, "%v", p.form)
	}
	st := &e.Statement
	if st.Mechanism != s.f.Mechanism {
		return void(RuleMechanism, "signed for mechanism %s, this record is %s", st.Mechanism, s.f.Mechanism)
	}
	key, ok := s.f.Keys[st.Key]
	if !ok {
		return void(RuleKey, "key %s is not on the record", st.Key)
	}
	if !p.checked {
		p.signature = p.leaf.Envelope.Verify(key.Pub)
	}
	if p.signature != nil {
		return void(RuleSignature, "%v by key %s", p.signature, st.Key)
	}
	e.Author = s.author(key, st.Key)
	if st.Seq != key.Next || st.Prev != key.Tail {
		return void(RuleChain, "seq %d after %s; the key's next is seq %d after %s", st.Seq, st.Prev, key.Next, key.Tail)
	}
	if st.Member != key.Member {
		return void(RuleMember, "the statement names member %s, the key is %s's", st.Member, key.Member)
	}
	if st.Seen.Size > e.Index {
		return void(RuleSeen, "seen %d entries at index %d", st.Seen.Size, e.Index)
	}
	if !s.f.Founded && st.Type != TypeSigned {
		return void(RuleFounded, "the charter still waits for signatures")
	}
	return s.judgeKey(e, key)
}

// judgeKey holds what an appointment grants, from when and until when: the
// rules R-VOID-9 to R-VOID-13. R-AUTH-2, R-AUTH-3.
func (s *State) judgeKey(e *Entry, key *Key) *Void {
	st := &e.Statement
	if v := key.May(st.Type); v != nil {
		return v
	}
	if e.Time < key.NotBefore {
		return void(RuleExpired, "the key holds from %v", key.NotBefore)
	}
	if key.Expires != 0 && e.Time >= key.Expires {
		return void(RuleExpired, "the key held until %v", key.Expires)
	}
	if key.Ended != nil {
		return void(RuleEnded, "the key was %s at entry %d", key.Ended.Why, key.Ended.Place)
	}
	return judgeNotAfter(s.doc, e.Leaf.ReceivedAt, st.NotAfter)
}

// judgeNotAfter refuses consent in store: a not_after too far past the time of
// receipt. R-VOID-13.
func judgeNotAfter(doc *Document, receivedAt, notAfter statement.Time) *Void {
	t := doc.Tolerances.Resolved()
	if limit := receivedAt + statement.Time(t.NotAfter+t.Clock); notAfter > limit {
		return void(RuleNotAfter, "not_after %v, at most %v", notAfter, limit)
	}
	return nil
}

func (s *State) author(k *Key, id statement.Digest) Author {
	a := Author{Member: k.Member, Seat: k.Seat, Key: id, Officer: k.Officer, Desks: k.Desks, Powers: k.Powers}
	if m, ok := s.doc.Member(k.Member); ok {
		a.Role = m.Role
	}
	return a
}
