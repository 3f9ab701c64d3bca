package witness_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"parley.example/internal/ledger/node/witness"
	"parley.example/record/checkpoint"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// TestCutBack holds 300 entries of a host, 20 more than a successor goes on
// from: the successor's tree is refused with the way out, and followed after
// the cut. What was cut off is kept.
func TestCutBack(t *testing.T) {
	b := newBench(t)
	b.cosigned(0, 300)
	leaves := append([][]byte(nil), b.mech.Leaves()[:280]...)
	next := source{treeOf(t, append(leaves, []byte("a certificate"), []byte("another"), []byte("a tick")))}
	successor := b.era
	successor.Host.Origin = "parley.example/next"
	head := b.sign(t, next, "parley.example/next", 283)
	grown, err := checkpoint.Parse(head, successor)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if err := b.wit.Advance(ctx, grown, next); !errors.Is(err, witness.ErrBeyond) {
		t.Fatalf("a successor that leaves out 20 entries: %v, want %v", err, witness.ErrBeyond)
	}
	if files, _ := filepath.Glob(filepath.Join(b.dir, "evidence", "*")); len(files) != 0 {
		t.Errorf("evidence %v: two hosts are no fork of one", files)
	}

	other, err := checkpoint.Parse(b.sign(t, next, recordtest.Origin, 283), b.era)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.wit.CutBack(other); !errors.Is(err, witness.ErrInconsistent) || b.wit.Held().Size != 300 {
		t.Errorf("to another tree: %v with %d held, want %v and 300", err, b.wit.Held().Size, witness.ErrInconsistent)
	}
	certified, err := checkpoint.Parse(b.sign(t, b.src, recordtest.Origin, 280), b.era)
	if err != nil {
		t.Fatal(err)
	}
	file, err := b.wit.CutBack(certified)
	if err != nil {
		t.Fatal(err)
	}
	b.kept(t, file, 280, 300)
	for range 2 {
		if held := b.wit.Held(); held.Size != 280 || held.Root != certified.Root || b.wit.Mirror().Size() != 280 {
			t.Errorf("held %d, mirror %d, want 280", held.Size, b.wit.Mirror().Size())
		}
		if a := b.ask(b.request(b.src, 280, 300), b.src); !errors.Is(a.Err, witness.ErrRetired) {
			t.Errorf("the old host's 300 entries again = %d %v, want %v", a.Status, a.Err, witness.ErrRetired)
		}
		if err := b.wit.Close(); err != nil {
			t.Fatal(err)
		}
		b.open()
	}
	if err := b.wit.Advance(ctx, grown, next); err != nil || b.wit.Mirror().Size() != 283 {
		t.Errorf("the successor after the cut: %v with %d leaves, want 283", err, b.wit.Mirror().Size())
	}
	if again, err := b.wit.CutBack(grown); err != nil || again != "" {
		t.Errorf("nothing to cut = %q, %v", again, err)
	}
}

// sign has the host sign a size of a tree.
func (b *bench) sign(t *testing.T, src source, origin string, size int64) []byte {
	t.Helper()
	root, err := src.Root(size)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := checkpoint.Sign(origin, size, root, recordtest.HostKey())
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// kept holds that a file has the leaves that were cut off.
func (b *bench) kept(t *testing.T, name string, from, to int64) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	var head struct {
		Size, Held int64
		Checkpoint string
	}
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), &head) != nil || head.Size != from || head.Held != to {
		t.Fatalf("the first line is %s", lines.Bytes())
	}
	if c, err := checkpoint.Parse([]byte(head.Checkpoint), b.era); err != nil || c.Size != to {
		t.Errorf("the checkpoint kept is of %d, %v, want %d", c.Size, err, to)
	}
	at := from
	for ; lines.Scan(); at++ {
		var l struct {
			Index int64
			Leaf  []byte
		}
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil || l.Index != at ||
			statement.LeafHash(l.Leaf) != statement.LeafHash(b.mech.Leaves()[at]) {
			t.Fatalf("line of entry %d = %+v, %v", at, l, err)
		}
	}
	if at != to {
		t.Errorf("%d leaves are kept, want %d", at-from, to-from)
	}
}
