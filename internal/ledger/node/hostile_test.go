package node_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"parley.example/internal/ledger/node"
	"parley.example/internal/ledger/node/evidence"
	"parley.example/internal/ledger/wire"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// refusedWith waits until a node has said on the record why it does not cosign.
func (k *kit) refusedWith(member, reason string) {
	k.t.Helper()
	until(k.t, member+" says "+reason, func() bool {
		return slices.ContainsFunc(k.logged(tick.TypeRefused), func(st statement.Statement) bool {
			var a tick.Refused
			return st.Member == member && statement.Decode(st.Act, &a) == nil && a.Reason == reason
		})
	})
}

func TestForkIsCaught(t *testing.T) {
	for name, longer := range map[string]int{"of the same size": 0, "of a larger size": 3} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t, "alpha", "bravo", "mediator")
			k.startAll()
			// The other tree: its last leaves carry other times.
			k.host.mu.Lock()
			other := &log{}
			for i, leaf := range k.host.log.leaves {
				if i >= 4 {
					l, _ := statement.ParseLeaf(leaf)
					l.ReceivedAt++
					leaf = l.Bytes()
				}
				other.add(t, leaf)
			}
			for range longer {
				other.add(t, k.host.log.leaves[4])
			}
			k.host.gate = func(w http.ResponseWriter, r *http.Request) bool {
				path, ok := strings.CutPrefix(r.URL.Path, "/log/tile/")
				if !ok || r.Header.Get("Member") != "bravo" {
					return false
				}
				if b, ok := tileOf(other, path); ok {
					_, _ = w.Write(b)
				} else {
					http.NotFound(w, r)
				}
				return true
			}
			k.host.mu.Unlock()
			held := k.nodes["bravo"].Held().Size
			status, body := k.host.add("bravo", other, k.host.sign(other, other.size()), min(held, other.size()), other.size())
			if status != http.StatusConflict && status != http.StatusUnprocessableEntity {
				t.Errorf("bravo answers %d %s to a forked tree, want 409 or 422", status, body)
			}
			k.evidenceOf("bravo", evidence.Fork)
			k.evidenceOf("alpha", evidence.Fork) // passed on
			k.host.set(func() { k.host.gate = nil })
			k.refusedWith("bravo", tick.Inconsistent)
			if live := k.nodes["alpha"].Live(); !live.Fork || live.OK || !slices.Contains(live.Reasons, node.Forked) {
				t.Errorf("live at alpha = %+v, want the fork alarm", live)
			}
		})
	}
}

