package node_test

import (
	"bytes"
	"errors"
	"net/http"
	"testing"

	"parley.example/internal/ledger/node"
	"parley.example/internal/ledger/wire"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// pass hands lines to a node as another one does.
func (k *kit) pass(code string, lines []byte) int {
	k.t.Helper()
	req, err := http.NewRequestWithContext(within(k.t), http.MethodPost, k.nodes[code].server.URL+wire.Path(wire.Pass), bytes.NewReader(lines))
	if err != nil {
		k.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		k.t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		k.t.Fatal(err)
	}
	return resp.StatusCode
}

// handOver gives a statement to a node, as a root or another node does.
func (k *kit) handOver(code string, env statement.Envelope) {
	k.t.Helper()
	if status := k.pass(code, append(env.Bytes(), '\n')); status != http.StatusNoContent {
		k.t.Fatalf("%s answers %d, want it taken", code, status)
	}
}

// revocation is signed by a root, and nobody has it yet.
func (k *kit) revocation(signer string, key statement.Digest, since statement.Time) (env statement.Envelope) {
	k.host.set(func() { env = k.mech.Sign(signer, charter.TypeRevoked, charter.Revoked{Key: key, Since: since}) })
	return env
}

func keyOf(member string) statement.Digest {
	return statement.PublicOf(recordtest.OfficerKey(member + "-1")).ID()
}

// atHand counts the revocations of a key that a node has and has not folded.
func (r *running) atHand(key statement.Digest) (n int) {
	for _, rv := range r.Revocations() {
		if rv.Key == key {
			n++
		}
	}
	return n
}

func (r *running) ended(key statement.Digest) (ended bool) {
	r.View(func(s *charter.State) {
		k, _ := s.Key(key)
		ended = k.Ended != nil
	})
	return ended
}

// A revocation that a host keeps off the record is acted on by the node that has
// it, also after a restart, and by those to whom that node passes it on; once it
// is on the record, the record says it. R-WIRE-50.
func TestRevocationAtHand(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	k.host.set(func() {
		k.host.drop = func(_ string, st statement.Statement) bool { return st.Type == charter.TypeRevoked }
	})
	alpha, key := k.nodes["alpha"], keyOf("alpha")
	before := notice("before")
	before.MadeAt, before.Nonce = k.clock(), [16]byte{1}
	first, err := alpha.Submit(within(t), officer("alpha"), before)
	if err != nil {
		t.Fatal(err)
	}
	env := k.revocation("root:alpha", key, 7)
	k.handOver("alpha", env)
	rv := alpha.Revocations()
	if len(rv) != 1 || rv[0].ID != env.ID() || rv[0].Key != key || rv[0].Member != "alpha" || rv[0].Since != 7 || alpha.ended(key) {
		t.Fatalf("at hand %+v, on the record %t; want this one alone, not on the record", rv, alpha.ended(key))
	}
	refusedAs := func(when string) {
		t.Helper()
		_, err := k.nodes["alpha"].Submit(within(t), officer("alpha"), notice("after"))
		if refused, ok := errors.AsType[*node.RefusedError](err); !ok || refused.Void.Rule != charter.RuleEnded {
			t.Errorf("%s: submit says %v, want it refused by %s", when, err, charter.RuleEnded)
		}
	}
	refusedAs("at hand")
	if same, err := alpha.Submit(within(t), officer("alpha"), before); err != nil || same.ID() != first.ID() {
		t.Errorf("what was signed before gives %v, want its ticket", err)
	}
	until(t, "bravo has it from alpha", func() bool { return k.nodes["bravo"].atHand(key) == 1 })
	alpha.stop()
	again := k.start("alpha") // its picture begins anew, and knows no key at first
	until(t, "it is at hand after a restart", func() bool { return again.atHand(key) == 1 })
	refusedAs("after a restart")
	k.host.set(func() { k.host.drop = nil })
	for _, code := range []string{"alpha", "bravo", "mediator"} {
		r := k.nodes[code]
		until(t, code+" has it on the record", func() bool { return r.ended(key) && r.atHand(key) == 0 })
	}
	if held := k.logged("node.held/v1"); len(held) > 0 && held[0].Member == "alpha" {
		t.Error("alpha says that it holds for others what its own root signed")
	}
}

// What no root of the key's own member says stops nobody. R-WIRE-50.
func TestRevocationOfAnother(t *testing.T) {
	k := newKit(t, "alpha", "bravo")
	k.startAll()
	k.host.set(func() {
		k.host.drop = func(_ string, st statement.Statement) bool { return st.Type == charter.TypeRevoked }
	})
	key := keyOf("alpha")
	root := statement.PublicOf(k.mech.SignerKey("root:alpha")).ID()
	for name, env := range map[string]statement.Envelope{
		"by another member's root": k.revocation("root:bravo", key, 0),
		"by the member's node":     k.revocation("node:alpha", key, 0),
		"of a root":                k.revocation("root:alpha", root, 0),
	} {
		k.handOver("alpha", env)
		if rv := k.nodes["alpha"].Revocations(); len(rv) != 0 {
			t.Errorf("%s: at hand %+v, want none", name, rv)
		}
	}
	if _, err := k.nodes["alpha"].Submit(within(t), officer("alpha"), notice("filed")); err != nil {
		t.Errorf("the officer signs: %v", err)
	}
}

// A revocation that the host has logged and no quorum covers is at hand, too: who
// keeps witnesses from cosigning gains no time. R-WIRE-50.
func TestRevocationBeforeQuorum(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	k.nodes["bravo"].stop()
	k.nodes["mediator"].stop()
	alpha, key := k.nodes["alpha"], keyOf("alpha")
	env := k.revocation("root:alpha", key, 0)
	k.host.set(func() { k.host.append(env, k.clock()) })
	until(t, "alpha has it in its mirror", func() bool { return alpha.atHand(key) == 1 })
	if alpha.ended(key) {
		t.Error("alpha has folded what no quorum has cosigned")
	}
	k.start("bravo")
	until(t, "it is on the record", func() bool { return alpha.ended(key) && alpha.atHand(key) == 0 })
}

// Who has an officer's key and fills a node with what it signs does not keep the
// revocation of that key out. R-WIRE-50.
func TestRevocationOverAFlood(t *testing.T) {
	k := newKit(t, "alpha", "bravo")
	k.start("bravo") // and no host publishes
	k.host.set(func() {
		k.host.gate = func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(http.StatusBadGateway); return true }
	})
	for range 5 {
		var lines []byte
		for range 1000 {
			st := notice("filed")
			env := k.mech.SignDraft("node:alpha", k.mech.Draft("node:alpha", st.Type, nil))
			lines = append(append(lines, env.Bytes()...), '\n')
		}
		if status := k.pass("bravo", lines); status != http.StatusNoContent {
			t.Fatalf("bravo answers %d to what is passed on, want it taken", status)
		}
	}
	more := k.mech.Sign("node:alpha", "notice.filed/v1", nil)
	if status := k.pass("bravo", append(more.Bytes(), '\n')); status == http.StatusNoContent {
		t.Error("bravo takes more than its bound")
	}
	key := statement.PublicOf(recordtest.NodeKey("alpha")).ID()
	env := k.mech.Sign("root:alpha", charter.TypeRevoked, charter.Revoked{Key: key})
	k.handOver("bravo", env)
	until(t, "bravo has the revocation", func() bool { return k.nodes["bravo"].atHand(key) == 1 })
}
