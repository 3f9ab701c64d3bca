package node

import (
	"sync"

	"parley.example/internal/ledger/seal"
	"parley.example/record/statement"
)

// What the node remembers of sealed statements that it has opened: how many, and
// how long each may be.
const (
	mostOpened   = 512
	longestWords = 64 << 10
)

// sealedAt names all that decides what a sealed statement is opened to.
type sealedAt struct {
	mechanism, key statement.Digest
	seq            int64
	commit, cipher statement.Digest
}

func sealedOf(st *statement.Statement) sealedAt {
	return sealedAt{mechanism: st.Mechanism, key: st.Key, seq: st.Seq, commit: st.Body.Commit, cipher: st.Body.Cipher}
}

// opened remembers in memory, and only there, what was opened last. It is safe
// for concurrent use; the zero value is ready.
type opened struct {
	mu    sync.Mutex
	all   map[sealedAt]seal.Plain
	order []sealedAt // oldest first
}

func (o *opened) get(at sealedAt) (seal.Plain, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	p, ok := o.all[at]
	return p, ok
}

func (o *opened) put(at sealedAt, p seal.Plain) {
	if len(p.Inner)+len(p.Body) > longestWords {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.all == nil {
		o.all = map[sealedAt]seal.Plain{}
	}
	if _, known := o.all[at]; known {
		return
	}
	if len(o.order) == mostOpened {
		delete(o.all, o.order[0])
		o.order = append(o.order[:0], o.order[1:]...)
	}
	o.all[at] = p
	o.order = append(o.order, at)
}
