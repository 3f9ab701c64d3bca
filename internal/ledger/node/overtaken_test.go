package node_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley.example/internal/ledger/node"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// A kill between the fold and the outbox's note of it leaves an outbox that waits
// for what is on the record. It is found there, at its place: it was not refused,
// and its officer is not told to sign again.
func TestLoggedIsNotOvertaken(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	m := &memory{}
	alpha := k.nodes["alpha"]
	alpha.cfg.Picture = m
	k.startAll()
	name := filepath.Join(alpha.cfg.Dir, "outbox.log")
	k.nodes["bravo"].stop()
	k.nodes["mediator"].stop() // without a quorum nothing is folded
	ticket := submit(t, alpha, "alpha", "filed")
	if _, err := ticket.Wait(within(t), node.Logged); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	k.start("bravo")
	k.start("mediator")
	index := receipted(t, ticket).Index
	alpha.stop()
	if err := os.WriteFile(name, before, 0o600); err != nil {
		t.Fatal(err)
	}
	if size, _ := m.at(); size <= index {
		t.Fatalf("the picture stands at %d, want it past entry %d", size, index)
	}
	alpha = k.start("alpha")
	again, ok := alpha.Ticket(ticket.ID())
	if !ok {
		t.Fatal("the outbox has lost the statement")
	}
	status := receipted(t, again)
	if status.Void != nil || status.Index != index || status.Size <= index {
		t.Errorf("status = %+v, want it receipted at %d, not void", status, index)
	}
	next := submit(t, alpha, "alpha", "filed")
	if seq, prev := placeOf(t, next); seq != 1 || prev != ticket.ID() {
		t.Errorf("the next is at seq %d after %s, want 1 after %s", seq, prev, ticket.ID())
	}
	receipted(t, next)
}

// Where another statement of the key stands in its place it never comes onto the
// record: its officer is told, and so is whoever signed behind it. The key goes on
// after the one that is there. PROTOCOL A3.
func TestOvertaken(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	alpha := k.nodes["alpha"]
	k.host.set(func() { k.host.drop = func(string, statement.Statement) bool { return true } })
	first := submit(t, alpha, "alpha", "filed")
	second := submit(t, alpha, "alpha", "filed")
	var elsewhere statement.Envelope
	k.host.set(func() { // the same key signs the same seq on another machine
		elsewhere = k.mech.Sign("alpha-1", "notice.filed/v1", map[string]int64{"answer_ms": 60_000})
		k.host.append(elsewhere, max(k.clock(), k.mech.Now()))
		k.host.drop = nil
	})
	for what, ticket := range map[string]*node.Ticket{"what is overtaken": first, "what is chained behind it": second} {
		var refused *node.RefusedError
		_, err := ticket.Wait(within(t), node.Receipted)
		if !errors.As(err, &refused) || refused.Void.Rule != charter.RuleChain {
			t.Errorf("%s: %v, want it refused by %s", what, err, charter.RuleChain)
		}
	}
	if place, err := alpha.Place(first.ID()); err == nil {
		t.Errorf("what is overtaken has a place, %d", place)
	}
	next := submit(t, alpha, "alpha", "filed")
	if seq, prev := placeOf(t, next); seq != 1 || prev != elsewhere.ID() {
		t.Errorf("the next is at seq %d after %s, want 1 after %s", seq, prev, elsewhere.ID())
	}
	if status := receipted(t, next); status.Void != nil {
		t.Errorf("the next is void: %v", status.Void)
	}
	officerKey := statement.PublicOf(recordtest.OfficerKey("alpha-1")).ID()
	for _, p := range alpha.Pending() {
		env := p.Envelope()
		if st, err := env.Statement(); err == nil && st.Key == officerKey {
			t.Errorf("%s still waits", p.ID())
		}
	}
}

// A member that signs one seq after another twice, has a node hold the one chain
// and the host log the other, gives that node no more work than the two chains:
// it does not look through its record for each of what is overtaken.
func TestManyOvertaken(t *testing.T) {
	k := newKit(t, "alpha", "bravo")
	k.startAll()
	k.nodes["alpha"].stop()
	k.pause()
	k.host.set(func() { k.host.drop = func(string, statement.Statement) bool { return true } })
	const many = 2000
	var lines []byte
	for i := range many {
		env := k.mech.Sign("node:alpha", "node.shown/v1", nil)
		lines = append(append(lines, env.Bytes()...), '\n')
		if i%1000 == 999 {
			if status := k.pass("bravo", lines); status != http.StatusNoContent {
				t.Fatalf("bravo answers %d to what is passed on, want it taken", status)
			}
			lines = nil
		}
	}
	k.host.set(func() {
		k.mech.Unsign("node:alpha")
		for range many {
			k.host.append(k.mech.Sign("node:alpha", "node.shown/v1", map[string]int64{"answer_ms": 1}), max(k.clock(), k.mech.Now()))
		}
	})
	k.host.set(func() { k.host.drop = func(_ string, st statement.Statement) bool { return st.Member == "alpha" } })
	k.start("alpha")
	k.publishing()
	var size int64
	k.host.set(func() { size = k.host.log.size() })
	until(t, "bravo has folded the other chain", func() bool { return k.nodes["bravo"].size() >= size })
	began := time.Now()
	receipted(t, submit(t, k.nodes["bravo"], "bravo", "filed"))
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("the next statement took %v, want it at once", took)
	}
}
