package charter_test

import (
	"testing"
	"time"

	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// TestAppointed holds R-AUTH-5.
func TestAppointed(t *testing.T) {
	tests := map[string]struct {
		change func(*charter.Appointed)
		rule   string
	}{
		"good":                 {func(*charter.Appointed) {}, ""},
		"90 days":              {func(a *charter.Appointed) { a.ExpiresAt = recordtest.Start.Add(90 * 24 * time.Hour) }, ""},
		"longer":               {func(a *charter.Appointed) { a.ExpiresAt = recordtest.Start.Add(90*24*time.Hour) + 1 }, charter.RuleAct},
		"over already":         {func(a *charter.Appointed) { a.ExpiresAt = recordtest.Start }, charter.RuleAct},
		"before 1970":          {func(a *charter.Appointed) { a.ExpiresAt = -1 }, charter.RuleAct},
		"no code":              {func(a *charter.Appointed) { a.Officer = "A1" }, charter.RuleAct},
		"no powers":            {func(a *charter.Appointed) { a.Powers = []charter.Power{} }, charter.RuleAct},
		"unknown desk":         {func(a *charter.Appointed) { a.Desks = []string{"kitchen"} }, charter.RuleAct},
		"negative force":       {func(a *charter.Appointed) { a.Powers[0].Force = -1 }, charter.RuleAct},
		"no zone":              {func(a *charter.Appointed) { a.Powers[0].Zone = "" }, charter.RuleAct},
		"no types":             {func(a *charter.Appointed) { a.Powers[0].Types = []string{} }, charter.RuleAct},
		"a bare star":          {func(a *charter.Appointed) { a.Powers[0].Types = []string{"*"} }, charter.RuleAct},
		"a star for every one": {func(a *charter.Appointed) { a.Powers[0].Types = []string{"*.*"} }, charter.RuleAct},
		"a type with version":  {func(a *charter.Appointed) { a.Powers[0].Types = []string{"notice.filed/v1"} }, charter.RuleAct},
		"no key":               {func(a *charter.Appointed) { a.Key = statement.PublicKey{} }, charter.RuleAct},
		"a weak key":           {func(a *charter.Appointed) { a.Key = statement.PublicKey{1} }, charter.RuleAct},
		"the root's own key":   {func(a *charter.Appointed) { a.Key = recordtest.Pub("alpha root") }, charter.RuleAct},
		"another's node key":   {func(a *charter.Appointed) { a.Key = recordtest.Pub("bravo node") }, charter.RuleAct},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m := recordtest.Found(t, "alpha", "bravo")
			a := charter.Appointed{
				Desks: []string{"military"}, ExpiresAt: recordtest.Start.Add(time.Hour), Key: recordtest.Pub("k"), Officer: "a1",
				Powers: []charter.Power{recordtest.Power("notice.*", "report.filed")},
			}
			tt.change(&a)
			e := tryAt(t, m, recordtest.Start, "root:alpha", charter.TypeAppointed, a)
			wantRule(t, e.Void, tt.rule)
			k, known := m.State().Key(a.Key.ID())
			if seated := known && k.Officer == "a1"; seated != (tt.rule == "") {
				t.Errorf("key %+v, seated %v, want %v", k, seated, tt.rule == "")
			}
			if tt.rule == "" && (k.Appointed != e.ID || k.Place != e.Index) {
				t.Errorf("appointed by %v at %d, want %v at %d", k.Appointed, k.Place, e.ID, e.Index)
			}
		})
	}
}

