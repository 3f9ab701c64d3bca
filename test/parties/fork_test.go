package parties

import (
	"encoding/binary"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"parley.example/internal/kinds/notice"
	"parley.example/internal/ledger/node"
	"parley.example/internal/ledger/node/evidence"
	"parley.example/internal/ledger/node/mirror"
	"parley.example/internal/terms/ask"
	"parley.example/internal/terms/tick"
	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// tree is a log that a hostile host makes up.
type tree struct {
	leaves [][]byte
	hashes []tlog.Hash
}

func (f *tree) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	for i, n := range at {
		if n >= int64(len(f.hashes)) {
			return nil, fmt.Errorf("hash %d of %d", n, len(f.hashes))
		}
		out[i] = f.hashes[n]
	}
	return out, nil
}

func (f *tree) add(t *testing.T, leaves ...[]byte) {
	t.Helper()
	for _, leaf := range leaves {
		hashes, err := tlog.StoredHashes(int64(len(f.leaves)), leaf, f)
		if err != nil {
			t.Fatal(err)
		}
		f.leaves, f.hashes = append(f.leaves, leaf), append(f.hashes, hashes...)
	}
}

func (f *tree) root(t *testing.T) statement.Digest {
	t.Helper()
	h, err := tlog.TreeHash(int64(len(f.leaves)), f)
	if err != nil {
		t.Fatal(err)
	}
	return statement.Digest(h)
}

// serve gives a tile or a bundle.
func (f *tree) serve(w http.ResponseWriter, path string) {
	level, n, width, err := mirror.ParsePath(path)
	size := int64(len(f.leaves))
	switch {
	case err != nil, level < 0 && n*mirror.Width+int64(width) > size:
		w.WriteHeader(http.StatusNotFound)
	case level < 0:
		for _, leaf := range f.leaves[n*mirror.Width:][:width] {
			_, _ = w.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(leaf))), leaf...))
		}
	default:
		b, err := tlog.ReadTileData(tlog.Tile{H: mirror.Height, L: level, N: n, W: width}, f)
		if err != nil {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = w.Write(b)
	}
}

// A host that grows another tree for one member, with that member's own consent
// in it, makes nothing agreed anywhere. As soon as the members hear from one
// another all of them hold the proof.
func TestFork(t *testing.T) {
	t.Parallel()
	c := foundCell(t, nil, three...).gated().start()
	id := c.file("alpha", 20*time.Second, "bravo")
	// Bravo hears from nobody but the host, and nobody hears from bravo.
	from := func(member string) lie {
		return func(_ http.ResponseWriter, _ *http.Request, by string) bool {
			return by == member && dead(nil, nil, by)
		}
	}
	c.gates["alpha"].lie(from("bravo"))
	c.gates["mediator"].lie(from("bravo"))
	c.gates["bravo"].lie(dead)
	c.gates["host@bravo"].lie(dead)
	ticket := c.answer("bravo", id, ask.Consent, 9*time.Second)
	// Alpha's record goes on, so that the trees part.
	c.receipted(c.say("alpha", notice.TypeHeld, notice.Held{Zone: "zone-9", Until: statement.TimeOf(time.Now().Add(time.Hour))}))

	held := c.ledger("bravo").Held()
	leaves, err := c.ledger("bravo").Mirror().Leaves(0, held.Size)
	if err != nil {
		t.Fatal(err)
	}
	forged := &tree{}
	forged.add(t, leaves...)
	leaf := statement.Leaf{ReceivedAt: statement.TimeOf(time.Now()), Envelope: ticket.Envelope()}
	forged.add(t, leaf.Bytes())
	raw, err := checkpoint.Sign(c.f.Charter.Host.Origin, held.Size+1, forged.root(t), c.key("host", "log.pem"))
	if err != nil {
		t.Fatal(err)
	}
	c.gates["host@bravo"].lie(func(w http.ResponseWriter, r *http.Request, _ string) bool {
		path, isTile := strings.CutPrefix(r.URL.Path, "/log/tile/")
		switch {
		case isTile:
			forged.serve(w, path)
		case isCheckpoint(r):
			_, _ = w.Write(raw)
		default:
			dead(nil, nil, "")
		}
		return true
	})
	until(t, "bravo holds the other tree", func() bool { return c.ledger("bravo").Held().Root == forged.root(t) })
	c.notAgreed(id)
	for _, code := range three {
		c.gates[code].honest()
	}
	for _, code := range three {
		c.evidenceOf(code, evidence.Fork)
		c.notLive(code, node.Forked)
	}
	c.gates["host@bravo"].honest()
	c.refusedWith("bravo", tick.Inconsistent)
	// The fork alarm does not end by itself, whatever is logged from now on.
	until(t, "bravo's consent is on the others' record", func() bool { _, record := c.state("alpha", id); return record == ask.Agreed })
	for _, code := range three {
		if shown, _ := c.state(code, id); shown == ask.Agreed {
			t.Errorf("%s's screen shows the notice as agreed under a fork alarm", code)
		}
	}
}
