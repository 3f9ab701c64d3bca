package ask

import (
	"strings"
	"testing"

	"parley.example/record/statement"
)

// TestNextAlarm holds that between two alarms nothing reads differently: of
// every history, state, lines, rungs, bells and intention are compared at the
// alarm, just before it, and at every half minute between. R-ASK-47.
func TestNextAlarm(t *testing.T) {
	for name, script := range map[string]string{
		"silent":     "0 a1 files",
		"one":        "0 a1 files\n1 b1 consents\n2 g1 asks-time until=33",
		"oral":       "0 a1 files\n1 g1 consents\n14 b1 speaks word=consent confirm=24",
		"held":       "0 a1 files\n1 b1 consents\n2 g1 consents\n3 m1 holds until=50",
		"held long":  "0 a1 files\n1 b1 consents\n2 g1 consents\n3 m1 holds until=80",
		"extended":   "0 a1 files\n22 a1 extends to=35",
		"short":      "0 a1 files within=5",
		"call":       "0 a1 files sort=call from=0 within=5",
		"inquiry":    "0 a1 files sort=inquiry",
		"notice":     "0 a1 files sort=notification\n1 b1 acknowledges",
		"declared":   "0 a1 files sort=declaration",
		"ended":      "0 a1 files\n3 a1 ends",
		"proceeding": "0 a1 files\n22 a1 chooses word=proceeding_without_consent clause=c-1",
	} {
		t.Run(name, func(t *testing.T) {
			h := history{t: t, voids: map[int]Rule{}}
			for i, line := range lines(script) {
				h.play(i+1, strings.Fields(line))
			}
			last := reading(h.a, h.a.At)
			next, ok := NextAlarm(h.a, h.a.At)
			for at := h.a.At; at < t0+90*60_000; at += 30_000 {
				for ok && next <= at {
					if before := reading(h.a, next-1); before != last {
						t.Fatalf("before the alarm at %s it reads %s, want still %s", minuteText(next), before, last)
					}
					last = reading(h.a, next)
					next, ok = NextAlarm(h.a, next)
				}
				if now := reading(h.a, at); now != last {
					t.Fatalf("at %s it reads %s, and at the last alarm it read %s", minuteText(at), now, last)
				}
			}
		})
	}
}

// reading is all that can be read off an ask without an entry.
func reading(a Ask, at statement.Time) string {
	text := stateText(StateAt(a, at)) + " / " + IntentionAt(a, at).String() + " /"
	for _, l := range Lines(a, at) {
		text += " " + l.Member + lineText(l) + rungText(Rungs(a, at), l.Member)
	}
	for _, b := range Bells(a, at) {
		text += " " + b.String()
	}
	return text
}
