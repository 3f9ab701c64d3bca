package node

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"parley.example/internal/ledger/node/mirror"
	"parley.example/internal/ledger/node/witness"
	"parley.example/record/checkpoint"
)

const (
	// mostAhead bounds the leaves of another node that wait in memory; of more
	// the rest is read as they are taken.
	mostAhead = 32 << 20
	// peerTime bounds how long the questions that taking another node's
	// checkpoint may still raise hold up everything else.
	peerTime = 3 * time.Second
)

// ahead is what a checkpoint of another node adds to the record, read before
// anything is locked: a node that is slow with it, or means to be, holds up
// neither the host's checkpoints nor this node's cosignatures.
type ahead struct {
	bundles map[string][]byte // nil: it is not there
	rest    witness.Source
	whole   bool // nothing more is to be read
}

// readAhead reads the leaves up to a checkpoint that this node does not hold.
func (n *Node) readAhead(ctx context.Context, c checkpoint.Checkpoint, peer *link) (*ahead, error) {
	a := &ahead{bundles: map[string][]byte{}, rest: peer}
	size := 0
	for at := n.wit.Held().Size / mirror.Width; at*mirror.Width < c.Size; at++ {
		path := mirror.BundlePath(at, int(min(mirror.Width, c.Size-at*mirror.Width)))
		b, err := peer.Tile(ctx, path)
		if full := mirror.BundlePath(at, mirror.Width); errors.Is(err, fs.ErrNotExist) && full != path {
			a.bundles[path] = nil // it has grown since
			path = full
			b, err = peer.Tile(ctx, path)
		}
		if err != nil {
			return nil, err
		}
		if size += len(b); size > mostAhead {
			return a, nil
		}
		a.bundles[path] = b
	}
	a.whole = true
	return a, nil
}

// Tile makes it a witness.Source.
func (a *ahead) Tile(ctx context.Context, path string) ([]byte, error) {
	b, ok := a.bundles[path]
	switch {
	case !ok:
		return a.rest.Tile(ctx, path)
	case b == nil:
		return nil, fs.ErrNotExist
	}
	return b, nil
}

// takeFrom takes the checkpoint of another node.
func (n *Node) takeFrom(ctx context.Context, raw []byte, peer *link) error {
	c, err := n.parse(raw)
	if err != nil {
		return err
	}
	src, err := n.readAhead(ctx, c, peer)
	if err != nil {
		return err
	}
	if src.whole {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, peerTime)
		defer cancel()
	}
	return n.take(ctx, raw, src)
}
