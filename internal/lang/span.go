package lang

import "time"

// Span returns a length of time: "12 min", "2 h 5 min", "3 days".
func Span(d time.Duration) Message { return span("lang.span", d) }

// Left returns how long until something: "in 12 min".
func Left(d time.Duration) Message { return span("lang.left", d) }

// Over returns how long ago something was due: "3 min over".
func Over(d time.Duration) Message { return span("lang.over", d) }

// Due returns Left while the deadline is to come and Over behind it.
func Due(deadline, now time.Time) Message {
	if d := deadline.Sub(now); d >= 0 {
		return Left(d)
	}
	return Over(now.Sub(deadline))
}

// span rounds down, so that nobody reads more time than there is.
func span(key string, d time.Duration) Message {
	if d < 0 {
		d = -d
	}
	switch {
	case d < time.Minute:
		return Say(key+".sec", "n", int64(d/time.Second))
	case d < time.Hour:
		return Say(key+".min", "n", int64(d/time.Minute))
	case d < 48*time.Hour:
		return Say(key+".hour", "hours", int64(d/time.Hour), "minutes", int64(d%time.Hour/time.Minute))
	default:
		return Say(key+".day", "n", int64(d/(24*time.Hour)))
	}
}

// Units are the words for lengths of time, for a script on a page: by "span",
// "left" or "over", then by unit (sec, min, hour, day), then by plural form. The
// script rounds down, as Span does.
func (v Voice) Units() map[string]map[string]map[string]string {
	all := map[string]map[string]map[string]string{}
	for _, how := range []string{"span", "left", "over"} {
		all[how] = map[string]map[string]string{}
		for _, unit := range []string{"sec", "min", "hour", "day"} {
			all[how][unit] = v.Forms("lang." + how + "." + unit)
		}
	}
	return all
}
