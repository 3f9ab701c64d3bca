package number_test

import (
	"strings"
	"testing"

	"parley.example/internal/press/number"
)

// BenchmarkFind reads an article of about 5 kB by its sentences.
func BenchmarkFind(b *testing.B) {
	sentences := strings.SplitAfter(strings.Repeat("The council said Friday that the talks, which began on 13 July, would resume next week. "+
		"Since the truce of last month at least 417 people have left the town, according to two of the sources. ", 26), ". ")
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range sentences {
			number.Find(s)
		}
	}
}
