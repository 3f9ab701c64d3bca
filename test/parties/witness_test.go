package parties

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/server"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// TestWitnessIsReplaced replaces the witness key of a node while everything runs,
// in a mechanism where every witness is needed, and starts all of it again, the
// host too: the log goes on, and at the next start the new key alone is needed.
func TestWitnessIsReplaced(t *testing.T) {
	doc := recordtest.Document("alpha", "bravo")
	doc.Kinds = []string{"member", "notice"}
	doc.Tolerances = quick()
	f, err := server.Found(t.TempDir(), doc, "alpha")
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Addresses("127.0.0.1:0", t.Logf); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	var fresh statement.PublicKey
	underHost(ctx, t, f, func(m *server.Mechanism) error {
		officers := map[string][]server.Appointment{"alpha": {{
			Officer: "a1", Name: "EXERCISE", Powers: []charter.Power{recordtest.Power("notice.*")},
		}}}
		err := m.Hire(ctx, officers, func(string) string { return "a long enough password" })
		for _, n := range m.Nodes {
			err = errors.Join(err, n.Await(ctx, "the appointment", func(r kind.Reader) bool { i, _ := r.Place(); return i >= 2 }))
		}
		if err != nil {
			return err
		}
		fresh, err = server.ReplaceWitness(ctx, f.NodeDir("bravo"))
		return err
	})
	for range 2 {
		underHost(ctx, t, f, func(m *server.Mechanism) error {
			var err error
			for _, n := range m.Nodes {
				var from int64
				n.Ledger().View(func(s *charter.State) { from = s.Size() })
				err = errors.Join(err, n.Await(ctx, "the new witness and an entry more", func(r kind.Reader) bool {
					var named charter.NodeKeys
					var size int64
					n.Ledger().View(func(s *charter.State) { named, _ = s.Node("bravo"); size = s.Size() })
					return named.Witness == fresh && size > from && r.Aside().Live
				}))
			}
			return err
		})
	}
}

// underHost runs everything while f works.
func underHost(ctx context.Context, t *testing.T, f *server.Founded, work func(*server.Mechanism) error) {
	t.Helper()
	m, err := server.OpenMechanism(ctx, f, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- m.Run(running) }()
	err = work(m)
	stop()
	if err := errors.Join(err, <-ended, m.Close()); err != nil {
		t.Fatal(err)
	}
}
