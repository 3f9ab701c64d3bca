package parties

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/server"
	"parley.example/internal/terms/seat"
)

// One member alone: from nothing to an officer who may act, and again after a
// restart.
func TestSolo(t *testing.T) {
	dir := t.TempDir()
	s := server.Solo{
		Member: "alpha", Name: "Alpha side", Officer: "a1", Person: "EXERCISE duty officer", Password: "a long enough password",
		Exercise: true, Listen: "127.0.0.1:0",
	}
	if err := server.InitSolo(t.Context(), dir, s, t.Logf); err != nil {
		t.Fatal(err)
	}
	if err := server.InitSolo(t.Context(), dir, s, t.Logf); err == nil {
		t.Error("a second init over the first is taken")
	}
	for range 2 {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		ended := make(chan error, 1)
		up := make(chan *server.Mechanism, 1)
		go func() {
			ended <- server.RunSolo(ctx, dir, slog.New(slog.DiscardHandler), func(m *server.Mechanism) { up <- m })
		}()
		select {
		case err := <-ended:
			t.Fatalf("run: %v", err)
		case m := <-up:
			err := m.Nodes["alpha"].Await(ctx, "an officer", func(r kind.Reader) bool {
				for range seat.Keys.All(r) {
					return r.Aside().Live
				}
				return false
			})
			if err != nil {
				t.Error(err)
			}
		}
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("run: %v", err)
		}
	}
}
