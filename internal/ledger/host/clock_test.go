package host_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"parley.example/internal/terms/tick"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// ticking is a host with a clock in the test's hand.
type ticking struct {
	*kit
	clock atomic.Int64
}

func newTicking(t *testing.T) *ticking {
	k := &ticking{kit: newKit(t, nil, "alpha", "bravo", "mediator")}
	k.clock.Store(int64(recordtest.Start))
	k.cfg.Clock = k.now
	k.start().found()
	return k
}

func (k *ticking) now() statement.Time { return statement.Time(k.clock.Load()) }

// tick hands in a tick of a member whose clock is off the host's, and returns
// the status and the text.
func (k *ticking) tick(member string, off time.Duration) (int, string, statement.Envelope) {
	k.Helper()
	env := k.m.Sign("node:"+member, tick.TypeTick, tick.Tick{Clock: k.now().Add(off), Missing: []statement.Digest{}})
	status, b := k.do(member, http.MethodPost, "/submit", lines(env))
	if status == http.StatusOK {
		k.log(env, k.times(b)[env.ID()])
	}
	return status, string(b), env
}

func TestClock(t *testing.T) {
	t.Run("behind", func(t *testing.T) {
		k := newTicking(t)
		k.tick("alpha", 10*time.Second)
		if status, text, _ := k.tick("bravo", 0); status != http.StatusOK {
			t.Errorf("one clock of two is off: %d %s, want 200", status, text)
		}
		k.tick("mediator", 10*time.Second)
		status, text, env := k.tick("bravo", 0)
		if status != http.StatusServiceUnavailable || !strings.Contains(text, "behind the members' by 10s") {
			t.Fatalf("two clocks of three are off: %d %s, want 503 and why", status, text)
		}
		k.clock.Add(10_000)
		if got := k.promised("bravo", env)[env.ID()]; got != k.now() {
			t.Errorf("once it is set: received at %v, want %v", got, k.now())
		}
	})
	t.Run("behind at the start", func(t *testing.T) {
		k := newTicking(t)
		k.tick("alpha", 0)
		k.tick("bravo", 0)
		k.stop()
		k.clock.Add(-10_000)
		k.start()
		status, text, env := k.tick("mediator", 0)
		if status != http.StatusServiceUnavailable || !strings.Contains(text, "behind the members' by 10s") {
			t.Fatalf("the ticks on the record are ahead: %d %s, want 503 and why", status, text)
		}
		k.clock.Add(10_000)
		k.promised("mediator", env)
	})
	t.Run("ahead", func(t *testing.T) {
		k := newTicking(t)
		k.tick("alpha", -10*time.Second)
		status, text, env := k.tick("bravo", -10*time.Second)
		if status != http.StatusServiceUnavailable || !strings.Contains(text, "ahead of the members' by 10s") {
			t.Fatalf("all clocks are behind the host's: %d %s, want 503 and why", status, text)
		}
		k.clock.Add(-10_000)
		k.promised("bravo", env)
	})
	t.Run("ticks from a dead line", func(t *testing.T) {
		k := newTicking(t)
		old := []statement.Envelope{}
		for _, member := range []string{"alpha", "bravo", "mediator"} {
			old = append(old, k.m.Sign("node:"+member, tick.TypeTick, tick.Tick{Clock: k.now(), Missing: []statement.Digest{}}))
		}
		k.clock.Add(3_600_000)
		for _, env := range old {
			k.promised("alpha", env)
		}
	})
}
