package charter_test

import (
	"testing"

	"parley.example/record/charter"
	"parley.example/record/recordtest"
)

// TestFoldGap holds R-GROUND-3: over a gap a chain may have moved on, but never
// back, and places ascend.
func TestFoldGap(t *testing.T) {
	m := recordtest.Found(t, "alpha", "bravo")
	for range 4 {
		m.File(m.Now(), "node:alpha", "node.ticked/v1", nil)
	}
	leaves := m.Leaves()
	tests := map[string]struct {
		places []int64 // folded in this order; the verdict is on the last
		want   string  // its rule
	}{
		"over a gap from the start":   {[]int64{4}, ""},
		"over a gap in the chain":     {[]int64{2, 5}, ""},
		"an older statement, later":   {[]int64{4, -3}, charter.RuleChain},
		"the same statement, later":   {[]int64{4, -4}, charter.RuleChain},
		"a place that is passed":      {[]int64{4, 3}, charter.RuleForm},
		"the same place":              {[]int64{4, 4}, charter.RuleForm},
		"the next one, without a gap": {[]int64{3, 4}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, err := charter.New(m.Document())
			if err != nil {
				t.Fatal(err)
			}
			var e charter.Entry
			for _, place := range tt.places {
				leaf, index := place, place
				if place < 0 { // that leaf, at a later place
					leaf, index = -place, 20
				}
				e = s.FoldGap(index, charter.Prepare(leaves[leaf], s.Pub))
			}
			got := ""
			if e.Void != nil {
				got = e.Void.Rule
			}
			if got != tt.want {
				t.Errorf("FoldGap() is void by %q (%v), want %q", got, e.Void, tt.want)
			}
		})
	}
}
