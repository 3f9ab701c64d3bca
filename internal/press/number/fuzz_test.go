package number_test

import (
	"reflect"
	"testing"

	"parley.example/internal/press/number"
)

// FuzzFind holds that offsets are exact and in order, that a text is what stands
// there, that no figure is below zero or upside down, and that the same text
// gives the same answer.
func FuzzFind(f *testing.F) {
	for _, s := range []string{
		"more than 3,000 dead, including 678 civilians executed", "between 1,500 and 2,000 fighters", "20 kilometers (twelve miles) south of Harbour",
		"three Alphan and two Bravan sources, as well as a harbour police source", "one hundred and five thousand million billion dozen",
		"999999999999999999999.99 trillion trillion", "half a half a dozen", "$1.5m (about 2 euros)", "0 killed, -1 wounded", "a a a few several couple of",
		"12\u00a0500 people\xff\xfe", "two and two and two and two and two and two and two and two officials said", "3-1", "F-16", "1,2,3,4 5 6 7",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, found := range [][]number.Quantity{number.Find(text), number.SourceCounts(text)} {
			last := 0
			for _, q := range found {
				if q.Start < last || q.End <= q.Start || q.End > len(text) || text[q.Start:q.End] != q.Text {
					t.Fatalf("%+v lies wrongly behind %d in %d bytes", q, last, len(text))
				}
				last = q.End
				if q.Rule == "" || q.Modifier == "" {
					t.Errorf("no rule or modifier: %+v", q)
				}
				if q.Min != nil && (*q.Min < 0 || q.Max != nil && *q.Max < *q.Min) {
					t.Errorf("%q: %s", q.Text, limits(q.Min, q.Max))
				}
			}
			if again := number.Find(text); !reflect.DeepEqual(number.Find(text), again) {
				t.Errorf("got different figures of %q", text)
			}
		}
	})
}
