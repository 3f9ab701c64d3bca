package charter_test

import (
	"fmt"
	"strings"
	"testing"

	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// TestSoloGrowsToThree: a mechanism of one member becomes one of three. R-AMEND-1,
// R-AMEND-2, R-QUORUM-3.
func TestSoloGrowsToThree(t *testing.T) {
	m := recordtest.Found(t, "alpha")
	doc := amending(t, m)
	with(&doc, "bravo", "mediator")
	sign := propose(t, m, "root:alpha", doc)
	m.Join("bravo")
	m.Join("mediator")
	wantRule(t, desk(t, m, "root:bravo", "k", m.Now()), charter.RuleSeat)
	wantRule(t, try(t, m, "node:bravo", "node.ticked/v1", nil).Void, charter.RuleKey)
	m.Unsign("node:bravo")
	all(t, m, charter.TypeSigned, sign, "root:bravo", "root:alpha")
	wantRule(t, try(t, m, "root:bravo", charter.TypeSigned, sign).Void, charter.RuleAct)
	if n := len(m.State().Document().Members); n != 1 {
		t.Fatalf("%d members before the last newcomer has signed, want 1", n)
	}
	all(t, m, charter.TypeSigned, sign, "root:mediator")
	if got := m.State().Document(); len(got.Members) != 3 || m.State().CharterDigest() != sign.Charter {
		t.Errorf("%d members under %v, want 3 under %v", len(got.Members), m.State().CharterDigest(), sign.Charter)
	}
	place := m.State().Size()
	if era := m.State().EraOf(place); era.Quorum != 2 || len(era.Witnesses) != 3 || era.From != place {
		t.Errorf("era = %+v, want quorum 2 of 3 from size %d", era, place)
	}
	if era := m.State().EraOf(place - 1); era.Quorum != 1 || len(era.Witnesses) != 1 {
		t.Errorf("era before = %+v, want quorum 1 of 1", era)
	}
	wantRule(t, desk(t, m, "root:bravo", "k", m.Now()), "")
	all(t, m, "node.ticked/v1", nil, "node:bravo", "node:mediator")
	if m.State().Mechanism() == m.State().CharterDigest() {
		t.Error("the mechanism's name changed with its charter")
	}
}

// TestLeaving: a member leaves by k of the others; its keys end, its vote no
// longer counts, and what was under way ends. R-AMEND-4, R-AMEND-5, R-VOTE-2.
func TestLeaving(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator", "observer")
	m.Officer("observer", "o1")
	ruleSet := charter.RuleSet{Digest: statement.Digest{1}}
	all(t, m, charter.TypeRuleSet, ruleSet, "root:observer", "root:alpha")
	rival := amending(t, m)
	rival.OpenLog = true
	rivalSign := propose(t, m, "root:observer", rival)
	all(t, m, charter.TypeSigned, rivalSign, "root:observer", "root:alpha")
	rotation := charter.Rotated{New: recordtest.Pub("observer new")}
	all(t, m, charter.TypeRotated, rotation, "root:observer")

	doc := amending(t, m)
	without(&doc, "observer")
	all(t, m, charter.TypeSigned, propose(t, m, "root:alpha", doc), "root:alpha", "root:bravo", "root:mediator")
	if _, still := m.State().Document().Member("observer"); still {
		t.Fatal("observer is still a member")
	}
	wantRule(t, try(t, m, "o1", "notice.filed/v1", nil).Void, charter.RuleEnded)
	wantRule(t, try(t, m, "node:observer", "node.ticked/v1", nil).Void, charter.RuleEnded)
	wantRule(t, desk(t, m, "root:observer", "k", m.Now()), charter.RuleEnded)
	m.Signer("new", "observer", recordtest.Key("observer new"))
	wantRule(t, try(t, m, "new", charter.TypeRotated, rotation).Void, charter.RuleEnded)
	wantRule(t, try(t, m, "root:bravo", charter.TypeSigned, rivalSign).Void, charter.RuleAct)
	all(t, m, charter.TypeRuleSet, ruleSet, "root:bravo")
	if d, ok := m.State().RuleSet(m.State().Size()); ok {
		t.Errorf("rule-set %v in force by votes from before the amendment, want none", d)
	}

	back := amending(t, m)
	with(&back, "observer")
	wantRule(t, try(t, m, "root:alpha", charter.TypeProposed, charter.Proposed{Document: bytesOf(t, back)}).Void, charter.RuleAct)
	last := &back.Members[len(back.Members)-1]
	last.Root = recordtest.Pub("observer root 2")
	last.Node.Statement, last.Node.Witness = recordtest.Pub("observer node 2"), recordtest.Pub("observer witness 2")
	wantRule(t, try(t, m, "root:alpha", charter.TypeProposed, charter.Proposed{Document: bytesOf(t, back)}).Void, charter.RuleAct)
	last.Node.TLS = recordtest.Pub("observer tls 2")
	sign := propose(t, m, "root:alpha", back)
	m.Signer("root:observer", "observer", recordtest.Key("observer root 2"))
	all(t, m, charter.TypeSigned, sign, "root:alpha", "root:bravo", "root:observer")
	wantRule(t, desk(t, m, "root:observer", "k", m.Now()), "")
}

// TestProposed holds R-AMEND-1: what no proposal may change.
func TestProposed(t *testing.T) {
	tests := map[string]func(*charter.Document){
		"amends nothing":          func(d *charter.Document) { d.Amends = nil },
		"amends another":          func(d *charter.Document) { d.Amends = &statement.Digest{1} },
		"no exercise any more":    func(d *charter.Document) { d.Exercise = false },
		"another host":            func(d *charter.Document) { d.Host.Member = "bravo" },
		"another host key":        func(d *charter.Document) { d.Host.Key = recordtest.Pub("h2") },
		"another root":            func(d *charter.Document) { d.Members[1].Root = recordtest.Pub("r2") },
		"another node key":        func(d *charter.Document) { d.Members[1].Node.TLS = recordtest.Pub("t2") },
		"a document with a fault": func(d *charter.Document) { d.Faulty = 5 },
		"a newcomer with an officer's key": func(d *charter.Document) {
			with(d, "charlie")
			d.Members[3].Node.TLS = recordtest.Pub("a1 officer")
		},
		"a newcomer with a weak key": func(d *charter.Document) {
			with(d, "charlie")
			d.Members[3].Node.Witness = statement.PublicKey{1}
		},
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			m := recordtest.Found(t, "alpha", "bravo", "mediator")
			m.Officer("alpha", "a1")
			doc := amending(t, m)
			doc.Nonce = "second"
			change(&doc)
			wantRule(t, try(t, m, "root:alpha", charter.TypeProposed, charter.Proposed{Document: bytesOf(t, doc)}).Void, charter.RuleAct)
		})
	}
	t.Run("nothing but the nonce, and twice", func(t *testing.T) {
		m := recordtest.Found(t, "alpha", "bravo", "mediator")
		doc := amending(t, m)
		doc.Nonce = "second"
		propose(t, m, "root:alpha", doc)
		wantRule(t, try(t, m, "root:bravo", charter.TypeProposed, charter.Proposed{Document: bytesOf(t, doc)}).Void, charter.RuleAct)
	})
}

