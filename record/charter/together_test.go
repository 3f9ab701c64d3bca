package charter_test

import (
	"testing"

	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// certificate is what roots sign so that the record goes on at bravo's.
func certificate(m *recordtest.Mechanism, term int64, origin string) charter.Succeeded {
	return charter.Succeeded{
		NewHost: "bravo", NewKey: recordtest.Pub(origin + " log"), NewOrigin: origin, NewTLS: recordtest.Pub(origin + " tls"),
		OldOrigin: m.State().Document().Host.Origin, Root: m.Root(), Size: m.State().Size(), Term: term,
	}
}

// TestSuccession holds R-SUCCESSION-1: k equal certificates behind the old
// leaves put a new host into force, and old checkpoints keep their host.
func TestSuccession(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	size := m.State().Size()
	act := certificate(m, 1, "parley.example/second")
	all(t, m, charter.TypeSucceeded, act, "root:bravo")
	if got := m.State().Document().Host.Origin; got != recordtest.Origin {
		t.Errorf("origin %q after one certificate of two, want the old one", got)
	}
	all(t, m, charter.TypeSucceeded, act, "root:mediator")
	host := charter.Host{Member: "bravo", Origin: "parley.example/second", Key: act.NewKey, TLS: act.NewTLS}
	if got := m.State().Document().Host; got != host {
		t.Errorf("host = %+v, want %+v", got, host)
	}
	if got := m.State().EraOf(size); got.Host.Origin != recordtest.Origin || got.Succession != nil {
		t.Errorf("era of size %d = %+v, want the old host", size, got)
	}
	if got := m.State().EraOf(size + 1); got.Host != host || got.Succession == nil || *got.Succession != act {
		t.Errorf("era of size %d = %+v, want the new host by the certificate", size+1, got)
	}
	wantRule(t, try(t, m, "root:alpha", charter.TypeSucceeded, act).Void, charter.RuleAct)
	for _, name := range []string{"host log", "host tls", "parley.example/second log", "parley.example/second tls"} {
		wantRule(t, desk(t, m, "root:alpha", name, m.Now()), charter.RuleAct)
	}
	again := certificate(m, 2, "parley.example/third")
	all(t, m, charter.TypeSucceeded, again, "root:alpha", "root:bravo")
	if got := m.State().EraOf(again.Size + 1).Host.Origin; got != "parley.example/third" {
		t.Errorf("origin %q after a second succession, want the third", got)
	}
}

// TestCertificate holds R-SUCCESSION-2.
func TestCertificate(t *testing.T) {
	tests := map[string]func(*charter.Succeeded){
		"no member":              func(a *charter.Succeeded) { a.NewHost = "zulu" },
		"from elsewhere":         func(a *charter.Succeeded) { a.OldOrigin = "elsewhere" },
		"to the same origin":     func(a *charter.Succeeded) { a.NewOrigin = a.OldOrigin },
		"an origin of two lines": func(a *charter.Succeeded) { a.NewOrigin = "a b" },
		"an origin with a plus":  func(a *charter.Succeeded) { a.NewOrigin = "a+b" },
		"term 0":                 func(a *charter.Succeeded) { a.Term = 0 },
		"a term far off":         func(a *charter.Succeeded) { a.Term = 1002 },
		"a gap behind the size":  func(a *charter.Succeeded) { a.Size-- },
		"a size to come":         func(a *charter.Succeeded) { a.Size++ },
		"size 0":                 func(a *charter.Succeeded) { a.Size = 0 },
		"one key for both":       func(a *charter.Succeeded) { a.NewTLS = a.NewKey },
		"an old key":             func(a *charter.Succeeded) { a.NewKey = recordtest.Pub("host log") },
		"a member's key":         func(a *charter.Succeeded) { a.NewTLS = recordtest.Pub("bravo tls") },
		"a weak key":             func(a *charter.Succeeded) { a.NewTLS = statement.PublicKey{1} },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			m := recordtest.Found(t, "alpha", "bravo", "mediator")
			act := certificate(m, 1, "parley.example/second")
			change(&act)
			wantRule(t, try(t, m, "root:alpha", charter.TypeSucceeded, act).Void, charter.RuleAct)
		})
	}
}

