package server

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"parley.example/internal/terms/tick"
)

// A search that finds the place at its first go confirms it, as one that was
// first told nothing does. R-PICTURE-21.
func TestConfirmedAtFirstGo(t *testing.T) {
	ours, theirs := fold(t, 40, -1), fold(t, 40, 17)
	d := &differ{}
	if err := d.open(filepath.Join(t.TempDir(), differFile), slog.New(slog.DiscardHandler), ours); err != nil {
		t.Fatal(err)
	}
	d.found(said(t, ours, theirs, 40))
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- d.run(ctx, ours, theirs.ask) }()
	for d.shown() == nil && ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
	if s := d.shown(); s == nil || s.First != 17 {
		t.Errorf("shown %+v, want that pictures differ from entry 17", s)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// A node that lets a search wait does not keep what another's shows from desks.
func TestSlowNodeHoldsUpItsOwn(t *testing.T) {
	ours, theirs := fold(t, 40, -1), fold(t, 40, 17)
	d := &differ{}
	if err := d.open(filepath.Join(t.TempDir(), differFile), slog.New(slog.DiscardHandler), ours); err != nil {
		t.Fatal(err)
	}
	slow := said(t, ours, theirs, 40)
	slow.Member = "alpha"
	d.found(slow)
	d.found(said(t, ours, theirs, 40))
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		done <- d.run(ctx, ours, func(ctx context.Context, member string, index int64) (tick.Picture, error) {
			if member == "alpha" {
				<-ctx.Done()
				return tick.Picture{}, ctx.Err()
			}
			return theirs.ask(ctx, member, index)
		})
	}()
	for d.shown() == nil && ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
	if s := d.shown(); s == nil || s.Member != "bravo" {
		t.Errorf("shown %+v, want that bravo's picture differs", s)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
