package host

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"

	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

// Open checks the directory, leaf by leaf, and opens it. A Fault says what does
// not hold: then nothing was changed but that temporary files were swept.
// R-WIRE-20.
func Open(cfg Config) (*Host, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	h := &Host{
		cfg: cfg, log: cfg.Logger, store: store{filepath.Join(cfg.Dir, "log")}, queue: newFair(), published: newPublished(),
		clocks: clocks{last: map[string]told{}}, admitted: make(chan batch, 2), heads: make(chan head, 1),
		answers: make(chan answer), stopped: make(chan struct{}), witnessErr: map[string]string{},
		bodies: bodies{dir: filepath.Join(cfg.Dir, "bodies"), quota: cfg.BodyQuota},
	}
	h.places = places{store: h.store, integrated: &h.integrated, byID: map[statement.ID]int64{}}
	for _, name := range []string{"log", "journal", "cosigned", "transitions", "bodies"} {
		if err := os.MkdirAll(filepath.Join(cfg.Dir, name), 0o750); err != nil {
			return nil, fmt.Errorf("host: %w", err)
		}
	}
	err := syncDir(cfg.Dir)
	if err != nil {
		return nil, fmt.Errorf("host: %w", err)
	}
	if h.lock, err = lock(cfg.Dir); err != nil {
		return nil, err
	}
	if err := h.open(); err != nil {
		return nil, errors.Join(err, h.lock.Close())
	}
	return h, nil
}

// open is Open under the lock.
func (h *Host) open() error {
	swept, err := sweep(h.cfg.Dir)
	if err != nil {
		return err
	}
	if swept > 0 {
		h.log.Info("temporary files of a kill are swept", slog.Int("files", swept))
	}
	var cut int64
	if h.journal, cut, err = openJournal(filepath.Join(h.cfg.Dir, "journal")); err != nil {
		return err
	}
	if cut > 0 {
		h.log.Warn("the journal's torn tail, which was never promised, is cut", slog.Int64("bytes", cut))
	}
	state, err := h.readTreeState()
	if err != nil {
		return err
	}
	if err := h.checkJournal(state.Size); err != nil {
		return err
	}
	audit, err := proof.NewAuditor(h.cfg.Document, runtime.GOMAXPROCS(0))
	if err != nil {
		return err
	}
	heads, err := h.readCheckpoints(state.Size)
	if err != nil {
		return err
	}
	if err := h.auditLog(audit, state, heads); err != nil {
		return err
	}
	if h.tree, err = ranges().NewRange(0, audit64(state.Size), edgeOf(audit)); err != nil {
		return fmt.Errorf("host: tree: %w", err)
	}
	if err := h.replayJournal(audit, state.Size); err != nil {
		return err
	}
	if report := audit.Report(); len(report.Void) > 0 || report.Backward > 0 {
		h.log.Warn("the log has entries that a host should have refused", slog.Any("void", report.Void), slog.Int64("received_at_went_back", report.Backward))
	}
	h.state = audit.State()
	h.view.Store(newView(h.state))
	if err := h.checkHeads(heads); err != nil {
		return err
	}
	return h.checkKeys()
}

// readTreeState returns what tessera says that it has integrated. A directory
// in which nothing ever was has none; where it is missing and anything else is
// there, tessera would begin at index 0 again, without a word.
func (h *Host) readTreeState() (treeState, error) {
	name := h.store.treeStatePath()
	state, err := h.store.treeState()
	switch {
	case err == nil:
		return state, nil
	case !errors.Is(err, fs.ErrNotExist):
		return state, fault(name, mendRestore, "torn: %v", err)
	}
	first, end := h.journal.bounds()
	traces := []string{h.secondPath(), h.publicPath(), filepath.Join(h.store.dir, "tile")}
	for _, trace := range traces {
		if _, err := os.Stat(trace); err == nil {
			return state, fault(name, mendRestore, "the tree state is missing and %s is there", trace)
		}
	}
	if first > 0 {
		return state, fault(name, mendRestore, "the tree state is missing and the journal has leaves %d to %d", first, end-1)
	}
	return treeState{Root: statement.EmptyRoot}, nil
}

// checkJournal holds that the journal goes on where the log ends.
func (h *Host) checkJournal(size int64) error {
	first, _ := h.journal.bounds()
	switch {
	case size > 0 && h.journal.file == nil:
		return fault(h.journal.dir, mendJournal, "the journal is missing and the log has %d leaves", size)
	case first > size:
		return fault(h.journal.dir, mendJournal, "the log ends at leaf %d and the journal begins at %d", size-1, first)
	}
	if err := h.journal.start(size); err != nil {
		return err
	}
	_, end := h.journal.bounds()
	if end < size {
		return fault(h.journal.dir, mendJournal, "the journal ends at leaf %d and the log has %d leaves", end-1, size)
	}
	if name, ok := h.store.beyond(max(size, end)); ok {
		return fault(filepath.Join(h.store.dir, name), mendRestore,
			"leaves are there beyond the %d of tree state and journal: one of these was set back", max(size, end))
	}
	return nil
}

// replayJournal folds what was admitted and is not in the log yet. Run puts it
// there before anything else.
func (h *Host) replayJournal(audit *proof.Auditor, size int64) error {
	_, end := h.journal.bounds()
	h.replayEnd = max(size, end)
	h.integrated.Store(size)
	if end > size {
		h.log.Info("the journal is ahead of the log and is replayed", slog.Int64("from", size), slog.Int64("to", end))
	}
	return h.journal.replay(size, h.replayEnd, func(_ int64, leaves [][]byte) error { return audit.Take(leaves, h.noteEntry) })
}

// noteEntry takes an entry of the log into what is known of places and clocks.
func (h *Host) noteEntry(e *charter.Entry) error {
	h.places.add(e.Index, e.ID, e.Time)
	if e.Void == nil && e.Statement.Type == tick.TypeTick {
		h.clocks.note(e.Author.Member, &e.Statement, e.Leaf.ReceivedAt, &h.places)
	}
	return nil
}

// checkKeys holds that this is the host in force, and warns where a quorum
// cannot be had.
func (h *Host) checkKeys() error {
	v := h.view.Load()
	h.era = v.eras[len(v.eras)-1]
	if got, want := statement.PublicOf(h.cfg.LogKey), h.era.Host.Key; got != want {
		return fmt.Errorf("host: the log key given is %s; the charter's host in force has key %s", got.ID(), want.ID())
	}
	if got, want := statement.PublicOf(h.cfg.TLSKey), h.era.Host.TLS; got != want {
		return fmt.Errorf("host: the TLS key given is %s; the charter's host in force has key %s", got.ID(), want.ID())
	}
	have := 0
	for _, w := range h.era.Witnesses {
		if _, ok := h.cfg.Witnesses[w.Member]; ok {
			have++
		}
	}
	if have < h.era.Quorum {
		h.log.Warn("fewer witnesses have an address than must cosign; nothing will be published", slog.Int("have", have), slog.Int("need", h.era.Quorum))
	}
	return nil
}
