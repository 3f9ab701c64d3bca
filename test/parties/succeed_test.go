package parties

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/server"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// The host is gone for good. The members' witnesses retire from it, k roots
// certify another, it begins with the old leaves byte for byte, and the record
// goes on: same mechanism, same picture, old receipts still hold. PROTOCOL A12.
func TestSuccession(t *testing.T) {
	codes := []string{"alpha", "bravo", "mediator"}
	doc := recordtest.Document(codes...)
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
	underOldHost(ctx, t, f)

	retired := retire(t, f, codes)
	next := filepath.Join(t.TempDir(), "next")
	file, err := server.ReadHostFile(f.HostDir())
	if err != nil {
		t.Fatal(err)
	}
	to, err := server.InitSuccessor(next, f.Document, "bravo", file)
	if err != nil {
		t.Fatal(err)
	}
	var certificates []statement.Envelope
	for _, code := range []string{"bravo", "mediator"} { // k of three roots; alpha, who ran the old host, is not asked
		env, err := server.Certify(f.NodeDir(code), to, retired, 1)
		if err != nil {
			t.Fatal(err)
		}
		certificates = append(certificates, env)
	}
	log := slog.New(slog.DiscardHandler)
	if err := server.Succeed(next, f.NodeDir(retired.Member), certificates[:1], log); err == nil {
		t.Error("one root of three makes a successor")
	}
	if err := server.Succeed(next, f.NodeDir(retired.Member), certificates, log); err != nil {
		t.Fatal(err)
	}
	underNewHost(ctx, t, f, next, to, retired, func(*server.Node) bool { return true })
}

// underOldHost runs the mechanism until all have its first entries, and stops
// it.
func underOldHost(ctx context.Context, t *testing.T, f *server.Founded) {
	t.Helper()
	m, err := server.OpenMechanism(ctx, f, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- m.Run(running) }()
	officers := map[string][]server.Appointment{"alpha": {{Officer: "a1", Name: "EXERCISE", Powers: []charter.Power{recordtest.Power("notice.*")}}}}
	err = m.Hire(ctx, officers, func(string) string { return "a long enough password" })
	for _, n := range m.Nodes {
		err = errors.Join(err, n.Await(ctx, "the appointment", func(r kind.Reader) bool { i, _ := r.Place(); return i >= 3 }))
	}
	stop()
	if err := errors.Join(err, <-ended, m.Close()); err != nil {
		t.Fatal(err)
	}
}

// retire returns the largest checkpoint that a witness held.
func retire(t *testing.T, f *server.Founded, codes []string) server.Retired {
	t.Helper()
	var largest server.Retired
	for _, code := range codes {
		r, err := server.Retire(f.NodeDir(code))
		if err != nil {
			t.Fatal(err)
		}
		if r.Size > largest.Size {
			largest = r
		}
	}
	if largest.Size < 4 {
		t.Fatalf("the largest checkpoint has %d entries, want 4 and more", largest.Size)
	}
	return largest
}

// underNewHost runs the successor and all nodes until each has gone on, and also
// holds.
func underNewHost(ctx context.Context, t *testing.T, f *server.Founded, next string, to charter.Host, retired server.Retired,
	also func(*server.Node) bool,
) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	h, err := server.OpenHost(next, log)
	if err != nil {
		t.Fatal(err)
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 4)
	go func() { ended <- h.Run(running) }()
	nodes := map[string]*server.Node{}
	for _, m := range f.Charter.Members {
		if err := server.FollowSuccessor(f.NodeDir(m.Code), to, h.Address()); err != nil {
			t.Fatal(err)
		}
		n, err := server.OpenNode(ctx, f.NodeDir(m.Code), log)
		if err != nil {
			t.Fatal(err)
		}
		nodes[m.Code] = n
		go func() { ended <- n.Run(running) }()
	}
	for code, n := range nodes {
		err := n.Await(ctx, "the record to go on at the successor", func(r kind.Reader) bool {
			i, _ := r.Place()
			return r.Charter().Host == to && i > retired.Size+2 && r.Aside().Live && also(n)
		})
		if err != nil {
			t.Errorf("%s: %v", code, err)
		}
		if err := n.CheckReceipt(0, f.Document); err != nil {
			t.Errorf("%s: receipt of the first entry: %v", code, err)
		}
	}
	stop()
	for range 1 + len(nodes) {
		if err := <-ended; err != nil {
			t.Errorf("run: %v", err)
		}
	}
	err = h.Close()
	for _, n := range nodes {
		err = errors.Join(err, n.Close())
	}
	if err != nil {
		t.Error(err)
	}
}
