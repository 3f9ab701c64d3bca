package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"

	"parley.example/internal/ledger/wire"
	"parley.example/internal/terms/tick"
	"parley.example/record/statement"
)

// Digester is a Picture whose chain of digests other nodes may ask for, to find
// where theirs differs. R-WIRE-52, PROTOCOL A8.
type Digester interface {
	// Digest returns the picture's digest after the entry at an index, as a tick
	// carries it, and false where it is not folded so far.
	Digest(index int64) (tick.Picture, bool, error)
}

// maxDigest bounds an answer with a digest.
const maxDigest = 1 << 10

// serveDigest gives the digest of this node's picture after an entry.
func (n *Node) serveDigest(w http.ResponseWriter, r *http.Request) {
	index, err := strconv.ParseInt(r.PathValue("index"), 10, 64)
	d, ok := n.cfg.Picture.(Digester)
	if err != nil || index < 0 || !ok {
		http.Error(w, "not here", http.StatusNotFound)
		return
	}
	p, ok, err := d.Digest(index)
	if err == nil && !ok {
		http.Error(w, "not folded so far", http.StatusNotFound)
		return
	}
	var b []byte
	if err == nil {
		b, err = statement.Encode(p)
	}
	if err != nil {
		n.log.Error("serve a digest", slog.Any("err", err))
		http.Error(w, "the picture cannot be read", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b) // a reader that has gone asks again
}

// ErrNoPeer is returned where this node has no way to the node of a member.
var ErrNoPeer = errors.New("no address of that member's node")

// PeerDigest asks the node of another member for the digest of its picture after
// an entry. It is that member's word, by the connection alone.
func (n *Node) PeerDigest(ctx context.Context, member string, index int64) (tick.Picture, error) {
	var p tick.Picture
	peer, ok := n.peers[member]
	if !ok {
		return p, fmt.Errorf("%s: %w", member, ErrNoPeer)
	}
	b, err := peer.get(ctx, wire.Path(wire.GetDigest, strconv.FormatInt(index, 10)), maxDigest)
	if err != nil {
		return p, err
	}
	if err := statement.Decode(b, &p); err != nil || p.Size != index+1 {
		return p, fmt.Errorf("%s: digest after entry %d: %w", member, index, errors.Join(err, errForm))
	}
	return p, nil
}
