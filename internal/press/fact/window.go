package fact

import "time"

// window is the span of days a claim speaks of. A side the text leaves open is closed at a distance
// news rarely looks beyond, so that "before 16 September" does not overlap the whole past.
type window struct {
	lo, hi       int
	known        bool
	openLo       bool
	startless    bool // neither day given
	campaignLong bool
}

// reach is how many days an open side of a window is taken to extend.
const reach = 70

// campaign is the length in days from which a window tells of a campaign rather than an incident.
const campaign = 75

func day(s string) (int, bool) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, false
	}
	return int(t.Unix() / 86400), true
}

func readWindow(start, end string) window {
	lo, okLo := day(start)
	hi, okHi := day(end)
	switch {
	case !okLo && !okHi:
		return window{startless: true}
	case !okLo:
		return window{lo: hi - reach, hi: hi, known: true, openLo: true}
	case !okHi:
		return window{lo: lo, hi: lo + reach, known: true}
	case hi < lo:
		lo, hi = hi, lo
	}
	return window{lo: lo, hi: hi, known: true, campaignLong: hi-lo > campaign}
}

// togetherDays is how many days apart two open windows may end and still tell of one time.
const togetherDays = 21

// meets reports whether two windows share a day. Windows that are not known meet every other; two
// that only say "by then" share days by their nature, and meet only if they end near one another.
func (w window) meets(v window) bool {
	if !w.known || !v.known {
		return true
	}
	if w.openLo && v.openLo && max(w.hi-v.hi, v.hi-w.hi) > togetherDays {
		return false
	}
	return w.lo <= v.hi && v.lo <= w.hi
}

// near reports whether two windows meet, or both say "by then" of days within a campaign: enough for
// what is held against one another, or counted on, rather than taken for one.
func (w window) near(v window) bool {
	return w.meets(v) || w.openLo && v.openLo && max(w.hi-v.hi, v.hi-w.hi) <= campaign
}

// gap is how many days lie between two windows.
func (w window) gap(v window) int {
	if !w.known || !v.known {
		return 0
	}
	return max(0, w.lo-v.hi, v.lo-w.hi)
}

// oneMoment reports whether two windows are one or two days that meet, or both say no more than "by
// then" of nearly one day, as claims without a date do that articles of one day tell.
func (w window) oneMoment(v window) bool {
	if !w.known || !v.known {
		return false
	}
	if w.openLo && v.openLo {
		return max(w.hi-v.hi, v.hi-w.hi) <= 2
	}
	late := func(x, y window) bool { return x.openLo && y.days() <= 2 && x.hi-y.hi >= 0 && x.hi-y.hi <= 2 }
	return w.days() <= 2 && v.days() <= 2 && w.meets(v) || late(w, v) || late(v, w)
}

// oneTime reports whether two windows may tell of one occurrence: they meet, and neither is a
// campaign where the other is an incident.
func (w window) oneTime(v window) bool {
	if !w.known || !v.known {
		return w.known == v.known || !w.campaignLong && !v.campaignLong
	}
	return w.meets(v) && w.campaignLong == v.campaignLong
}

func (w window) days() int { return w.hi - w.lo + 1 }

func showDay(d int) string {
	return time.Unix(int64(d)*86400, 0).UTC().Format("2 January 2006")
}
