package host_test

import (
	"net/http"
	"testing"

	"parley.example/record/charter"
)

func TestPromise(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo", "mediator").start().found()
	env := k.m.Sign("node:bravo", "node.shown/v1", nil)
	first := k.promised("bravo", env)[env.ID()]
	if again := k.promised("mediator", env)[env.ID()]; again != first {
		t.Errorf("a repeat is promised at %v, want %v", again, first)
	}
	c := k.size(4)
	if err := c.Quorum(k.m.State().EraOf(0)); err != nil {
		t.Errorf("published: %v", err)
	}
	if got := k.again().promised("bravo", env)[env.ID()]; got != first {
		t.Errorf("after a restart the repeat is promised at %v, want %v", got, first)
	}
	if got := k.host.Status().Admitted; got != 4 {
		t.Errorf("the record has %d entries, want 4: a repeat is one entry", got)
	}
}

func TestRefuses(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo").start()
	early := k.m.Sign("node:bravo", "node.shown/v1", nil)
	if out := k.submit("bravo", early); len(out.Refused) != 1 || out.Refused[0].Void.Rule != charter.RuleFounded {
		t.Errorf("before the founding: %+v, want %s", out, charter.RuleFounded)
	}
	k.m.Unsign("node:bravo")
	k.found()
	k.size(2)
	forged := k.m.Sign("node:bravo", "node.shown/v1", nil)
	forged.Signature[0] ^= 1
	body := append([]byte("{}\n"), lines(forged)...)
	status, b := k.do("bravo", http.MethodPost, "/submit", body)
	if status != http.StatusOK {
		t.Fatalf("submit answers %d: %s", status, b)
	}
	k.m.Unsign("node:bravo")
	good := k.m.Sign("node:bravo", "node.shown/v1", nil)
	after := k.m.Sign("node:bravo", "node.shown/v1", nil)
	out := k.submit("bravo", after, good)
	if len(out.Refused) != 1 || out.Refused[0].Void.Rule != charter.RuleChain || out.Refused[0].ID != after.ID() {
		t.Errorf("out of order: %+v, want %s for the first", out, charter.RuleChain)
	}
	if got := k.host.Status().Admitted; got != 3 {
		t.Errorf("the record has %d entries, want 3: nothing refused is on it", got)
	}
}
