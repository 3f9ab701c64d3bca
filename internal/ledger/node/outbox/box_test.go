package outbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley.example/internal/ledger/wire"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

func items(t *testing.T, n int) []Item {
	m := recordtest.Found(t, "alpha")
	m.Officer("alpha", "a1")
	var out []Item
	for range n {
		env := m.Sign("a1", "notice.filed/v1", nil)
		st, err := env.Statement()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Item{Envelope: env, Statement: st, ID: env.ID(), Key: st.ActDigest(), At: recordtest.Start})
	}
	return out
}

// summary is what matters of a box.
func summary(b *Box, all []Item) string {
	text := ""
	for i, it := range all {
		if open, ok := b.Get(it.ID); ok {
			text += fmt.Sprintf("%d open handed=%v promised=%v\n", i, open.Handed, open.Promise != nil)
		}
		if end, ok := b.Ended(it.ID); ok {
			text += fmt.Sprintf("%d %s at %d\n", i, end.How, end.Index)
		}
		if id, ok := b.Find(it.Key); ok && id != it.ID {
			text += fmt.Sprintf("%d is found as %v\n", i, id)
		}
	}
	return text
}

// TestEveryCut cuts the file at every byte: each opens as what stood after some
// number of whole changes, and never loses one that was durable before it.
func TestEveryCut(t *testing.T) {
	all := items(t, 3)
	promise, err := wire.Promise{IDs: []statement.ID{all[0].ID}, ReceivedAt: recordtest.Start}.Sign(recordtest.HostKey())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "outbox.log")
	b, existed, err := Open(name)
	if err != nil || existed {
		t.Fatalf("open a box that is not there = %v, %v", existed, err)
	}
	var want []string
	var sizes []int64
	step := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		want, sizes = append(want, summary(b, all)), append(sizes, info.Size())
	}
	step(nil)
	step(b.Add(all[0], all[1]))
	step(b.Hand(all[0].ID))
	step(b.Promise(promise, all[0].ID))
	step(b.Hand(all[1].ID))
	step(b.Unhand(all[1].ID))
	step(b.End(End{ID: all[1].ID, How: Lapsed}))
	step(b.Add(all[2]))
	step(b.End(End{ID: all[0].ID, How: Receipted, Index: 7}, End{ID: all[2].ID, How: Refused, Void: &charter.Void{Rule: "R", Text: "t"}}))
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for cut := range len(whole) + 1 {
		last := 0
		for i, size := range sizes {
			if int64(cut) >= size {
				last = i
			}
		}
		copied := filepath.Join(dir, "cut.log")
		if err := os.WriteFile(copied, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		for range 1 + (cut+1)%10/9 { // also after it was written anew
			got, _, err := Open(copied)
			if err != nil {
				t.Fatalf("cut at %d: %v", cut, err)
			}
			if diff := cmp.Diff(want[last], summary(got, all)); diff != "" {
				t.Fatalf("cut at %d, step %d:\n%s", cut, last, diff)
			}
			if err := got.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestDamageIsRefused(t *testing.T) {
	all := items(t, 2)
	name := filepath.Join(t.TempDir(), "outbox.log")
	b, _, err := Open(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(b.Add(all[0]), b.Add(all[1]), b.Close()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	whole[40] ^= 1
	if err := os.WriteFile(name, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Open(name); !errors.Is(err, ErrDamaged) {
		t.Errorf("open with a flipped bit = %v, want %v", err, ErrDamaged)
	}
}
