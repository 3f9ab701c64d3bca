package node_test

import (
	"errors"
	"io/fs"
	"testing"

	"parley.example/internal/ledger/node"
	"parley.example/internal/terms/tick"
	"parley.example/record/statement"
)

// chained is a picture whose digests are made up: after entry 9 it answers what
// was not asked for.
type chained struct{ node.Bare }

func (*chained) Digest(index int64) (tick.Picture, bool, error) {
	p := tick.Picture{Digest: statement.Digest{byte(index)}, Rules: statement.Digest{7}, Size: index + 1}
	if index == 9 {
		p.Size = 3
	}
	return p, index < 12, nil
}

// A node gives another the digest of its picture after an entry that it has
// folded, as its ticks carry it, and nothing else. R-WIRE-52.
func TestPeerDigest(t *testing.T) {
	k := newKit(t, "alpha", "bravo")
	k.nodes["bravo"].cfg.Picture = &chained{}
	k.startAll()
	alpha, bravo := k.nodes["alpha"], k.nodes["bravo"]
	want := tick.Picture{Digest: statement.Digest{4}, Rules: statement.Digest{7}, Size: 5}
	if got, err := alpha.PeerDigest(within(t), "bravo", 4); err != nil || got != want {
		t.Errorf("bravo's digest after entry 4 = %+v, %v, want %+v", got, err, want)
	}
	for name, tt := range map[string]struct {
		from   *running
		of     string
		index  int64
		absent bool
	}{
		"not folded so far":          {alpha, "bravo", 12, true},
		"before the first":           {alpha, "bravo", -1, true},
		"a picture without a chain":  {bravo, "alpha", 4, true},
		"an answer to another place": {alpha, "bravo", 9, false},
		"no such node":               {alpha, "nobody", 4, false},
	} {
		got, err := tt.from.PeerDigest(within(t), tt.of, tt.index)
		if err == nil || errors.Is(err, fs.ErrNotExist) != tt.absent || errors.Is(err, node.ErrNoPeer) != (tt.of == "nobody") {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}
