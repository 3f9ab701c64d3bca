package witness

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"parley.example/internal/ledger/node/evidence"
	"parley.example/internal/ledger/node/mirror"
	"parley.example/record/checkpoint"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

// The three reasons for which a checkpoint is not taken or not cosigned.
var (
	ErrInconsistent = errors.New("the tree is not consistent with the one held")
	ErrWithheld     = errors.New("the bytes of new leaves cannot be had")
	ErrFuture       = errors.New("a received_at is ahead of this node's clock")
)

// ErrRetired is returned for an origin that is never cosigned again. PROTOCOL A12.
var ErrRetired = errors.New("this origin is retired")

// errMoved is returned where the tree held has grown since the host asked.
var errMoved = errors.New("the witness holds another size by now")

// Source serves tiles and entry bundles by their path under tile/. It returns
// fs.ErrNotExist for what it does not have.
type Source interface {
	Tile(ctx context.Context, path string) ([]byte, error)
}

// Config is what a witness is made of.
type Config struct {
	Dir       string // mirror/, witness/ and evidence/ stand here
	Mechanism statement.Digest
	Name      string // of its key in cosignature lines
	// Keys are those by which a checkpoint is cosigned now: more than one while
	// a change of the key is on its way onto the record.
	Keys  func() []ed25519.PrivateKey
	Clock func() statement.Time
	Ahead func() time.Duration // how far a received_at may be ahead of the clock
	// Found is told the name of each new evidence file.
	Found func(file string, kind evidence.Kind)
}

// Witness is a node's copy of the record and its word on it. It is safe for
// concurrent use.
type Witness struct {
	cfg    Config
	mirror *mirror.Mirror

	// grow is held while the tree grows, so that one checkpoint at a time is
	// fetched and checked.
	grow sync.Mutex
	mu   sync.Mutex // guards what follows
	held Held
	log  *heldLog
	lock *os.File // keeps every other process off the directory
}

// Open opens mirror and witness. Where the mirror is damaged it is smaller than
// what is held, fault says what was found, and Heal fetches the rest.
func Open(cfg Config) (w *Witness, fault string, err error) {
	if err := os.MkdirAll(filepath.Join(cfg.Dir, "witness"), 0o750); err != nil {
		return nil, "", fmt.Errorf("witness: %w", err)
	}
	hold, err := lock(filepath.Join(cfg.Dir, "witness", "lock"))
	if err != nil {
		return nil, "", err
	}
	if w, fault, err = open(cfg); err != nil {
		return nil, "", errors.Join(err, hold.Close())
	}
	w.lock = hold
	return w, fault, nil
}

// open is Open under the lock.
func open(cfg Config) (w *Witness, fault string, err error) {
	info, err := os.Stat(filepath.Join(cfg.Dir, "mirror", "tile", "entries", "000"))
	leaves := err == nil && info.Size() > 0
	log, held, err := openHeld(filepath.Join(cfg.Dir, "witness"), leaves)
	if err != nil {
		return nil, "", err
	}
	if leaves && held.Size == 0 && held.Checkpoint == nil {
		fault = "leaves were in the mirror and nothing says that they were held; they are fetched again"
	}
	m, torn, err := mirror.Open(filepath.Join(cfg.Dir, "mirror"), held.Size, held.Root)
	if err != nil {
		return nil, "", errors.Join(err, log.close())
	}
	if torn != "" {
		fault = torn
	}
	return &Witness{cfg: cfg, mirror: m, held: held, log: log}, fault, nil
}

// Close closes the files.
func (w *Witness) Close() error {
	w.grow.Lock()
	defer w.grow.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	return errors.Join(w.mirror.Close(), w.log.close(), w.lock.Close())
}

// Mirror returns the bytes held.
func (w *Witness) Mirror() *mirror.Mirror { return w.mirror }

// Held returns what the witness holds to.
func (w *Witness) Held() Held {
	w.mu.Lock()
	defer w.mu.Unlock()
	h := w.held
	h.Retired = slices.Clone(h.Retired)
	return h
}

// keep makes a change of what is held durable.
func (w *Witness) keep(change func(*Held) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	next := w.held
	if err := change(&next); err != nil {
		return err
	}
	if err := w.log.write(&next); err != nil {
		return err
	}
	w.held = next
	return nil
}

// Advance takes a checkpoint of the host, which has been parsed: a smaller or
// equal one must be of the tree held, a larger one must grow from it, with every
// new leaf from src. Nothing is cosigned here.
func (w *Witness) Advance(ctx context.Context, c checkpoint.Checkpoint, src Source) error {
	w.grow.Lock()
	defer w.grow.Unlock()
	held := w.Held()
	if slices.Contains(held.Retired, c.Origin) {
		return fmt.Errorf("checkpoint of %s: %w", c.Origin, ErrRetired)
	}
	if w.mirror.Size() < held.Size {
		return fmt.Errorf("the mirror has %d of the %d leaves held and is being mended: %w", w.mirror.Size(), held.Size, ErrWithheld)
	}
	if c.Size <= held.Size {
		return w.compare(c, held)
	}
	latest, err := w.fetch(ctx, c, src)
	if err != nil {
		return errors.Join(err, w.mirror.Rollback())
	}
	if err := w.mirror.Commit(); err != nil {
		return errors.Join(err, w.mirror.Rollback())
	}
	err = w.keep(func(h *Held) error {
		if slices.Contains(h.Retired, c.Origin) { // meanwhile: what was published then covers all that is held
			return fmt.Errorf("checkpoint of %s: %w", c.Origin, ErrRetired)
		}
		h.Size, h.Root, h.Checkpoint, h.Latest = c.Size, c.Root, c.Raw, max(h.Latest, latest)
		return nil
	})
	if err != nil {
		return errors.Join(err, w.mirror.Revert(held.Size))
	}
	return nil
}

