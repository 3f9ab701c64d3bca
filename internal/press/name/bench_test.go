package name

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// exercise is invented text: EXERCISE names, states and places.
const exercise = `EXERCISE. Foreign Minister Taref al-Tollam of Norland met the O.V. envoy Dalton Ferrow in Tollen on Tuesday, the Estmarkian foreign ministry said. ` +
	"The Tavrin Monitoring Network (TMN), an independent group, said Tavri fighters held the town of Deir al-Basal. Al-Tollam declined to comment. "

func BenchmarkFind(b *testing.B) {
	text := strings.Repeat(exercise, 5000/len(exercise)+1)[:5000]
	l := exerciseLists(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		l.Find(text)
	}
}

func BenchmarkFindSeed(b *testing.B) {
	files, err := filepath.Glob(filepath.Join(shared(b, "seeds"), "000*.txt"))
	if err != nil || len(files) == 0 {
		b.Skip("SKIPPED: no seeds")
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		b.Fatal(err)
	}
	l := Default()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		l.Find(string(text))
	}
}

func BenchmarkMerge(b *testing.B) {
	l := exerciseLists(b)
	text := strings.Repeat(exercise, 12)
	groups := make([][]Mention, 500)
	for i := range groups {
		groups[i] = l.Find(text)
	}
	b.ReportAllocs()
	for b.Loop() {
		l.Merge(groups)
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(nil); err != nil {
			b.Fatal(err)
		}
	}
}
