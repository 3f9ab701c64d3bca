package node_test

import (
	"bytes"
	"crypto/ed25519"
	"testing"

	"parley.example/internal/ledger/node"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/proof"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// TestWitnessKeyIsReplaced replaces witness keys where every witness is needed:
// the checkpoint that first covers the change has the quorum of both eras. The
// nodes restart with both keys when the log has stopped for want of the new one,
// and go on; from then on the old key says nothing.
func TestWitnessKeyIsReplaced(t *testing.T) {
	tests := map[string]struct {
		members []string
		times   int // how often bravo's key is replaced before its node starts again
	}{
		"of one member":        {[]string{"bravo"}, 1},
		"of two members":       {[]string{"alpha", "bravo"}, 1},
		"twice, of two":        {[]string{"alpha", "bravo"}, 2},
		"of one of three":      {[]string{"alpha", "bravo", "mediator"}, 1},
		"twice, of one member": {[]string{"bravo"}, 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			k := newWhole(t, document(tt.members...))
			old := recordtest.WitnessKey("bravo")
			keys := []ed25519.PrivateKey{old}
			var last *node.Ticket
			for i := range tt.times {
				fresh := recordtest.Key("bravo witness " + string(rune('b'+i)))
				keys = append(keys, fresh)
				last = k.install("bravo", fresh)
			}
			if _, err := last.Wait(within(t), node.Promised); err != nil {
				t.Fatal(err)
			}
			cfg := k.cfg["bravo"]
			cfg.Keys.Witness, cfg.Keys.Former = keys[tt.times], keys[:tt.times]
			k.cfg["bravo"] = cfg
			k.start("bravo")
			until(t, "the change is folded at every node", func() bool {
				for code := range k.nodes {
					if k.witnessOf(code, "bravo") != statement.PublicOf(keys[tt.times]) {
						return false
					}
				}
				return true
			})
			covered := k.node("bravo").Head().Size
			k.start("bravo") // its picture begins anew, at the first charter
			until(t, "bravo is where it was", func() bool {
				return k.node("bravo").Head().Size >= covered && k.witnessOf("bravo", "bravo") == statement.PublicOf(keys[tt.times])
			})
			after := k.said("bravo")
			until(t, "the newest key alone cosigns", func() bool {
				raw := k.node("bravo").Head().Raw
				return k.signed(raw, keys[tt.times]) && !k.signed(raw, old)
			})
			file, err := k.node("bravo").Receipt(after)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := proof.VerifyReceipt(file, k.mech.Document()); err != nil {
				t.Errorf("a receipt past the change: %v", err)
			}
		})
	}
}

// install has a member's root put a witness key in the place of the one before.
func (k *whole) install(code string, key ed25519.PrivateKey) *node.Ticket {
	k.t.Helper()
	n := recordtest.NodeKeys(code)
	n.Witness = statement.PublicOf(key)
	act, err := statement.Encode(charter.Installed{Node: n})
	if err != nil {
		k.t.Fatal(err)
	}
	st := statement.Statement{Type: charter.TypeInstalled, Act: act}
	ticket, err := k.node(code).Submit(within(k.t), node.KeySigner(recordtest.RootKey(code)), st)
	if err != nil {
		k.t.Fatal(err)
	}
	return ticket
}

// witnessOf is a member's witness key, as one node has folded it.
func (k *whole) witnessOf(at, member string) (key statement.PublicKey) {
	k.node(at).View(func(s *charter.State) { n, _ := s.Node(member); key = n.Witness })
	return key
}

// said signs something as a member's node, and waits for its receipt.
func (k *whole) said(code string) statement.ID {
	k.t.Helper()
	act, err := statement.Encode(tickAt(k.clock()))
	if err != nil {
		k.t.Fatal(err)
	}
	signer := node.KeySigner(recordtest.NodeKey(code))
	ticket, err := k.node(code).Submit(within(k.t), signer, statement.Statement{Type: "node.tick/v1", Act: act})
	if err != nil {
		k.t.Fatal(err)
	}
	receipted(k.t, ticket)
	return ticket.ID()
}

// signed reports whether a checkpoint carries a cosignature of bravo by a key.
func (k *whole) signed(raw []byte, key ed25519.PrivateKey) bool {
	k.t.Helper()
	era := k.mech.State().EraOf(0)
	name := charter.WitnessName(k.mech.State().Mechanism(), "bravo")
	era.Witnesses = []charter.Witness{{Member: "bravo", Name: name, Key: statement.PublicOf(key)}}
	c, err := checkpoint.Parse(bytes.Clone(raw), era)
	if err != nil {
		k.t.Fatal(err)
	}
	return len(c.Cosigned) == 1
}
