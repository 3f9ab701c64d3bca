package evidence_test

import (
	"errors"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"parley.example/internal/ledger/node/evidence"
	"parley.example/internal/ledger/wire"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// record is a log in memory.
type record struct {
	leaves [][]byte
	hashes []tlog.Hash
}

func (r *record) ReadHashes(at []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, i := range at {
		out = append(out, r.hashes[i])
	}
	return out, nil
}

func (r *record) Leaf(i int64) ([]byte, error) { return r.leaves[i], nil }

func recordOf(t *testing.T, leaves [][]byte) (*record, checkpoint.Checkpoint) {
	t.Helper()
	r := &record{leaves: leaves}
	for i, leaf := range leaves {
		h, err := tlog.StoredHashes(int64(i), leaf, r)
		if err != nil {
			t.Fatal(err)
		}
		r.hashes = append(r.hashes, h...)
	}
	root, err := tlog.TreeHash(int64(len(leaves)), r)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := checkpoint.Sign(recordtest.Origin, int64(len(leaves)), statement.Digest(root), recordtest.HostKey())
	if err != nil {
		t.Fatal(err)
	}
	return r, checkpoint.Checkpoint{Origin: recordtest.Origin, Size: int64(len(leaves)), Root: statement.Digest(root), Raw: raw}
}

// honest is a host that did nothing wrong: six statements, each where it was
// promised to be.
type honest struct {
	m         *recordtest.Mechanism
	mech      statement.Digest
	ids       []statement.ID
	at        statement.Time // when the third was received
	log       *record
	head      checkpoint.Checkpoint
	smallHead checkpoint.Checkpoint // of the first five leaves
}

func newHonest(t *testing.T) *honest {
	t.Helper()
	m := recordtest.Found(t, "alpha", "bravo")
	m.Officer("alpha", "a1")
	h := &honest{m: m, mech: m.State().Mechanism(), at: recordtest.Start.Add(2 * time.Second)}
	for i := range 6 {
		h.ids = append(h.ids, m.File(recordtest.Start.Add(time.Duration(i)*time.Second), "a1", "notice.filed/v1", nil).ID)
	}
	h.log, h.head = recordOf(t, m.Leaves())
	_, h.smallHead = recordOf(t, m.Leaves()[:5])
	return h
}

// promise is the host's for the third statement, whose time is at.
func (h *honest) promise(t *testing.T, at statement.Time) wire.SignedPromise {
	t.Helper()
	p, err := wire.Promise{IDs: []statement.ID{h.ids[2]}, Mechanism: h.mech, Origin: recordtest.Origin, ReceivedAt: at}.Sign(recordtest.HostKey())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (h *honest) placed(t *testing.T, p wire.SignedPromise, index, after int64) *evidence.File {
	t.Helper()
	f, err := evidence.MakePlaced(h.mech, p, h.ids[2], h.log, h.head, index, after)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (h *honest) lost(t *testing.T, p wire.SignedPromise, from, to int64) *evidence.File {
	t.Helper()
	f, err := evidence.MakeLost(h.mech, p, h.ids[2], h.log, h.head, from, to)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// thirdIndex is where the third statement is.
const thirdIndex = 5

// TestCheckRefuses makes each kind of finding about a host that did nothing
// wrong: no honest host can be accused.
func TestCheckRefuses(t *testing.T) {
	h := newHonest(t)
	if f, ok, err := evidence.MakeFork(h.mech, h.smallHead, h.head, h.log); err != nil || ok || f != nil {
		t.Errorf("a fork of one tree = %v, %v, want none", ok, err)
	}
	promise := h.promise(t, h.at)
	placed := h.placed(t, promise, thirdIndex, -1)
	fork := &evidence.File{
		V: 1, Kind: evidence.Fork, Mechanism: h.mech, Prefix: &statement.Digest{1},
		Checkpoints: []string{string(h.smallHead.Raw), string(h.head.Raw)},
	}
	stranger := *placed
	forged := h.promise(t, h.at+1)
	forged.Signature[0] ^= 1
	stranger.Promise = &forged
	another := *placed
	another.Mechanism = statement.Digest{9}
	for name, f := range map[string]*evidence.File{
		"the promised time": placed, "the promised order": h.placed(t, promise, thirdIndex, thirdIndex-1),
		"a statement that is there": h.lost(t, promise, thirdIndex-1, thirdIndex+1),
		"a run that ends too soon":  h.lost(t, promise, thirdIndex-2, thirdIndex-1),
		"a prefix from nowhere":     fork, "a forged promise": &stranger, "another mechanism": &another,
		"a suspicion":     {V: 1, Kind: evidence.Suspicion, Mechanism: h.mech, Note: "the host hums"},
		"an unknown kind": {V: 1, Kind: "gossip", Mechanism: h.mech}, "nothing": {},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := f.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			if found, err := evidence.Check(h.m.Document(), b); err == nil {
				t.Errorf("Check() = %q, want no finding", found.Text)
			}
		})
	}
}

// TestCheckFinds holds the same promise with another time, which is broken: each
// part of it matters.
func TestCheckFinds(t *testing.T) {
	h := newHonest(t)
	b, err := h.placed(t, h.promise(t, h.at+1), thirdIndex, -1).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := evidence.Check(h.m.Document(), b); err != nil {
		t.Errorf("Check() of a broken promise = %v, want a finding", err)
	}
	other := recordtest.Document("alpha", "bravo")
	other.Nonce = "another"
	text, err := other.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := evidence.Check(text, b); !errors.Is(err, evidence.ErrUnproven) {
		t.Errorf("Check() by another charter = %v, want %v", err, evidence.ErrUnproven)
	}
	host := charter.Host{Origin: recordtest.Origin, Key: recordtest.Pub("another host")}
	if found, err := evidence.Check(h.m.Document(), b, host); err != nil || found.Host.Key != recordtest.Pub("host log") {
		t.Errorf("Check() with a later host = %+v, %v, want the first host", found, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"v":1,"kind":"fork","mechanism":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","checkpoints":[]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := evidence.Parse(b)
		if err != nil {
			t.Skip()
		}
		again, err := file.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := evidence.Parse(again); err != nil {
			t.Errorf("what Bytes writes is not read again: %v", err)
		}
	})
}
