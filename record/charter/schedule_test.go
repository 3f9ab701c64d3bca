package charter_test

import (
	"bytes"
	"flag"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// schedule makes random acts, good and bad, by whoever has or had a key.
type schedule struct {
	t    *rapid.T
	m    *recordtest.Mechanism
	docs []charter.Document // proposed
	keys []string           // names of keys that were handed out
}

var codes = []string{"alpha", "bravo", "mediator", "observer", "guarantor"}

func (s *schedule) pick(label string, from []string) string {
	return rapid.SampledFrom(from).Draw(s.t, label)
}

// name draws the name of a key: a fresh one, or one that has a use already.
func (s *schedule) name() string {
	if len(s.keys) == 0 || rapid.IntRange(0, 3).Draw(s.t, "fresh") > 0 {
		name := fmt.Sprintf("key %d", len(s.keys))
		s.keys = append(s.keys, name)
		return name
	}
	return s.pick("used", append(s.keys, "alpha root", "bravo witness", "host log"))
}

func (s *schedule) pub() statement.PublicKey { return recordtest.Pub(s.name()) }

// say signs by a key name at the end of its chain, now and then in the name of
// another member than the key's.
func (s *schedule) say(key, member, typ string, act any) {
	if k, ok := s.m.State().Key(recordtest.Pub(key).ID()); ok && rapid.IntRange(0, 9).Draw(s.t, "honest") > 0 {
		member = k.Member
	}
	s.m.Signer("now", member, recordtest.Key(key))
	s.m.Unsign("now")
	ahead := rapid.SampledFrom([]time.Duration{0, 1, time.Minute, 10 * time.Hour, 73 * time.Hour}).Draw(s.t, "ahead")
	take(s.t, s.m, s.m.Leaf(s.m.Sign("now", typ, act), s.m.Now().Add(ahead)))
}

// root draws a key that may be the root of a member: mostly the one that holds.
func (s *schedule) root() (key, member string) {
	var in []string
	for _, m := range s.m.State().Document().Members {
		in = append(in, m.Code, m.Code)
	}
	member = s.pick("member", append(in, codes...))
	for _, name := range append([]string{member + " root"}, s.keys...) {
		k, ok := s.m.State().Key(recordtest.Pub(name).ID())
		if ok && k.Member == member && holds(&k, s.m.Now()) && (k.Seat == charter.Root || k.Seat == charter.Candidate) {
			key = name
			if rapid.Bool().Draw(s.t, "this one") {
				return key, member
			}
		}
	}
	if key == "" {
		key = member + " root"
	}
	return key, member
}

func (s *schedule) step() {
	st := s.m.State()
	switch rapid.IntRange(0, 12).Draw(s.t, "what") {
	case 0:
		key, member := s.root()
		s.say(key, member, charter.TypeAppointed, charter.Appointed{
			Desks: []string{}, ExpiresAt: s.m.Now().Add(80 * 24 * time.Hour), Key: s.pub(), Officer: "o",
			Powers: []charter.Power{recordtest.Power("notice.*")},
		})
	case 1:
		s.say(s.pick("author", append(s.keys, "alpha node", "key x")), "alpha", "notice.filed/v1", nil)
	case 2:
		key, member := s.root()
		since := rapid.SampledFrom([]statement.Time{0, recordtest.Start, s.m.Now()}).Draw(s.t, "since")
		gone := recordtest.Pub(s.pick("revoked", append(s.keys, "alpha node"))).ID()
		s.say(key, member, charter.TypeRevoked, charter.Revoked{Key: gone, Since: since})
	case 3:
		key, member := s.root()
		n, _ := st.Node(member)
		n.Sealing = "age1" + member
		for _, k := range []*statement.PublicKey{&n.Statement, &n.Witness, &n.TLS} {
			if rapid.Bool().Draw(s.t, "change") {
				*k = s.pub()
			}
		}
		s.say(key, member, charter.TypeInstalled, charter.Installed{Node: n})
	case 4, 5:
		key, member := s.root()
		fresh := s.name()
		if k, ok := st.Key(recordtest.Pub(key).ID()); ok && k.Seat == charter.Candidate {
			fresh = key
		}
		s.say(key, member, charter.TypeRotated, charter.Rotated{New: recordtest.Pub(fresh)})
	case 6, 7:
		lost, fresh := s.pick("lost", codes), s.pub()
		for range rapid.IntRange(1, 4).Draw(s.t, "votes") {
			key, member := s.root()
			s.say(key, member, charter.TypeRecovered, charter.Recovered{Member: lost, New: fresh})
		}
	case 8:
		s.propose()
	case 9, 10:
		if len(s.docs) > 0 {
			doc := s.docs[len(s.docs)-1]
			digest, _ := doc.Digest()
			for range rapid.IntRange(1, 5).Draw(s.t, "signatures") {
				key, member := s.root()
				s.say(key, member, charter.TypeSigned, charter.Signed{Charter: digest})
			}
		}
	case 11:
		act := charter.Succeeded{
			NewHost: s.pick("host", codes), NewKey: s.pub(), NewOrigin: fmt.Sprintf("origin-%d", st.Size()), NewTLS: s.pub(),
			OldOrigin: st.Document().Host.Origin, Root: s.m.Root(), Size: st.Size(), Term: rapid.Int64Range(0, 4).Draw(s.t, "term"),
		}
		rules := charter.RuleSet{Digest: statement.Digest{byte(act.Term)}}
		succeed := rapid.Bool().Draw(s.t, "succeed")
		for range rapid.IntRange(1, 5).Draw(s.t, "certificates") {
			if key, member := s.root(); succeed {
				s.say(key, member, charter.TypeSucceeded, act)
			} else {
				s.say(key, member, charter.TypeRuleSet, rules)
			}
		}
	case 12:
		leaf := rapid.SampledFrom(s.m.Leaves()).Draw(s.t, "again")
		take(s.t, s.m, leaf[:rapid.SampledFrom([]int{len(leaf), len(leaf) - 1}).Draw(s.t, "length")])
	}
}

func (s *schedule) propose() {
	doc := amending(s.t, s.m)
	for i, m := range doc.Members {
		for _, k := range s.m.State().Keys(m.Code) {
			if k.Seat == charter.Root && holds(&k, s.m.Now()) {
				doc.Members[i].Root = k.Pub
			}
		}
		if n, ok := s.m.State().Node(m.Code); ok {
			doc.Members[i].Node = n
		}
	}
	doc.Nonce = fmt.Sprint(len(s.docs))
	if code := s.pick("who", codes); len(doc.Members) > 2 && rapid.Bool().Draw(s.t, "leaves") {
		without(&doc, code)
	} else if _, in := doc.Member(code); !in {
		with(&doc, code)
		if rapid.Bool().Draw(s.t, "new keys") {
			last := &doc.Members[len(doc.Members)-1]
			last.Root, last.Node.Statement, last.Node.Witness, last.Node.TLS = s.pub(), s.pub(), s.pub(), s.pub()
		}
	}
	if doc.Check() == nil {
		s.docs = append(s.docs, doc)
	}
	key, member := s.root()
	s.say(key, member, charter.TypeProposed, charter.Proposed{Document: bytesOf(s.t, doc)})
}

func holds(k *charter.Key, at statement.Time) bool {
	return k.Ended == nil && at >= k.NotBefore && (k.Expires == 0 || at < k.Expires)
}

// check holds what is true at every place of every record.
func (s *schedule) check() {
	st := s.m.State()
	seen := map[statement.PublicKey]string{}
	for _, member := range st.Document().Members {
		roots := 0
		for _, k := range st.Keys(member.Code) {
			if k.Seat == charter.Root && holds(&k, st.Time()) {
				roots++
			}
		}
		if roots != 1 {
			s.t.Fatalf("%s has %d roots that hold, want one", member.Code, roots)
		}
		n, ok := st.Node(member.Code)
		if !ok {
			s.t.Fatalf("%s has no node keys", member.Code)
		}
		for _, pub := range []statement.PublicKey{n.Statement, n.Witness, n.TLS} {
			if other, twice := seen[pub]; twice {
				s.t.Fatalf("a key of %s's node is a key of %s's", member.Code, other)
			}
			seen[pub] = member.Code
		}
	}
	from := int64(-1)
	for _, era := range st.Eras() {
		if era.From <= from || era.Quorum < 1 || era.Quorum > len(era.Witnesses) {
			s.t.Fatalf("era %+v after one from %d", era, from)
		}
		from = era.From
	}
	if pub, ok := st.Pub(st.Keys("alpha")[0].Pub.ID()); !ok || pub != st.Keys("alpha")[0].Pub {
		s.t.Fatalf("Pub gives %x for the first key of alpha", pub)
	}
}

// TestSchedules: on long random records, Judge changes nothing and agrees with
// Fold, a state restored at any place goes on as the one that never stopped,
// a replay from the start comes to the same state, and at any time each member
// has exactly one root. R-VOID-0, R-ROOT-4.
func TestSchedules(t *testing.T) {
	// The same schedules each time; -rapid.seed and -rapid.checks ask for others.
	for _, f := range []struct{ name, usual, ours string }{{"rapid.seed", "0", "20"}, {"rapid.checks", "100", "40"}} {
		if given := flag.Lookup(f.name).Value; given.String() == f.usual {
			if err := given.Set(f.ours); err != nil {
				t.Fatal(err)
			}
		}
	}
	counts := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		s := &schedule{t: t, m: recordtest.Found(t, codes[:3]...)}
		for range rapid.IntRange(5, 40).Draw(t, "steps") {
			s.step()
			s.check()
		}
		again, err := charter.New(s.m.Document())
		if err != nil {
			t.Fatalf("New: %v", err)
		}
		for _, leaf := range s.m.Leaves() {
			if e := again.Take(leaf); e.Void == nil {
				counts[e.Statement.Type]++
			} else {
				counts[e.Void.Rule]++
			}
		}
		if a, b := snapshot(t, again), snapshot(t, s.m.State()); !bytes.Equal(a, b) {
			t.Fatalf("replayed:\n%s\nwant\n%s", a, b)
		}
		if st := s.m.State(); st.CharterDigest() != st.Mechanism() {
			counts["amended"]++
		} else if st.Document().Host.Origin != recordtest.Origin {
			counts["succeeded"]++
		}
	})
	t.Logf("verdicts and types that counted: %v", counts)
	for _, want := range []string{
		"notice.filed/v1", charter.TypeRotated, charter.TypeRecovered, charter.TypeRevoked, "amended", "succeeded", charter.RuleKey,
		charter.RuleChain, charter.RuleMember, charter.RuleSeat, charter.RuleExpired, charter.RuleEnded, charter.RuleAct,
	} {
		if counts[want] == 0 {
			t.Errorf("no schedule came to %s", want)
		}
	}
}

