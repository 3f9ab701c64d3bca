package node

import (
	"testing"
	"time"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// TestTickDue holds PROTOCOL A5: when a node ticks, and that a higher rank waits
// longer.
func TestTickDue(t *testing.T) {
	const now = statement.Time(1_800_000_000_000)
	tolerances := charter.Tolerances{}.Resolved()
	step := time.Second // the charter's 5 s, at most one
	tests := map[string]struct {
		wants   Wants
		record  time.Duration // how far record time is behind
		ticked  time.Duration // how long ago the last tick was
		missing int           // bodies that the last tick named
		rank    int
		want    cause
		after   time.Duration // how long the cause has to stand
	}{
		"nothing to say":             {ticked: time.Minute},
		"a notice came":              {wants: Wants{Deliver: true}, ticked: time.Second, rank: 4, want: causeDeliver},
		"a missed body came":         {missing: 1, ticked: time.Second, rank: 4, want: causeDeliver},
		"past an edge":               {wants: Wants{Edge: now - 1}, record: time.Second, ticked: time.Minute, want: causeEdge},
		"past an edge, rank 2":       {wants: Wants{Edge: now - 1}, record: time.Second, ticked: time.Minute, rank: 2, want: causeEdge, after: 2 * step},
		"at the edge":                {wants: Wants{Edge: now + 10_000}, record: time.Second, ticked: time.Minute},
		"record time passed it":      {wants: Wants{Edge: now - 1000}, ticked: time.Minute},
		"behind and running":         {wants: Wants{Running: true}, record: time.Minute, ticked: time.Minute, want: causeBehind},
		"behind and running, rank 1": {wants: Wants{Running: true}, record: time.Minute, ticked: time.Minute, rank: 1, want: causeBehind, after: step},
		"behind, nothing runs":       {record: time.Hour, ticked: time.Minute},
		"running, not behind":        {wants: Wants{Running: true}, record: 50 * time.Second, ticked: time.Minute},
		"silent for long":            {ticked: 9 * time.Minute, want: causeAlive},
		"silent for long, rank 3":    {ticked: 8 * time.Minute, rank: 3, want: causeAlive, after: 3 * step},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			k := ticker{
				since: map[cause]statement.Time{}, last: map[cause]statement.Time{}, purse: purse{tokens: burst},
				ticked: now.Add(-tt.ticked), missing: tt.missing,
			}
			due := func(at statement.Time) (cause, bool) {
				return k.due(at, tt.wants, 0, tt.rank, times{tolerances, now.Add(-tt.record), 5})
			}
			got, ok := due(now)
			if tt.after > 0 {
				if ok {
					t.Fatalf("due at once for %s, want a wait of %v", got, tt.after)
				}
				if _, early := due(now.Add(tt.after - 10*time.Millisecond)); early {
					t.Fatalf("due %v before the wait of its rank is over", 10*time.Millisecond)
				}
				got, ok = due(now.Add(tt.after))
			}
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("due = %q %v, want %q", got, ok, tt.want)
			}
		})
	}
}

// TestTicksDoNotFlood lets every cause stand for an hour.
func TestTicksDoNotFlood(t *testing.T) {
	k := ticker{since: map[cause]statement.Time{}, last: map[cause]statement.Time{}, purse: purse{tokens: burst}}
	tolerances := charter.Tolerances{}.Resolved()
	start := statement.Time(1_800_000_000_000)
	count := map[cause]int{}
	for at := start; at < start.Add(time.Hour); at = at.Add(100 * time.Millisecond) {
		w := Wants{Deliver: true, Running: true, Edge: start}
		if c, ok := k.due(at, w, 0, 0, times{tolerances, start.Add(-time.Hour), 3}); ok {
			count[c]++
			k.made(c, at, 0)
		}
	}
	if n := count[causeDeliver]; n > 20+6*20+1 {
		t.Errorf("%d ticks for delivery in an hour, want at most 141", n)
	}
	if n := count[causeEdge]; n > 3600/5+1 {
		t.Errorf("%d ticks for one edge in an hour, want at most 721", n)
	}
	if n := count[causeBehind] + count[causeAlive]; n > 120 {
		t.Errorf("%d ticks for being behind or alive in an hour, want at most 120", n)
	}
}
