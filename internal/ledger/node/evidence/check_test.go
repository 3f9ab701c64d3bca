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

// TestCheckRefuses makes each kind of finding about a host that did nothing
// wrong: no honest host can be accused.
func TestCheckRefuses(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo")
	m.Officer("alpha", "a1")
	var ids []statement.ID
	for i := range 6 {
		ids = append(ids, m.File(recordtest.Start.Add(time.Duration(i)*time.Second), "a1", "notice.filed/v1", nil).ID)
	}
	mech := m.State().Mechanism()
	log, head := recordOf(t, m.Leaves())
	small, smallHead := recordOf(t, m.Leaves()[:5])
	_ = small
	at := recordtest.Start.Add(2 * time.Second)
	promise := func(id statement.ID, at statement.Time) wire.SignedPromise {
		p, err := wire.Promise{IDs: []statement.ID{id}, Mechanism: mech, Origin: recordtest.Origin, ReceivedAt: at}.Sign(recordtest.HostKey())
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if f, ok, err := evidence.MakeFork(mech, smallHead, head, log); err != nil || ok || f != nil {
		t.Errorf("a fork of one tree = %v, %v, want none", ok, err)
	}
	index := int64(5) // of ids[2]
	placed, err := evidence.MakePlaced(mech, promise(ids[2], at), ids[2], log, head, index, -1)
	if err != nil {
		t.Fatal(err)
	}
	order, err := evidence.MakePlaced(mech, promise(ids[2], at), ids[2], log, head, index, index-1)
	if err != nil {
		t.Fatal(err)
	}
	lost, err := evidence.MakeLost(mech, promise(ids[2], at), ids[2], log, head, index-1, index+1)
	if err != nil {
		t.Fatal(err)
	}
	short, err := evidence.MakeLost(mech, promise(ids[2], at), ids[2], log, head, index-2, index-1)
	if err != nil {
		t.Fatal(err)
	}
	fork := &evidence.File{
		V: 1, Kind: evidence.Fork, Mechanism: mech, Checkpoints: []string{string(smallHead.Raw), string(head.Raw)}, Prefix: &statement.Digest{1},
	}
	stranger := *placed
	forged := promise(ids[2], at+1)
	forged.Signature[0] ^= 1
	stranger.Promise = &forged
	another := *placed
	another.Mechanism = statement.Digest{9}
	suspicion := &evidence.File{V: 1, Kind: evidence.Suspicion, Mechanism: mech, Note: "the host hums"}
	for name, f := range map[string]*evidence.File{
		"the promised time": placed, "the promised order": order, "a statement that is there": lost,
		"a run that ends too soon": short, "a prefix from nowhere": fork, "a forged promise": &stranger, "another mechanism": &another,
		"a suspicion": suspicion, "an unknown kind": {V: 1, Kind: "gossip", Mechanism: mech}, "nothing": {},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := f.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			if found, err := evidence.Check(m.Document(), b); err == nil {
				t.Errorf("Check() = %q, want no finding", found.Text)
			}
		})
	}
	// The same promise with another time is broken, and each part of it matters.
	broken, err := evidence.MakePlaced(mech, promise(ids[2], at+1), ids[2], log, head, index, -1)
	if err != nil {
		t.Fatal(err)
	}
	b, err := broken.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := evidence.Check(m.Document(), b); err != nil {
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
	if found, err := evidence.Check(m.Document(), b, host); err != nil || found.Host.Key != recordtest.Pub("host log") {
		t.Errorf("Check() with a later host = %+v, %v, want the first host", found.Host, err)
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
