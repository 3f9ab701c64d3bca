package parties

import (
	"context"
	"log/slog"
	"os"
	"testing"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/server"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
)

// quick are tolerances at which a day's faults happen in seconds.
func quick() charter.Tolerances {
	return charter.Tolerances{
		Clock: 200, AnswerLeast: 2000, NotAfter: 10_000, Fresh: 5000, Republish: 1000, Tick: 1000, Behind: 1000, Promise: 1000,
		Receipt: 3000, Held: 3000, WitnessWait: 10_000, Vouch: 5000,
	}
}

// found makes a mechanism of the members given, with one officer each who may
// sign everything, and starts it.
func found(t *testing.T, codes ...string) *server.Mechanism {
	t.Helper()
	doc := recordtest.Document(codes...)
	doc.Kinds = []string{"member", "notice"}
	doc.Tolerances = quick()
	f, err := server.Found(t.TempDir(), doc, codes[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Addresses("127.0.0.1:0", t.Logf); err != nil {
		t.Fatal(err)
	}
	level := slog.LevelError
	if os.Getenv("PARLEY_LOG") != "" {
		level = slog.LevelDebug
	}
	m, err := server.OpenMechanism(t.Context(), f, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level})))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- m.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("run: %v", err)
		}
		if err := m.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	officers := map[string][]server.Appointment{}
	for _, code := range codes {
		officers[code] = []server.Appointment{{
			Officer: code + "-1", Name: code, Desks: []string{}, Powers: []charter.Power{recordtest.Power("notice.*", "hold.*", "erasure.*")},
		}}
	}
	if err := m.Hire(ctx, officers, func(o string) string { return "password of " + o }); err != nil {
		t.Fatal(err)
	}
	return m
}

// Every node folds what founded the mechanism, to one digest.
func TestFounding(t *testing.T) {
	m := found(t, "alpha", "bravo", "mediator")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	digests := map[string]bool{}
	for code, n := range m.Nodes {
		err := n.Await(ctx, "the founding", func(r kind.Reader) bool {
			index, _ := r.Place()
			return index >= 5
		})
		if err != nil {
			t.Fatalf("%s: %v", code, err)
		}
		d, err := n.Digest(ctx)
		if err != nil {
			t.Fatal(err)
		}
		digests[d.Digest] = true
		t.Logf("%+v", d)
	}
	if len(digests) != 1 {
		t.Errorf("%d digests, want one", len(digests))
	}
}