// TestPrepareBesideFold: leaves are prepared by many goroutines while one folds,
// and every verdict is the one of a single goroutine. Run with -race.
func TestPrepareBesideFold(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	for i := range 40 {
		name := fmt.Sprintf("o%d", i)
		m.Officer("alpha", name)
		m.File(m.Now()+1, name, "notice.filed/v1", nil)
		m.Log(m.Sign(name, "clause.read/v1", nil), m.Now())
	}
	s, err := charter.New(m.Document())
	if err != nil {
		t.Fatal(err)
	}
	leaves := m.Leaves()
	prepared := make([]charter.Prepared, len(leaves))
	ready := make([]chan struct{}, len(leaves))
	for i := range ready {
		ready[i] = make(chan struct{})
	}
	var wg sync.WaitGroup
	for first := range 4 {
		wg.Go(func() {
			for i := first; i < len(leaves); i += 4 {
				prepared[i] = charter.Prepare(leaves[i], s.Pub)
				close(ready[i])
			}
		})
	}
	for i := range leaves {
		<-ready[i]
		s.Fold(prepared[i])
	}
	wg.Wait()
	if a, b := snapshot(t, s), snapshot(t, m.State()); !bytes.Equal(a, b) {
		t.Errorf("folded beside Prepare:\n%s\nwant\n%s", a, b)
	}
}
