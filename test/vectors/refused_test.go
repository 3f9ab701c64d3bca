package vectors

import (
	"testing"
	"time"

	"parley.example/record/charter"
	"parley.example/record/proof"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// refusedExtract is of a whole run in which every rule that a reader of keys
// judges voids something. Of the answers in it, bravo's and the one in the name
// of alpha are void for certain, so the silence of these is proved; mediator's
// breaks only the chain, so its silence is not.
func refusedExtract(t *testing.T) extractCase {
	t.Helper()
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	log := func(signer, typ string, act any, rule string, change func(st *statement.Statement), about ...statement.ID) {
		st := m.Draft(signer, typ, act, about...)
		if change != nil {
			change(&st)
		}
		e := m.Log(m.SignDraft(signer, st), m.Now())
		if e.Void == nil || e.Void.Rule != rule {
			t.Errorf("%s by %s is void by %v, want %s", typ, signer, e.Void, rule)
		}
		m.Unsign(signer)
	}
	log("node:alpha", "node.ticked/v1", nil, charter.RuleSeen, func(st *statement.Statement) { st.Seen.Size = 99 })
	m.Officer("alpha", "a1")
	m.Officer("bravo", "b1")
	m.Officer("mediator", "m1")
	notice := m.File(m.Now(), "a1", "notice.filed/v1", map[string]int{"answer_ms": 60_000})
	answer := "notice.answered/v1"
	log("b1", answer, nil, charter.RuleMechanism, func(st *statement.Statement) { st.Mechanism[0]++ }, notice.ID)
	log("m1", answer, nil, charter.RuleMember, func(st *statement.Statement) { st.Member = "alpha" }, notice.ID)
	log("m1", answer, nil, charter.RuleChain, func(st *statement.Statement) { st.Seq, st.Prev[0] = st.Seq+3, st.Prev[0]+1 }, notice.ID)
	log("a1", charter.TypeRevoked, charter.Revoked{Key: recordtest.Pub("b1 officer").ID()}, charter.RuleSeat, nil)

	m.File(m.Now(), "root:bravo", charter.TypeRotated, charter.Rotated{New: recordtest.Pub("bravo root 2")})
	m.Signer("root2", "bravo", recordtest.Key("bravo root 2"))
	log("root2", charter.TypeRotated, charter.Rotated{New: recordtest.Pub("bravo root 3")}, charter.RuleAct, nil)
	log("root:bravo", charter.TypeSigned, charter.Signed{Charter: statement.Digest{1}}, charter.RuleAct, nil)
	elsewhere := *m.State().Document()
	elsewhere.Amends = &statement.Digest{1}
	doc, err := elsewhere.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	log("root:bravo", charter.TypeProposed, charter.Proposed{Document: doc}, charter.RuleAct, nil)
	log("root:alpha", charter.TypeSucceeded, charter.Succeeded{
		NewHost: "bravo", NewKey: recordtest.Pub("host 2"), NewOrigin: "parley.example/second", NewTLS: recordtest.Pub("host 2 tls"),
		OldOrigin: "parley.example/elsewhere", Root: m.Root(), Size: m.State().Size(), Term: 1,
	}, charter.RuleAct, nil)
	until := m.Now().Add(time.Minute)
	last := m.File(until.Add(time.Second), "node:alpha", "node.ticked/v1", nil).Index

	mirror, grounds := mirrorOf(t, m)
	file, err := proof.MakeExtract(m.Document(), mirror, grounds, 0, last, head(t, m, m.Now(), "alpha", "bravo"))
	if err != nil {
		t.Fatal(err)
	}
	c := extractCase{Name: "what is void in the run", File: file}
	for _, member := range []string{"alpha", "bravo", "mediator"} {
		c.Silence = append(c.Silence, silenceCase{Member: member, Until: until, Notice: notice.ID, Type: answer})
	}
	return c
}
