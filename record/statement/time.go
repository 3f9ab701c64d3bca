package statement

import (
	"math"
	"time"
)

// Time is an instant in UTC milliseconds since 1970, the only form in which
// the record holds time. Zero means that no time is given.
type Time int64

// maxTime is the last instant of the year 9999, beyond which the common forms
// of time have no spelling. R-FORM-7.
const maxTime Time = 253_402_300_799_999

// TimeOf rounds t down to the record's milliseconds.
func TimeOf(t time.Time) Time { return Time(t.UnixMilli()) }

// UTC returns the instant for the standard library.
func (t Time) UTC() time.Time { return time.UnixMilli(int64(t)).UTC() }

// Add returns the instant d later, in whole milliseconds.
func (t Time) Add(d time.Duration) Time { return t + Time(d.Milliseconds()) }

// Sub returns the time from u to t; beyond 292 years, the longest Duration.
func (t Time) Sub(u Time) time.Duration {
	const most = math.MaxInt64 / int64(time.Millisecond)
	switch d := int64(t - u); {
	case d > most:
		return math.MaxInt64
	case d < -most:
		return math.MinInt64
	default:
		return time.Duration(d) * time.Millisecond
	}
}

// String returns RFC 3339 with milliseconds, or "none" for the zero value.
func (t Time) String() string {
	if t == 0 {
		return "none"
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}
