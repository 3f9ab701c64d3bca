package charter_test

import (
	"bytes"
	"strings"
	"testing"

	"parley.example/record/charter"
	"parley.example/record/recordtest"
)

func TestRestoreEqualsSnapshot(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	m.Officer("alpha", "a1")
	a, err := m.State().Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	s, err := charter.Restore(a)
	if err != nil {
		t.Fatalf("Restore: %v", err)
	}
	if b, _ := s.Snapshot(); !bytes.Equal(a, b) {
		t.Errorf("restored:\n%s\nwant\n%s", b, a)
	}
	leaf := m.Leaf(m.Sign("root:bravo", charter.TypeRotated, charter.Rotated{New: recordtest.Pub("new")}), m.Now())
	if v := s.Take(leaf).Void; v != nil {
		t.Errorf("restored state says %v, want no fault", v)
	}
}

// TestInstallKeepsCompromised: replacing a node key that was revoked as
// compromised does not make its acts count again. R-AUTH-7.
func TestInstallKeepsCompromised(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo")
	id := recordtest.Pub("alpha node").ID()
	at := m.Now()
	m.File(at+5, "root:alpha", charter.TypeRevoked, charter.Revoked{Key: id, Since: at + 1})
	node := recordtest.NodeKeys("alpha")
	node.Statement = recordtest.Pub("alpha node 2")
	m.File(at+6, "root:alpha", charter.TypeInstalled, charter.Installed{Node: node})
	k, _ := m.State().Key(id)
	if !k.Repudiated(at+1) || k.Repudiated(at) {
		t.Errorf("ended %+v: repudiated at %d %v, before %v, want true, false", k.Ended, at+1, k.Repudiated(at+1), k.Repudiated(at))
	}
}

// TestOneKeyOneRole: a key that had a seat never gets another. R-KEY-2.
func TestOneKeyOneRole(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo")
	node := recordtest.NodeKeys("alpha")
	node.TLS = recordtest.Pub("alpha tls 2")
	m.File(m.Now()+1, "root:alpha", charter.TypeInstalled, charter.Installed{Node: node})
	for _, name := range []string{"alpha root", "alpha node", "alpha tls", "alpha tls 2", "bravo witness", "host log", "host tls"} {
		wantRule(t, desk(t, m, "root:alpha", name, m.Now()), charter.RuleAct)
	}
}

// TestRestoreRefuses: what is no snapshot of this version is folded anew, never
// half read.
func TestRestoreRefuses(t *testing.T) {
	m := recordtest.Found(t, "alpha")
	good := string(snapshot(t, m.State()))
	for name, text := range map[string]string{
		"nothing":       "",
		"an object":     "{}",
		"no keys":       strings.Replace(good, `"keys":`, `"keyz":`, 1),
		"no document":   strings.Replace(good, `"document":"`, `"document":"AAAA`, 1),
		"keys of a hex": strings.Replace(good, `"keys":{"`, `"keys":{"00`, 1),
	} {
		if _, err := charter.Restore([]byte(text)); err == nil {
			t.Errorf("%s: restored, want an error", name)
		}
	}
}
