package charter_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// voidCase makes one leaf on a founded record of alpha, bravo and mediator with
// an officer a1 of alpha; rule is the verdict on it, "" where it counts.
type voidCase struct {
	name string
	rule string
	leaf leafMaker
}

type leafMaker func(recordtest.T, *recordtest.Mechanism) []byte

func voidMechanism(t recordtest.T) *recordtest.Mechanism {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	m.Officer("alpha", "a1", recordtest.Power("notice.*", "report.filed"))
	return m
}

// drafted changes a notice of a1 before it is signed.
func drafted(change func(*recordtest.Mechanism, *statement.Statement)) leafMaker {
	return func(_ recordtest.T, m *recordtest.Mechanism) []byte {
		st := m.Draft("a1", "notice.filed/v1", nil)
		change(m, &st)
		return m.Leaf(m.SignDraft("a1", st), m.Now()+1)
	}
}

// says signs a type without an act.
func says(signer, typ string) leafMaker {
	return func(_ recordtest.T, m *recordtest.Mechanism) []byte {
		return m.Leaf(m.Sign(signer, typ, nil), m.Now()+1)
	}
}

// sealed signs a sealed statement.
func sealed(signer string) leafMaker {
	return func(_ recordtest.T, m *recordtest.Mechanism) []byte {
		st := m.Draft(signer, statement.SealedType, nil)
		st.Body = &statement.Body{Cipher: statement.Digest{1}, Commit: statement.Digest{2}, Size: 3}
		return m.Leaf(m.SignDraft(signer, st), m.Now()+1)
	}
}

// after logs something first, which must hold.
func after(signer, typ string, act any, next leafMaker) leafMaker {
	return func(t recordtest.T, m *recordtest.Mechanism) []byte {
		all(t, m, typ, act, signer)
		return next(t, m)
	}
}

// spelt changes the bytes of a good leaf.
func spelt(old, now string) leafMaker {
	return func(t recordtest.T, m *recordtest.Mechanism) []byte {
		leaf := m.Leaf(m.Sign("a1", "notice.filed/v1", nil), m.Now()+1)
		if !strings.Contains(string(leaf), old) {
			t.Fatalf("%s has no %q", leaf, old)
		}
		return []byte(strings.Replace(string(leaf), old, now, 1))
	}
}

// payload signs bytes that are no canonical statement.
func payload(change func(string) string) leafMaker {
	return func(_ recordtest.T, m *recordtest.Mechanism) []byte {
		env := m.Sign("a1", "notice.filed/v1", nil)
		env.Payload = []byte(change(string(env.Payload)))
		return m.Leaf(env, m.Now()+1)
	}
}

func voidCases() []voidCase {
	return slices.Concat(formCases(), chainCases(), seatCases(), timeCases(), actCases())
}

func formCases() []voidCase {
	return []voidCase{
		{"a notice of an officer", "", says("a1", "notice.filed/v1")},
		{"no leaf at all", charter.RuleForm, func(recordtest.T, *recordtest.Mechanism) []byte { return []byte("{}") }},
		{"a leaf with a blank", charter.RuleForm, spelt(`"received_at":`, `"received_at": `)},
		{"a statement with a blank", charter.RuleForm, payload(func(s string) string { return strings.Replace(s, `"v":`, `"v": `, 1) })},
		{
			"a statement with one key twice", charter.RuleForm,
			payload(func(s string) string { return strings.Replace(s, `"act":{}`, `"act":{"a":1,"a":2}`, 1) }),
		},
		{"a keyid that is not the statement's key", charter.RuleForm, func(_ recordtest.T, m *recordtest.Mechanism) []byte {
			env := m.Sign("a1", "notice.filed/v1", nil)
			env.Key[0] ^= 1
			return m.Leaf(env, m.Now()+1)
		}},
		{
			"signed for another mechanism", charter.RuleMechanism,
			drafted(func(_ *recordtest.Mechanism, st *statement.Statement) { st.Mechanism[0] ^= 1 }),
		},
		{"a key nobody appointed", charter.RuleKey, func(_ recordtest.T, m *recordtest.Mechanism) []byte {
			m.Signer("stranger", "alpha", recordtest.Key("stranger"))
			return m.Leaf(m.Sign("stranger", "notice.filed/v1", nil), m.Now()+1)
		}},
		{"a witness key signs no statement", charter.RuleKey, func(_ recordtest.T, m *recordtest.Mechanism) []byte {
			m.Signer("witness", "alpha", recordtest.WitnessKey("alpha"))
			return m.Leaf(m.Sign("witness", "node.ticked/v1", nil), m.Now()+1)
		}},
		{"a signature with one bit changed", charter.RuleSignature, func(_ recordtest.T, m *recordtest.Mechanism) []byte {
			env := m.Sign("a1", "notice.filed/v1", nil)
			env.Signature[40] ^= 1
			return m.Leaf(env, m.Now()+1)
		}},
		{"a signature by another key", charter.RuleSignature, func(_ recordtest.T, m *recordtest.Mechanism) []byte {
			env := m.Sign("a1", "notice.filed/v1", nil)
			env.Signature = m.Sign("node:alpha", "node.ticked/v1", nil).Signature
			return m.Leaf(env, m.Now()+1)
		}},
	}
}

