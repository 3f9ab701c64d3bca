package webtest

import (
	"context"
	"log/slog"

	"parley.example/internal/web"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

func head() web.Head {
	return web.Head{
		Size: 18205, Root: ID(100), Mechanism: ID(101), Origin: "parley.example/exercise", Quorum: 2,
		Cosigners: []web.Cosigner{
			{Member: "alpha", Name: "parley.example/alpha", At: Start - 7_000, Size: 18205},
			{Member: "bravo", Name: "parley.example/bravo", At: Start - 9_000, Size: 18205},
			{Member: "mediator", Name: "parley.example/mediator", At: At(-6), Size: 18011, Missing: true},
		},
		Picture: web.Picture{Digest: ID(102), Index: 18204, Rules: ID(103)},
	}
}

func verdict() web.Verdict {
	return web.Verdict{
		Holds: true, Sort: "receipt", ID: ID(1), Index: 18204, Exercise: true,
		Proved: []proof.Line{
			{Key: "proof.exercise", Text: "EXERCISE: everything in this mechanism is invented."},
			{Key: "receipt.received", Args: map[string]string{"time": "2026-11-25T12:32:00Z"}, Text: "The host took it in."},
			{Key: "proof.cosigned", Args: map[string]string{
				"member": "bravo", "size": "18205", "name": "parley.example/bravo", "time": "2026-11-25T14:01:51Z",
			}, Text: "bravo cosigned"},
			{Key: "proof.of_tomorrow", Text: "A sentence of a later version."},
		},
		Rests:    []proof.Line{{Key: "proof.rests.clocks", Text: "The times rest on the clocks."}},
		NotShown: []proof.Line{{Key: "receipt.silence", Text: "Not shown: what others did not say."}},
	}
}

// Live returns State.
func (w *World) Live() web.Live {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.State
}

// Head returns Checked.
func (w *World) Head(context.Context) (web.Head, error) { return w.Checked, nil }

// At knows entry 18204.
func (w *World) At(_ context.Context, index int64) (statement.ID, bool, error) {
	return ID(1), index == 18204, nil
}

// Receipt returns one of Files.
func (w *World) Receipt(_ context.Context, id statement.ID) ([]byte, error) {
	b, ok := w.Files[id]
	if !ok {
		return nil, web.ErrNoReceipt
	}
	return b, nil
}

// Verify returns Judged.
func (w *World) Verify(context.Context, []byte) (web.Verdict, error) { return w.Judged, nil }

// Follow yields what Move moves to.
func (w *World) Follow() (<-chan int64, func()) {
	c := make(chan int64, 8)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.follows[c] = true
	return c, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.follows, c)
	}
}

// Move moves the picture.
func (w *World) Move(to int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.State.Last = to
	for c := range w.follows {
		c <- to
	}
}

// Change changes the state of the picture.
func (w *World) Change(change func(*web.Live)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(&w.State)
}
