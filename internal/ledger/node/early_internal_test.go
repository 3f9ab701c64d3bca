package node

import (
	"testing"

	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// What a host logs in bulk as revocations is verified once and not kept: by a
// known key whose signature does not hold, of no form, or by keys that nobody
// knows beyond a bound. The one that a root has signed is found among them.
func TestEarlyKeepsLittle(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo")
	m.Officer("alpha", "a1")
	act := charter.Revoked{Key: statement.PublicOf(recordtest.OfficerKey("a1")).ID()}
	good := m.Sign("root:alpha", charter.TypeRevoked, act)
	forged := m.Sign("root:alpha", charter.TypeRevoked, act)
	forged.Signature[3] ^= 1
	m.Signer("nobody", "alpha", recordtest.Key("nobody"))
	var leaves [][]byte
	for range 50 {
		leaves = append(leaves, m.Leaf(forged, recordtest.Start))
	}
	leaves = append(leaves, m.Leaf(m.Sign("root:alpha", charter.TypeRevoked, struct{}{}), recordtest.Start))
	for range mostUnknown + 5 {
		leaves = append(leaves, m.Leaf(m.Sign("nobody", charter.TypeRevoked, act), recordtest.Start))
	}
	leaves = append(leaves, m.Leaf(good, recordtest.Start))
	asked, pub := 0, m.State().Pub
	var e early
	for range 2 {
		found := e.revocations(
			func(from, to int64) ([][]byte, error) { return leaves[from:to], nil },
			func(id statement.Digest) (statement.PublicKey, bool) { asked++; return pub(id) },
			0, int64(len(leaves)),
		)
		if len(found) != mostUnknown+1 || found[mostUnknown].id != good.ID() || found[mostUnknown].env != nil {
			t.Fatalf("%d found, the last %+v; want %d and the root's", len(found), found[len(found)-1], mostUnknown+1)
		}
	}
	if asked > len(leaves) {
		t.Errorf("%d keys looked up for %d leaves, want each once", asked, len(leaves))
	}
}
