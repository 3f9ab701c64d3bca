package host_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"parley.example/internal/ledger/host"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// TestSucceed lets the host of alpha go, and bravo take over: the new log begins
// with the old leaves, the certificates follow, and the witnesses, which hold
// the old tree, cosign the new one as its growth.
func TestSucceed(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo", "mediator").start().found()
	k.fill(300)
	k.settled(300)
	k.stop()
	act := charter.Succeeded{
		NewHost: "bravo", NewKey: recordtest.Pub("second log"), NewTLS: recordtest.Pub("second tls"), NewOrigin: "parley.example/second",
		OldOrigin: recordtest.Origin, Root: k.m.Root(), Size: 300, Term: 1,
	}
	var certificates []statement.Envelope
	for _, member := range []string{"alpha", "bravo"} {
		certificates = append(certificates, k.m.Sign("root:"+member, charter.TypeSucceeded, act))
	}
	leaves := k.m.Leaves()
	old := func(from, to int64) ([][]byte, error) { return leaves[from:to], nil } //nolint:unparam // the form that Succeed takes
	cfg := k.cfg
	cfg.Dir = filepath.Join(t.TempDir(), "second")
	cfg.LogKey, cfg.TLSKey = recordtest.Key("second log"), recordtest.Key("second tls")

	t.Run("refuses", func(t *testing.T) {
		if err := host.Succeed(cfg, old, certificates[:1]); err == nil || !strings.Contains(err.Error(), "2 equal ones are needed") {
			t.Errorf("one certificate of two: %v, want a refusal", err)
		}
		if err := host.Succeed(k.cfg, old, certificates); err == nil || !strings.Contains(err.Error(), "empty directory") {
			t.Errorf("into the old directory: %v, want a refusal", err)
		}
		missing := errors.New("no such leaf")
		none := func(int64, int64) ([][]byte, error) { return nil, missing }
		if err := host.Succeed(cfg, none, certificates); !errors.Is(err, missing) {
			t.Errorf("without the old leaves: %v, want %v", err, missing)
		}
		changed := func(from, to int64) ([][]byte, error) {
			out := append([][]byte(nil), leaves[from:to]...)
			out[len(out)-1] = leaves[0]
			return out, nil
		}
		if err := host.Succeed(cfg, changed, certificates); err == nil {
			t.Error("over other old leaves: no error")
		}
	})
	if err := host.Succeed(cfg, old, certificates); err != nil {
		t.Fatalf("Succeed: %v", err)
	}
	for _, env := range certificates {
		k.log(env, k.m.Now())
	}
	k.cfg = cfg
	h, err := host.Open(cfg)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	if got := h.Status().Admitted; got != 302 {
		t.Errorf("the successor begins with %d entries, want 302", got)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	k.start()
	k.until("the successor publishes", func() bool { return k.host.Status().Published == 302 })
	raw := k.read("cosigned/checkpoint")
	c, err := checkpoint.Transition(raw, k.eraOf(300), k.eraOf(302))
	if err != nil || c.Origin != act.NewOrigin {
		t.Errorf("the first checkpoint of %s: %v", c.Origin, err)
	}
	if got := k.read("log/tile/entries/000"); !strings.Contains(string(got), string(leaves[17])) {
		t.Error("an old leaf is not in the new log byte for byte")
	}
}
