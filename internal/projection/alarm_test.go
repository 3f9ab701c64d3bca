package projection

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"parley.example/record/statement"
)

// Whatever is set, moved and cleared, alarms ring as if all were looked through
// each time: by time, kind, key. R-PICTURE-5.
func TestAlarms(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a, plain := newAlarms(), []AlarmOf{}
		a.order["first"], a.order["second"] = 0, 1
		compare := func(x, y AlarmOf) int {
			h := alarmHeap{order: a.order, list: []AlarmOf{x, y}}
			switch {
			case h.Less(0, 1):
				return -1
			case h.Less(1, 0):
				return 1
			}
			return 0
		}
		for range rapid.IntRange(1, 300).Draw(r, "steps") {
			if rapid.IntRange(0, 3).Draw(r, "ring") == 0 {
				now := statement.Time(rapid.IntRange(1, 40).Draw(r, "now"))
				got, rang := a.reached(now)
				if len(plain) == 0 || plain[0].At > now {
					if rang {
						r.Fatalf("at %d rings %+v, want none", now, got)
					}
					continue
				}
				if !rang || got != plain[0] {
					r.Fatalf("at %d rings %+v, want %+v", now, got, plain[0])
				}
				plain = plain[1:]
				continue
			}
			al := AlarmOf{Kind: rapid.SampledFrom([]string{"first", "second"}).Draw(r, "kind")}
			al.Key = rapid.SampledFrom([]string{"a", "b", "c"}).Draw(r, "key")
			al.At = statement.Time(rapid.IntRange(0, 40).Draw(r, "at"))
			a.set(al)
			plain = slices.DeleteFunc(plain, func(x AlarmOf) bool { return x.Kind == al.Kind && x.Key == al.Key })
			if al.At != 0 {
				plain = append(plain, al)
				slices.SortFunc(plain, compare)
			}
			want := statement.Time(0)
			if len(plain) > 0 {
				want = plain[0].At
			}
			if got := a.next(); got != want || len(a.heap.list) > 2*len(plain)+65 {
				r.Fatalf("next is %d with %d kept, want %d of %d", got, len(a.heap.list), want, len(plain))
			}
		}
	})
}
