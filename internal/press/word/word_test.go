package word

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCut(t *testing.T) {
	tests := map[string]struct {
		text string
		want []string
	}{
		"plain":           {"It began.", []string{"It", "began", "."}},
		"possessive":      {"Orrin\u2019s gate", []string{"Orrin", "\u2019s", "gate"}},
		"abbreviation":    {"the U.S. and the U.S.-backed", []string{"the", "U.S.", "and", "the", "U.S.-backed"}},
		"figures":         {"2,000 of 1.5", []string{"2,000", "of", "1.5"}},
		"hyphens":         {"cease-fire - now", []string{"cease-fire", "-", "now"}},
		"quotation marks": {"\u201cgo,\u201d he", []string{"\u201c", "go", ",", "\u201d", "he"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, w := range Cut(tt.text) {
				got = append(got, w.Text)
			}
			if diff := cmp.Diff(got, tt.want); diff != "" {
				t.Errorf("Cut(%q): got -, want +:\n%s", tt.text, diff)
			}
		})
	}
}

func FuzzCut(f *testing.F) {
	f.Add("A.B.-c d's \u2019s 1,2")
	f.Add("\xff.\xfe's")
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, w := range Cut(text) {
			if w.Start < end || w.End <= w.Start || w.End > len(text) || w.Text != text[w.Start:w.End] {
				t.Fatalf("Cut(%q): %+v behind %d", text, w, end)
			}
			if skipped := strings.TrimSpace(text[end:w.Start]); skipped != "" {
				t.Fatalf("Cut(%q) left out %q", text, skipped)
			}
			end = w.End
		}
	})
}
