package node_test

import (
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"parley.example/internal/ledger/node"
	"parley.example/record/statement"
)

// answers is the status of a request for a body, and whether the text is in it.
func answers(t *testing.T, method, url string) (status int) {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

// TestErase erases a body at its author's node and another one: it is gone there,
// the host has deleted its copy, nobody is given it, and its receipt holds without
// it. A node that was down has it still, and does not give it back to who erased
// it. R-ERASE-8, R-ERASE-10, R-ERASE-12.
func TestErase(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	alpha, bravo := k.nodes["alpha"], k.nodes["bravo"]
	ticket, err := alpha.SubmitBody(within(t), officer("alpha"), notice("filed"), []byte("EXERCISE a name"))
	if err != nil {
		t.Fatal(err)
	}
	env := ticket.Envelope()
	st, err := env.Statement()
	if err != nil {
		t.Fatal(err)
	}
	place := receipted(t, ticket).Index
	commit := st.Body.Commit
	for code, n := range k.nodes {
		until(t, code+" has the body", func() bool { _, ok := n.HeldBody(commit); return ok })
	}
	until(t, "the host has it", func() bool {
		k.host.mu.Lock()
		defer k.host.mu.Unlock()
		return k.host.bodies[commit.String()] != nil
	})
	for code, n := range map[string]*running{"alpha": alpha, "bravo": bravo} {
		for range 2 { // what was begun may be ended again
			if err := n.Erase(within(t), &st, place); err != nil {
				t.Fatalf("%s: %v", code, err)
			}
		}
		if _, err := n.Body(within(t), commit); err == nil || !n.Erased(&st) || len(n.Missing()) != 0 {
			t.Errorf("%s: the body is given (%v), known as erased %t, missed %v", code, err, n.Erased(&st), n.Missing())
		}
		for _, method := range []string{http.MethodGet, http.MethodPut} {
			if got := answers(t, method, n.server.URL+"/body/"+commit.String()); got != http.StatusGone {
				t.Errorf("%s answers %s with %d, want 410", code, method, got)
			}
		}
	}
	k.host.mu.Lock()
	kept := k.host.bodies[commit.String()]
	k.host.mu.Unlock()
	if kept != nil {
		t.Error("the host was not told to delete its copy")
	}
	if _, ok := k.nodes["mediator"].HeldBody(commit); !ok {
		t.Error("a node deletes what nobody told it to delete")
	}
	if _, err := bravo.Receipt(ticket.ID()); err != nil {
		t.Errorf("receipt of what was erased: %v", err)
	}
	bravo.stop()
	bravo = k.start("bravo")
	if _, err := bravo.Body(within(t), commit); err == nil || !bravo.Erased(&st) {
		t.Errorf("after a restart the body is fetched from who has it still: %v, erased %t", err, bravo.Erased(&st))
	}
	none := statement.Statement{Type: "notice.filed/v1"}
	if err := bravo.Erase(within(t), &none, 0); !errors.Is(err, node.ErrKept) {
		t.Errorf("a statement without a body is erased: %v, want %v", err, node.ErrKept)
	}
}

// An author's node says that nothing is done while the host does not answer, and
// the text is gone from it all the same. R-ERASE-10.
func TestEraseWhileTheHostIsDown(t *testing.T) {
	k := newKit(t, "alpha", "bravo")
	k.startAll()
	alpha := k.nodes["alpha"]
	ticket, err := alpha.SubmitBody(within(t), officer("alpha"), notice("filed"), []byte("EXERCISE a name"))
	if err != nil {
		t.Fatal(err)
	}
	place := receipted(t, ticket).Index
	env := ticket.Envelope()
	st, err := env.Statement()
	if err != nil {
		t.Fatal(err)
	}
	var down atomic.Bool
	down.Store(true)
	k.host.set(func() {
		k.host.gate = func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodDelete && down.Load() {
				http.Error(w, "down", http.StatusServiceUnavailable)
				return true
			}
			return false
		}
	})
	if err := alpha.Erase(within(t), &st, place); err == nil {
		t.Error("the erasure is done without the host's answer")
	}
	if _, ok := alpha.HeldBody(st.Body.Commit); ok || !alpha.Erased(&st) {
		t.Error("the text is kept until the host answers")
	}
	down.Store(false)
	if err := alpha.Erase(within(t), &st, place); err != nil {
		t.Errorf("the erasure is not ended: %v", err)
	}
}
