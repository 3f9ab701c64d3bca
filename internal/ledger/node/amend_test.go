package node_test

import (
	"testing"
	"time"

	"parley.example/record/charter"
)

// TestAmendmentNeedsBothQuorums changes the witnesses while one member is away.
// When it comes back, the newest checkpoint carries none of its old quorum: it
// goes on by the checkpoint that first covered the amendment, from another node.
func TestAmendmentNeedsBothQuorums(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator", "observer")
	k.startAll()
	alpha := k.nodes["alpha"]
	alpha.stop()
	k.host.mu.Lock()
	doc := document("alpha", "bravo", "mediator", "observer")
	doc.Members = k.mech.State().Document().Members // with their sealing keys
	digest := k.mech.State().CharterDigest()
	doc.Amends = &digest
	doc.Witnesses = []string{"mediator", "observer"}
	text, err := doc.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := doc.Digest()
	if err != nil {
		t.Fatal(err)
	}
	at := k.clock()
	k.host.append(k.mech.Sign("root:alpha", charter.TypeProposed, charter.Proposed{Document: text}), at)
	for _, code := range []string{"alpha", "bravo", "mediator"} {
		k.host.append(k.mech.Sign("root:"+code, charter.TypeSigned, charter.Signed{Charter: fresh}), at)
	}
	k.host.append(k.mech.Sign("node:mediator", "node.tick/v1", tickAt(at)), at)
	size := k.host.log.size()
	era := k.mech.State().EraOf(size)
	k.host.mu.Unlock()
	if len(era.Witnesses) != 2 {
		t.Fatalf("witnesses after the amendment = %v, want two", era.Witnesses)
	}
	until(t, "bravo folds the amendment", func() bool { return k.nodes["bravo"].size() >= size })
	k.host.set(func() { delete(k.host.nodes, "alpha"); delete(k.host.nodes, "bravo") })
	receipted(t, submit(t, k.nodes["bravo"], "bravo", "filed"))
	alpha = k.start("alpha")
	until(t, "alpha folds past the amendment", func() bool { return alpha.size() > size })
	var got int
	alpha.View(func(s *charter.State) { got = len(s.EraOf(s.Size()).Witnesses) })
	if got != 2 {
		t.Errorf("alpha knows %d witnesses, want the 2 of the amendment", got)
	}
	until(t, "alpha is live", func() bool { return alpha.Live().OK })
}

// TestAmendmentWithoutTheOldQuorumIsNotFolded shows a checkpoint over an
// amendment that the witnesses before it have not cosigned.
func TestAmendmentWithoutTheOldQuorumIsNotFolded(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator", "observer")
	k.startAll()
	k.pause()
	before := k.nodes["bravo"].size()
	k.host.mu.Lock()
	doc := document("alpha", "bravo", "mediator", "observer")
	doc.Members = k.mech.State().Document().Members // with their sealing keys
	digest := k.mech.State().CharterDigest()
	doc.Amends = &digest
	doc.Witnesses = []string{"observer"}
	text, err := doc.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := doc.Digest()
	if err != nil {
		t.Fatal(err)
	}
	at := k.clock()
	k.host.append(k.mech.Sign("root:alpha", charter.TypeProposed, charter.Proposed{Document: text}), at)
	for _, code := range []string{"alpha", "bravo", "mediator"} {
		k.host.append(k.mech.Sign("root:"+code, charter.TypeSigned, charter.Signed{Charter: fresh}), at)
	}
	size := k.host.log.size()
	k.host.nodes = map[string]string{"observer": k.nodes["observer"].server.URL}
	k.host.mu.Unlock()
	k.publishing()
	until(t, "bravo holds the amendment", func() bool { return k.nodes["bravo"].Held().Size >= size })
	deadline := time.Now().Add(500 * time.Millisecond)
	for time.Now().Before(deadline) {
		if got := k.nodes["bravo"].size(); got > before+3 {
			t.Fatalf("bravo folded %d entries, want none past the %d before the amendment", got, before)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