// TestCertificatesOfOneTerm holds R-SUCCESSION-3: a root signs one certificate a
// term, a failed term does not stop the next, and votes must follow directly.
func TestCertificatesOfOneTerm(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	stale := certificate(m, 1, "parley.example/second")
	all(t, m, charter.TypeSucceeded, stale, "root:alpha")
	wantRule(t, desk(t, m, "root:alpha", "k", m.Now()), "")
	wantRule(t, try(t, m, "root:bravo", charter.TypeSucceeded, stale).Void, charter.RuleAct)
	wantRule(t, try(t, m, "root:alpha", charter.TypeSucceeded, certificate(m, 1, "parley.example/third")).Void, charter.RuleAct)
	fresh := certificate(m, 2, "parley.example/third")
	all(t, m, charter.TypeSucceeded, fresh, "root:alpha")
	wantRule(t, try(t, m, "root:alpha", charter.TypeSucceeded, certificate(m, 1, "parley.example/second")).Void, charter.RuleAct)
	again := certificate(m, 3, "parley.example/third")
	all(t, m, charter.TypeSucceeded, again, "root:bravo", "root:alpha")
	if got := m.State().Document().Host.Origin; got != "parley.example/third" {
		t.Errorf("origin %q, want the third", got)
	}
}

// TestAmendmentAfterSuccession holds R-SUCCESSION-4: an amendment that waited
// over a succession keeps the host in force, and cannot do without its member.
func TestAmendmentAfterSuccession(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	doc := amending(t, m)
	doc.OpenLog = true
	sign := propose(t, m, "root:alpha", doc)
	hostless := amending(t, m)
	without(&hostless, "bravo")
	hostlessSign := propose(t, m, "root:alpha", hostless)
	all(t, m, charter.TypeSucceeded, certificate(m, 1, "parley.example/second"), "root:alpha", "root:bravo")
	wantRule(t, try(t, m, "root:alpha", charter.TypeSigned, hostlessSign).Void, charter.RuleAct)
	all(t, m, charter.TypeSigned, sign, "root:alpha", "root:bravo")
	got := m.State().Document()
	if !got.OpenLog || got.Host.Origin != "parley.example/second" || m.State().EraOf(m.State().Size()).Host != got.Host {
		t.Errorf("open log %v under host %+v, want the amendment under the new host", got.OpenLog, got.Host)
	}
	next := amending(t, m)
	next.OpenLog = false
	all(t, m, charter.TypeSigned, propose(t, m, "root:alpha", next), "root:alpha", "root:bravo")
}

// TestRuleSet holds R-RULESET-1.
func TestRuleSet(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo", "mediator")
	one, two := charter.RuleSet{Digest: statement.Digest{1}}, charter.RuleSet{Digest: statement.Digest{2}}
	wantRule(t, try(t, m, "node:alpha", charter.TypeRuleSet, one).Void, charter.RuleSeat)
	all(t, m, charter.TypeRuleSet, one, "root:alpha")
	all(t, m, charter.TypeRuleSet, two, "root:bravo")
	if d, ok := m.State().RuleSet(1 << 40); ok {
		t.Errorf("rule-set %v by one vote, want none", d)
	}
	all(t, m, charter.TypeRuleSet, one, "root:mediator")
	from := m.State().Size()
	wantRule(t, try(t, m, "root:mediator", charter.TypeRuleSet, one).Void, charter.RuleAct)
	all(t, m, charter.TypeRuleSet, two, "root:bravo", "root:alpha")
	if d, ok := m.State().RuleSet(from); !ok || d != one.Digest {
		t.Errorf("rule-set at %d = %v, %v, want the first", from, d, ok)
	}
	if _, ok := m.State().RuleSet(from - 1); ok {
		t.Errorf("a rule-set judges entry %d, which agreed on it", from-1)
	}
	if d, _ := m.State().RuleSet(m.State().Size()); d != two.Digest {
		t.Errorf("rule-set now = %v, want the second", d)
	}
	all(t, m, charter.TypeRuleSet, one, "root:bravo", "root:alpha")
	if d, _ := m.State().RuleSet(m.State().Size()); d != one.Digest {
		t.Errorf("rule-set after the way back = %v, want the first", d)
	}
}

// TestQuorum holds R-QUORUM-1 on the numbers of PROTOCOL A4.
func TestQuorum(t *testing.T) {
	for _, tt := range []struct{ n, f, want int }{
		{1, 0, 1}, {2, 0, 2}, {3, 0, 2}, {4, 0, 3}, {4, 1, 3}, {5, 0, 3}, {5, 1, 4}, {7, 2, 5},
	} {
		if got := charter.Quorum(tt.n, tt.f); got != tt.want {
			t.Errorf("Quorum(%d, %d) = %d, want %d", tt.n, tt.f, got, tt.want)
		}
	}
	for n := 1; n <= 40; n++ {
		for f := 0; 3*f+1 <= n; f++ {
			k := charter.Quorum(n, f)
			if 2*k-n < f+1 {
				t.Errorf("n %d, f %d: two quorums of %d share %d witnesses, want more than %d", n, f, k, 2*k-n, f)
			}
			if k > n-f {
				t.Errorf("n %d, f %d: quorum %d cannot be reached when the liars are silent", n, f, k)
			}
		}
	}
}
