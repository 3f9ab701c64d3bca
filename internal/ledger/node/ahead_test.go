package node_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"parley.example/internal/ledger/node"
)

// A node that shows what is newest and keeps everybody waiting for its leaves
// holds up nobody: another goes on by the host meanwhile. R-WIRE-45.
func TestSlowPeerHoldsUpNobody(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	slow := k.nodes["mediator"]
	honest := *slow.handler.Load()
	asked, over := make(chan struct{}, 1), make(chan struct{})
	defer close(over)
	var h http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/tile/") {
			select {
			case asked <- struct{}{}:
			default:
			}
			select {
			case <-r.Context().Done():
			case <-over:
			}
			return
		}
		honest.ServeHTTP(w, r)
	})
	slow.handler.Store(&h)
	// The host shows bravo nothing new until bravo has asked the slow one.
	k.host.set(func() {
		k.host.freeze["bravo"] = true
		delete(k.host.nodes, "bravo")
	})
	peers := k.nodes["alpha"]
	alpha := *peers.handler.Load()
	var down http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Member") == "bravo" {
			http.Error(w, "down", http.StatusBadGateway)
			return
		}
		alpha.ServeHTTP(w, r)
	})
	peers.handler.Store(&down)
	ticket, err := k.nodes["alpha"].Submit(within(t), officer("alpha"), notice("filed"))
	if err != nil {
		t.Fatal(err)
	}
	status, err := ticket.Wait(within(t), node.Receipted)
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-asked:
	case <-time.After(20 * time.Second):
		t.Fatal("bravo does not ask the slow node")
	}
	began := time.Now()
	k.host.set(func() { k.host.freeze["bravo"] = false })
	until(t, "bravo goes on by the host", func() bool { return k.nodes["bravo"].size() > status.Index })
	if took := time.Since(began); took > 4*time.Second {
		t.Errorf("it took %v beside a slow node, want it at once", took)
	}
}