// TestInstalled holds R-AUTH-6: node keys are replaced, never reused, and a new
// witness key starts an era.
func TestInstalled(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo")
	fresh := func(statementKey, witness, tls string) charter.Installed {
		return charter.Installed{Node: charter.NodeKeys{
			Statement: recordtest.Pub(statementKey), Witness: recordtest.Pub(witness), TLS: recordtest.Pub(tls), Sealing: "age1alpha2",
		}}
	}
	tests := []struct {
		name string
		act  charter.Installed
		rule string
	}{
		{"the old witness key as node key", fresh("alpha witness", "w2", "t2"), charter.RuleAct},
		{"two keys alike", fresh("n2", "n2", "t2"), charter.RuleAct},
		{"another's key", fresh("n2", "bravo tls", "t2"), charter.RuleAct},
		{"a new witness key", fresh("alpha node", "w2", "alpha tls"), ""},
		{"the old witness key again", fresh("alpha node", "alpha witness", "alpha tls"), charter.RuleAct},
		{"the old witness key as TLS key", fresh("alpha node", "w2", "alpha witness"), charter.RuleAct},
		{"a new TLS key", fresh("alpha node", "w2", "t2"), ""},
		{"a new node key", fresh("n2", "w2", "t2"), ""},
		{"the old node key again", fresh("alpha node", "w2", "t2"), charter.RuleAct},
	}
	for _, tt := range tests {
		e := try(t, m, "root:alpha", charter.TypeInstalled, tt.act)
		if wantRule(t, e.Void, tt.rule); t.Failed() {
			t.Fatal(tt.name)
		}
	}
	for _, recipient := range []string{"", "age1", "ssh-ed25519 AAAA", "age1bravo", "age1A"} {
		act := fresh("n2", "w2", "t2")
		act.Node.Sealing = recipient
		wantRule(t, try(t, m, "root:alpha", charter.TypeInstalled, act).Void, charter.RuleAct)
	}
	if eras := m.State().Eras(); len(eras) != 2 || eras[1].From != 6 || eras[1].Witnesses[0].Key != recordtest.Pub("w2") {
		t.Errorf("eras = %+v, want a second one from size 6 with the new witness key", eras)
	}
	if got := m.State().EraOf(5).Witnesses[0].Key; got != recordtest.Pub("alpha witness") {
		t.Errorf("era of size 5 has witness %x, want the first one", got)
	}
	if n, _ := m.State().Node("alpha"); n.Statement != recordtest.Pub("n2") {
		t.Errorf("node keys = %+v, want the new ones", n)
	}
	wantRule(t, try(t, m, "node:alpha", "node.ticked/v1", nil).Void, charter.RuleEnded)
	m.Signer("n2", "alpha", recordtest.Key("n2"))
	wantRule(t, try(t, m, "n2", "node.ticked/v1", nil).Void, "")
}

// TestRevoked holds R-AUTH-7 and R-AUTH-8: only its own root revokes a key, and
// compromised since moves to earlier times only.
func TestRevoked(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo")
	m.Officer("alpha", "a1")
	id := recordtest.Pub("a1 officer").ID()
	at := m.Now() + 1000
	revoke := func(signer string, key statement.Digest, since statement.Time) *charter.Void {
		return tryAt(t, m, at, signer, charter.TypeRevoked, charter.Revoked{Key: key, Since: since}).Void
	}
	wantRule(t, revoke("root:bravo", id, 0), charter.RuleAct)
	wantRule(t, revoke("root:alpha", statement.Digest{1}, 0), charter.RuleAct)
	wantRule(t, revoke("root:alpha", recordtest.Pub("alpha root").ID(), 0), charter.RuleAct)
	wantRule(t, revoke("root:alpha", id, at+1), charter.RuleAct)
	wantRule(t, revoke("root:alpha", id, -1), charter.RuleAct)
	wantRule(t, revoke("root:alpha", id, 0), "")
	place := m.State().Size() - 1
	if k, _ := m.State().Key(id); k.Repudiated(at) {
		t.Error("revoked without a time of compromise, and repudiated")
	}
	wantRule(t, revoke("root:alpha", id, 0), charter.RuleAct)
	wantRule(t, revoke("root:alpha", id, at-10), "")
	wantRule(t, revoke("root:alpha", id, at-10), charter.RuleAct)
	wantRule(t, revoke("root:alpha", id, at-5), charter.RuleAct)
	wantRule(t, revoke("root:alpha", id, at-20), "")
	k, _ := m.State().Key(id)
	if k.Ended.Place != place || k.Repudiated(at-21) || !k.Repudiated(at-20) || !k.Repudiated(at) {
		t.Errorf("ended %+v, want place %d and repudiated from %d on", k.Ended, place, at-20)
	}
	wantRule(t, try(t, m, "a1", "notice.filed/v1", nil).Void, charter.RuleEnded)
}

// TestReturnedKeysAreCopies: what a caller was given does not change when the
// record goes on.
func TestReturnedKeysAreCopies(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo")
	m.Officer("alpha", "a1")
	id := recordtest.Pub("a1 officer").ID()
	before, _ := m.State().Key(id)
	doc, eras := m.State().Document(), m.State().Eras()
	all(t, m, charter.TypeRevoked, charter.Revoked{Key: id, Since: m.Now()}, "root:alpha")
	amended := amending(t, m)
	amended.OpenLog = true
	all(t, m, charter.TypeSigned, propose(t, m, "root:alpha", amended), "root:alpha", "root:bravo")
	if before.Ended != nil || before.Next != 0 || doc.OpenLog || len(eras) != 1 {
		t.Errorf("key %+v, open log %v, %d eras, want them as they were", before, doc.OpenLog, len(eras))
	}
	if keys := m.State().Keys("alpha"); len(keys) != 3 || keys[2].Officer != "a1" {
		t.Errorf("keys of alpha = %+v, want root, node and officer in order of place", keys)
	}
}