func TestRewindIsNotCosigned(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	ticket, err := k.nodes["alpha"].Submit(within(t), officer("alpha"), notice("filed"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ticket.Wait(within(t), node.Receipted); err != nil {
		t.Fatal(err)
	}
	held := k.nodes["bravo"].Held().Size
	k.host.mu.Lock()
	l := k.host.log.clone()
	k.host.mu.Unlock()
	status, body := k.host.add("bravo", l, k.host.sign(l, 4), 4, 4)
	if n, err := strconv.ParseInt(strings.TrimSpace(body), 10, 64); status != http.StatusConflict || err != nil || n < held {
		t.Errorf("bravo answers %d %q to a smaller tree, want 409 and at least %d", status, body, held)
	}
	// A smaller tree that is not the beginning of the one held shows the fork.
	other := &log{}
	for range 4 {
		other.add(t, l.leaves[0])
	}
	k.host.add("bravo", other, k.host.sign(other, 4), 4, 4)
	k.evidenceOf("bravo", evidence.Fork)
}

func TestWithheldBytesAreNotCosigned(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	k.pause()
	k.host.set(func() {
		k.host.gate = func(w http.ResponseWriter, r *http.Request) bool {
			if strings.HasPrefix(r.URL.Path, "/log/tile/entries/") && r.Header.Get("Member") == "bravo" {
				http.NotFound(w, r)
				return true
			}
			return false
		}
		delete(k.host.nodes, "mediator") // so that bravo's word would be needed
	})
	held := k.nodes["bravo"].Held().Size
	k.publishing()
	if _, err := k.nodes["alpha"].Submit(within(t), officer("alpha"), notice("filed")); err != nil {
		t.Fatal(err)
	}
	k.refusedWith("bravo", tick.Withheld)
	if now := k.nodes["bravo"].Held().Size; now != held {
		t.Errorf("bravo holds %d without the bytes, want %d as before", now, held)
	}
	if folded := k.nodes["alpha"].size(); folded > held {
		t.Errorf("alpha folded %d without a quorum, want at most %d", folded, held)
	}
}

func TestFutureTimeWaits(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	stop := k.publishing()
	for code := range k.nodes {
		k.start(code)
	}
	k.ready()
	stop()
	at := k.clock().Add(time.Second)
	k.host.mu.Lock()
	k.host.append(k.mech.Sign("alpha-1", "notice.filed/v1", nil), at)
	l := k.host.log.clone()
	k.host.mu.Unlock()
	raw := k.host.sign(l, l.size())
	status, body := k.host.add("bravo", l, raw, k.nodes["bravo"].Held().Size, l.size())
	if now := k.clock(); status != http.StatusOK || now < at.Add(-200*time.Millisecond) {
		t.Errorf("bravo answers %d %s at %v, want 200 not before %v less the tolerance", status, body, now, at)
	}
}

func TestFrozenMemberGoesOnFromAnother(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	k.host.set(func() {
		k.host.freeze["bravo"] = true
		delete(k.host.nodes, "bravo")
	})
	ticket, err := k.nodes["alpha"].Submit(within(t), officer("alpha"), notice("filed"))
	if err != nil {
		t.Fatal(err)
	}
	status, err := ticket.Wait(within(t), node.Receipted)
	if err != nil {
		t.Fatal(err)
	}
	until(t, "bravo folds what the host keeps from it", func() bool { return k.nodes["bravo"].size() > status.Index })
	until(t, "bravo says that the host keeps entries", func() bool {
		live := k.nodes["bravo"].Live()
		return live.HostKeeps > 0 && !live.OK && slices.Contains(live.Reasons, node.HostKeeps)
	})
	k.host.set(func() { k.host.freeze["bravo"] = false })
	until(t, "bravo is live again", func() bool { return k.nodes["bravo"].Live().OK })
}

func TestBrokenPromises(t *testing.T) {
	filed := func(st statement.Statement) bool { return st.Type == "notice.filed/v1" }
	t.Run("another time", func(t *testing.T) {
		k := newKit(t, "alpha", "bravo", "mediator")
		k.startAll()
		k.host.set(func() {
			k.host.stamp = func(st statement.Statement, at statement.Time) statement.Time {
				if filed(st) {
					return at + 7
				}
				return at
			}
		})
		if _, err := k.nodes["alpha"].Submit(within(t), officer("alpha"), notice("filed")); err != nil {
			t.Fatal(err)
		}
		k.evidenceOf("alpha", evidence.PromiseTime)
		k.evidenceOf("mediator", evidence.PromiseTime)
	})
	t.Run("never logged, then after a later time", func(t *testing.T) {
		k := newKit(t, "alpha", "bravo", "mediator")
		k.startAll()
		k.host.set(func() { k.host.lose = filed })
		ticket, err := k.nodes["alpha"].Submit(within(t), officer("alpha"), notice("filed"))
		if err != nil {
			t.Fatal(err)
		}
		status, err := ticket.Wait(within(t), node.Promised)
		if err != nil {
			t.Fatal(err)
		}
		k.evidenceOf("alpha", evidence.PromiseLost)
		k.host.set(func() {
			k.host.lose = nil
			k.host.append(ticket.Envelope(), status.Promised)
		})
		k.evidenceOf("alpha", evidence.PromiseOrder)
	})
}

func TestDroppedStatementIsHeldByOthers(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	k.host.set(func() {
		k.host.drop = func(by string, st statement.Statement) bool { return by == "alpha" }
	})
	before := k.clock()
	ticket, err := k.nodes["alpha"].SubmitBody(within(t), officer("alpha"), notice("answered"), []byte("EXERCISE"))
	if err != nil {
		t.Fatal(err)
	}
	status, err := ticket.Wait(within(t), node.Receipted)
	if err != nil {
		t.Fatal(err)
	}
	if !status.Passed || status.Promised != 0 {
		t.Errorf("status = %+v, want passed on and never promised to its author", status)
	}
	holders := map[string]bool{}
	until(t, "both others say that they hold it", func() bool {
		for _, st := range k.logged(tick.TypeHeld) {
			var a tick.Held
			if err := statement.Decode(st.Act, &a); err != nil {
				t.Fatal(err)
			}
			if slices.Contains(a.IDs, ticket.ID()) && a.Since >= before {
				holders[st.Member] = true
			}
		}
		return holders["bravo"] && holders["mediator"]
	})
	if n := len(k.logged("notice.answered/v1")); n != 1 {
		t.Errorf("%d answers on the log, want 1", n)
	}
}

func TestPassedStatementsAreChecked(t *testing.T) {
	k := newKit(t, "alpha", "bravo")
	k.startAll()
	other := recordtest.Found(t, "alpha", "bravo")
	foreign := other.Sign("node:alpha", tick.TypeTick, tick.Tick{Clock: 1, Missing: []statement.Digest{}})
	bad := k.mech.Sign("alpha-1", "notice.filed/v1", nil)
	bad.Signature[3] ^= 1
	for name, env := range map[string]statement.Envelope{"another mechanism": foreign, "a bad signature": bad} {
		resp, err := http.Post(k.nodes["bravo"].server.URL+"/peer/pass", "", strings.NewReader(string(env.Bytes())+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: bravo answers %d, want 422", name, resp.StatusCode)
		}
	}
}

// TestRefusalOfTheHost lets the host refuse what is valid: that is as good as
// no answer. A refusal that this node's own record bears out ends the statement,
// which has used no seq.
func TestRefusalOfTheHost(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	alpha := k.nodes["alpha"]
	k.host.set(func() {
		k.host.gate = func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != "/submit" || r.Header.Get("Member") != "alpha" {
				return false
			}
			body, _ := io.ReadAll(r.Body)
			var out wire.Submitted
			for i, line := range bytes.Split(bytes.TrimSpace(body), []byte("\n")) {
				env, _ := statement.ParseEnvelope(line)
				void := charter.Void{Rule: charter.RulePower, Text: "because"}
				out.Refused = append(out.Refused, wire.Refusal{ID: env.ID(), Line: i, Void: void})
			}
			_ = json.NewEncoder(w).Encode(out)
			return true
		}
	})
	if status := receipted(t, submit(t, alpha, "alpha", "filed")); !status.Passed {
		t.Errorf("status = %+v, want passed on in spite of the refusal", status)
	}
	k.host.set(func() { k.host.gate = nil })
	k.pause()
	key := recordtest.Pub("alpha-1 officer").ID()
	k.host.set(func() {
		k.host.append(k.mech.Sign("root:alpha", charter.TypeRevoked, charter.Revoked{Key: key}), k.mech.Now())
	})
	ticket := submit(t, alpha, "alpha", "filed") // alpha has not folded the revocation
	k.publishing()
	var refused *node.RefusedError
	if _, err := ticket.Wait(within(t), node.Receipted); !errors.As(err, &refused) || refused.Void.Rule != charter.RuleEnded {
		t.Fatalf("wait = %v, want refused by %s", err, charter.RuleEnded)
	}
	resp, err := http.Get(alpha.server.URL + wire.Path(wire.GetTail, key.String()))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var tail wire.Tail
	if err := json.NewDecoder(resp.Body).Decode(&tail); err != nil || tail.Next != 1 {
		t.Errorf("tail after the refusal = %+v, %v, want seq 1 again", tail, err)
	}
}
