package parties

import (
	"os"
	"testing"
	"time"

	"parley.example/internal/ledger/node"
	"parley.example/internal/terms/ask"
	"parley.example/record/charter"
)

// hasty are tolerances so short that sixty times the longest of them is some
// seconds. Those that are no tolerances of the line stay as they are: how long a
// consent lives, and how long an answer may take.
func hasty(doc *charter.Document) {
	doc.Tolerances = charter.Tolerances{
		Clock: 100, AnswerLeast: 1000, NotAfter: 20_000, Fresh: longest, Republish: longest, Tick: longest, Behind: longest,
		Promise: longest, Receipt: longest, Held: longest, WitnessWait: longest, Vouch: longest,
	}
}

const longest = 100 // milliseconds

// outage is how long something is lost: sixty times the longest tolerance.
const outage = 60 * longest * time.Millisecond

var four = []string{"alpha", "bravo", "mediator", "observer"}

// One node is down for long. The record goes on without it, and when it is back
// it comes up with the others by itself.
func TestNodeDown(t *testing.T) { nodeDown(t, outage) }

// TestSoakNodeDown is TestNodeDown for a real hour.
func TestSoakNodeDown(t *testing.T) { nodeDown(t, hour(t)) }

func hour(t *testing.T) time.Duration {
	t.Helper()
	if os.Getenv("PARLEY_SOAK") == "" {
		t.Skip("a real hour takes one: set PARLEY_SOAK=1")
	}
	return time.Hour
}

func nodeDown(t *testing.T, outage time.Duration) {
	t.Parallel()
	c := foundCell(t, hasty, four...).start()
	c.stop("observer")
	up := time.Now().Add(outage)
	id := c.file("alpha", 5*time.Second, "bravo")
	c.receipted(c.answer("bravo", id, ask.Consent, 4*time.Second))
	if !every(t, time.Until(up), func() bool { return c.ledger("alpha").Head().Size > 0 }) {
		t.Error("alpha lost its record")
	}
	c.live("alpha")
	c.becomes(id, ask.Agreed)
	last := c.ledger("alpha").Head().Size
	c.startNode("observer")
	c.live("observer")
	until(t, "the observer has folded what it missed", func() bool { return c.ledger("observer").Live().Folded >= last })
	c.becomes(id, ask.Agreed)
	c.samePicture()
}

// Two of four are down, and with them the quorum, for long. Nothing is folded
// anywhere, nothing is live, and nothing is agreed; what was promised counts by
// its time when they are back.
func TestQuorumLost(t *testing.T) { quorumLost(t, outage) }

// TestSoakQuorumLost is TestQuorumLost for a real hour.
func TestSoakQuorumLost(t *testing.T) { quorumLost(t, hour(t)) }

func quorumLost(t *testing.T, outage time.Duration) {
	t.Parallel()
	c := foundCell(t, hasty, four...).start()
	id := c.file("alpha", 5*time.Second, "bravo")
	c.stop("mediator")
	c.stop("observer")
	up := time.Now().Add(outage)
	c.notLive("alpha", node.StaleQuorum)
	var size int64 // of the last that had a quorum
	until(t, "the last checkpoint with a quorum is everywhere", func() bool {
		size = c.host.Status().Published
		return c.ledger("alpha").Live().Folded == size && c.ledger("bravo").Live().Folded == size
	})
	ticket := c.answer("bravo", id, ask.Consent, 3*time.Second)
	status, err := ticket.Wait(within(t), node.Promised)
	if err != nil {
		t.Fatal(err)
	}
	row, _ := c.notice("bravo", id)
	if due := ask.Lines(row.Ask, 0)[0].Due; status.Promised > due {
		t.Fatalf("the consent is promised for %v, want by %v", status.Promised, due)
	}
	ok := every(t, time.Until(up), func() bool {
		for _, code := range []string{"alpha", "bravo"} {
			if live := c.ledger(code).Live(); live.OK || live.Folded > size {
				t.Errorf("%s without a quorum: %+v; want nothing live and nothing folded beyond %d", code, live, size)
				return false
			}
		}
		shown, record := c.state("alpha", id)
		return shown != ask.Agreed && record != ask.Agreed
	})
	if !ok {
		t.Error("something was shown without a quorum")
	}
	c.startNode("mediator")
	c.startNode("observer")
	c.allLive()
	if got := c.receipted(ticket); got.Promised != status.Promised {
		t.Errorf("the consent is promised for %v by now, first for %v", got.Promised, status.Promised)
	}
	c.becomes(id, ask.Agreed)
	c.samePicture()
}

// samePicture waits until all nodes stand at one place, and compares digests.
func (c *cell) samePicture() {
	c.t.Helper()
	until(c.t, "all nodes stand at one place with one digest", func() bool {
		digests, sizes := map[string]bool{}, map[int64]bool{}
		for code, n := range c.nodes {
			d, err := n.Digest(c.t.Context())
			if err != nil || d.Mismatch != nil {
				c.t.Fatalf("%s: digest %+v: %v", code, d, err)
			}
			digests[d.Digest], sizes[d.Size] = true, true
		}
		return len(sizes) == 1 && len(digests) == 1
	})
}