// TestNewcomerSignsByItsOwnRoot: the candidate of one proposal does not accept
// another proposal in which the newcomer has another root. R-AMEND-3.
func TestNewcomerSignsByItsOwnRoot(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo")
	forged := amending(t, m)
	with(&forged, "charlie")
	forged.Members[2].Root = recordtest.Pub("fake")
	forgedSign := propose(t, m, "root:alpha", forged)
	m.Signer("fake", "charlie", recordtest.Key("fake"))
	doc := amending(t, m)
	with(&doc, "charlie")
	m.Join("charlie")
	sign := propose(t, m, "root:bravo", doc)
	all(t, m, charter.TypeSigned, sign, "root:alpha", "root:bravo")
	wantRule(t, try(t, m, "fake", charter.TypeSigned, sign).Void, charter.RuleAct)
	all(t, m, charter.TypeSigned, forgedSign, "fake")
	all(t, m, charter.TypeSigned, sign, "root:charlie")
	if got, _ := m.State().Document().Member("charlie"); got.Root != recordtest.Pub("charlie root") {
		t.Errorf("charlie's root = %x, want its own", got.Root)
	}
}

// TestCandidateOfRotationAcceptsNoCharter holds R-AMEND-3 for a key that waits
// to become the root of a member.
func TestCandidateOfRotationAcceptsNoCharter(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo")
	all(t, m, charter.TypeRotated, charter.Rotated{New: recordtest.Pub("new")}, "root:alpha")
	m.Signer("new", "alpha", recordtest.Key("new"))
	doc := amending(t, m)
	doc.OpenLog = true
	sign := propose(t, m, "root:alpha", doc)
	wantRule(t, try(t, m, "new", charter.TypeSigned, sign).Void, charter.RuleAct)
}

