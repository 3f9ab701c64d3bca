package parties

import (
	"errors"
	"testing"
	"time"

	"parley.example/internal/ledger/node"
	"parley.example/internal/terms/ask"
)

// With every line of one member dead its node works on what it has, says so, and
// queues. A consent lapses in the queue and goes back to the officer; an
// objection goes through when the lines are back.
func TestDeadLines(t *testing.T) {
	t.Parallel()
	c := foundCell(t, nil, three...).gated().start()
	first := c.file("alpha", 20*time.Second, "bravo")
	second := c.file("mediator", 20*time.Second, "bravo")
	lines := []string{"host@bravo", "alpha", "mediator"} // to whom bravo talks
	for _, name := range lines {
		c.gates[name].kill()
	}
	c.gates["bravo"].lie(dead)
	c.notLive("bravo", node.NobodyAnswers)
	if _, ok := c.notice("bravo", first); !ok {
		t.Error("bravo does not show what it has")
	}
	consent := c.answer("bravo", first, ask.Consent, 1500*time.Millisecond)
	if _, err := consent.Wait(within(t), node.Promised); !errors.Is(err, node.ErrLapsed) {
		t.Errorf("the consent comes to %v, want that it lapsed in the queue", err)
	}
	objection := c.answer("bravo", second, ask.Objection, 0)
	if status, _ := objection.Status(); status.Stage >= node.Promised {
		t.Errorf("the objection is at stage %v over a dead line", status.Stage)
	}
	for _, name := range lines {
		c.gates[name].revive()
	}
	c.gates["bravo"].honest()
	c.receipted(objection)
	c.becomes(second, ask.Objected)
	c.live("bravo")
	if place, err := c.ledger("alpha").Place(consent.ID()); err == nil {
		t.Errorf("at entry %d: %s", place, "a consent that lapsed in the queue came onto the record by itself")
	}
	c.notAgreed(first)
	// The officer signs anew, and nothing stands in the way.
	c.receipted(c.answer("bravo", first, ask.Consent, 5*time.Second))
	c.becomes(first, ask.Agreed)
}

// With the line to the host dead and those to the other nodes in order, a member
// goes on: they pass on what it says, and give it what the host has. It says that
// it does not have it from the host.
func TestHostUnreachable(t *testing.T) {
	t.Parallel()
	c := foundCell(t, nil, three...).gated().start()
	c.gates["host@bravo"].kill()
	id := c.file("alpha", 10*time.Second, "bravo")
	status := c.receipted(c.answer("bravo", id, ask.Consent, 8*time.Second))
	if !status.Passed || status.Promised != 0 {
		t.Errorf("status %+v, want passed on to the others, without the host's promise", status)
	}
	until(t, "alpha shows the notice as agreed", func() bool { shown, _ := c.state("alpha", id); return shown == ask.Agreed })
	until(t, "it is agreed on bravo's record", func() bool { _, record := c.state("bravo", id); return record == ask.Agreed })
	c.notLive("bravo", node.HostKeeps)
	if shown, _ := c.state("bravo", id); shown == ask.Agreed {
		t.Error("bravo's screen shows the notice as agreed while it is not live")
	}
	c.gates["host@bravo"].revive()
	c.live("bravo")
	c.becomes(id, ask.Agreed)
}
