package projection

import (
	"cmp"
	"slices"
	"strings"

	"parley.example/record/statement"
)

// alarms are those set and not yet reached, ordered by time, then by the order
// of the kinds, then by key, so that every engine wakes in the same order.
// R-PICTURE-5.
type alarms struct {
	order map[string]int // of the kinds
	list  []AlarmOf
}

func (a *alarms) compare(x, y AlarmOf) int {
	return cmp.Or(cmp.Compare(x.At, y.At), cmp.Compare(a.order[x.Kind], a.order[y.Kind]), strings.Compare(x.Key, y.Key))
}

// set sets, moves or clears.
func (a *alarms) set(al AlarmOf) {
	a.list = slices.DeleteFunc(a.list, func(x AlarmOf) bool { return x.Kind == al.Kind && x.Key == al.Key })
	if al.At == 0 {
		return
	}
	i, _ := slices.BinarySearchFunc(a.list, al, a.compare)
	a.list = slices.Insert(a.list, i, al)
}

// reached takes the first alarm whose time record time has reached.
func (a *alarms) reached(t statement.Time) (AlarmOf, bool) {
	if len(a.list) == 0 || a.list[0].At > t {
		return AlarmOf{}, false
	}
	al := a.list[0]
	a.list = slices.Delete(a.list, 0, 1)
	return al, true
}

// next returns the earliest alarm.
func (a *alarms) next() statement.Time {
	if len(a.list) == 0 {
		return 0
	}
	return a.list[0].At
}
