package host

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/transparency-dev/tessera/api/layout"
)

// published is the newest checkpoint with a quorum, for all who wait for it.
// It is safe for concurrent use.
type published struct {
	now atomic.Pointer[edition]
}

// edition is a checkpoint as it was published, or none yet.
type edition struct {
	raw  []byte
	sum  string // SHA-256 of raw, in hex
	size int64
	next chan struct{} // closed when another takes its place
}

func newPublished() *published {
	p := &published{}
	p.now.Store(&edition{next: make(chan struct{})})
	return p
}

// set puts a checkpoint in the place of the one before. One goroutine calls it.
func (p *published) set(raw []byte, size int64) {
	sum := sha256.Sum256(raw)
	before := p.now.Swap(&edition{raw: raw, sum: hex.EncodeToString(sum[:]), size: size, next: make(chan struct{})})
	close(before.next)
}

// wait returns the newest checkpoint once it is another than have, nil after
// the time. R-WIRE-10.
func (p *published) wait(ctx context.Context, have string, d time.Duration) *edition {
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		e := p.now.Load()
		if e.raw != nil && e.sum != have {
			return e
		}
		select {
		case <-e.next:
		case <-timer.C:
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}

// The two places of the newest checkpoint, and those of the transitions.
func (h *Host) publicPath() string { return filepath.Join(h.store.dir, layout.CheckpointPath) }
func (h *Host) secondPath() string { return filepath.Join(h.cfg.Dir, "cosigned", "checkpoint") }
func (h *Host) transitionPath(from int64) string {
	return filepath.Join(h.cfg.Dir, "transitions", fmt.Sprintf("%016d", from))
}

// keepSecond makes a checkpoint durable before anybody sees it: in place, with
// one write to the disk. A write that is cut short was shown to nobody, and the
// public place, which is whole meanwhile and has the one before, mends it.
func (h *Host) keepSecond(raw []byte, publicIsNew bool) error {
	if !publicIsNew || h.published.now.Load().raw == nil {
		return write(h.secondPath(), raw)
	}
	err := overwrite(h.secondPath(), raw)
	if errors.Is(err, fs.ErrNotExist) { // somebody took it away: it is made again
		return write(h.secondPath(), raw)
	}
	return err
}

// keepCheckpoint writes a checkpoint to both places, the second one first, so
// that it is never behind what the public has seen.
func (h *Host) keepCheckpoint(raw []byte) error {
	for _, name := range []string{h.secondPath(), h.publicPath()} {
		if err := write(name, raw); err != nil {
			return fmt.Errorf("publish: %w", err)
		}
	}
	return nil
}

// transition returns the checkpoint that first covered the next change of
// witnesses or host after a size.
func (h *Host) transition(size int64) ([]byte, error) {
	list, err := os.ReadDir(filepath.Join(h.cfg.Dir, "transitions"))
	if err != nil {
		return nil, err
	}
	for _, name := range list { // in the order of their names
		from, err := strconv.ParseInt(name.Name(), 10, 64)
		if err == nil && from > size {
			return os.ReadFile(h.transitionPath(from))
		}
	}
	return nil, errors.Join(fs.ErrNotExist)
}
