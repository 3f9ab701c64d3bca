package charter_test

import (
	"testing"
	"time"

	"parley.example/record/charter"
	"parley.example/record/recordtest"
)

const wait = 72 * time.Hour

// recovery signs a recovery of member by the roots given, each a millisecond
// after the record time.
func recovery(t *testing.T, m *recordtest.Mechanism, member, key string, roots ...string) {
	t.Helper()
	for _, r := range roots {
		m.File(m.Now()+1, "root:"+r, charter.TypeRecovered, charter.Recovered{Member: member, New: recordtest.Pub(key)})
	}
	m.Signer("root:"+key, member, recordtest.Key(key))
}

// TestRecoverySecondReplacesFirst: at no time do two roots of a member hold.
// R-ROOT-4.
func TestRecoverySecondReplacesFirst(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	recovery(t, m, "alpha", "first", "bravo", "mediator")
	one := m.Now().Add(wait)
	recovery(t, m, "alpha", "second", "bravo", "mediator")
	two := m.Now().Add(wait)
	wantRule(t, desk(t, m, "root:first", "k1", one), charter.RuleEnded)
	wantRule(t, desk(t, m, "root:alpha", "k2", two-1), "")
	wantRule(t, desk(t, m, "root:second", "k3", two-1), charter.RuleExpired)
	m.Unsign("root:second")
	wantRule(t, desk(t, m, "root:second", "k4", two), "")
	wantRule(t, desk(t, m, "root:alpha", "k5", two), charter.RuleExpired)
}

// TestRotationOfLostRootEndsWithRecovery: whoever stole the old root cannot
// begin a rotation before a recovery and complete it after. R-ROOT-3.
func TestRotationOfLostRootEndsWithRecovery(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	m.File(m.Now()+1, "root:alpha", charter.TypeRotated, charter.Rotated{New: recordtest.Pub("thief")})
	m.Signer("root:thief", "alpha", recordtest.Key("thief"))
	recovery(t, m, "alpha", "new", "bravo", "mediator")
	at := m.Now().Add(wait)
	wantRule(t, tryAt(t, m, at, "root:thief", charter.TypeRotated, charter.Rotated{New: recordtest.Pub("thief")}).Void, charter.RuleAct)
	wantRule(t, desk(t, m, "root:new", "k", at), "")
}

// TestJudgeSeesTheEntrysTime: Judge and Fold agree where the entry itself moves
// the record time over the end of a recovery.
func TestJudgeSeesTheEntrysTime(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	recovery(t, m, "alpha", "new", "bravo", "mediator")
	doc := amending(t, m)
	doc.Members[0].Root = recordtest.Pub("new")
	env := m.Sign("root:bravo", charter.TypeProposed, charter.Proposed{Document: bytesOf(t, doc)})
	leaf := m.Leaf(env, m.Now().Add(wait))
	judged := m.State().Judge(charter.Prepare(leaf, m.State().Pub)).Void
	wantRule(t, judged, "")
	wantRule(t, m.Take(leaf).Void, "")
}

// TestRotation holds R-ROOT-1: the old root, then the new one, over one act.
func TestRotation(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo")
	act := charter.Rotated{New: recordtest.Pub("new")}
	m.Signer("new", "alpha", recordtest.Key("new"))
	wantRule(t, try(t, m, "new", charter.TypeRotated, act).Void, charter.RuleKey)
	m.Unsign("new")
	all(t, m, charter.TypeRotated, act, "root:alpha")
	wantRule(t, desk(t, m, "new", "k1", m.Now()), charter.RuleSeat)
	wantRule(t, desk(t, m, "root:alpha", "k2", m.Now()), "")
	wantRule(t, try(t, m, "new", charter.TypeRotated, charter.Rotated{New: recordtest.Pub("other")}).Void, charter.RuleAct)
	all(t, m, charter.TypeRotated, act, "new")
	wantRule(t, desk(t, m, "new", "k3", m.Now()), "")
	wantRule(t, desk(t, m, "root:alpha", "k4", m.Now()), charter.RuleEnded)
	wantRule(t, try(t, m, "new", charter.TypeRotated, charter.Rotated{New: recordtest.Pub("alpha root")}).Void, charter.RuleAct)
}

// TestRotationBegunAnew: of two rotations the later one holds. R-ROOT-1.
func TestRotationBegunAnew(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo")
	for _, name := range []string{"one", "two"} {
		all(t, m, charter.TypeRotated, charter.Rotated{New: recordtest.Pub(name)}, "root:alpha")
		m.Signer(name, "alpha", recordtest.Key(name))
	}
	wantRule(t, try(t, m, "one", charter.TypeRotated, charter.Rotated{New: recordtest.Pub("one")}).Void, charter.RuleEnded)
	wantRule(t, try(t, m, "two", charter.TypeRotated, charter.Rotated{New: recordtest.Pub("two")}).Void, "")
}

