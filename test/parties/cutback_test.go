package parties

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley.example/internal/ledger/node/evidence"
	"parley.example/internal/ledger/node/mirror"
	"parley.example/internal/ledger/node/witness"
	"parley.example/internal/server"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// TestSuccessionCutsBack has the old host give one node alone an entry more,
// which no quorum cosigns: an appointment by that member's root. The others
// certify what they hold. The node says that it is ahead, is cut back, and its
// member's statement goes to the successor. PROTOCOL A12.
func TestSuccessionCutsBack(t *testing.T) {
	doc := recordtest.Document("alpha", "bravo", "mediator")
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
	retired := retire(t, f, []string{"bravo", "mediator"})
	late := recordtest.Pub("a2 officer")
	ahead(ctx, t, f, "alpha", retired, late)
	if r, err := server.Retire(f.NodeDir("alpha")); err != nil || r.Size <= retired.Size {
		t.Fatalf("alpha holds %d, %v, want more than the %d of the others", r.Size, err, retired.Size)
	}

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
	for _, code := range []string{"bravo", "mediator"} {
		env, err := server.Certify(f.NodeDir(code), to, retired, 1)
		if err != nil {
			t.Fatal(err)
		}
		certificates = append(certificates, env)
	}
	if err := server.Succeed(next, f.NodeDir(retired.Member), certificates, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	if _, err := server.CutBack(f.NodeDir("alpha"), retired, certificates[:1]); err == nil {
		t.Error("one root of three cuts a node back")
	}
	cut, err := server.CutBack(f.NodeDir("alpha"), retired, certificates)
	if err != nil || cut.From != retired.Size || cut.To <= cut.From || cut.Again != 1 {
		t.Fatalf("cut = %+v, %v, want the entries from %d on and one of alpha's", cut, err, retired.Size)
	}
	if _, err := os.Stat(cut.File); err != nil {
		t.Errorf("what was cut off: %v", err)
	}
	if again, err := server.CutBack(f.NodeDir("alpha"), retired, certificates); err != nil || again.File != "" {
		t.Errorf("a second cut = %+v, %v, want nothing", again, err)
	}
	underNewHost(ctx, t, f, next, to, retired, func(n *server.Node) (known bool) {
		n.Ledger().View(func(s *charter.State) { _, known = s.Key(late.ID()) })
		return known
	})
}

// ahead has the old host sign a tree with one entry more and hand it to one
// node.
func ahead(ctx context.Context, t *testing.T, f *server.Founded, code string, at server.Retired, key statement.PublicKey) {
	t.Helper()
	root, err := server.OpenRoot(f.NodeDir(code))
	if err != nil {
		t.Fatal(err)
	}
	act := server.Appointment{Officer: "a2", Key: key, Powers: []charter.Power{recordtest.Power("notice.*")}}
	env, err := root.Sign(rand.Reader, server.Clock(), charter.TypeAppointed, act.Act(server.Clock().Add(time.Hour)))
	if err != nil {
		t.Fatal(err)
	}
	digest, err := f.Charter.Digest()
	if err != nil {
		t.Fatal(err)
	}
	w, fault, err := witness.Open(witness.Config{Dir: f.NodeDir(code), Mechanism: digest, Found: func(string, evidence.Kind) {}})
	if err != nil || fault != "" {
		t.Fatal(fault, err)
	}
	defer w.Close()
	from, fault, err := mirror.Open(filepath.Join(f.NodeDir(at.Member), "mirror"), at.Size, at.Root)
	if err != nil || fault != "" {
		t.Fatal(fault, err)
	}
	leaves, err := from.Leaves(0, at.Size)
	if err := errors.Join(err, from.Close()); err != nil {
		t.Fatal(err)
	}
	leaf := statement.Leaf{ReceivedAt: server.Clock(), Envelope: env}
	full, _, err := mirror.Open(t.TempDir(), 0, statement.EmptyRoot)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	if err := errors.Join(full.Append(append(leaves, leaf.Bytes())), full.Commit()); err != nil {
		t.Fatal(err)
	}
	treeRoot, err := full.Root(at.Size + 1)
	if err != nil {
		t.Fatal(err)
	}
	log, err := server.ReadKey(filepath.Join(f.HostDir(), "keys", "log.pem"))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := checkpoint.Sign(f.Charter.Host.Origin, at.Size+1, treeRoot, log)
	if err != nil {
		t.Fatal(err)
	}
	c, err := checkpoint.Parse(raw, charter.Era{Host: f.Charter.Host})
	if err == nil {
		err = w.Advance(ctx, c, leavesOf{full})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// leavesOf is a mirror that a witness reads.
type leavesOf struct{ *mirror.Mirror }

func (l leavesOf) Tile(_ context.Context, path string) ([]byte, error) { return l.Mirror.Tile(path) }
