package node_test

import (
	"bytes"
	"testing"

	"parley.example/internal/ledger/node"
	"parley.example/record/charter"
	"parley.example/record/proof"
)

func TestSubmitToReceipt(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	alpha := k.nodes["alpha"]
	ticket, err := alpha.SubmitBody(within(t), officer("alpha"), notice("filed"), []byte("EXERCISE text"))
	if err != nil {
		t.Fatal(err)
	}
	status, err := ticket.Wait(within(t), node.Receipted)
	if err != nil {
		t.Fatal(err)
	}
	if status.Promised == 0 || status.Void != nil || status.Size <= status.Index {
		t.Errorf("status = %+v, want promised, not void, covered", status)
	}
	for code, r := range k.nodes {
		until(t, code+" folds it and has its body", func() bool {
			size := int64(0)
			r.View(func(s *charter.State) { size = s.Size() })
			st := ticket.Envelope()
			parsed, _ := st.Statement()
			served, err := r.Body(within(t), parsed.Body.Commit)
			return size > status.Index && err == nil && bytes.HasSuffix(served, []byte("EXERCISE text"))
		})
		receipt, err := r.Receipt(ticket.ID())
		if err != nil {
			t.Fatalf("%s: %v", code, err)
		}
		v, err := proof.VerifyReceipt(receipt, k.mech.Document())
		if err != nil || v.Entry.ID != ticket.ID() || v.Body == nil {
			t.Errorf("%s: receipt: %v, of %v, want of %v with its body", code, err, v.Entry.ID, ticket.ID())
		}
	}
	until(t, "all live", func() bool {
		for _, r := range k.nodes {
			if !r.Live().OK {
				return false
			}
		}
		return true
	})
	if x, err := alpha.Extract(0, status.Index); err != nil {
		t.Error(err)
	} else if _, err := proof.VerifyExtract(x, k.mech.Document()); err != nil {
		t.Error(err)
	}
}
