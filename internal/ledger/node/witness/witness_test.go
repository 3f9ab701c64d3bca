package witness_test

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley.example/internal/ledger/node/evidence"
	"parley.example/internal/ledger/node/mirror"
	"parley.example/internal/ledger/node/witness"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/proof"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// source is a log that a witness reads: a mirror, with the context's shape.
type source struct{ *mirror.Mirror }

func (s source) Tile(_ context.Context, path string) ([]byte, error) { return s.Mirror.Tile(path) }

// empty is a log that serves nothing.
type empty struct{}

func (empty) Tile(context.Context, string) ([]byte, error) { return nil, fs.ErrNotExist }

// bench is a witness and the log that it is asked about.
type bench struct {
	t    *testing.T
	mech *recordtest.Mechanism
	era  charter.Era
	src  source
	dir  string
	now  statement.Time
	wit  *witness.Witness
}

func newBench(t *testing.T) *bench {
	t.Helper()
	mech := recordtest.Found(t, "alpha", "bravo", "mediator")
	mech.Officer("alpha", "a1")
	for i := range 300 {
		mech.File(recordtest.Start.Add(time.Duration(i)*time.Millisecond), "a1", "notice.filed/v1", nil)
	}
	b := &bench{t: t, mech: mech, era: mech.State().EraOf(0), dir: t.TempDir(), now: recordtest.Start.Add(time.Minute)}
	b.src = source{treeOf(t, mech.Leaves())}
	b.open()
	return b
}

func treeOf(t *testing.T, leaves [][]byte) *mirror.Mirror {
	t.Helper()
	m, _, err := mirror.Open(t.TempDir(), 0, statement.EmptyRoot)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	if err := errors.Join(m.Append(leaves), m.Commit()); err != nil {
		t.Fatal(err)
	}
	return m
}

func (b *bench) open() {
	b.t.Helper()
	w, fault, err := witness.Open(witness.Config{
		Dir: b.dir, Mechanism: b.mech.State().Mechanism(), Name: b.era.Witnesses[1].Name,
		Keys:  func() []ed25519.PrivateKey { return []ed25519.PrivateKey{recordtest.WitnessKey("bravo")} },
		Clock: func() statement.Time { return b.now }, Ahead: func() time.Duration { return 5 * time.Second },
		Found: func(string, evidence.Kind) {},
	})
	if err != nil || fault != "" {
		b.t.Fatal(fault, err)
	}
	b.wit = w
	b.t.Cleanup(func() { w.Close() })
}

func (b *bench) parse(raw []byte) (checkpoint.Checkpoint, error) {
	if !strings.HasPrefix(string(raw), recordtest.Origin+"\n") {
		return checkpoint.Checkpoint{}, witness.ErrOrigin
	}
	return checkpoint.Parse(raw, b.era)
}

// request writes an add-checkpoint for a tree.
func (b *bench) request(src source, old, size int64) []byte {
	b.t.Helper()
	root, err := src.Root(size)
	if err != nil {
		b.t.Fatal(err)
	}
	raw, err := checkpoint.Sign(recordtest.Origin, size, root, recordtest.HostKey())
	if err != nil {
		b.t.Fatal(err)
	}
	var path []statement.Digest
	if old <= size {
		if path, err = proof.ProveConsistency(old, size, src); err != nil {
			b.t.Fatal(err)
		}
	}
	text := fmt.Sprintf("old %d\n", old)
	for _, d := range path {
		text += base64.StdEncoding.EncodeToString(d[:]) + "\n"
	}
	return append([]byte(text+"\n"), raw...)
}

func (b *bench) ask(body []byte, src witness.Source) witness.Answer {
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	return b.wit.AddCheckpoint(ctx, body, b.parse, src)
}

// cosigned asks and wants a line that holds.
func (b *bench) cosigned(old, size int64) {
	b.t.Helper()
	body := b.request(b.src, old, size)
	a := b.ask(body, b.src)
	if a.Status != http.StatusOK {
		b.t.Fatalf("size %d after %d: %d %s, want 200", size, old, a.Status, a.Body)
	}
	_, raw, _ := strings.Cut(string(body), "\n\n")
	c, err := checkpoint.Parse([]byte(raw+string(a.Body)), b.era)
	if err != nil || len(c.Cosigned) != 1 || c.Cosigned[0].Member != "bravo" || c.Cosigned[0].At != b.now/1000*1000 {
		b.t.Errorf("cosigned = %+v, %v, want bravo's at %v", c.Cosigned, err, b.now)
	}
}

