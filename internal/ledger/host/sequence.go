package host

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"

	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// The pace of tessera's queue. A flight is what is handed to it at a time: all
// of it in less than half of flightAge, so that its timer does not cut it in two.
const (
	flightSize = 1024
	flightAge  = 2 * time.Millisecond
	never      = 10 * 365 * 24 * time.Hour
)

// sequencer puts admitted leaves into tessera's files, one flight at a time and
// in order, and keeps the tree's root. Only its loop uses it.
type sequencer struct {
	host   *Host
	add    tessera.AddFn
	tree   *compact.Range
	cancel context.CancelFunc
}

// newSequencer starts tessera on the directory, whose tree has been checked.
// Tessera publishes nothing: its signer signs the empty tree alone, which it
// asks for once, in a new directory.
func (h *Host) newSequencer() (*sequencer, error) {
	vkey, err := checkpoint.HostVkey(h.era.Host)
	if err != nil {
		return nil, fmt.Errorf("host: %w", err)
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, fmt.Errorf("host: %w", err)
	}
	// Not the context of Run: tessera must not stop under a flight.
	ctx, cancel := context.WithCancel(context.Background())
	driver, err := posix.New(ctx, posix.Config{Path: h.store.dir})
	if err != nil {
		cancel()
		return nil, fmt.Errorf("host: tessera: %w", err)
	}
	options := tessera.NewAppendOptions().WithBatching(flightSize, flightAge).WithCheckpointInterval(never).
		WithCheckpointRepublishInterval(0).WithCheckpointSigner(emptySigner{verifier, h})
	appender, _, _, err := tessera.NewAppender(ctx, driver, options)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("host: tessera: %w", err)
	}
	return &sequencer{host: h, add: appender.Add, tree: h.tree, cancel: cancel}, nil
}

// emptySigner is a note.Signer for the checkpoint of a new directory.
type emptySigner struct {
	note.Verifier
	host *Host
}

// Sign signs the empty tree and refuses everything else.
func (s emptySigner) Sign(msg []byte) ([]byte, error) {
	empty, err := checkpoint.Sign(s.host.era.Host.Origin, 0, statement.EmptyRoot, s.host.cfg.LogKey)
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(empty, append(bytes.Clone(msg), '\n')) {
		return nil, errors.New("host: checkpoints are published by the host alone")
	}
	return ed25519.Sign(s.host.cfg.LogKey, msg), nil
}

// sequenceLoop replays the journal, and then takes batch after batch until ctx
// ends. What is left is in the journal.
func (h *Host) sequenceLoop(ctx context.Context, s *sequencer) error {
	defer s.cancel()
	end := h.replayEnd
	err := h.journal.replay(h.integrated.Load(), end, func(first int64, leaves [][]byte) error {
		return s.take(ctx, batch{first, leaves})
	})
	if err != nil || ctx.Err() != nil {
		return err
	}
	if got := h.integrated.Load(); got != end {
		return fmt.Errorf("host: after the journal the log has %d leaves, want %d", got, end)
	}
	if err := h.grown(s.tree); err != nil {
		return err
	}
	for {
		select {
		case b := <-h.admitted:
			if err := s.take(ctx, b); err != nil || ctx.Err() != nil {
				return err
			}
			if err := h.grown(s.tree); err != nil {
				return err
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// grown tells the publisher how far the log has come, and lets go of the journal
// up to there.
func (h *Host) grown(tree *compact.Range) error {
	root, err := rootOf(tree)
	if err != nil {
		return err
	}
	size := int64(tree.End()) //nolint:gosec // a size
	if err := h.journal.trim(size); err != nil {
		h.log.Warn("trim the journal", slog.Any("err", err))
	}
	select {
	case <-h.heads:
	default:
	}
	h.heads <- head{size, root}
	return nil
}

// take brings a batch into the log, however often the disk refuses it. An error
// is a log on which the host does not go on.
func (s *sequencer) take(ctx context.Context, b batch) error {
	h := s.host
	for len(b.leaves) > 0 {
		n, err := s.flight(b) //nolint:contextcheck // a flight is waited for to its end
		if n > 0 {
			b.first, b.leaves = b.first+int64(n), b.leaves[n:]
			h.integrated.Store(b.first)
			continue
		}
		if !isRetry(err) {
			return err
		}
		if h.setTrouble(&h.logTrouble, "the host's disk takes nothing: "+err.Error()) {
			h.log.Error("the log does not grow; it is tried again", slog.Any("err", err))
		}
		if !pause(ctx, retryDisk) {
			return nil
		}
	}
	h.setTrouble(&h.logTrouble, "")
	return nil
}

// flight hands the first leaves of a batch to tessera and waits. It returns how
// many are in the log, which the tree state says.
func (s *sequencer) flight(b batch) (int, error) {
	ctx := context.Background()
	var futures []tessera.IndexFuture
	entries := make([]*tessera.Entry, min(flightSize, len(b.leaves)))
	for i := range entries {
		entries[i] = tessera.NewEntry(b.leaves[i])
	}
	//nolint:forbidigo // how long it takes, not what time it is
	for start := time.Now(); len(futures) < len(entries) && (len(futures) == 0 || time.Since(start) < flightAge/2); {
		futures = append(futures, s.add(ctx, entries[len(futures)]))
	}
	var failed error
	for i, wait := range futures {
		index, err := wait()
		if err != nil {
			failed = err
			continue
		}
		if want := b.first + int64(i); int64(index.Index) != want { //nolint:gosec // compared
			return 0, fault(s.host.store.dir, "start the host again, which takes the order from the log",
				"tessera put leaf %d at %d", want, index.Index)
		}
	}
	return s.check(b, len(futures), failed)
}

// check holds what tessera wrote against our own tree.
func (s *sequencer) check(b batch, sent int, failed error) (int, error) {
	dir := s.host.store.treeStatePath()
	state, err := s.host.store.treeState()
	if err != nil {
		return 0, retry{err}
	}
	n := state.Size - b.first
	if n < 0 || n > int64(sent) || failed == nil && n != int64(sent) {
		return 0, fault(dir, mendRestore, "it says %d leaves after a flight from %d to %d; does another program write here?",
			state.Size, b.first, b.first+int64(sent))
	}
	for _, leaf := range b.leaves[:n] {
		hash := statement.LeafHash(leaf)
		if err := s.tree.Append(hash[:], nil); err != nil {
			return 0, fmt.Errorf("host: tree: %w", err)
		}
	}
	root, err := rootOf(s.tree)
	if err != nil {
		return 0, err
	}
	if root != state.Root {
		return 0, fault(dir, mendRestore, "%d leaves have root %s, it says %s", state.Size, root, state.Root)
	}
	if n == 0 {
		return 0, retry{failed}
	}
	return int(n), nil
}

// retry is an error of the disk: what failed is tried again.
type retry struct{ err error }

func (r retry) Error() string { return r.err.Error() }
func (r retry) Unwrap() error { return r.err }

func isRetry(err error) bool { _, ok := err.(retry); return ok } //nolint:errorlint // made and read in this file

func rootOf(tree *compact.Range) (statement.Digest, error) {
	if tree.End() == 0 {
		return statement.EmptyRoot, nil
	}
	root, err := tree.GetRootHash(nil)
	if err != nil {
		return statement.Digest{}, fmt.Errorf("host: root of %d leaves: %w", tree.End(), err)
	}
	return statement.Digest(root), nil
}

func ranges() *compact.RangeFactory {
	return &compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}
}
