package projection

import (
	"cmp"
	"container/heap"
	"maps"
	"slices"
	"strings"

	"parley.example/record/statement"
)

// alarms are those set and not yet reached, ordered by time, then by the order
// of the kinds, then by key, so that every engine wakes in the same order. There
// is one for every matter that is open, so none is looked for by going through
// all. R-PICTURE-5.
type alarms struct {
	order map[string]int              // of the kinds
	at    map[alarmRef]statement.Time // that hold
	heap  alarmHeap                   // these, and some that were moved or cleared since
}

type alarmRef struct{ kind, key string }

func newAlarms() alarms { return alarms{order: map[string]int{}, at: map[alarmRef]statement.Time{}} }

// clone returns a copy that changes apart.
func (a *alarms) clone() alarms {
	return alarms{order: a.order, at: maps.Clone(a.at), heap: alarmHeap{order: a.order, list: slices.Clone(a.heap.list)}}
}

// reset forgets all.
func (a *alarms) reset() {
	clear(a.at)
	a.heap = alarmHeap{order: a.order}
}

// set sets, moves or clears.
func (a *alarms) set(al AlarmOf) {
	ref := alarmRef{al.Kind, al.Key}
	if al.At == 0 {
		delete(a.at, ref)
	} else {
		a.at[ref] = al.At
		a.heap.order = a.order
		heap.Push(&a.heap, al)
	}
	a.trim()
}

// trim bounds how many alarms that were moved or cleared are still in the heap.
func (a *alarms) trim() {
	if len(a.heap.list) > 2*len(a.at)+64 {
		a.tidy()
	}
}

// tidy leaves out what was moved or cleared.
func (a *alarms) tidy() {
	a.heap.list = a.heap.list[:0]
	for ref, at := range a.at {
		al := AlarmOf{Kind: ref.kind}
		al.Key, al.At = ref.key, at
		a.heap.list = append(a.heap.list, al)
	}
	heap.Init(&a.heap)
}

// first returns the earliest that holds.
func (a *alarms) first() (AlarmOf, bool) {
	for len(a.heap.list) > 0 {
		al := a.heap.list[0]
		if at, ok := a.at[alarmRef{al.Kind, al.Key}]; ok && at == al.At {
			return al, true
		}
		heap.Pop(&a.heap)
	}
	return AlarmOf{}, false
}

// reached takes the first alarm whose time record time has reached.
func (a *alarms) reached(t statement.Time) (AlarmOf, bool) {
	al, ok := a.first()
	if !ok || al.At > t {
		return AlarmOf{}, false
	}
	heap.Pop(&a.heap)
	delete(a.at, alarmRef{al.Kind, al.Key})
	a.trim()
	return al, true
}

// next returns the earliest time, zero where no alarm is set.
func (a *alarms) next() statement.Time {
	al, _ := a.first()
	return al.At
}

// alarmHeap is a heap.Interface.
type alarmHeap struct {
	order map[string]int
	list  []AlarmOf
}

// Len, Less, Swap, Push and Pop are those of heap.Interface.
func (h *alarmHeap) Len() int { return len(h.list) }

// Less is the order of ringing.
func (h *alarmHeap) Less(i, j int) bool {
	x, y := h.list[i], h.list[j]
	return cmp.Or(cmp.Compare(x.At, y.At), cmp.Compare(h.order[x.Kind], h.order[y.Kind]), strings.Compare(x.Key, y.Key)) < 0
}

// Swap swaps two.
func (h *alarmHeap) Swap(i, j int) { h.list[i], h.list[j] = h.list[j], h.list[i] }

// Push adds one.
func (h *alarmHeap) Push(x any) { h.list = append(h.list, x.(AlarmOf)) } //nolint:errcheck // ours alone

// Pop takes the last.
func (h *alarmHeap) Pop() any {
	last := len(h.list) - 1
	al := h.list[last]
	h.list = h.list[:last]
	return al
}
