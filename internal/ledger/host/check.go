package host

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/tessera/api/layout"
	"golang.org/x/mod/sumdb/tlog"

	"parley.example/record/checkpoint"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

// auditBundles is how many bundles are read at a time.
const auditBundles = 16

// oldHead is a checkpoint that was published, as one of the two places has it.
type oldHead struct {
	name string
	raw  []byte
	size int64
	root statement.Digest // of our tree at that size
	bad  error            // why it does not hold
}

// readCheckpoints reads the newest checkpoint from both places. The empty
// checkpoint, which tessera asks for in a new directory, is none.
func (h *Host) readCheckpoints(size int64) ([]*oldHead, error) {
	var list []*oldHead
	for _, name := range []string{h.secondPath(), h.publicPath()} {
		raw, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("host: %w", err)
		}
		c := &oldHead{name: name, raw: raw}
		c.size, c.bad = checkpoint.ClaimedSize(raw)
		if c.bad == nil && c.size == 0 {
			continue
		}
		if c.bad == nil && c.size > size {
			return nil, fault(h.store.treeStatePath(), mendRestore,
				"the tree state has %d leaves and the checkpoint at %s %d: the directory was set back", size, name, c.size)
		}
		list = append(list, c)
	}
	return list, nil
}

// auditLog reads every leaf, judges it, and holds leaves, tiles, tree state and
// the roots of the checkpoints against one another. R-WIRE-20.
func (h *Host) auditLog(audit *proof.Auditor, state treeState, heads []*oldHead) error {
	for n := int64(0); n*width < state.Size; n += auditBundles {
		var leaves [][]byte
		for b := n; b < n+auditBundles && b*width < state.Size; b++ {
			got, err := h.auditBundle(b, state.Size)
			if err != nil {
				return err
			}
			leaves = append(leaves, got...)
		}
		if err := h.auditLeaves(audit, leaves, heads); err != nil {
			return err
		}
	}
	root, err := audit.Root()
	if err != nil {
		return err
	}
	if root != state.Root {
		name := h.store.treeStatePath()
		return fault(name, mendRestore, "the %d leaves have root %s, the tree state says %s", state.Size, root, state.Root)
	}
	return h.auditEdge(state)
}

// auditBundle reads a bundle and holds it against the hashes of its tile.
func (h *Host) auditBundle(n, size int64) ([][]byte, error) {
	name := filepath.Join(h.store.dir, layout.EntriesPath(audit64(n), 0))
	leaves, err := h.store.bundle(n, size)
	if err != nil {
		return nil, fault(name, mendRestore, "torn: %v", err)
	}
	path := func(n uint64, p uint8) string { return layout.TilePath(0, n, p) }
	tile, err := h.store.file(path, audit64(n), len(leaves))
	if err != nil {
		return nil, fault(filepath.Join(h.store.dir, path(audit64(n), 0)), mendRestore, "torn: %v", err)
	}
	if got := len(tile); got != len(leaves)*tlog.HashSize && got != width*tlog.HashSize {
		name := filepath.Join(h.store.dir, path(audit64(n), 0))
		return nil, fault(name, mendRestore, "torn: %d bytes for %d hashes", got, len(leaves))
	}
	for i, leaf := range leaves {
		hash := statement.LeafHash(leaf)
		if !bytes.Equal(tile[i*len(hash):(i+1)*len(hash)], hash[:]) {
			return nil, fault(name, mendRestore, "leaf %d and its hash in the tile differ", n*width+int64(i))
		}
	}
	return leaves, nil
}

// auditLeaves takes leaves in, and notes the roots at the sizes of checkpoints.
func (h *Host) auditLeaves(audit *proof.Auditor, leaves [][]byte, heads []*oldHead) error {
	for len(leaves) > 0 {
		size := audit.State().Size()
		n := int64(len(leaves))
		for _, c := range heads {
			if c.size > size {
				n = min(n, c.size-size)
			}
		}
		if err := audit.Take(leaves[:n], h.noteEntry); err != nil {
			return fault(h.store.dir, mendRestore, "%v", err)
		}
		leaves = leaves[n:]
		for _, c := range heads {
			if c.size == size+n {
				var err error
				if c.root, err = audit.Root(); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// auditEdge reads the tiles of the right edge at every level, from which tessera
// goes on.
func (h *Host) auditEdge(state treeState) error {
	if state.Size == 0 {
		return nil
	}
	at := []int64{tlog.StoredHashIndex(0, state.Size-1)}
	for _, id := range compact.RangeNodes(0, audit64(state.Size), nil) {
		at = append(at, tlog.StoredHashIndex(int(id.Level), int64(id.Index))) //nolint:gosec // below size
	}
	if _, err := h.store.hashes(state.Size, state.Root).ReadHashes(at); err != nil {
		return fault(filepath.Join(h.store.dir, "tile"), mendRestore, "the right edge of the tree of %d leaves: %v", state.Size, err)
	}
	return nil
}

// checkHeads holds the published checkpoints against the log. Where one place
// is lost or torn the other mends it.
func (h *Host) checkHeads(heads []*oldHead) error {
	var newest *oldHead
	var faults []error
	for _, c := range heads {
		if c.bad == nil {
			c.bad = h.holds(c)
		}
		var bad *Fault
		switch {
		case errors.As(c.bad, &bad):
			return c.bad
		case c.bad != nil:
			faults = append(faults, fmt.Errorf("%s: %w", c.name, c.bad))
		case newest == nil || c.size > newest.size || c.size == newest.size && len(c.raw) > len(newest.raw):
			newest = c
		}
	}
	if newest == nil && len(faults) > 0 {
		return fault(h.secondPath(), mendRestore, "no cosigned checkpoint holds: %v", errors.Join(faults...))
	}
	if newest == nil {
		return nil
	}
	for _, bad := range faults {
		h.log.Warn("a place of the checkpoint is damaged and is mended from the other", slog.Any("err", bad))
	}
	h.published.set(newest.raw, newest.size)
	return h.keepCheckpoint(newest.raw)
}

// holds judges one published checkpoint.
func (h *Host) holds(c *oldHead) error {
	era := h.view.Load().eraOf(c.size)
	parsed, err := checkpoint.Parse(c.raw, era)
	if err != nil {
		return err
	}
	if err := parsed.Quorum(era); err != nil {
		return err
	}
	if parsed.Root != c.root {
		return fault(c.name, mendRestore, "the first %d leaves of the log have root %s, the cosigned checkpoint says %s",
			c.size, c.root, parsed.Root)
	}
	return nil
}

// beyond returns a bundle that has leaves past a size.
func (s store) beyond(size int64) (string, bool) {
	for _, n := range []int64{size / width, size/width + 1} {
		name := layout.EntriesPath(audit64(n), 0)
		if _, err := os.Stat(filepath.Join(s.dir, name)); err == nil {
			return name, true
		}
		parts, err := os.ReadDir(filepath.Join(s.dir, name+".p"))
		if err != nil {
			continue
		}
		for _, part := range parts {
			var w int64
			if _, err := fmt.Sscanf(part.Name(), "%d", &w); err == nil && n*width+w > size {
				return filepath.Join(name+".p", part.Name()), true
			}
		}
	}
	return "", false
}

// audit64 gives a place or a size to a library; ours are never negative.
func audit64(n int64) uint64 { return uint64(max(0, n)) }

func edgeOf(audit *proof.Auditor) [][]byte {
	edge := audit.Edge()
	out := make([][]byte, len(edge.Hashes))
	for i := range edge.Hashes {
		out[i] = edge.Hashes[i][:]
	}
	return out
}