// TestAddCheckpoint walks through the statuses of C2SP tlog-witness.
func TestAddCheckpoint(t *testing.T) {
	b := newBench(t)
	b.cosigned(0, 3)
	b.cosigned(3, 3)
	b.cosigned(3, 259)
	good := string(b.request(b.src, 259, 300))
	stranger, err := checkpoint.Sign(recordtest.Origin, 300, statement.Digest{1}, recordtest.RootKey("alpha"))
	if err != nil {
		t.Fatal(err)
	}
	other, err := checkpoint.Sign("elsewhere.example/log", 300, statement.Digest{1}, recordtest.HostKey())
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		body   string
		status int
		text   string
	}{
		"no old line":          {strings.TrimPrefix(good, "old 259\n"), http.StatusBadRequest, "old SIZE"},
		"old with a sign":      {strings.Replace(good, "old 259", "old +259", 1), http.StatusBadRequest, "old size"},
		"a bad proof line":     {strings.Replace(good, "old 259\n", "old 259\n====\n", 1), http.StatusBadRequest, "proof line"},
		"too many hashes":      {"old 259\n" + strings.Repeat(base64.StdEncoding.EncodeToString(make([]byte, 32))+"\n", 64) + "\n", 400, "hashes"},
		"unknown origin":       {"old 259\n\n" + string(other), http.StatusNotFound, "origin"},
		"not the host's":       {"old 259\n\n" + string(stranger), http.StatusForbidden, "signature"},
		"old beyond the tree":  {string(b.request(b.src, 300, 259)), http.StatusBadRequest, "old size 300"},
		"another old size":     {string(b.request(b.src, 3, 300)), http.StatusConflict, "259\n"},
		"a smaller tree":       {string(b.request(b.src, 3, 100)), http.StatusConflict, "259\n"},
		"a wrong proof":        {strings.Replace(good, "\n\n", "\n"+base64.StdEncoding.EncodeToString(make([]byte, 32))+"\n\n", 1), 422, "other roots"},
		"a proof with nothing": {strings.Replace(string(b.request(b.src, 259, 259)), "\n\n", "\n"+base64.StdEncoding.EncodeToString(make([]byte, 32))+"\n\n", 1), 422, "no hashes"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := b.ask([]byte(tt.body), b.src)
			if a.Status != tt.status || !strings.Contains(string(a.Body), tt.text) {
				t.Errorf("answer = %d %s, want %d with %q", a.Status, a.Body, tt.status, tt.text)
			}
			if tt.text == "259\n" && a.Type != witness.SizeType {
				t.Errorf("type = %s, want %s", a.Type, witness.SizeType)
			}
		})
	}
	files, err := filepath.Glob(filepath.Join(b.dir, "evidence", "*.json"))
	if err != nil || len(files) != 1 || !strings.HasPrefix(filepath.Base(files[0]), string(evidence.Suspicion)) {
		t.Errorf("evidence = %v, %v, want one suspicion of the wrong proof", files, err)
	}
	if held := b.wit.Held(); held.Size != 259 {
		t.Errorf("held = %d after refusals, want 259", held.Size)
	}
	if a := b.ask([]byte(good), empty{}); a.Status != http.StatusServiceUnavailable || !errors.Is(a.Err, witness.ErrWithheld) {
		t.Errorf("without the leaves = %d %v, want 503 %v", a.Status, a.Err, witness.ErrWithheld)
	}
	b.cosigned(259, 300)
}

// TestHeldBeforeCosigned opens again what was cosigned, and holds to it.
func TestHeldBeforeCosigned(t *testing.T) {
	b := newBench(t)
	b.cosigned(0, 280)
	if err := b.wit.Close(); err != nil {
		t.Fatal(err)
	}
	b.open()
	if held := b.wit.Held(); held.Size != 280 || b.wit.Mirror().Size() != 280 {
		t.Fatalf("held after a restart = %d, mirror %d, want 280", held.Size, b.wit.Mirror().Size())
	}
	leaves := append([][]byte(nil), b.mech.Leaves()[:290]...)
	leaves[270] = leaves[269]
	fork := source{treeOf(t, leaves)}
	a := b.ask(b.request(fork, 280, 290), fork)
	if a.Status != http.StatusUnprocessableEntity || !errors.Is(a.Err, witness.ErrInconsistent) {
		t.Errorf("a forked tree = %d %v, want 422 %v", a.Status, a.Err, witness.ErrInconsistent)
	}
	files, err := filepath.Glob(filepath.Join(b.dir, "evidence", "fork-*.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("evidence = %v, %v, want one fork", files, err)
	}
	file, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if f, err := evidence.Check(b.mech.Document(), file); err != nil || f.Kind != evidence.Fork {
		t.Errorf("a stranger's check = %+v, %v, want a fork", f, err)
	}
	// Leaves that are not the checkpoint's are no fork: the bytes are missing.
	leaves[285] = leaves[284]
	if a := b.ask(b.request(b.src, 280, 290), source{treeOf(t, leaves)}); !errors.Is(a.Err, witness.ErrWithheld) || b.wit.Mirror().Size() != 280 {
		t.Errorf("other leaves = %v with %d in the mirror, want %v and 280", a.Err, b.wit.Mirror().Size(), witness.ErrWithheld)
	}
	b.cosigned(280, 290)
}

func TestFutureIsNotCosigned(t *testing.T) {
	b := newBench(t)
	at := b.now.Add(6 * time.Second)
	b.mech.File(at, "a1", "notice.filed/v1", nil)
	b.src = source{treeOf(t, b.mech.Leaves())}
	size := int64(len(b.mech.Leaves()))
	if a := b.ask(b.request(b.src, 0, size), b.src); a.Status != http.StatusServiceUnavailable || !errors.Is(a.Err, witness.ErrFuture) {
		t.Errorf("6 s ahead = %d %v, want 503 %v", a.Status, a.Err, witness.ErrFuture)
	}
	b.now = at.Add(-5 * time.Second)
	b.cosigned(size, size)
}

func TestRetire(t *testing.T) {
	b := newBench(t)
	b.cosigned(0, 100)
	raw, err := b.wit.Retire(recordtest.Origin)
	if c, bad := checkpoint.Parse(raw, b.era); err != nil || bad != nil || c.Size != 100 {
		t.Errorf("retire = size %d, %v %v, want the checkpoint of size 100", c.Size, err, bad)
	}
	for range 2 {
		if a := b.ask(b.request(b.src, 100, 100), b.src); !errors.Is(a.Err, witness.ErrRetired) {
			t.Errorf("a retired origin = %d %v, want %v", a.Status, a.Err, witness.ErrRetired)
		}
		if err := b.wit.Close(); err != nil {
			t.Fatal(err)
		}
		b.open()
	}
}
