package server

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley.example/internal/desk"
	"parley.example/record/charter"
)

// A root's command hands a revocation to the member's own node, which acts on it
// at once though the host is down: the officer's key has ended at its desk, and
// its screens know. PROTOCOL A9, R-DESK-14, R-WIRE-50.
func TestRevocationGoesToOwnNode(t *testing.T) {
	dir := t.TempDir()
	alone(t, dir)
	f, err := OpenFounded(dir)
	if err != nil {
		t.Fatal(err)
	}
	m, err := OpenMechanism(t.Context(), f, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	officers, err := m.Nodes["alpha"].desk.Officers(t.Context())
	if err != nil || len(officers) == 0 {
		t.Fatalf("%d officers, %v", len(officers), err)
	}
	key := officers[0].Key.ID()
	given := false
	runUntil(t, m.Run, func() bool {
		if !given {
			if err := m.deposit(t.Context()); err != nil {
				t.Error(err)
			}
			given = true
		}
		k, ok := m.Nodes["alpha"].key(key)
		return ok && k.Ended == nil
	})
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}

	home := filepath.Join(dir, "alpha")
	n, err := OpenNode(t.Context(), home, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	runUntil(t, n.Run, func() bool {
		_, err := SignRoot(t.Context(), home, charter.TypeRevoked, charter.Revoked{Key: key})
		if err == nil || !strings.Contains(err.Error(), "acts on it now") {
			t.Errorf("revoke with the host down: %v, want it said that the own node acts on it", err)
		}
		return true
	})
	if k, _ := n.key(key); k.Ended == nil || k.Ended.Place != desk.NoPlace {
		t.Errorf("the desk has the key's end %+v, want it ended at no place", k.Ended)
	}
	if local := n.beside.Aside(); !local.Revokes(key) || n.record.Live().Revoked != 1 {
		t.Errorf("beside the record is %+v, want the revocation", local)
	}
	if err := n.Close(); err != nil {
		t.Error(err)
	}
	if n, err = OpenNode(t.Context(), home, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	if k, _ := n.key(key); k.Ended == nil {
		t.Error("after a restart the key holds again")
	}
	if err := n.Close(); err != nil {
		t.Error(err)
	}
}

// runUntil runs something until a condition holds, and ends it.
func runUntil(t *testing.T, run func(context.Context) error, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	for !ok() && ctx.Err() == nil {
		time.Sleep(5 * time.Millisecond)
	}
	if ctx.Err() != nil {
		t.Error("waited 30 s")
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
