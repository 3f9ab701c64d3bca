package node

import "sync"

// broadcast gives every listener the newest size. The zero value is ready.
type broadcast struct {
	mu   sync.Mutex
	subs map[chan int64]bool
}

func (b *broadcast) listen() (<-chan int64, func()) {
	c := make(chan int64, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.subs == nil {
		b.subs = map[chan int64]bool{}
	}
	b.subs[c] = true
	return c, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.subs, c)
	}
}

// tell replaces what a slow listener has not read yet.
func (b *broadcast) tell(size int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.subs {
		select {
		case <-c:
		default:
		}
		c <- size
	}
}
