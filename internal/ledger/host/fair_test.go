package host_test

import (
	"net/http"
	"testing"
	"time"

	"parley.example/record/statement"
)

// TestFairness floods the host as one member, and has another hand in one
// statement at a time. The flood may not make it wait for more than the batch
// under way: far less than what the flood has waiting.
func TestFairness(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo").start().found()
	const requests, each = 24, 200
	var flood [requests][]byte
	for i := range flood {
		var envs []statement.Envelope
		for range each {
			envs = append(envs, k.m.Sign("node:alpha", "node.shown/v1", nil))
		}
		flood[i] = lines(envs...)
	}
	taken, done := make(chan int, requests), make(chan struct{})
	go func() {
		defer close(done)
		// One connection for each, so that all wait at the host at once.
		ended := make(chan struct{}, requests)
		for _, body := range flood {
			go func() {
				status, _ := k.do("alpha", http.MethodPost, "/submit", body)
				taken <- status
				ended <- struct{}{}
			}()
		}
		for range flood {
			<-ended
		}
	}()
	answered := 0
	for flooding := true; flooding; {
		select {
		case <-done:
			flooding = false
		default:
			k.promised("bravo", k.m.Sign("node:bravo", "node.shown/v1", nil))
			answered++
		}
	}
	shed := 0
	for range requests {
		switch status := <-taken; status {
		case http.StatusOK:
		case http.StatusTooManyRequests, http.StatusServiceUnavailable: // its share is full, or it waited too long
			shed++
		default:
			t.Errorf("the flood is answered %d, want 200, 429 or 503", status)
		}
	}
	t.Logf("during a flood of %d requests (%d shed) another member was answered %d times", requests, shed, answered)
	if answered < 2 {
		t.Errorf("the other member was answered %d times during the flood, want 2 at least", answered)
	}
}

func TestReceivedAtNeverGoesBack(t *testing.T) {
	k := newKit(t, nil, "alpha", "bravo")
	at := now()
	k.cfg.Clock = func() statement.Time { return at }
	k.start().found()
	env := k.m.Sign("node:bravo", "node.shown/v1", nil)
	before := k.promised("bravo", env)[env.ID()]
	k.stop()
	at = at.Add(-time.Hour)
	k.start()
	env = k.m.Sign("node:bravo", "node.shown/v1", nil)
	if got := k.promised("bravo", env)[env.ID()]; got != before {
		t.Errorf("after the clock went back: received at %v, want %v as before", got, before)
	}
}