// compare holds a checkpoint that is not larger against the tree held.
func (w *Witness) compare(c checkpoint.Checkpoint, held Held) error {
	if c.Size == held.Size && c.Root == held.Root {
		return nil
	}
	root, err := w.mirror.Root(c.Size)
	if err != nil {
		return err
	}
	if root == c.Root {
		return nil
	}
	return w.forked(c, checkpointOf(held), w.mirror)
}

// fetch appends the leaves up to c, and holds that they make its tree.
func (w *Witness) fetch(ctx context.Context, c checkpoint.Checkpoint, src Source) (statement.Time, error) {
	var latest statement.Time
	for at := w.mirror.Size(); at < c.Size; {
		leaves, err := bundle(ctx, src, at, c.Size)
		if err != nil {
			return 0, fmt.Errorf("%w: from leaf %d: %w", ErrWithheld, at, err)
		}
		for _, b := range leaves {
			if leaf, err := statement.ParseLeaf(b); err == nil {
				latest = max(latest, leaf.ReceivedAt)
			}
		}
		if err := w.mirror.Append(leaves); err != nil {
			return 0, err
		}
		at += int64(len(leaves))
	}
	_, root, err := w.mirror.Tail()
	if err != nil || root == c.Root {
		return latest, err
	}
	return 0, w.judge(ctx, c, src, root)
}

// judge says why leaves do not make the tree of c: it is another tree than the
// one held, which its own hashes show, or they are not its leaves.
func (w *Witness) judge(ctx context.Context, c checkpoint.Checkpoint, src Source, got statement.Digest) error {
	held := w.Held()
	if held.Size > 0 {
		if err := w.forked(checkpointOf(held), c, treeOf(ctx, src, c)); errors.Is(err, ErrInconsistent) || errors.Is(err, ErrBeyond) {
			return err
		}
	}
	return fmt.Errorf("%w: the leaves given for size %d have root %s, the checkpoint says %s", ErrWithheld, c.Size, got, c.Root)
}

// Heal fetches what a damaged mirror lacks of the tree held, from the first
// source that has it.
func (w *Witness) Heal(ctx context.Context, sources ...Source) error {
	w.grow.Lock()
	defer w.grow.Unlock()
	held := w.Held()
	if w.mirror.Size() >= held.Size {
		return nil
	}
	c := checkpointOf(held)
	err := ErrWithheld
	for _, src := range sources {
		if _, err = w.fetch(ctx, c, src); err == nil {
			return w.mirror.Commit()
		}
		if err := w.mirror.Rollback(); err != nil {
			return err
		}
	}
	return fmt.Errorf("mend the mirror, which has %d of %d leaves: %w", w.mirror.Size(), held.Size, err)
}

// Cosign returns the signature lines for a checkpoint of exactly the tree held,
// one of each key, once the clock has reached its times. PROTOCOL A4.
func (w *Witness) Cosign(ctx context.Context, c checkpoint.Checkpoint) ([]byte, error) {
	held := w.Held()
	if err := w.ready(c, held); err != nil {
		return nil, err
	}
	if err := w.waitFor(ctx, held.Latest); err != nil {
		return nil, err
	}
	keys := w.cfg.Keys()
	// Under the lock of what is held: an origin that was retired meanwhile gets
	// no further cosignature.
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.ready(c, w.held); err != nil {
		return nil, err
	}
	var lines []byte
	for _, key := range keys {
		line, err := checkpoint.Cosign(c, w.cfg.Name, key, w.cfg.Clock())
		if err != nil {
			return nil, err
		}
		lines = append(lines, line...)
	}
	return lines, nil
}

// ready reports whether c is exactly the tree held, of an origin in use.
func (w *Witness) ready(c checkpoint.Checkpoint, held Held) error {
	switch {
	case slices.Contains(held.Retired, c.Origin):
		return fmt.Errorf("checkpoint of %s: %w", c.Origin, ErrRetired)
	case c.Size != held.Size || c.Root != held.Root || w.mirror.Size() < held.Size:
		return fmt.Errorf("cosign size %d: %w", c.Size, errMoved)
	}
	return nil
}

// waitFor returns when no time up to latest is ahead of the clock by more than
// the tolerance.
func (w *Witness) waitFor(ctx context.Context, latest statement.Time) error {
	for {
		ahead := latest.Sub(w.cfg.Clock()) - w.cfg.Ahead()
		if ahead <= 0 {
			return nil
		}
		timer := time.NewTimer(min(ahead, 50*time.Millisecond)) // the clock may be set meanwhile
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("%w: %v, by %v more than the tolerance", ErrFuture, latest, ahead)
		}
	}
}

// Retire never again cosigns an origin nor follows it, and returns the largest
// checkpoint of it that is held, which covers whatever was cosigned. PROTOCOL A12.
func (w *Witness) Retire(origin string) ([]byte, error) {
	if err := w.keep(func(h *Held) error {
		if !slices.Contains(h.Retired, origin) {
			h.Retired = append(slices.Clone(h.Retired), origin)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	return w.Held().Checkpoint, nil
}

// proofFails says why a proof does not lead from the tree held to that of c.
func proofFails(held Held, c checkpoint.Checkpoint, path []statement.Digest) error {
	return proof.VerifyConsistency(held.Size, c.Size, path, held.Root, c.Root)
}

// checkpointOf is the tree held, in the form of evidence.
func checkpointOf(held Held) checkpoint.Checkpoint {
	return checkpoint.Checkpoint{Size: held.Size, Root: held.Root, Raw: held.Checkpoint}
}