// TestRecovery holds R-ROOT-2: k others, 72 hours, to the millisecond.
func TestRecovery(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "charlie", "delta")
	act := charter.Recovered{Member: "alpha", New: recordtest.Pub("new")}
	m.Signer("new", "alpha", recordtest.Key("new"))
	wantRule(t, try(t, m, "root:alpha", charter.TypeRecovered, act).Void, charter.RuleAct)
	wantRule(t, try(t, m, "root:bravo", charter.TypeRecovered, charter.Recovered{Member: "zulu", New: act.New}).Void, charter.RuleAct)
	all(t, m, charter.TypeRecovered, act, "root:bravo", "root:charlie")
	wantRule(t, try(t, m, "root:bravo", charter.TypeRecovered, act).Void, charter.RuleAct)
	if k, ok := m.State().Key(act.New.ID()); ok {
		t.Errorf("two of three votes seat %+v, want no key", k)
	}
	all(t, m, charter.TypeRecovered, act, "root:delta")
	at := m.Now().Add(wait)
	wantRule(t, desk(t, m, "new", "k1", at-1), charter.RuleExpired)
	wantRule(t, desk(t, m, "root:alpha", "k2", at-1), "")
	wantRule(t, desk(t, m, "root:alpha", "k3", at), charter.RuleExpired)
	wantRule(t, desk(t, m, "new", "k4", at), "")
}

// TestRecoveryVoteMoves: a member has one vote on a recovery. R-VOTE-1.
func TestRecoveryVoteMoves(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	one := charter.Recovered{Member: "alpha", New: recordtest.Pub("one")}
	two := charter.Recovered{Member: "alpha", New: recordtest.Pub("two")}
	all(t, m, charter.TypeRecovered, one, "root:bravo")
	all(t, m, charter.TypeRecovered, two, "root:bravo")
	all(t, m, charter.TypeRecovered, one, "root:mediator")
	if _, ok := m.State().Key(one.New.ID()); ok {
		t.Error("a vote that moved on counts still")
	}
	all(t, m, charter.TypeRecovered, two, "root:mediator")
	if _, ok := m.State().Key(two.New.ID()); !ok {
		t.Error("two votes for the second key seat nothing")
	}
}

// TestRecoveryKeyIsReserved: nobody stops a recovery by taking its key between
// the votes. R-KEY-4.
func TestRecoveryKeyIsReserved(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator", "observer")
	act := charter.Recovered{Member: "alpha", New: recordtest.Pub("new")}
	all(t, m, charter.TypeRecovered, act, "root:bravo")
	wantRule(t, desk(t, m, "root:observer", "new", m.Now()), charter.RuleAct)
	all(t, m, charter.TypeRecovered, act, "root:mediator", "root:observer")
}

// TestRotationEndsRecovery: a member that can still rotate has not lost its
// root, and the others do not take its seat. R-ROOT-5.
func TestRotationEndsRecovery(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo")
	recovery(t, m, "alpha", "taken", "bravo")
	at := m.Now().Add(wait)
	act := charter.Rotated{New: recordtest.Pub("new")}
	m.Signer("new", "alpha", recordtest.Key("new"))
	all(t, m, charter.TypeRotated, act, "root:alpha", "new")
	wantRule(t, desk(t, m, "root:taken", "k1", at), charter.RuleEnded)
	wantRule(t, desk(t, m, "new", "k2", at), "")
}

// TestSoleMemberRecoversNothing holds R-ROOT-6.
func TestSoleMemberRecoversNothing(t *testing.T) {
	m := recordtest.Found(t, "alpha")
	act := charter.Recovered{Member: "alpha", New: recordtest.Pub("new")}
	wantRule(t, try(t, m, "root:alpha", charter.TypeRecovered, act).Void, charter.RuleAct)
}

// TestRecoveryToACandidate: a key that waits for another proposal does not
// become a root before the time in public has passed. R-ROOT-2.
func TestRecoveryToACandidate(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	other := amending(t, m)
	with(&other, "charlie")
	other.Members[3].Root = recordtest.Pub("other")
	propose(t, m, "root:bravo", other)
	m.Signer("other", "charlie", recordtest.Key("other"))
	doc := amending(t, m)
	with(&doc, "charlie")
	m.Join("charlie")
	all(t, m, charter.TypeSigned, propose(t, m, "root:bravo", doc), "root:alpha", "root:bravo", "root:charlie")
	act := charter.Recovered{Member: "charlie", New: recordtest.Pub("other")}
	all(t, m, charter.TypeRecovered, act, "root:alpha", "root:bravo", "root:mediator")
	at := m.Now().Add(wait)
	wantRule(t, desk(t, m, "other", "k1", at-1), charter.RuleExpired)
	wantRule(t, desk(t, m, "root:charlie", "k2", at-1), "")
	wantRule(t, desk(t, m, "other", "k3", at), "")
	wantRule(t, desk(t, m, "root:charlie", "k4", at), charter.RuleExpired)
}
