package name

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// shared returns a path in the directory of shared material beside the module, or
// skips the test loudly.
func shared(t testing.TB, parts ...string) string {
	t.Helper()
	p := filepath.Join(append([]string{"..", "..", "..", "..", "shared"}, parts...)...)
	if _, err := os.Stat(p); err != nil {
		t.Skipf("SKIPPED: %s is not here, so the published gold is not scored: %v", p, err)
	}
	return p
}

type goldClaims struct {
	Files []struct {
		File     string
		Articles []struct {
			Start int `json:"start_byte"`
			End   int `json:"end_byte"`
		}
	}
}

type goldEntities struct {
	Entities []struct {
		Canonical string
		Variants  []struct{ Text string }
	}
}

func readJSON(t testing.TB, path string, to any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, to); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// seedGroups returns the mentions of the published texts, one group an article
// where the gold knows the articles, else one a file.
func seedGroups(t testing.TB) [][]Mention {
	var gold goldClaims
	readJSON(t, shared(t, "eval", "gold", "claims.json"), &gold)
	files, err := filepath.Glob(filepath.Join(shared(t, "seeds"), "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("seeds: %v, %d files", err, len(files))
	}
	var groups [][]Mention
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		whole := true
		for _, g := range gold.Files {
			if g.File != filepath.Base(f) {
				continue
			}
			for _, a := range g.Articles {
				whole = false
				groups = append(groups, Default().Find(string(b[a.Start:a.End])))
			}
		}
		if whole {
			groups = append(groups, Default().Find(string(b)))
		}
	}
	return groups
}

// TestGoldEntities scores the merging of spellings as eval_intake.py does: pairs of
// variants that the gold knows, precision at least 0.98, recall at least 0.90.
func TestGoldEntities(t *testing.T) {
	var gold goldEntities
	readJSON(t, shared(t, "eval", "gold", "entities.json"), &gold)
	groups := seedGroups(t)
	entities := Default().Merge(groups)
	of, want := map[string]int{}, map[[2]string]bool{}
	for i, e := range gold.Entities {
		for _, v := range e.Variants {
			if _, ok := of[v.Text]; !ok {
				of[v.Text] = i
			}
		}
	}
	for a, i := range of {
		for b, k := range of {
			if i == k && a < b {
				want[[2]string{a, b}] = true
			}
		}
	}
	got := map[[2]string]bool{}
	for _, e := range entities {
		for _, a := range e.Variants {
			for _, b := range e.Variants {
				_, x := of[a]
				_, y := of[b]
				if x && y && a < b {
					got[[2]string{a, b}] = true
				}
			}
		}
	}
	right := 0
	for p := range got {
		if want[p] {
			right++
		} else {
			t.Logf("joined, should be apart: %q", p)
		}
	}
	for p := range want {
		if !got[p] {
			t.Logf("apart, should be joined: %q", p)
		}
	}
	precision, recall := float64(right)/float64(max(1, len(got))), float64(right)/float64(len(want))
	t.Logf("entity pairs: precision %.3f, recall %.3f (%d of %d)", precision, recall, right, len(want))
	if precision < 0.98 || recall < 0.90 {
		t.Errorf("precision %.3f, recall %.3f, want 0.98 and 0.90", precision, recall)
	}
	for _, g := range gold.Entities {
		found := false
		for _, v := range g.Variants {
			for _, e := range entities {
				for _, x := range e.Variants {
					found = found || x == v.Text
				}
			}
		}
		if !found {
			t.Logf("not found at all: %s", g.Canonical)
		}
	}
}
