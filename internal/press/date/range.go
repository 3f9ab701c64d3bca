package date

import "time"

// Precisions, as the gold writes them.
const (
	Day        = "day"
	FutureDay  = "future-day"
	Week       = "week"
	FutureWeek = "future-week"
	Month      = "month"
	Between    = "range"      // from one day to another, also a year or a weekend
	Approx     = "approx"     // the days around the one that was meant
	Since      = "since"      // from the start to the article's day
	SinceYear  = "since-year" // the same, when only the year is known
	AsOf       = "as-of"      // a count that ends on the day it was told
	Before     = "before"     // no start
	After      = "after"      // no end, or the article's day
	Open       = "open"       // found, and not to be dated
)

// Range is a run of whole days, both ends included, as YYYY-MM-DD; an end that
// is not known is empty. Expr is the text it was resolved from, Rule the rule
// that did it.
type Range struct {
	Start     string `json:"start,omitempty"`
	End       string `json:"end,omitempty"`
	Precision string `json:"precision,omitempty"`
	Expr      string `json:"expr,omitempty"`
	Rule      string `json:"rule,omitempty"`
}

// Dated reports whether r has a start or an end.
func (r Range) Dated() bool { return r.Start != "" || r.End != "" }

// Anchor is what is known of the article's own day. The zero value knows
// nothing: then only what states its year is dated.
type Anchor struct {
	Day time.Time // the day, or the first day of the window; the time of day does not matter
	// Days is how many days after Day the window ends: 0 when the day is known,
	// 1 for "20 or 21 July". A date that the days of the window do not agree on
	// becomes the run that covers all of them, or stays undated.
	Days int
	// Told is the day that the sentence before spoke of, zero when none: "a day
	// after", "the next day" and "the same day" count from it.
	Told time.Time
}

// After is the anchor for the sentence behind one in which these dates were
// found: the last single day among them is what was told. What told of no day
// leaves the day before it standing.
func (a Anchor) After(found []Found) Anchor {
	for _, f := range found {
		if f.Name || f.Range.Start == "" || f.Range.Start != f.Range.End {
			continue
		}
		if t, err := time.Parse(time.DateOnly, f.Range.Start); err == nil {
			a.Told = t
		}
	}
	return a
}

// Found is one date in a text.
type Found struct {
	Start, End int // byte offsets
	Range
	// Name marks a date that only names a thing, as in "the 1974 agreement" or
	// "the Oct. 7, 2023 attack": it says when that was, not when the sentence was.
	// So does the day at the head of a wire, "HARBOUR, Nov 5 (Agency) -".
	Name bool
	// Said marks the day on which something was said: "said on Friday".
	Said bool
}

// days is a run of days while it is being resolved; a zero end is open.
type days struct{ from, to time.Time }

func (d days) write(r Range) Range {
	if !d.from.IsZero() {
		r.Start = d.from.Format(time.DateOnly)
	}
	if !d.to.IsZero() {
		r.End = d.to.Format(time.DateOnly)
	}
	return r
}

// cover is the shortest run that holds both.
func (d days) cover(e days) days {
	if e.from.Before(d.from) {
		d.from = e.from
	}
	if e.to.After(d.to) {
		d.to = e.to
	}
	return d
}

func (d days) sane() bool {
	return !d.from.IsZero() && !d.to.IsZero() && !d.to.Before(d.from) && d.from.Year() >= 1 && d.to.Year() <= 9999
}

func one(t time.Time) days { return days{t, t} }

// around is the run of n days on either side of t.
func around(t time.Time, n int) days { return days{t.AddDate(0, 0, -n), t.AddDate(0, 0, n)} }

func civil(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// midnight drops the time of day and the zone of t and keeps its calendar day.
func midnight(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return civil(t.Year(), t.Month(), t.Day())
}

func monthOf(year int, month time.Month) days {
	return days{civil(year, month, 1), civil(year, month+1, 0)}
}

func yearOf(year int) days { return days{civil(year, 1, 1), civil(year, 12, 31)} }

// weekOf is the week of t from Monday to Sunday.
func weekOf(t time.Time) days {
	monday := t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
	return days{monday, monday.AddDate(0, 0, 6)}
}

// shiftMonths moves t by n months and stays in the month that it lands in: one
// month before 31 March is 28 February.
func shiftMonths(t time.Time, n int) time.Time {
	first := civil(t.Year(), t.Month()+time.Month(n), 1)
	last := civil(first.Year(), first.Month()+1, 0).Day()
	return civil(first.Year(), first.Month(), min(t.Day(), last))
}
