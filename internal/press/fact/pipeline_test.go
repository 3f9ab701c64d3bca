package fact_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley.example/internal/press"
	"parley.example/internal/press/fact"
)

// shared finds a file of ../shared beside the module, or skips.
func shared(t *testing.T, parts ...string) string {
	t.Helper()
	p := filepath.Join(append([]string{"..", "..", "..", "..", "shared"}, parts...)...)
	if _, err := os.Stat(p); err != nil {
		t.Skipf("SKIPPED, NOT CHECKED: %s is not beside this checkout", filepath.Join(parts...))
	}
	return p
}

func load(t *testing.T, into any, parts ...string) {
	t.Helper()
	b, err := os.ReadFile(shared(t, parts...))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

// readSeeds runs the whole of intake over the published texts.
func readSeeds(t *testing.T) press.Result {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(shared(t, "seeds"), "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var given []press.Given
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		given = append(given, press.Given{File: filepath.Base(f), Text: b})
	}
	lists, err := press.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return press.Read(lists, given)
}

// goldOf maps the ids of claims that were read to the gold claims whose words they hold; a claim
// outside the gold keeps its own id.
func goldOf(t *testing.T, r press.Result) map[string][]string {
	t.Helper()
	var gold struct {
		Files []struct {
			File     string
			Articles []struct {
				Claims []struct {
					ID    string
					Start int `json:"start_byte"`
					End   int `json:"end_byte"`
				}
			}
		}
	}
	load(t, &gold, "eval", "gold", "claims.json")
	out := map[string][]string{}
	for _, d := range r.Documents {
		for _, a := range d.Articles {
			for _, c := range a.Claims {
				for _, f := range gold.Files {
					if f.File != d.File {
						continue
					}
					for _, ga := range f.Articles {
						for _, g := range ga.Claims {
							in := min(g.End, c.Span[1]) - max(g.Start, c.Span[0])
							if 2*in > g.End-g.Start || 2*in > c.Span[1]-c.Span[0] && in > 0 {
								out[c.ID] = append(out[c.ID], g.ID)
							}
						}
					}
				}
			}
		}
	}
	return out
}

// TestPipeline measures the facts of the whole of intake over the published texts against the gold.
// Claims of texts without gold are left aside.
func TestPipeline(t *testing.T) {
	r := readSeeds(t)
	gold := goldOf(t, r)
	quotes := map[string]press.Claim{}
	for _, d := range r.Documents {
		for _, a := range d.Articles {
			for _, c := range a.Claims {
				quotes[c.ID] = c
			}
		}
	}
	pairsOf(t, r, gold)
	if !slices.ContainsFunc(r.Facts, func(f fact.Fact) bool { // the unnamed officer, described in several ways, is one origin
		var told []string
		for _, id := range f.Claims {
			told = append(told, gold[id]...)
		}
		return f.Relation == fact.Same && f.Origins == 1 && slices.Contains(told, "a000-006") && slices.Contains(told, "a001-003")
	}) {
		t.Error("the withdrawal of heavy weapons in the first two texts is not one origin")
	}
	found, used := map[string]string{}, map[string]bool{}
	stray := 0
	for _, f := range r.Facts {
		if f.Relation == fact.Same {
			continue
		}
		for _, id := range slices.Sorted(maps.Keys(fact.GoldSides)) {
			if cited(f, fact.GoldSides[id], gold) && (f.Relation == fact.Disagree || id == "x03") {
				used[f.ID] = true
				if found[id] == "" && !slices.Contains(slices.Collect(maps.Values(found)), f.ID) {
					found[id] = f.ID
				}
			}
		}
		judged := 0
		for _, id := range f.Claims {
			judged += min(1, len(gold[id]))
		}
		if f.Relation == fact.Disagree && !used[f.ID] && judged > 1 {
			stray++
			t.Logf("false: %s %s: %s", f.ID, f.Kind, f.Why)
			for _, id := range f.Claims {
				t.Logf("   %v %s %s", gold[id], quotes[id].Source.Name, quotes[id].Quote)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(fact.GoldSides)) {
		if found[id] == "" {
			t.Log("not found:", id, fact.GoldSides[id])
		}
	}
	t.Logf("disagreements: %d of %d, false %d", len(found), len(fact.GoldSides), stray)
	if len(found) < 11 || stray > 4 {
		t.Errorf("disagreements found %d, false %d; want 11 at least of 16 and 4 false at most", len(found), stray)
	}
}

// cited reports whether a fact names gold claims of two sides, and little else of the gold.
func cited(f fact.Fact, sides []string, gold map[string][]string) bool {
	hit, of, all := 0, 0, 0
	seen := map[string]bool{}
	for _, id := range f.Claims {
		for _, g := range gold[id] {
			seen[g] = true
		}
		all += min(1, len(gold[id]))
	}
	for _, s := range sides {
		in := 0
		for id := range strings.FieldsSeq(s) {
			if seen[id] {
				in++
			}
		}
		hit += min(1, in)
		of += in
	}
	return hit >= 2 && 2*of >= all
}

// pairsOf scores the claims found to tell one thing.
func pairsOf(t *testing.T, r press.Result, gold map[string][]string) {
	t.Helper()
	var facts struct {
		Agreements []struct {
			ID     string
			Claims []string
		}
	}
	load(t, &facts, "eval", "gold", "facts.json")
	want := map[[2]string]string{}
	for _, a := range facts.Agreements {
		for _, x := range a.Claims {
			for _, y := range a.Claims {
				if x < y {
					want[[2]string{x, y}] = a.ID
				}
			}
		}
	}
	right, wrong := map[[2]string]bool{}, 0
	for _, f := range r.Facts {
		for i, x := range f.Claims {
			for _, y := range f.Claims[i+1:] {
				if f.Relation != fact.Same || len(gold[x]) == 0 || len(gold[y]) == 0 {
					continue
				}
				ok := false
				for _, gx := range gold[x] {
					for _, gy := range gold[y] {
						p := [2]string{min(gx, gy), max(gx, gy)}
						if want[p] != "" {
							ok = true
							right[p] = true
						}
					}
				}
				if !ok {
					wrong++
					t.Log("not in the gold:", f.ID, gold[x], gold[y])
				}
			}
		}
	}
	for p, id := range want {
		if !right[p] {
			t.Log("missed:", id, p)
		}
	}
	f1 := 2 * float64(len(right)) / float64(len(want)+len(right)+wrong)
	t.Logf("pairs: gold %d, right %d, wrong %d, F1 %.3f", len(want), len(right), wrong, f1)
	if f1 < 0.70 {
		t.Errorf("pair F1 of what agrees = %.3f, want 0.70 at least", f1)
	}
}
