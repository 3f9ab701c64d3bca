package node_test

import (
	"bytes"
	"net/http"
	"slices"
	"testing"

	"parley.example/internal/terms/tick"
	"parley.example/record/statement"
)

// TestMissingBodies lets the host lose or change a body. The others get it from
// its author; while nobody has it, ticks name it.
func TestMissingBodies(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	k.host.set(func() {
		k.host.gate = func(w http.ResponseWriter, r *http.Request) bool {
			if !bytes.HasPrefix([]byte(r.URL.Path), []byte("/body/")) {
				return false
			}
			_, _ = w.Write(make([]byte, 40)) // of the right length, and not the body
			return true
		}
	})
	alpha := k.nodes["alpha"]
	handler := alpha.handler.Swap(nil) // nobody reaches the author either
	ticket, err := alpha.SubmitBody(within(t), officer("alpha"), notice("filed"), []byte("EXERCISE"))
	if err != nil {
		t.Fatal(err)
	}
	env := ticket.Envelope()
	st, err := env.Statement()
	if err != nil {
		t.Fatal(err)
	}
	receipted(t, ticket)
	missed := func(st statement.Statement, commit statement.Digest) bool {
		var a tick.Tick
		return statement.Decode(st.Act, &a) == nil && slices.Contains(a.Missing, commit)
	}
	until(t, "bravo's tick names the body", func() bool {
		return slices.ContainsFunc(k.logged(tick.TypeTick), func(s statement.Statement) bool {
			return s.Member == "bravo" && missed(s, st.Body.Commit)
		})
	})
	alpha.handler.Store(handler)
	for _, code := range []string{"bravo", "mediator"} {
		until(t, code+" gets the body", func() bool {
			served, err := k.nodes[code].Body(within(t), st.Body.Commit)
			return err == nil && bytes.HasSuffix(served, []byte("EXERCISE")) && len(k.nodes[code].Missing()) == 0
		})
	}
	until(t, "bravo's newest tick names nothing", func() bool {
		var last statement.Statement
		for _, s := range k.logged(tick.TypeTick) {
			if s.Member == "bravo" {
				last = s
			}
		}
		return !missed(last, st.Body.Commit)
	})
	if _, err := alpha.Body(within(t), statement.Digest{1}); err == nil {
		t.Error("a body to which nothing commits is given")
	}
}

// TestTakeBodyChecks puts bytes to a node that are not what is missed.
func TestTakeBodyChecks(t *testing.T) {
	k := newKit(t, "alpha", "bravo")
	k.startAll()
	req, err := http.NewRequest(http.MethodPut, k.nodes["bravo"].server.URL+"/body/"+statement.Digest{2}.String(), bytes.NewReader([]byte("x")))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusNotFound {
		t.Errorf("a body that no statement commits to = %d, want 404", resp.StatusCode)
	}
}
