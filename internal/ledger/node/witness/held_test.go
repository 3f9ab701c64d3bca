package witness_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley.example/internal/ledger/node/evidence"
	"parley.example/internal/ledger/node/witness"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// opened opens a directory for what it holds, and closes it.
func opened(t *testing.T, dir string) (witness.Held, error) {
	t.Helper()
	w, _, err := witness.Open(witness.Config{Dir: dir, Found: func(string, evidence.Kind) {}})
	if err != nil {
		return witness.Held{}, err
	}
	defer w.Close()
	return w.Held(), nil
}

// TestHeldSurvivesAnyCut cuts the file of what is held all along: what stood
// before is held, or what stands then. A line that is whole and changed is
// refused.
func TestHeldSurvivesAnyCut(t *testing.T) {
	b := newBench(t)
	b.cosigned(0, 100)
	b.cosigned(100, 200)
	if err := b.wit.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(b.dir, "witness", "held.log")
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(whole, []byte("\n"))
	if len(lines) != 3 || len(lines[2]) != 0 {
		t.Fatalf("the file has %d lines, want one for each of two sizes", len(lines)-1)
	}
	for end := 0; end <= len(whole); end++ {
		if near := len(lines[0]) - end; end%29 != 0 && near*near > 4 && len(whole)-end > 2 {
			continue
		}
		want := int64(0)
		switch {
		case end == len(whole):
			want = 200
		case end >= len(lines[0]):
			want = 100
		}
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, "witness"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "witness", "held.log"), whole[:end], 0o600); err != nil {
			t.Fatal(err)
		}
		if held, err := opened(t, dir); err != nil || held.Size != want {
			t.Fatalf("cut at %d of %d: held %d, %v, want %d", end, len(whole), held.Size, err, want)
		}
	}
	bad := bytes.Clone(whole)
	bad[len(bad)-10] ^= 1
	if err := os.WriteFile(name, bad, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := opened(t, b.dir); err == nil || !strings.Contains(err.Error(), "restore witness/") {
		t.Errorf("a changed line: %v, want a refusal that says how to mend", err)
	}
}

// TestHeldIsBegunAnew writes more than one file may hold.
func TestHeldIsBegunAnew(t *testing.T) {
	b := newBench(t)
	long := strings.Repeat("x", 100_000)
	for i := range 25 {
		if _, err := b.wit.Retire(long + string(rune('a'+i%3))); err != nil {
			t.Fatal(err)
		}
		b.cosigned(int64(i), int64(i+1))
	}
	if err := b.wit.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(b.dir, "witness", "held.log"))
	if err != nil || info.Size() > 1<<20 {
		t.Errorf("the file has %d bytes, %v, want at most a mebibyte", info.Size(), err)
	}
	b.open()
	if held := b.wit.Held(); held.Size != 25 || len(held.Retired) != 3 || held.Root == (statement.Digest{}) {
		t.Errorf("held = size %d and %d origins, want 25 and 3", held.Size, len(held.Retired))
	}
}

// TestLostHeldIsRefused opens a mirror with leaves beside nothing that says what
// was held: what this node has cosigned is not known, so it takes no tree.
func TestLostHeldIsRefused(t *testing.T) {
	b := newBench(t)
	b.cosigned(0, 100)
	if err := b.wit.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(b.dir, "witness")); err != nil {
		t.Fatal(err)
	}
	if held, err := opened(t, b.dir); err == nil || !strings.Contains(err.Error(), "restore witness/") {
		t.Errorf("opened at %d, %v, want a refusal that says how to mend", held.Size, err)
	}
}

// TestOneProcess opens a directory that is open: what a second one keeps, as
// that an origin is retired, the first would write over.
func TestOneProcess(t *testing.T) {
	b := newBench(t)
	if _, err := opened(t, b.dir); !errors.Is(err, witness.ErrRuns) {
		t.Errorf("a second witness on the directory: %v, want %v", err, witness.ErrRuns)
	}
	if err := b.wit.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := opened(t, b.dir); err != nil {
		t.Errorf("after the first was closed: %v", err)
	}
}

// retiring retires the origin while its leaves are read.
type retiring struct {
	source
	wit *witness.Witness
}

func (r retiring) Tile(ctx context.Context, path string) ([]byte, error) {
	if _, err := r.wit.Retire(recordtest.Origin); err != nil {
		return nil, err
	}
	return r.source.Tile(ctx, path)
}

// TestRetiredWhileItGrows retires an origin under a checkpoint that is on its
// way: no more is held than Retire says, or a successor would leave it out.
func TestRetiredWhileItGrows(t *testing.T) {
	b := newBench(t)
	b.cosigned(0, 100)
	body := b.request(b.src, 100, 200)
	got := b.wit.AddCheckpoint(t.Context(), body, b.parse, retiring{b.src, b.wit})
	if held := b.wit.Held().Size; got.Status != http.StatusNotFound || held != 100 || b.wit.Mirror().Size() != 100 {
		t.Errorf("status %d, held %d, mirror %d, want 404 and 100 as Retire said", got.Status, held, b.wit.Mirror().Size())
	}
}
