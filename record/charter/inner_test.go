package charter_test

import (
	"testing"
	"time"

	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// TestJudgeInner holds R-SEAL-4 to R-SEAL-6 on what alpha's officer, or its
// node, sealed to bravo.
func TestJudgeInner(t *testing.T) {
	const most = 15*time.Minute + 5*time.Second
	type change = func(st *statement.Statement)
	tests := map[string]struct {
		signer, typ string
		change      change
		want        string
	}{
		"an officer within its powers":   {"a1", "notice.filed/v1", nil, ""},
		"a node's tick":                  {"node:alpha", "node.tick/v1", nil, ""},
		"another nonce and time":         {"a1", "notice.filed/v1", func(st *statement.Statement) { st.Nonce[0]++; st.MadeAt++ }, ""},
		"another checkpoint":             {"a1", "notice.filed/v1", func(st *statement.Statement) { st.Seen = statement.Seen{Root: statement.EmptyRoot} }, ""},
		"not after, at the limit":        {"a1", "notice.filed/v1", func(st *statement.Statement) { st.NotAfter = recordtest.Start.Add(most) }, ""},
		"not after, beyond it":           {"a1", "notice.filed/v1", func(st *statement.Statement) { st.NotAfter = recordtest.Start.Add(most) + 1 }, charter.RuleNotAfter},
		"another mechanism":              {"a1", "notice.filed/v1", func(st *statement.Statement) { st.Mechanism[0]++ }, charter.RuleInnerOuter},
		"another member":                 {"a1", "notice.filed/v1", func(st *statement.Statement) { st.Member = "bravo" }, charter.RuleInnerOuter},
		"another key":                    {"a1", "notice.filed/v1", func(st *statement.Statement) { st.Key = recordtest.Pub("alpha node").ID() }, charter.RuleInnerOuter},
		"another seq":                    {"a1", "notice.filed/v1", func(st *statement.Statement) { st.Seq++ }, charter.RuleInnerOuter},
		"another prev":                   {"a1", "notice.filed/v1", func(st *statement.Statement) { st.Prev[0]++ }, charter.RuleInnerOuter},
		"no power for the type":          {"a1", "member.joined/v1", nil, charter.RulePower},
		"an officer ticks":               {"a1", "node.tick/v1", nil, charter.RuleSeat},
		"a node files":                   {"node:alpha", "notice.filed/v1", nil, charter.RuleSeat},
		"a charter signed in a room":     {"a1", charter.TypeSigned, nil, charter.RuleInnerType},
		"an appointment in a room":       {"a1", charter.TypeAppointed, nil, charter.RuleInnerType},
		"a recovery in a room":           {"node:alpha", charter.TypeRecovered, nil, charter.RuleInnerType},
		"a succession in a room":         {"a1", charter.TypeSucceeded, nil, charter.RuleInnerType},
		"a record type nobody knows yet": {"a1", "key.lent/v7", nil, charter.RuleInnerType},
		"sealed within sealed":           {"a1", statement.SealedType, nil, charter.RuleInnerType},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m := recordtest.Found(t, "alpha", "bravo", "mediator")
			m.Officer("alpha", "a1")
			m.File(m.Now(), "a1", "notice.filed/v1", nil)
			m.File(m.Now(), "node:alpha", "node.tick/v1", nil)
			inner := m.Draft(tt.signer, tt.typ, nil)
			outer := m.SealBytes(inner, [32]byte{1}, []byte("EXERCISE"))
			inner.Readers = []string{"alpha", "bravo"}
			if tt.change != nil {
				tt.change(&inner)
			}
			e := m.Log(m.SignDraft(tt.signer, outer), m.Now())
			if e.Void != nil {
				t.Fatalf("the sealed entry is void: %v", e.Void)
			}
			wantRule(t, charter.JudgeInner(&e, &inner), tt.want)
			least := charter.Entry{
				Index: e.Index, Leaf: statement.Leaf{ReceivedAt: e.Leaf.ReceivedAt}, ID: e.ID, Statement: e.Statement,
				Author: e.Author, Charter: e.Charter,
			}
			wantRule(t, charter.JudgeInner(&least, &inner), tt.want)
		})
	}
}

// TestJudgeInnerOuter: an entry that is void, or open, says nothing in a room.
// R-SEAL-4.
func TestJudgeInnerOuter(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo")
	m.Officer("alpha", "a1")
	inner := m.Draft("a1", "notice.filed/v1", nil)
	e := m.Log(m.SignDraft("a1", inner), m.Now())
	inner.Readers = []string{"alpha", "bravo"}
	wantRule(t, charter.JudgeInner(&e, &inner), charter.RuleInnerOuter)

	inner = m.Draft("a1", "notice.filed/v1", nil)
	inner.Readers = []string{"alpha", "bravo"}
	outer, _ := m.Seal(inner, [32]byte{1})
	m.File(m.Now(), "root:alpha", charter.TypeRevoked, charter.Revoked{Key: recordtest.Pub("a1 officer").ID()})
	e = m.Log(m.SignDraft("a1", outer), m.Now())
	wantRule(t, charter.JudgeInner(&e, &inner), charter.RuleEnded)
}

// TestAuthorMay: who signed an entry may sign what its key may. R-AUTH-4.
func TestAuthorMay(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo")
	m.Officer("alpha", "a1", recordtest.Power("notice.filed"))
	for _, signer := range []string{"a1", "node:alpha", "root:alpha"} {
		e := m.Log(m.Sign(signer, "node.tick/v1", nil), m.Now())
		key, ok := m.State().Key(e.Author.Key)
		if !ok {
			t.Fatalf("%s: no key", signer)
		}
		for _, typ := range []string{
			"notice.filed/v1", "notice.filed/v9", "notice.answered/v1", "node.tick/v1", charter.TypeSigned, statement.SealedType,
		} {
			rule := ""
			if v := key.May(typ); v != nil {
				rule = v.Rule
			}
			wantRule(t, e.Author.May(typ), rule)
		}
	}
	wantRule(t, (&charter.Author{}).May("notice.filed/v1"), charter.RuleSeat)
}
