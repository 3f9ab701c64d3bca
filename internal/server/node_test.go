package server

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/kinds"
	"parley.example/internal/projection"
	"parley.example/internal/projection/sqlite"
	"parley.example/record/statement"
)

// A node whose picture other rules made makes it anew, and starts. R-PICTURE-8.
func TestOtherRulesAreRebuilt(t *testing.T) {
	dir := t.TempDir()
	alone(t, dir)
	var schemas []kind.Schema
	for _, k := range kinds.All() {
		for _, table := range k.Tables {
			schemas = append(schemas, table.Schema())
		}
	}
	store, err := sqlite.Open(filepath.Join(dir, "alpha", "picture.db"), schemas)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Commit(projection.Commit{Size: 7, Rules: statement.Digest{1}}); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	n, err := OpenNode(t.Context(), filepath.Join(dir, "alpha"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if got := n.engine.Standing().Size; got != 0 {
		t.Errorf("the picture stands at %d, want a new one", got)
	}
	if err := n.Close(); err != nil {
		t.Error(err)
	}
}

// A host that fails ends the whole: nodes that go on without it would look alive.
func TestHostFailureEndsAll(t *testing.T) {
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
	if err := m.Host.listener.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := m.Run(ctx); err == nil || ctx.Err() != nil {
		t.Errorf("run without a host says %v after %v", err, ctx.Err())
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
}

// Who follows the picture may stop more than once, and leaves nothing behind.
func TestFollowStops(t *testing.T) {
	dir := t.TempDir()
	alone(t, dir)
	n, err := OpenNode(t.Context(), filepath.Join(dir, "alpha"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	_, stop := n.record.Follow()
	stop()
	stop()
	if err := n.Close(); err != nil {
		t.Error(err)
	}
}
