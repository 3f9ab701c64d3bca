package node

import (
	"context"
	"sync"
	"time"

	"parley.example/record/statement"
)

// gather is how long sealed bodies that come one after another are waited for,
// so that many make one call.
const gather = 20 * time.Millisecond

// came counts sealed bodies that come, so that the picture hears of them and the
// ticker knows whether it has. It is safe for concurrent use.
type came struct {
	wake chan struct{}

	mu    sync.Mutex // guards the rest
	begun int64      // about to be kept: nobody knows yet that they are not missing any more
	ended int64
	told  int64 // of those begun, how many Config.Came has heard of; -1 before its first call
}

func newCame() came { return came{wake: make(chan struct{}, 1), told: -1} }

func isSealed(st *statement.Statement) bool { return st.Body != nil && !st.Body.Cipher.IsZero() }

func (c *came) begin(st *statement.Statement) {
	if isSealed(st) {
		c.mu.Lock()
		c.begun++
		c.mu.Unlock()
	}
}

func (c *came) end(st *statement.Statement) {
	if isSealed(st) {
		c.mu.Lock()
		c.ended++
		c.mu.Unlock()
		nudge(c.wake)
	}
}

// settled reports whether the picture has heard of every sealed body that came.
func (c *came) settled() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.begun == c.told
}

// Settled reports whether the picture has taken every sealed body that this node
// has kept: what Missing, asked before it, does not name is then in the rooms
// that are read after it.
func (n *Node) Settled() bool { return n.cfg.Came == nil || n.came.settled() }

// cameLoop tells the picture that sealed bodies came: once at the start, for what
// came before it, and then whenever some have.
func (n *Node) cameLoop(ctx context.Context) {
	if n.cfg.Came == nil {
		return
	}
	c := &n.came
	for {
		c.mu.Lock()
		begun, quiet := c.begun, c.begun == c.ended
		c.mu.Unlock()
		n.cfg.Came()
		if quiet { // else the end of what is under way wakes this loop again
			c.mu.Lock()
			c.told = begun
			c.mu.Unlock()
		}
		n.folds.tell(n.foldedSize())
		nudge(n.moved)
		select {
		case <-c.wake:
		case <-ctx.Done():
			return
		}
		if !pause(ctx, gather) {
			return
		}
	}
}
