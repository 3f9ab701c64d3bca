package host

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// clocks holds the host's clock against those of the nodes, as their last ticks
// told them. A tick that waited on a dead line says nothing against the host:
// a node's clock counts as ahead by what it is ahead of the host's now, and as
// behind by what it was behind the last leaf that its tick had seen. PROTOCOL
// A13. It is safe for concurrent use.
type clocks struct {
	mu   sync.Mutex
	last map[string]told // by member
}

// told is what one member's last tick says.
type told struct {
	clock statement.Time
	seen  statement.Time // received_at of the last leaf that it had seen, 0 if unknown
	at    statement.Time // by the host's clock, when it came
}

// note takes a tick whose signature holds.
func (c *clocks) note(member string, st *statement.Statement, now statement.Time, p *places) {
	var t tick.Tick
	if err := statement.Decode(st.Act, &t); err != nil {
		return
	}
	said := told{clock: t.Clock, at: now}
	if st.Seen.Size > 0 {
		said.seen, _ = p.recent(st.Seen.Size - 1)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if before, ok := c.last[member]; !ok || t.Clock >= before.clock || now < before.at {
		c.last[member] = said
	}
}

// off returns by how much the nodes' clocks are ahead of the host's (negative:
// behind), in the middle of them.
func (c *clocks) off(now statement.Time, document *charter.Document) time.Duration {
	lasts := time.Duration(document.Tolerances.Resolved().Tick) * time.Millisecond
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []time.Duration
	for member, said := range c.last {
		if _, ok := document.Member(member); !ok {
			continue
		}
		var d time.Duration
		switch age := now.Sub(said.at); {
		case said.clock > now:
			d = said.clock.Sub(now)
		case said.seen > said.clock && age >= 0 && age <= lasts:
			d = said.clock.Sub(said.seen)
		}
		list = append(list, d)
	}
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	a, b := list[(len(list)-1)/2], list[len(list)/2]
	if a.Abs() < b.Abs() {
		return a
	}
	return b
}

// clockFault says why the host admits nothing, "" if its clock is well.
func (h *Host) clockFault() string {
	v := h.view.Load()
	off := h.clocks.off(h.cfg.Clock(), v.document)
	tolerance := time.Duration(v.tolerances.Clock) * time.Millisecond
	switch {
	case off > tolerance:
		return fmt.Sprintf("the host's clock is behind the members' by %v, which is more than %v; set it", off, tolerance)
	case off < -tolerance:
		return fmt.Sprintf("the host's clock is ahead of the members' by %v, which is more than %v; set it", -off, tolerance)
	}
	return ""
}
