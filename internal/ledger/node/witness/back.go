package witness

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// ErrBeyond is returned for a checkpoint of another origin than the one held,
// whose tree is not that held or its growth: a successor goes on from fewer
// entries than this node holds of the host before it, or from other ones.
var ErrBeyond = errors.New("the successor does not go on from all that is held of the host before it; " +
	"stop the node, and give parley node follow the roots' certificates")

// cutHead is the first line of the file of what was cut off. Each line after it
// is a cutLeaf.
type cutHead struct {
	Mechanism  statement.Digest `json:"mechanism"`
	Size       int64            `json:"size"` // what stays
	Root       statement.Digest `json:"root"`
	Held       int64            `json:"held"` // what was held
	HeldRoot   statement.Digest `json:"held_root"`
	Checkpoint string           `json:"checkpoint"` // of what was held, as its host signed it
}

type cutLeaf struct {
	Index int64  `json:"index"`
	Leaf  []byte `json:"leaf"`
}

// CutBack goes back to a smaller tree, which k roots have certified as that on
// which a successor goes on; its checkpoint is of the host before. What is cut
// off is kept in a file that it returns, "" where there is nothing to cut, and
// the origin is never cosigned again: what was said of it can be said twice no
// more. The caller has checked the certificates. PROTOCOL A12.
func (w *Witness) CutBack(c checkpoint.Checkpoint) (file string, err error) {
	w.grow.Lock()
	defer w.grow.Unlock()
	held := w.Held()
	if held.Size <= c.Size {
		return "", nil
	}
	root, err := w.mirror.Root(c.Size)
	if err != nil {
		return "", err
	}
	if root != c.Root {
		return "", fmt.Errorf("root %s of %d entries is certified, here it is %s: %w", c.Root, c.Size, root, ErrInconsistent)
	}
	latest, err := w.latest(c.Size)
	if err != nil {
		return "", err
	}
	leaves, err := w.mirror.Leaves(c.Size, held.Size)
	if err != nil {
		return "", err
	}
	if file, err = w.keepCut(c, held, leaves); err != nil {
		return "", err
	}
	err = w.keep(func(h *Held) error {
		h.Size, h.Root, h.Checkpoint, h.Latest = c.Size, c.Root, c.Raw, latest
		if !slices.Contains(h.Retired, c.Origin) {
			h.Retired = append(slices.Clone(h.Retired), c.Origin)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return file, w.mirror.Revert(c.Size) // what a crash leaves of it, Open cuts off
}

// latest returns the greatest received_at of the first leaves.
func (w *Witness) latest(size int64) (statement.Time, error) {
	const some = 4096
	var latest statement.Time
	for at := int64(0); at < size; at += some {
		leaves, err := w.mirror.Leaves(at, min(at+some, size))
		if err != nil {
			return 0, err
		}
		for _, b := range leaves {
			if leaf, err := statement.ParseLeaf(b); err == nil {
				latest = max(latest, leaf.ReceivedAt)
			}
		}
	}
	return latest, nil
}

// keepCut writes what is to be cut off into a file, durably.
func (w *Witness) keepCut(c checkpoint.Checkpoint, held Held, leaves [][]byte) (string, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	err := enc.Encode(cutHead{
		Mechanism: w.cfg.Mechanism, Size: c.Size, Root: c.Root,
		Held: held.Size, HeldRoot: held.Root, Checkpoint: string(held.Checkpoint),
	})
	for i, leaf := range leaves {
		err = errors.Join(err, enc.Encode(cutLeaf{Index: c.Size + int64(i), Leaf: leaf}))
	}
	dir := filepath.Join(w.cfg.Dir, "evidence")
	if err = errors.Join(err, os.MkdirAll(dir, 0o750)); err != nil {
		return "", fmt.Errorf("witness: keep what is cut: %w", err)
	}
	sum := sha256.Sum256(buf.Bytes())
	name := filepath.Join(dir, fmt.Sprintf("cut-%d-%x.jsonl", c.Size, sum[:8]))
	f, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return "", fmt.Errorf("witness: keep what is cut: %w", err)
	}
	_, err = f.Write(buf.Bytes())
	err = errors.Join(err, f.Sync(), f.Close())
	if d, bad := os.Open(dir); bad != nil {
		err = errors.Join(err, bad)
	} else {
		err = errors.Join(err, d.Sync(), d.Close())
	}
	if err != nil {
		return "", fmt.Errorf("witness: keep what is cut: %w", err)
	}
	return name, nil
}

// sameOrigin reports whether two checkpoints are of one log.
func sameOrigin(a, b checkpoint.Checkpoint) bool {
	first, _, _ := bytes.Cut(a.Raw, []byte("\n"))
	second, _, _ := bytes.Cut(b.Raw, []byte("\n"))
	return len(first) == 0 || len(second) == 0 || bytes.Equal(first, second)
}