// TestNewcomersKeysAreReserved: nobody stops an amendment by taking a key of
// the newcomer while it waits. R-KEY-4.
func TestNewcomersKeysAreReserved(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	doc := amending(t, m)
	with(&doc, "charlie")
	m.Join("charlie")
	sign := propose(t, m, "root:alpha", doc)
	for _, name := range []string{"charlie root", "charlie node", "charlie witness", "charlie tls"} {
		wantRule(t, desk(t, m, "root:bravo", name, m.Now()), charter.RuleAct)
	}
	second := doc
	second.OpenLog = true
	propose(t, m, "root:bravo", second)
	all(t, m, charter.TypeSigned, sign, "root:alpha", "root:mediator", "root:charlie")
	if _, ok := m.State().Document().Member("charlie"); !ok {
		t.Error("charlie has not joined")
	}
	all(t, m, "node.ticked/v1", nil, "node:charlie")
}

// TestAmendmentKeepsKeysInForce: keys that changed while an amendment waited
// stay as they are now, so that no staying member can block it. R-AMEND-2.
func TestAmendmentKeepsKeysInForce(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	doc := amending(t, m)
	without(&doc, "mediator")
	sign := propose(t, m, "root:alpha", doc)
	node := recordtest.NodeKeys("bravo")
	node.Witness = recordtest.Pub("bravo witness 2")
	all(t, m, charter.TypeInstalled, charter.Installed{Node: node}, "root:bravo")
	m.Signer("bravo new", "bravo", recordtest.Key("bravo new"))
	all(t, m, charter.TypeRotated, charter.Rotated{New: recordtest.Pub("bravo new")}, "root:bravo", "bravo new")
	all(t, m, charter.TypeSigned, sign, "bravo new", "root:alpha")
	if got := m.State().EraOf(m.State().Size()).Witnesses; len(got) != 2 || got[1].Key != recordtest.Pub("bravo witness 2") {
		t.Errorf("witnesses = %+v, want alpha and bravo with its new key", got)
	}
	wantRule(t, desk(t, m, "bravo new", "k1", m.Now()), "")
	wantRule(t, desk(t, m, "root:bravo", "k2", m.Now()), charter.RuleEnded)
}

// TestProposalsOfOneMember: the fifth proposal of a member puts its first one
// out, and nobody else's. R-AMEND-6.
func TestProposalsOfOneMember(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	var signs []charter.Signed
	for i, by := range []string{"bravo", "alpha", "alpha", "alpha", "alpha", "alpha"} {
		doc := amending(t, m)
		doc.Nonce = fmt.Sprint(i)
		signs = append(signs, propose(t, m, "root:"+by, doc))
	}
	wantRule(t, try(t, m, "root:mediator", charter.TypeSigned, signs[1]).Void, charter.RuleAct)
	all(t, m, charter.TypeSigned, signs[2], "root:mediator")
	all(t, m, charter.TypeSigned, signs[0], "root:mediator", "root:bravo")
	if got := m.State().Document().Nonce; got != "0" {
		t.Errorf("nonce in force %q, want that of bravo's proposal", got)
	}
}

// TestDocumentFitsItsLeaf holds R-CHARTER-3: the largest document travels whole
// in the leaf of its proposal.
func TestDocumentFitsItsLeaf(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	doc := amending(t, m)
	pad := func(n int) string { return `{"a":"` + strings.Repeat("x", n) + `"}` }
	doc.Rules = []byte(pad(0))
	room := charter.MaxDocument - len(bytesOf(t, doc))
	doc.Rules = []byte(pad(room))
	if n := len(bytesOf(t, doc)); n != charter.MaxDocument {
		t.Fatalf("document of %d bytes, want %d", n, charter.MaxDocument)
	}
	env := m.Sign("root:mediator", charter.TypeProposed, charter.Proposed{Document: bytesOf(t, doc)})
	leaf := m.Leaf(env, 253_402_300_799_999)
	if len(env.Payload) > statement.MaxStatement-1000 || len(leaf) > statement.MaxLeaf-1000 {
		t.Errorf("statement of %d bytes, leaf of %d, want 1,000 to spare under %d and %d",
			len(env.Payload), len(leaf), statement.MaxStatement, statement.MaxLeaf)
	}
	wantRule(t, m.State().Judge(charter.Prepare(leaf, m.State().Pub)).Void, "")
	doc.Rules = []byte(pad(room + 1))
	if _, err := charter.ParseDocument(bytesOf(t, doc)); err == nil {
		t.Error("a document of one byte more parses, want a fault")
	}
}
