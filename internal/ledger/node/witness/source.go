package witness

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"

	"parley.example/internal/ledger/node/evidence"
	"parley.example/internal/ledger/node/mirror"
	"parley.example/record/checkpoint"
)

// bundle gets the leaves of one bundle from a place on, in the tree of that
// size: the partial bundle, or where that has gone the full one.
func bundle(ctx context.Context, src Source, from, size int64) ([][]byte, error) {
	n := from / mirror.Width
	width := int(min(mirror.Width, size-n*mirror.Width))
	b, err := src.Tile(ctx, mirror.BundlePath(n, width))
	if errors.Is(err, fs.ErrNotExist) && width < mirror.Width {
		b, err = src.Tile(ctx, mirror.BundlePath(n, mirror.Width))
	}
	if err != nil {
		return nil, err
	}
	leaves, err := mirror.ParseBundle(b, width)
	if err != nil {
		return nil, err
	}
	return leaves[from-n*mirror.Width:], nil
}

// treeOf reads the hashes of a checkpoint's tree from a source, each proven to
// be of that tree.
func treeOf(ctx context.Context, src Source, c checkpoint.Checkpoint) tlog.HashReader {
	return tlog.TileHashReader(tlog.Tree{N: c.Size, Hash: tlog.Hash(c.Root)}, tiles{ctx, src})
}

// tiles is a tlog.TileReader over a source. It keeps nothing: it serves single
// proofs.
type tiles struct {
	ctx context.Context
	src Source
}

func (tiles) Height() int { return 8 }

func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t tiles) ReadTiles(list []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(list))
	for i, tile := range list {
		b, err := t.src.Tile(t.ctx, mirror.TilePath(tile.L, tile.N, tile.W))
		if errors.Is(err, fs.ErrNotExist) && tile.W < mirror.Width {
			b, err = t.src.Tile(t.ctx, mirror.TilePath(tile.L, tile.N, mirror.Width))
		}
		if err != nil {
			return nil, err
		}
		want := tile.W * tlog.HashSize
		if len(b) < want {
			return nil, fmt.Errorf("tile %s: %d bytes, want %d", tile.Path(), len(b), want)
		}
		out[i] = b[:want]
	}
	return out, nil
}

// suspect keeps two checkpoints whose proof failed where the trees could not be
// compared. It proves nothing: the proof may have been spoilt on the way.
func (w *Witness) suspect(held Held, c checkpoint.Checkpoint) error {
	_, err := evidence.Keep(filepath.Join(w.cfg.Dir, "evidence"), &evidence.File{
		V: 1, Kind: evidence.Suspicion, Mechanism: w.cfg.Mechanism, Checkpoints: []string{string(held.Checkpoint), string(c.Raw)},
		Note: "the proof of consistency given for these checkpoints leads to other roots, and the trees could not be shown to differ",
	})
	return err
}

// forked keeps the evidence of two trees, the smaller first, and returns
// ErrInconsistent; or another error where the trees agree or the hashes of b
// cannot be had. Two hosts prove nothing against one of them: ErrBeyond.
func (w *Witness) forked(a, b checkpoint.Checkpoint, treeOfB tlog.HashReader) error {
	if !sameOrigin(a, b) {
		return fmt.Errorf("%d entries of one host and %d of another: %w", a.Size, b.Size, ErrBeyond)
	}
	f, ok, err := evidence.MakeFork(w.cfg.Mechanism, a, b, treeOfB)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("the trees of %d and %d entries agree", a.Size, b.Size)
	}
	name, err := evidence.Keep(filepath.Join(w.cfg.Dir, "evidence"), f)
	if err != nil {
		return errors.Join(ErrInconsistent, err)
	}
	w.cfg.Found(name, f.Kind)
	return fmt.Errorf("%w: sizes %d and %d; see %s", ErrInconsistent, a.Size, b.Size, name)
}