func chainCases() []voidCase {
	return []voidCase{
		{"a gap in the chain", charter.RuleChain, drafted(func(_ *recordtest.Mechanism, st *statement.Statement) {
			st.Seq, st.Prev = 1, statement.Digest{1}
		})},
		{"the same statement again", charter.RuleChain, func(_ recordtest.T, m *recordtest.Mechanism) []byte { return m.Leaves()[0] }},
		{"a fork of the chain", charter.RuleChain, func(_ recordtest.T, m *recordtest.Mechanism) []byte {
			m.File(m.Now(), "a1", "notice.filed/v1", nil)
			st := m.Draft("a1", "notice.filed/v1", nil)
			st.Seq, st.Prev = 0, statement.Digest{}
			return m.Leaf(m.SignDraft("a1", st), m.Now()+1)
		}},
		{"a void entry has used its place in the chain", charter.RuleChain, func(_ recordtest.T, m *recordtest.Mechanism) []byte {
			m.Log(m.Sign("a1", "notice.filed/v1", nil), m.Now())
			m.Log(m.Sign("a1", "clause.read/v1", nil), m.Now()) // no power
			st := m.Draft("a1", "notice.filed/v1", nil)
			st.Seq, st.Prev = 1, m.State().Keys("alpha")[2].Tail
			return m.Leaf(m.SignDraft("a1", st), m.Now()+1)
		}},
		{"in another member's name", charter.RuleMember, drafted(func(_ *recordtest.Mechanism, st *statement.Statement) {
			st.Member = "bravo"
		})},
		{"has seen the entry before it", "", drafted(func(m *recordtest.Mechanism, st *statement.Statement) { st.Seen = m.Seen() })},
		{"has seen itself", charter.RuleSeen, drafted(func(m *recordtest.Mechanism, st *statement.Statement) {
			st.Seen.Size = m.State().Size() + 1
		})},
	}
}

func seatCases() []voidCase {
	return []voidCase{
		{"a root files no notice", charter.RuleSeat, says("root:alpha", "notice.filed/v1")},
		{"a root seals nothing", charter.RuleSeat, sealed("root:alpha")},
		{"an officer seals", "", sealed("a1")},
		{"a node seals", "", sealed("node:alpha")},
		{"a node ticks", "", says("node:alpha", "node.ticked/v1")},
		{"a node files no notice", charter.RuleSeat, says("node:alpha", "notice.filed/v1")},
		{"an officer does not tick", charter.RuleSeat, says("a1", "node.ticked/v1")},
		{"an officer appoints nobody", charter.RuleSeat, says("a1", "key.appointed/v1")},
		{"an officer signs no charter", charter.RuleSeat, says("a1", "charter.signed/v1")},
		{"no record type of another version", charter.RuleSeat, says("a1", "root.rotated/v2")},
		{"a power for one type", "", says("a1", "report.filed/v7")},
		{"not for its neighbour", charter.RulePower, says("a1", "report.filed_again/v1")},
		{"nor for a noun with the same beginning", charter.RulePower, says("a1", "notices.filed/v1")},
	}
}

func timeCases() []voidCase {
	const month = 30 * 24 * time.Hour
	life := statement.Time((15*time.Minute + 5*time.Second).Milliseconds())
	revoked := charter.Revoked{Key: recordtest.Pub("a1 officer").ID()}
	return []voidCase{
		{"the last millisecond of an appointment", "", func(_ recordtest.T, m *recordtest.Mechanism) []byte {
			return m.Leaf(m.Sign("a1", "notice.filed/v1", nil), recordtest.Start.Add(month)-1)
		}},
		{"the end of an appointment", charter.RuleExpired, func(_ recordtest.T, m *recordtest.Mechanism) []byte {
			return m.Leaf(m.Sign("a1", "notice.filed/v1", nil), recordtest.Start.Add(month))
		}},
		{"the end of an appointment, stamped before it", charter.RuleExpired, func(_ recordtest.T, m *recordtest.Mechanism) []byte {
			m.Log(m.Sign("node:bravo", "node.ticked/v1", nil), recordtest.Start.Add(month))
			return m.Leaf(m.Sign("a1", "notice.filed/v1", nil), recordtest.Start.Add(month)-1)
		}},
		{"after the key was revoked", charter.RuleEnded, after("root:alpha", charter.TypeRevoked, revoked, says("a1", "notice.filed/v1"))},
		{"not_after as far off as may be", "", drafted(func(m *recordtest.Mechanism, st *statement.Statement) {
			st.NotAfter = m.Now() + 1 + life
		})},
		{"not_after further off", charter.RuleNotAfter, drafted(func(m *recordtest.Mechanism, st *statement.Statement) {
			st.NotAfter = m.Now() + 2 + life
		})},
		{"not_after that has passed is no fault", "", drafted(func(m *recordtest.Mechanism, st *statement.Statement) {
			st.NotAfter = m.Now()
		})},
	}
}

