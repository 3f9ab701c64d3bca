package server

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/ledger/node"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// adapter is the submitter of a node as OpenNode makes it.
func adapter(n *Node) *submitter {
	return &submitter{node: n.ledger, engine: n.engine, beside: n.beside}
}

// filed is a statement that the record takes and the kind finds void: its act says
// nothing that a notice says.
func filed(nonce byte) statement.Statement {
	return statement.Statement{Type: "notice.filed/v1", Act: []byte(`{"EXERCISE":1}`), Nonce: [16]byte{nonce}}
}

// appointed has the root of alpha appoint a key of this test.
func appointed(ctx context.Context, t *testing.T, m *Mechanism, dir string) {
	t.Helper()
	a := Appointment{
		Officer: "t1", Key: statement.PublicOf(recordtest.Key("EXERCISE t1")),
		Powers: []charter.Power{{Activity: charter.Any, Zone: charter.Any, Force: 1, Hours: 1, Types: []string{"notice.*"}}},
	}
	if _, err := SignRoot(ctx, filepath.Join(dir, "alpha"), charter.TypeAppointed, a.Act(Clock().Add(time.Hour))); err != nil {
		t.Fatal(err)
	}
	n := m.Nodes["alpha"]
	sizes, end := n.Ledger().OnFold()
	defer end()
	for known := false; !known; {
		n.Ledger().View(func(s *charter.State) { _, known = s.Key(a.Key.ID()) })
		if known {
			return
		}
		select {
		case <-sizes:
		case <-ctx.Done():
			t.Fatal("the appointment is not folded")
		}
	}
}

// settled waits until the picture has judged a statement.
func settled(ctx context.Context, t *testing.T, s *submitter, id statement.ID) kind.Result {
	t.Helper()
	for {
		r, err := s.Result(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if r.Receipted && r.Void != nil {
			return r
		}
		if ctx.Err() != nil {
			t.Fatalf("result = %+v, want it receipted and judged", r)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// The desk is told what a rule refuses from what fails, how far each statement has
// come, also after a restart, and what of its own was sent before a stop.
func TestSubmitter(t *testing.T) {
	dir := t.TempDir()
	alone(t, dir)
	key := recordtest.Key("EXERCISE t1")
	id := statement.PublicOf(key).ID()
	var first, last statement.ID
	var before kind.Result
	played(t, dir, func(ctx context.Context, m *Mechanism) {
		appointed(ctx, t, m, dir)
		s := adapter(m.Nodes["alpha"])
		var void *kind.Void
		if _, err := s.Submit(ctx, key, statement.Statement{Type: "hold.called/v1"}, nil); !errors.As(err, &void) || void.Rule != charter.RulePower {
			t.Errorf("without the power: %v, want it void by %s", err, charter.RulePower)
		}
		if _, err := s.Submit(ctx, recordtest.Key("nobody"), filed(9), nil); !errors.Is(err, node.ErrNoKey) || errors.As(err, &void) && void.Rule == "" {
			t.Errorf("by a key of nobody: %v, want %v", err, node.ErrNoKey)
		}
		var err error
		if first, err = s.Submit(ctx, key, filed(1), nil); err != nil {
			t.Fatal(err)
		}
		if found, ok, err := s.Sent(ctx, id, [16]byte{1}); err != nil || !ok || found != first {
			t.Errorf("just sent: %s, %v (%v), want %s", found, ok, err, first)
		}
		if _, err = s.Submit(ctx, key, filed(2), []byte(`{"EXERCISE":"text"}`)); err != nil {
			t.Fatal(err)
		}
		if last, err = s.Submit(ctx, key, filed(3), nil); err != nil {
			t.Fatal(err)
		}
		settled(ctx, t, s, last)
		before = settled(ctx, t, s, first)
		sent(ctx, t, s, id, first, last)
	})
	if before.Promised == 0 || before.Logged < 0 || before.Void.Rule == "" || before.Lapsed {
		t.Errorf("result = %+v, want it promised, logged, and void by a rule of its kind", before)
	}
	n, err := OpenNode(t.Context(), filepath.Join(dir, "alpha"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = n.Close() }()
	s := adapter(n)
	after, err := s.Result(t.Context(), first)
	if err != nil || after.Promised != before.Promised || after.Logged != before.Logged || !after.Receipted ||
		after.Void == nil || *after.Void != *before.Void {
		t.Errorf("after a restart the result is %+v (%v), want %+v", after, err, before)
	}
	sent(t.Context(), t, s, id, first, last)
}

// sent holds that statements on the record are found by their nonces, the first one
// behind two others, and that nothing else is.
func sent(ctx context.Context, t *testing.T, s *submitter, key statement.Digest, first, last statement.ID) {
	t.Helper()
	for nonce, want := range map[byte]statement.ID{1: first, 3: last} {
		if found, ok, err := s.Sent(ctx, key, [16]byte{nonce}); err != nil || !ok || found != want {
			t.Errorf("sent with nonce %d: %s, %v (%v), want %s", nonce, found, ok, err, want)
		}
	}
	if found, ok, err := s.Sent(ctx, key, [16]byte{7}); err != nil || ok {
		t.Errorf("never sent: %s, %v (%v), want nothing", found, ok, err)
	}
	if found, ok, err := s.Sent(ctx, statement.Digest{1}, [16]byte{1}); err != nil || ok {
		t.Errorf("sent by another key: %s, %v (%v), want nothing", found, ok, err)
	}
	r, err := s.Result(ctx, statement.ID{1})
	if err != nil || r.Logged != -1 || r.Receipted || r.Promised != 0 || r.Void != nil {
		t.Errorf("result of what nobody sent: %+v (%v), want nothing of it", r, err)
	}
}
