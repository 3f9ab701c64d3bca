package press

import (
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkRead reads one article at a time, as many as there are seeds beside
// the checkout.
func BenchmarkRead(b *testing.B) {
	l, err := Load(nil)
	if err != nil {
		b.Fatal(err)
	}
	files, _ := filepath.Glob("../../../shared/seeds/*.txt")
	if len(files) == 0 {
		b.Skip("SKIPPED, NOT MEASURED: ../shared is not beside this checkout")
	}
	var given []Given
	size := 0
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		given = append(given, Given{File: f, Text: text})
		size += len(text)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		for _, g := range given {
			Read(l, []Given{g})
		}
	}
}
