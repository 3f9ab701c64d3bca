package proof_test

import (
	"bytes"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/proof"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// mirror is a whole record in memory, with its stored hashes.
type mirror struct {
	leaves [][]byte
	hashes []tlog.Hash
}

func (m *mirror) Leaf(index int64) ([]byte, error) { return m.leaves[index], nil }

func (m *mirror) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	for i, n := range at {
		out[i] = m.hashes[n]
	}
	return out, nil
}

func mirrorOf(tb testing.TB, leaves [][]byte) *mirror {
	tb.Helper()
	m := &mirror{leaves: leaves}
	for i, leaf := range leaves {
		hashes, err := tlog.StoredHashes(int64(i), leaf, m)
		if err != nil {
			tb.Fatal(err)
		}
		m.hashes = append(m.hashes, hashes...)
	}
	return m
}

// signedHead is the checkpoint of all leaves, signed by the first host and
// cosigned by the witnesses of the members given.
func signedHead(tb testing.TB, m *recordtest.Mechanism, at statement.Time, members ...string) []byte {
	tb.Helper()
	era := m.State().EraOf(m.State().Size())
	raw, err := checkpoint.Sign(recordtest.Origin, m.State().Size(), m.Root(), recordtest.HostKey())
	if err != nil {
		tb.Fatal(err)
	}
	return cosigned(tb, raw, era, at, members...)
}

func cosigned(tb testing.TB, raw []byte, era charter.Era, at statement.Time, members ...string) []byte {
	tb.Helper()
	c, err := checkpoint.Parse(raw, era)
	if err != nil {
		tb.Fatal(err)
	}
	for _, member := range members {
		line, err := checkpoint.Cosign(c, witnessName(era, member), recordtest.WitnessKey(member), at)
		if err != nil {
			tb.Fatal(err)
		}
		if raw, err = checkpoint.Merge(raw, era, line); err != nil {
			tb.Fatal(err)
		}
	}
	return raw
}

// witnessName returns the key name of a member's witness in the era.
func witnessName(era charter.Era, member string) string {
	for _, w := range era.Witnesses {
		if w.Member == member {
			return w.Name
		}
	}
	return "nobody"
}

// world is a record with all that a node keeps of it to make receipts.
type world struct {
	*recordtest.Mechanism
	t       testing.TB
	grounds *proof.Grounds
}

// worldOf notes the grounds of a record.
func worldOf(tb testing.TB, m *recordtest.Mechanism) *world {
	tb.Helper()
	a, err := proof.NewAuditor(m.Document(), 1)
	if err != nil {
		tb.Fatal(err)
	}
	var g proof.Grounds
	if err := a.Take(m.Leaves(), func(e *charter.Entry) error {
		g.Add(e)
		return nil
	}); err != nil {
		tb.Fatal(err)
	}
	return &world{m, tb, &g}
}

func (w *world) receipt(index int64, head []byte, body *proof.Body) []byte {
	w.t.Helper()
	file, err := proof.MakeReceipt(w.Document(), mirrorOf(w.t, w.Leaves()), w.grounds, index, head, body)
	if err != nil {
		w.t.Fatalf("MakeReceipt(%d) = %v", index, err)
	}
	return file
}

func (w *world) extract(first, last int64, head []byte) []byte {
	w.t.Helper()
	file, err := proof.MakeExtract(w.Document(), mirrorOf(w.t, w.Leaves()), w.grounds, first, last, head)
	if err != nil {
		w.t.Fatalf("MakeExtract(%d, %d) = %v", first, last, err)
	}
	return file
}

// keysOf lists the keys of lines, in order.
func keysOf(lines []proof.Line) []string {
	var keys []string
	for _, l := range lines {
		keys = append(keys, l.Key)
	}
	return keys
}

// flipped calls check with each copy of file in which one bit of one byte is
// another, every bit of the byte in turn if all is set.
func flipped(file []byte, all bool, check func(at int, file []byte)) {
	bits := 1
	if all {
		bits = 8
	}
	for i := range file {
		for bit := range bits {
			other := bytes.Clone(file)
			if all {
				other[i] ^= 1 << bit
			} else {
				other[i] ^= 1 << (i % 7)
			}
			check(i, other)
		}
	}
}
