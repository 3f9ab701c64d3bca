package parties

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/server"
	"parley.example/record/charter"
)

// A member that started alone is joined by another with its own keys: the root
// in force and the newcomer's sign one document, and from then on both nodes
// have one picture. PROTOCOL A14.
func TestSoloIsJoined(t *testing.T) {
	dir := t.TempDir()
	err := server.InitSolo(t.Context(), dir, server.Solo{
		Member: "alpha", Name: "Alpha side", Officer: "a1", Person: "EXERCISE", Password: "a long enough password", Exercise: true,
		Listen: "127.0.0.1:0",
	}, t.Logf)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	log := slog.New(slog.DiscardHandler)
	up, ended := make(chan *server.Mechanism, 1), make(chan error, 1)
	go func() {
		ended <- server.RunSolo(ctx, dir, log, func(m *server.Mechanism) { up <- m })
	}()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("run: %v", err)
		}
	}()
	var m *server.Mechanism
	select {
	case err := <-ended:
		t.Fatal(err)
	case m = <-up:
	}
	alpha := m.Nodes["alpha"]
	newcomer := filepath.Join(t.TempDir(), "bravo")
	card, err := server.InitNode(newcomer, "bravo", server.NodeFile{Listen: "127.0.0.1:0", Officers: "127.0.0.1:0", Plain: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := alpha.Await(ctx, "the founding", func(r kind.Reader) bool { i, _ := r.Place(); return i >= 1 }); err != nil {
		t.Fatal(err)
	}
	amendment := amend(t, alpha, card)
	first, err := os.ReadFile(filepath.Join(dir, "host", "charter.json"))
	if err != nil {
		t.Fatal(err)
	}
	peer, _ := alpha.Addresses()
	if err := server.JoinLater(newcomer, first, amendment, m.Host.Address(), map[string]string{"alpha": peer}); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Propose(ctx, filepath.Join(dir, "alpha"), amendment); err != nil {
		t.Fatalf("propose: %v", err)
	}
	if _, err := server.Accept(ctx, newcomer, amendment); err != nil {
		t.Fatalf("the newcomer accepts: %v", err)
	}
	if _, err := server.Accept(ctx, filepath.Join(dir, "alpha"), amendment); err != nil {
		t.Fatalf("the member in force accepts: %v", err)
	}
	both := func(r kind.Reader) bool { return len(r.Charter().Members) == 2 }
	if err := alpha.Await(ctx, "two members", both); err != nil {
		t.Fatal(err)
	}
	bravo, err := server.OpenNode(ctx, newcomer, log)
	if err != nil {
		t.Fatal(err)
	}
	runUntil(ctx, t, bravo, both, cancel)
}

// runUntil runs a node until it has what is awaited, and then stops all.
func runUntil(ctx context.Context, t *testing.T, n *server.Node, has func(kind.Reader) bool, stop func()) {
	t.Helper()
	running := make(chan error, 1)
	go func() { running <- n.Run(ctx) }()
	if err := n.Await(ctx, "two members", has); err != nil {
		t.Error(err)
	}
	stop()
	if err := <-running; err != nil {
		t.Errorf("run: %v", err)
	}
	if err := n.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

// amend drafts the next charter with one more member, and reads it back as the
// roots would.
func amend(t *testing.T, n *server.Node, card charter.Member) server.Amending {
	t.Helper()
	b, err := n.Draft()
	if err != nil {
		t.Fatal(err)
	}
	if b, err = server.AddCards(b, []charter.Member{card}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "amendment.json")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := server.ReadAmending(path)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
