package parties

import (
	"testing"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/kinds/erasure"
	"parley.example/internal/kinds/notice"
	"parley.example/internal/server"
	"parley.example/internal/terms/erase"
	"parley.example/record/statement"
)

// do has a member's officer take an act at its desk, and waits for the receipt.
func do(t *testing.T, n *server.Node, officer, act string, in any) statement.ID {
	t.Helper()
	s, err := n.Desk().SignIn(within(t), officer, "password of "+officer)
	if err != nil {
		t.Fatal(err)
	}
	by, err := n.Desk().Who(within(t), s.Handle)
	if err != nil {
		t.Fatal(err)
	}
	c, err := n.Desk().Plan(within(t), by, act, in)
	if err != nil {
		t.Fatalf("%s by %s: %v", act, officer, err)
	}
	f, err := n.Desk().Confirm(within(t), by, c.Token)
	if err != nil {
		t.Fatalf("%s by %s: %v", act, officer, err)
	}
	id := f.Results[0].ID
	until(t, act+" has its receipt", func() bool {
		r, err := n.Desk().Watch(within(t), id)
		if err != nil || r.Void != nil {
			t.Fatalf("%s by %s: %v, %v", act, officer, err, r.Void)
		}
		return r.Receipted
	})
	return id
}

// A text that an officer typed at a desk, and whose erasure officers asked for and
// agreed to at theirs, is then in no file: the desk has let go of it too. R-ERASE-8.
func TestErasureAtDesks(t *testing.T) {
	t.Parallel()
	m := found(t, "alpha", "bravo", "guarantor")
	has := func(code string, ok func(kind.Reader) bool) func() bool {
		return func() (yes bool) {
			if err := m.Nodes[code].Await(within(t), "a look", func(r kind.Reader) bool { yes = ok(r); return true }); err != nil {
				t.Fatal(err)
			}
			return yes
		}
	}
	for code := range m.Nodes {
		until(t, code+" knows the officers", has(code, func(r kind.Reader) bool { i, _ := r.Place(); return i >= 5 }))
	}
	now := time.Now().UTC()
	id := do(t, m.Nodes["alpha"], "alpha-1", "notice.file", notice.FileIn{
		Sort: "coordination", Precedence: "priority", Activity: "patrol", Zone: "zone-1", What: "EXERCISE patrol", Contact: secret,
		Points: []notice.PointIn{{Lat: 100_000_000, Lon: 100_000_000}}, Metres: 500, From: now.Add(time.Hour), Until: now.Add(2 * time.Hour),
		Force: 10, Asked: "consent", Within: 60_000, Addressees: []string{"bravo"},
	})
	asked := do(t, m.Nodes["alpha"], "alpha-1", "erasure.ask", erasure.AskIn{Statement: id.String(), Ground: string(erase.Danger)})
	until(t, "the guarantor has the asking", has("guarantor", func(r kind.Reader) bool {
		_, ok := erase.Asks.Get(r, asked.String())
		return ok
	}))
	do(t, m.Nodes["guarantor"], "guarantor-1", "erasure.agree", erasure.AgreeIn{Asked: asked.String()})
	for code := range m.Nodes {
		until(t, code+" has every node's word", has(code, func(r kind.Reader) bool {
			g, _ := erase.Confirmed.Get(r, id.String())
			return len(g.By) == 3
		}))
	}
	if left := having(t, m.Founded.Dir, secret); len(left) > 0 {
		t.Errorf("the text is still in %v", left)
	}
}
