package host

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"sync"
	"sync/atomic"

	"github.com/transparency-dev/merkle/compact"
	"golang.org/x/sync/errgroup"

	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// Why a statement was neither promised nor refused. It may have been taken in
// all the same: the submitter sends the same bytes again.
var (
	errStopped = errors.New("the host is stopping or has not started")
	errDisk    = errors.New("the host's disk takes nothing; nothing is promised until there is room")
	errLost    = errors.New("the place of a statement cannot be read back now")
)

// Host is the host of one mechanism, open on its directory.
type Host struct {
	cfg        Config
	log        *slog.Logger
	lock       *os.File
	store      store
	journal    *journal
	queue      *fair
	places     places
	clocks     clocks
	bodies     bodies
	busy       busy
	published  *published
	memory     checkpoint.Memory // signatures of checkpoints that hold
	era        charter.Era       // in force at the start: whose host this is
	tree       *compact.Range    // of the log's leaves at the start; the sequencer's from then on
	replayEnd  int64             // leaves, with those of the journal, at the start
	integrated atomic.Int64      // leaves in the log
	view       atomic.Pointer[view]
	admitted   chan batch
	heads      chan head // of one: the newest
	answers    chan answer
	running    atomic.Bool
	stopped    chan struct{} // closed when Run ends

	// mu is held while a batch is folded, so that a reader of the state sees
	// whole batches.
	mu    sync.RWMutex
	state *charter.State

	// What stops admission, "" where nothing does.
	troubles    sync.Mutex
	diskTrouble string
	logTrouble  string
	setBack     string
	witnessErr  map[string]string // by witness: why it last did not cosign, "" if it did
}

// Status is how a host is, for whoever operates it.
type Status struct {
	Admitted   int64             // entries promised
	Integrated int64             // entries in the log
	Published  int64             // entries covered by a quorum
	Refusing   string            // why nothing is admitted now, "" if something is
	Witnesses  map[string]string // by witness that was asked: why it last did not cosign, "" if it did
}

// Status returns how the host is. It is safe for concurrent use.
func (h *Host) Status() Status {
	h.mu.RLock()
	admitted := h.state.Size()
	h.mu.RUnlock()
	s := Status{
		Admitted: admitted, Integrated: h.integrated.Load(), Published: h.published.now.Load().size,
		Refusing: h.refusing(), Witnesses: map[string]string{},
	}
	h.troubles.Lock()
	defer h.troubles.Unlock()
	maps.Copy(s.Witnesses, h.witnessErr)
	return s
}

// refusing says why nothing is admitted, "" where nothing stops it.
func (h *Host) refusing() string {
	if !h.running.Load() {
		return errStopped.Error()
	}
	h.troubles.Lock()
	text := h.setBack
	if text == "" {
		text = h.diskTrouble
	}
	if text == "" {
		text = h.logTrouble
	}
	h.troubles.Unlock()
	if text != "" {
		return text
	}
	return h.clockFault()
}

// setTrouble notes what stops admission, and reports whether that is news.
func (h *Host) setTrouble(which *string, text string) bool {
	h.troubles.Lock()
	defer h.troubles.Unlock()
	news := *which == "" && text != ""
	*which = text
	return news
}

// witnessed notes how a witness answered, and logs the first of each kind.
func (h *Host) witnessed(name string, err error) {
	text := ""
	if err != nil {
		text = err.Error()
	}
	h.troubles.Lock()
	before, known := h.witnessErr[name]
	h.witnessErr[name] = text
	h.troubles.Unlock()
	switch {
	case text != "" && before == "":
		h.log.Warn("a witness does not cosign", slog.String("witness", name), slog.Any("err", err))
	case text == "" && known && before != "":
		h.log.Info("a witness cosigns again", slog.String("witness", name))
	}
}

// Run works until ctx ends, and waits for all that it started. It returns an
// error where the host cannot go on: a Fault, or a disk that fails. It may be
// called once.
func (h *Host) Run(ctx context.Context) error {
	if !h.running.CompareAndSwap(false, true) {
		return errors.New("host: Run was called before")
	}
	defer close(h.stopped)
	defer h.queue.close()
	defer h.running.Store(false)
	s, err := h.newSequencer() //nolint:contextcheck // tessera must not stop under a flight
	if err != nil {
		return err
	}
	p, err := h.newPublisher()
	if err != nil {
		s.cancel()
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { h.admitLoop(ctx); return nil })
	group.Go(func() error { return h.sequenceLoop(ctx, s) })
	group.Go(func() error { return p.loop(ctx) })
	for _, a := range p.askers {
		group.Go(func() error { a.loop(ctx, h); return nil })
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("run: %w", err)
	}
	return nil
}

// Close closes the files of a host that does not run, and lets go of its
// directory.
func (h *Host) Close() error { return errors.Join(h.journal.close(), h.lock.Close()) }

// Mechanism returns the digest that names the mechanism.
func (h *Host) Mechanism() statement.Digest { return h.view.Load().mechanism }