func actCases() []voidCase {
	return []voidCase{
		{"an act with a key too many", charter.RuleAct, func(_ recordtest.T, m *recordtest.Mechanism) []byte {
			act := []byte(`{"key":"` + strings.Repeat("A", 43) + `=","since":1,"x":1}`)
			return m.Leaf(m.Sign("root:alpha", charter.TypeRevoked, act), m.Now()+1)
		}},
		{"a record type that nobody knows", charter.RuleAct, says("root:alpha", "charter.blessed/v1")},
		{"a known type of a later version", charter.RuleAct, says("root:alpha", "key.revoked/v2")},
	}
}

// TestVoid holds the rules of voidCases, each with a neighbour that counts, and
// R-CHAIN-1, R-CHAIN-2, R-AUTH-1 to R-AUTH-4.
func TestVoid(t *testing.T) {
	for _, tt := range voidCases() {
		t.Run(tt.name, func(t *testing.T) {
			m := voidMechanism(t)
			e := take(t, m, tt.leaf(t, m))
			wantRule(t, e.Void, tt.rule)
			if e.Void != nil && (e.Void.Text == "" || strings.ContainsAny(e.Void.Text, "\n\x1b") || len(e.Void.Text) > 500) {
				t.Errorf("text %q, want one line", e.Void.Text)
			}
		})
	}
}

// TestFounding holds R-CHARTER-4 and R-VOID-8.
func TestFounding(t *testing.T) {
	m := recordtest.Unfounded(t, recordtest.Document("alpha", "bravo"))
	sign := charter.Signed{Charter: m.State().Mechanism()}
	wantRule(t, desk(t, m, "root:alpha", "k", recordtest.Start), charter.RuleFounded)
	wantRule(t, try(t, m, "node:alpha", "node.ticked/v1", nil).Void, charter.RuleFounded)
	wantRule(t, try(t, m, "node:alpha", charter.TypeSigned, sign).Void, charter.RuleSeat)
	wantRule(t, try(t, m, "root:alpha", charter.TypeSigned, charter.Signed{}).Void, charter.RuleAct)
	wantRule(t, try(t, m, "root:bravo", charter.TypeSigned, sign).Void, "")
	wantRule(t, try(t, m, "root:bravo", charter.TypeSigned, sign).Void, charter.RuleAct)
	if m.State().Founded() {
		t.Error("founded by one of two roots")
	}
	wantRule(t, try(t, m, "root:alpha", charter.TypeSigned, sign).Void, "")
	if !m.State().Founded() {
		t.Error("not founded by both roots")
	}
	wantRule(t, try(t, m, "root:alpha", charter.TypeSigned, sign).Void, charter.RuleAct)
	wantRule(t, desk(t, m, "root:alpha", "k", m.Now()), "")

	doc := amending(t, m)
	with(&doc, "charlie")
	m.Join("charlie")
	all(t, m, charter.TypeSigned, propose(t, m, "root:alpha", doc), "root:charlie", "root:alpha", "root:bravo")
	wantRule(t, try(t, m, "root:charlie", charter.TypeSigned, sign).Void, charter.RuleAct)
}

// TestVoidMovesTime holds R-LEAF-4: record time is the greatest received_at,
// of void entries too, and never goes back.
func TestVoidMovesTime(t *testing.T) {
	m := voidMechanism(t)
	at := m.Now()
	e := tryAt(t, m, at+10, "a1", "clause.read/v1", nil)
	wantRule(t, e.Void, charter.RulePower)
	if e := tryAt(t, m, at+5, "a1", "notice.filed/v1", nil); e.Time != at+10 || e.Void != nil {
		t.Errorf("time %d, %v, want %d and no fault", e.Time, e.Void, at+10)
	}
	if e := take(t, m, []byte("{}")); e.Time != at+10 || m.State().Time() != at+10 {
		t.Errorf("time %d after a leaf without form, want %d", e.Time, at+10)
	}
}
