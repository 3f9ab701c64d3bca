package node_test

import (
	"errors"
	"sync"
	"testing"

	"parley.example/internal/ledger/node"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
)

// memory is a picture that keeps what a database would, and can be told to
// fail.
type memory struct {
	mu       sync.Mutex
	size     int64
	snapshot []byte
	folded   []int64
	fail     int
	short    bool // a head did not cover its batch, or the state was elsewhere
}

func (m *memory) Resume() (int64, []byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.size, m.snapshot, nil
}

func (m *memory) Fold(batch []charter.Entry, state *charter.State, head checkpoint.Checkpoint) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail > 0 {
		m.fail--
		return errors.New("the disk is full")
	}
	for i := range batch {
		m.folded = append(m.folded, batch[i].Index)
	}
	last := batch[len(batch)-1].Index
	m.short = m.short || head.Size <= last || state.Size() != last+1 || head.Quorum(state.EraOf(head.Size)) != nil
	snapshot, err := state.Snapshot()
	m.size, m.snapshot = state.Size(), snapshot
	return err
}

func (m *memory) Wants() node.Wants { return node.Wants{} }

// TestPictureGetsEachEntryOnce lets the picture fail, and the node restart.
func TestPictureGetsEachEntryOnce(t *testing.T) {
	k := newKit(t, "alpha", "bravo", "mediator")
	m := &memory{fail: 2}
	k.nodes["alpha"].cfg.Picture = m
	k.startAll()
	alpha := k.nodes["alpha"]
	until(t, "the picture commits", func() bool {
		size, _, _ := m.Resume()
		return size >= 6
	})
	receipted(t, submit(t, alpha, "alpha", "filed"))
	alpha.stop()
	alpha = k.start("alpha")
	if got := alpha.size(); got == 0 {
		t.Error("alpha begins at 0 after a restart, want where its picture stands")
	}
	ticket := submit(t, alpha, "alpha", "filed")
	status := receipted(t, ticket)
	if _, err := alpha.Receipt(ticket.ID()); err != nil {
		t.Error(err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, index := range m.folded {
		if index != int64(i) {
			t.Fatalf("fold %d got entry %d", i, index)
		}
	}
	if int64(len(m.folded)) <= status.Index || m.short {
		t.Errorf("%d entries folded, short %v; want more than %d, each under a quorum that covers it", len(m.folded), m.short, status.Index)
	}
}
