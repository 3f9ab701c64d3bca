package witness_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley.example/internal/ledger/node/evidence"
	"parley.example/internal/ledger/node/witness"
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
