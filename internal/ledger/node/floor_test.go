package node_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley.example/internal/ledger/node"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// at sets a picture back to an earlier place of its own.
func (m *memory) at() (size int64, snapshot []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.size, m.snapshot
}

func (m *memory) setBack(size int64, snapshot []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.size, m.snapshot = size, snapshot
}

func placeOf(t *testing.T, ticket *node.Ticket) (seq int64, prev statement.ID) {
	t.Helper()
	env := ticket.Envelope()
	st, err := env.Statement()
	if err != nil {
		t.Fatal(err)
	}
	return st.Seq, st.Prev
}

// A node whose picture stands behind its mirror goes on where the chains of its
// keys end in the mirror: it has not folded yet what it signed, and signs no seq
// twice meanwhile. PROTOCOL A3.
func TestPictureBehindSignsNoSeqTwice(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	m := &memory{}
	alpha := k.nodes["alpha"]
	alpha.cfg.Picture = m
	k.startAll()
	until(t, "the picture commits the founding", func() bool {
		size, _ := m.at()
		return size >= 6
	})
	size, snapshot := m.at()
	receipted(t, submit(t, alpha, "alpha", "filed"))
	last := submit(t, alpha, "alpha", "filed")
	receipted(t, last)
	alpha.stop()
	m.setBack(size, snapshot)
	behind, err := node.Open(alpha.cfg) // and nothing is folded before it runs
	if err != nil {
		t.Fatal(err)
	}
	alpha.Node = behind
	ticket := submit(t, alpha, "alpha", "filed")
	if seq, prev := placeOf(t, ticket); seq != 2 || prev != last.ID() {
		t.Errorf("signed at seq %d after %s, want 2 after %s", seq, prev, last.ID())
	}
	if err := behind.Close(); err != nil {
		t.Fatal(err)
	}
	alpha = k.start("alpha")
	again, ok := alpha.Ticket(ticket.ID())
	if !ok {
		t.Fatal("what was signed meanwhile is not in the outbox")
	}
	if status := receipted(t, again); status.Void != nil {
		t.Errorf("what was signed meanwhile is void: %v", status.Void)
	}
	k.oneEach("notice.filed/v1", 3)
}

// oneEach holds that the log has seqs 0 to n-1 of alpha's officer, each once.
func (k *kit) oneEach(typ string, n int) {
	k.t.Helper()
	seen := map[int64]int{}
	for _, st := range k.logged(typ) {
		seen[st.Seq]++
	}
	for seq := range int64(n) {
		if seen[seq] != 1 {
			k.t.Errorf("seq %d is on the log %d times, want once", seq, seen[seq])
		}
	}
	if len(seen) != n {
		k.t.Errorf("seqs on the log are %v, want %d", seen, n)
	}
}

// One that is made anew knows no officer yet; the node's own key goes on as well,
// for it ticks before anything is folded.
func TestPictureAnewSignsNoSeqTwice(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	k.startAll()
	alpha := k.nodes["alpha"]
	until(t, "alpha folds a tick of its own", func() bool { return k.ownSeq(alpha) > 0 })
	alpha.stop()
	want := int64(0)
	k.host.set(func() {
		for _, leaf := range k.host.log.leaves[:alpha.Held().Size] {
			l, err := statement.ParseLeaf(leaf)
			if err != nil {
				t.Fatal(err)
			}
			if st, err := l.Envelope.Statement(); err == nil && st.Key == statement.PublicOf(recordtest.NodeKey("alpha")).ID() {
				want = st.Seq + 1
			}
		}
	})
	fresh, err := node.Open(alpha.cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = fresh.Close() }()
	_, err = fresh.Submit(within(t), officer("alpha"), notice("filed"))
	if !errors.Is(err, node.ErrNoKey) {
		t.Errorf("an officer whom nothing folded names: %v, want %v", err, node.ErrNoKey)
	}
	ticket, err := fresh.Submit(within(t), node.KeySigner(recordtest.NodeKey("alpha")), statement.Statement{
		Type: "node.tick/v1", Act: []byte(`{"clock":1,"missing":[]}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	if seq, _ := placeOf(t, ticket); seq < want {
		t.Errorf("signed at seq %d, want %d at least: those before it are on the record", seq, want)
	}
}

// ownSeq is how many statements of a node's own key it has folded.
func (k *kit) ownSeq(r *running) int64 {
	var next int64
	r.View(func(s *charter.State) {
		own, _ := s.Key(statement.PublicOf(recordtest.NodeKey(r.Member())).ID())
		next = own.Next
	})
	return next
}

// An outbox that was set back is noticed before anything is signed, also where the
// picture has folded all that the mirror holds. PROTOCOL A3.
func TestOutboxSetBackIsNoticedAtStart(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	m := &memory{}
	alpha := k.nodes["alpha"]
	alpha.cfg.Picture = m
	k.startAll()
	until(t, "alpha folds a tick of its own", func() bool { return k.ownSeq(alpha) > 0 })
	alpha.stop()
	if err := os.WriteFile(filepath.Join(alpha.cfg.Dir, "outbox.log"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	k.nodes["bravo"].stop()
	back, err := node.Open(alpha.cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = back.Close() }()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if ticket, err := back.Submit(ctx, officer("alpha"), notice("filed")); err == nil {
		t.Errorf("signed %v with one other node in reach, want a wait for two", ticket.ID())
	}
}
