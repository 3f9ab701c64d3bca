package proof_test

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/proof"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// longRecord is a founded record of n notice statements by four officers.
func longRecord(tb testing.TB, n int) *recordtest.Mechanism {
	tb.Helper()
	m := recordtest.Found(tb, "alpha", "bravo", "mediator")
	for i := range 4 {
		m.Officer("alpha", fmt.Sprintf("a%d", i))
	}
	act := map[string]any{"addressees": []string{"bravo", "mediator"}, "answer_ms": 3_600_000, "largest_force": 40}
	for i := range n {
		m.File(m.Now().Add(20*time.Millisecond), fmt.Sprintf("a%d", i%4), "notice.filed/v1", act)
	}
	return m
}

// TestAuditor holds R-AUDIT-1 and R-AUDIT-2: several cores come to the same
// verdicts, state and root as one reader that takes leaf by leaf.
func TestAuditor(t *testing.T) {
	m := longRecord(t, 300)
	leaves := append([][]byte{}, m.Leaves()...)
	m.Take([]byte("no leaf at all"))
	m.Take(leaves[20]) // a second statement at one place of a chain
	leaves = m.Leaves()
	a, err := proof.NewAuditor(m.Document(), 3)
	if err != nil {
		t.Fatal(err)
	}
	var verdicts []string
	for _, batch := range [][][]byte{leaves[:100], leaves[100:101], leaves[101:101], leaves[101:]} {
		if err := a.Take(batch, func(e *charter.Entry) error {
			if e.Void != nil {
				verdicts = append(verdicts, fmt.Sprint(e.Index, " ", e.Void.Rule))
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	n := len(leaves)
	if diff := cmp.Diff([]string{fmt.Sprint(n-2, " R-VOID-1"), fmt.Sprint(n-1, " R-VOID-5")}, verdicts); diff != "" {
		t.Errorf("void entries (-want +got):\n%s", diff)
	}
	got, _ := a.State().Snapshot()
	want, _ := m.State().Snapshot()
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
	if root, err := a.Root(); err != nil || root != m.Root() {
		t.Errorf("Root() = %v, %v, want %v", root, err, m.Root())
	}
	if r := a.Report(); r.Entries != int64(n) || r.Void["R-VOID-1"] != 1 || r.Backward != 1 {
		t.Errorf("Report() = %+v, want %d entries, one R-VOID-1, one backward", r, n)
	}
}

// TestAuditorCheck holds R-AUDIT-3.
func TestAuditorCheck(t *testing.T) {
	m := longRecord(t, 10)
	a, err := proof.NewAuditor(m.Document(), 2)
	if err != nil {
		t.Fatal(err)
	}
	leaves := m.Leaves()
	if err := a.Take(leaves[:len(leaves)-1], nil); err != nil {
		t.Fatal(err)
	}
	head := signedHead(t, m, m.Now(), "alpha", "bravo")
	if _, err := a.Check(head); err == nil {
		t.Error("Check() accepts a checkpoint of more entries than were read")
	}
	b, err := proof.ResumeAuditor(a.State(), a.Edge(), 2)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Take(leaves[len(leaves)-1:], nil); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Check(head); err != nil {
		t.Errorf("Check() = %v, want nil", err)
	}
	raw, err := checkpoint.Sign(recordtest.Origin, m.State().Size(), statement.Digest{1}, recordtest.HostKey())
	if err != nil {
		t.Fatal(err)
	}
	other := cosigned(t, raw, m.State().EraOf(m.State().Size()), m.Now(), "alpha", "bravo")
	if _, err := b.Check(other); !errors.Is(err, proof.ErrTree) {
		t.Errorf("Check() of another root = %v, want %v", err, proof.ErrTree)
	}
	if _, err := b.Check(signedHead(t, m, m.Now(), "alpha")); err == nil {
		t.Error("Check() accepts a checkpoint without its quorum")
	}
}

// TestAuditorSuccession holds R-AUDIT-4.
func TestAuditorSuccession(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*charter.Succeeded)
		want   error
	}{
		"the root of the old leaves": {func(*charter.Succeeded) {}, nil},
		"another root":               {func(c *charter.Succeeded) { c.Root[0]++ }, proof.ErrTree},
	} {
		t.Run(name, func(t *testing.T) {
			m := longRecord(t, 3)
			cert := charter.Succeeded{
				NewHost: "bravo", NewKey: recordtest.Pub("host 2"), NewOrigin: "parley.example/second", NewTLS: recordtest.Pub("host 2 tls"),
				OldOrigin: recordtest.Origin, Root: m.Root(), Size: m.State().Size(), Term: 1,
			}
			tt.change(&cert)
			for _, root := range []string{"root:alpha", "root:bravo", "root:mediator"} {
				m.Log(m.Sign(root, charter.TypeSucceeded, cert), m.Now())
			}
			if got := m.State().Document().Host.Origin; got != cert.NewOrigin {
				t.Fatalf("origin %s, want the succession in force", got)
			}
			a, err := proof.NewAuditor(m.Document(), 2)
			if err != nil {
				t.Fatal(err)
			}
			// The audit is broken off between the certificates, and goes on.
			n := len(m.Leaves()) - 1
			if err := a.Take(m.Leaves()[:n-1], nil); err != nil {
				t.Fatal(err)
			}
			if a, err = proof.ResumeAuditor(a.State(), a.Edge(), 2); err != nil {
				t.Fatal(err)
			}
			if err := a.Take(m.Leaves()[n-1:], nil); !errors.Is(err, tt.want) {
				t.Errorf("Take() = %v, want %v", err, tt.want)
			}
		})
	}
}

// BenchmarkAudit reports how the audit compares with nothing but
// ed25519.Verify over the same messages on the same cores, in one run.
func BenchmarkAudit(b *testing.B) {
	m := longRecord(b, 20_000)
	leaves := m.Leaves()
	workers := runtime.GOMAXPROCS(0)
	raw := rawVerify(b, m, leaves, workers)
	var audit, plain time.Duration
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		start := time.Now()
		raw()
		plain += time.Since(start)
		b.StartTimer()
		start = time.Now()
		a, err := proof.NewAuditor(m.Document(), workers)
		if err != nil {
			b.Fatal(err)
		}
		for at := 0; at < len(leaves); at += 4096 {
			if err := a.Take(leaves[at:min(at+4096, len(leaves))], nil); err != nil {
				b.Fatal(err)
			}
		}
		audit += time.Since(start)
		if root, _ := a.Root(); root != m.Root() || len(a.Report().Void) != 0 {
			b.Fatalf("root %v, void %v", root, a.Report().Void)
		}
	}
	n := float64(len(leaves) * b.N)
	b.ReportMetric(n/audit.Seconds(), "entries/s")
	b.ReportMetric(n/plain.Seconds(), "verify/s")
	b.ReportMetric(100*plain.Seconds()/audit.Seconds(), "%-of-verify")
}

// rawVerify returns a function that checks every signature and nothing else.
func rawVerify(b *testing.B, m *recordtest.Mechanism, leaves [][]byte, workers int) func() {
	b.Helper()
	type job struct {
		pub statement.PublicKey
		msg []byte
		sig [64]byte
	}
	var jobs []job
	for _, leaf := range leaves {
		l, err := statement.ParseLeaf(leaf)
		if err != nil {
			b.Fatal(err)
		}
		pub, _ := m.State().Pub(l.Envelope.Key)
		msg := fmt.Appendf(nil, "DSSEv1 %d %s %d %s",
			len(statement.PayloadType), statement.PayloadType, len(l.Envelope.Payload), l.Envelope.Payload)
		jobs = append(jobs, job{pub, msg, l.Envelope.Signature})
	}
	return func() {
		var wg sync.WaitGroup
		for w := range workers {
			wg.Go(func() {
				for i := w; i < len(jobs); i += workers {
					if !ed25519.Verify(jobs[i].pub[:], jobs[i].msg, jobs[i].sig[:]) {
						b.Error("signature does not hold")
						return
					}
				}
			})
		}
		wg.Wait()
	}
}
