package date_test

import (
	"reflect"
	"testing"
	"time"

	"parley.example/internal/press/date"
)

var seeds = []string{
	"The council said late Saturday that players had left since July 13.", "between 13 and 18 July 2025", "28-05-2025", "Sunday, 29 February",
	"a day after Friday's talks, from March to May, until the end of next year", "a couple of", "the past 2000 years", "week of",
	"2000 decades ago", "31 February 2025 - \xff\xfe 1-1-1", "\u200fTuesday\u2013Wednesday, Sept. 16\u2019s", "mid-mid-July of the half of",
}

// FuzzFind holds that offsets are exact and in order, that an expression is what
// stands there, that days are days of the calendar, and that the same text
// gives the same answer.
func FuzzFind(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, int64(20400), uint8(0))
	}
	f.Fuzz(func(t *testing.T, text string, since1970 int64, width uint8) {
		a := date.Anchor{Day: time.Unix(since1970%3_000_000*86400, 0).UTC(), Days: int(width) % 40}
		a.Told = a.Day.AddDate(0, 0, -1)
		for _, found := range [][]date.Found{date.Find(text, a), date.Find(text, date.Anchor{}), date.Stated(text)} {
			check(t, text, found)
		}
		if got, again := date.Find(text, a), date.Find(text, a); !reflect.DeepEqual(got, again) {
			t.Errorf("got %v, then %v", got, again)
		}
		last := 0
		for _, s := range date.Spans(text) {
			if s[0] < last || s[1] <= s[0] || s[1] > len(text) {
				t.Errorf("span %v behind %d in %d bytes", s, last, len(text))
			}
			last = s[1]
		}
	})
}

func check(t *testing.T, text string, found []date.Found) {
	t.Helper()
	last := 0
	for _, f := range found {
		if f.Start < last || f.End <= f.Start || f.End > len(text) {
			t.Fatalf("%+v lies wrongly behind %d in %d bytes", f, last, len(text))
		}
		last = f.End
		if text[f.Start:f.End] != f.Expr {
			t.Errorf("expression %q, text %q", f.Expr, text[f.Start:f.End])
		}
		if f.Rule == "" || f.Precision == "" {
			t.Errorf("no rule or precision: %+v", f)
		}
		for _, d := range []string{f.Range.Start, f.Range.End} {
			if _, err := time.Parse(time.DateOnly, d); d != "" && err != nil {
				t.Errorf("%+v: %v", f, err)
			}
		}
		if f.Range.Start != "" && f.Range.End != "" && f.Range.End < f.Range.Start {
			t.Errorf("%+v ends before it begins", f)
		}
		if f.Dated() == (f.Precision == date.Open) {
			t.Errorf("%+v is dated and open, or neither", f)
		}
	}
}
