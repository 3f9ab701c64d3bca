package host

import (
	"fmt"
	"sort"
	"sync"
	"sync/atomic"

	"parley.example/record/statement"
)

// mostStamps is how many changes of received_at are remembered.
const mostStamps = 1 << 16

// places knows where each statement stands and when it was received, in the
// log or on the way there. It is made from the log at each start: some 60 bytes
// an entry. It is safe for concurrent use.
type places struct {
	store      store
	integrated *atomic.Int64
	mu         sync.RWMutex // guards what follows
	byID       map[statement.ID]int64
	stamps     []stamp // ascending; the newest mostStamps
	from       int64   // the first place of stamps
}

// stamp is the received_at of the places before end, from the stamp before on.
type stamp struct {
	end int64
	at  statement.Time
}

// add notes an entry. A statement that stands twice is known by its first place.
func (p *places) add(index int64, id statement.ID, at statement.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, known := p.byID[id]; !known && !id.IsZero() {
		p.byID[id] = index
	}
	if n := len(p.stamps); n > 0 && p.stamps[n-1].at == at {
		p.stamps[n-1].end = index + 1
		return
	}
	if len(p.stamps) == 2*mostStamps {
		p.from = p.stamps[mostStamps-1].end
		p.stamps = append(p.stamps[:0], p.stamps[mostStamps:]...)
	}
	p.stamps = append(p.stamps, stamp{index + 1, at})
}

// find returns the place of a statement.
func (p *places) find(id statement.ID) (int64, bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	index, ok := p.byID[id]
	return index, ok
}

// recent returns the received_at of a place that is not long ago.
func (p *places) recent(index int64) (statement.Time, bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	i := sort.Search(len(p.stamps), func(i int) bool { return p.stamps[i].end > index })
	if index < p.from || i == len(p.stamps) {
		return 0, false
	}
	return p.stamps[i].at, true
}

// receivedAt returns the received_at of a place, from the log where it is long
// ago.
func (p *places) receivedAt(index int64) (statement.Time, error) {
	if at, ok := p.recent(index); ok {
		return at, nil
	}
	b, err := p.store.leaf(index, p.integrated.Load())
	if err != nil {
		return 0, fmt.Errorf("leaf %d: %w", index, err)
	}
	leaf, err := statement.ParseLeaf(b)
	if err != nil {
		return 0, fmt.Errorf("leaf %d: %w", index, err)
	}
	return leaf.ReceivedAt, nil
}
