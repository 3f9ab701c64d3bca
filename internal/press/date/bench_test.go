package date_test

import (
	"strings"
	"testing"

	"parley.example/internal/press/date"
)

// BenchmarkFind reads an article of about 5 kB by its sentences.
func BenchmarkFind(b *testing.B) {
	sentences := strings.SplitAfter(strings.Repeat("The council said Friday that the talks, which began on 13 July, would resume next week. "+
		"Since the truce of last month at least 417 people have left the town, according to two of the sources. ", 26), ". ")
	a := date.Anchor{}.After([]date.Found{{Range: date.Range{Start: "2025-09-16", End: "2025-09-16"}}})
	a.Day = a.Told
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range sentences {
			date.Find(s, a)
		}
	}
}
