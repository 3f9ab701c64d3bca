package desk

import (
	"sync"
	"time"

	"parley.example/record/statement"
)

const (
	freeTries  = 3               // wrong passwords without a wait
	longest    = 5 * time.Minute // the most that anybody is made to wait
	forgotten  = time.Hour       // after which wrong passwords are forgotten
	mostWaiter = 10_000          // codes remembered at once
)

// waits slows guessing, by officer, known or not. It lives in memory: what it
// protects, the cost of argon2id protects as well. A wait is bounded, so that a
// stranger cannot lock an officer out of a night's work.
type waits struct {
	mu sync.Mutex // over by, held for no longer than a look
	by map[string]*tries
}

type tries struct {
	wrong int
	until statement.Time // no try is looked at before
	last  statement.Time
}

// begin counts a try as wrong before it is looked at, so that tries at once
// do not all pass. right takes it back.
func (w *waits) begin(code string, now statement.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.by == nil {
		w.by = map[string]*tries{}
	}
	t := w.by[code]
	if t == nil || now.Sub(t.last) > forgotten {
		if len(w.by) >= mostWaiter {
			w.sweep(now)
		}
		t = &tries{}
		w.by[code] = t
	}
	if now < t.until {
		return &WaitError{Until: t.until}
	}
	t.wrong++
	t.last = now
	if over := t.wrong - freeTries; over > 0 {
		t.until = now.Add(min(longest, time.Second<<min(over, 20)))
	}
	return nil
}

func (w *waits) right(code string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.by, code)
}

// sweep makes room: first what is forgotten, then whoever need not wait.
func (w *waits) sweep(now statement.Time) {
	for code, t := range w.by {
		if now.Sub(t.last) > forgotten {
			delete(w.by, code)
		}
	}
	for code, t := range w.by {
		if len(w.by) < mostWaiter {
			return
		}
		if t.until <= now {
			delete(w.by, code)
		}
	}
}
