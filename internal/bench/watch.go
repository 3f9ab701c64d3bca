package bench

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"parley.example/internal/server"
	"parley.example/record/statement"
)

// watched is a node whose folds are noted with their time.
type watched struct {
	code  string
	node  *server.Node
	mu    sync.Mutex
	folds []fold // ascending
}

// fold is how far a picture had come at a time.
type fold struct {
	size int64
	at   time.Time
}

func (w *watched) watch(ctx context.Context) {
	sizes, stop := w.node.Ledger().OnFold()
	defer stop()
	for {
		select {
		case size := <-sizes:
			w.mu.Lock()
			w.folds = append(w.folds, fold{size, time.Now()})
			w.mu.Unlock()
		case <-ctx.Done():
			return
		}
	}
}

// until waits for a size, and returns when the picture had it.
func (w *watched) until(ctx context.Context, size int64) (time.Time, error) {
	for {
		w.mu.Lock()
		i, _ := slices.BinarySearchFunc(w.folds, size, func(f fold, size int64) int { return int(f.size - size) })
		if i < len(w.folds) {
			defer w.mu.Unlock()
			return w.folds[i].at, nil
		}
		w.mu.Unlock()
		select {
		case <-time.After(2 * time.Millisecond):
		case <-ctx.Done():
			return time.Time{}, fmt.Errorf("%s has not folded %d entries: %w", w.code, size, ctx.Err())
		}
	}
}

// size is how far the picture has come.
func (w *watched) size() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.folds) == 0 {
		return 0
	}
	return w.folds[len(w.folds)-1].size
}

// lags returns, for every entry of a run of them, how long after its received_at
// the picture had it.
func (w *watched) lags(from, to int64) ([]time.Duration, error) {
	w.mu.Lock()
	folds := slices.Clone(w.folds)
	w.mu.Unlock()
	var out []time.Duration
	at := 0
	for from < to {
		end := min(to, from+4096)
		leaves, err := w.node.Ledger().Mirror().Leaves(from, end)
		if err != nil {
			return nil, err
		}
		for i, b := range leaves {
			leaf, err := statement.ParseLeaf(b)
			if err != nil {
				return nil, err
			}
			for at < len(folds) && folds[at].size <= from+int64(i) {
				at++
			}
			if at == len(folds) {
				return nil, fmt.Errorf("%s has not folded entry %d", w.code, from+int64(i))
			}
			out = append(out, folds[at].at.Sub(time.UnixMilli(int64(leaf.ReceivedAt))))
		}
		from = end
	}
	return out, nil
}
