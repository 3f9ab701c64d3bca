package server

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"sync"

	"parley.example/internal/ledger/node"
	"parley.example/internal/projection"
	"parley.example/internal/web"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

// record is the node's copy of the record as pages ask for it.
type record struct {
	node     *node.Node
	engine   *projection.Engine
	beside   *beside
	differ   *differ
	document []byte // the first charter
	clock    func() statement.Time

	mu     sync.Mutex
	newest map[string]web.Cosigner // by member: its newest cosignature seen since the start
}

// Live says whether the picture may be taken for the newest.
func (r *record) Live() web.Live {
	l := r.node.Live()
	r.cosigned(r.node.Head()) // asked often: what Head says rests on more than one checkpoint
	st := r.engine.Standing()
	out := web.Live{
		OK: l.OK, Alone: l.Alone, HostKeeps: l.HostKeeps, Fork: l.Fork, HostBehind: l.HostBehind, Last: st.Size - 1, Record: st.Time,
	}
	out.Differ, out.Revoked = r.differ.shown(), len(r.node.Revocations())
	for _, reason := range l.Reasons {
		out.Reasons = append(out.Reasons, string(reason))
	}
	return out
}

// Head returns the newest checkpoint with a quorum, and who cosigned it.
func (r *record) Head(context.Context) (web.Head, error) {
	head := r.node.Head()
	st := r.engine.Standing()
	h := web.Head{
		Size: head.Size, Root: head.Root, Origin: head.Origin,
		Picture: web.Picture{Digest: st.Digest, Index: st.Size - 1, Rules: r.engine.Rules()},
	}
	var era charter.Era
	r.node.View(func(s *charter.State) {
		h.Mechanism = s.Mechanism()
		if head.Size > 0 {
			era = s.EraOf(head.Size)
		}
	})
	h.Quorum = era.Quorum
	fresh := statement.Time(st.Charter.Tolerances.Resolved().Fresh)
	newest := r.cosigned(head)
	for _, w := range era.Witnesses {
		c := newest[w.Member]
		c.Member, c.Name, c.Missing = w.Member, w.Name, c.At+fresh < r.clock()
		h.Cosigners = append(h.Cosigners, c)
	}
	return h, nil
}

// cosigned takes the cosignatures of a checkpoint, and returns the newest of each
// member: one that is not on the newest checkpoint has cosigned before all the
// same.
func (r *record) cosigned(head checkpoint.Checkpoint) map[string]web.Cosigner {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.newest == nil {
		r.newest = map[string]web.Cosigner{}
	}
	for _, sig := range head.Cosigned {
		if sig.At > r.newest[sig.Member].At {
			r.newest[sig.Member] = web.Cosigner{At: sig.At, Size: head.Size}
		}
	}
	return maps.Clone(r.newest)
}

// At returns the id of the statement at a place of the log.
func (r *record) At(_ context.Context, index int64) (statement.ID, bool, error) {
	if index < 0 || index >= r.engine.Standing().Size {
		return statement.ID{}, false, nil
	}
	e, err := r.beside.Entry(index)
	if err != nil {
		return statement.ID{}, false, err
	}
	return e.ID, !e.ID.IsZero(), nil
}

// Receipt returns the receipt of a statement.
func (r *record) Receipt(_ context.Context, id statement.ID) ([]byte, error) {
	read := r.engine.Reader(r.beside)
	seen, ok := read.Verdict(id)
	if err := read.Err(); err != nil {
		return nil, err
	}
	if !ok {
		return nil, web.ErrNoReceipt
	}
	file, err := r.node.ReceiptAt(seen.Index)
	if err != nil {
		return nil, fmt.Errorf("receipt of entry %d: %w", seen.Index, err)
	}
	return file, nil
}

// Verify judges a file that somebody brought, by its first line.
func (r *record) Verify(_ context.Context, file []byte) (web.Verdict, error) {
	switch {
	case bytes.HasPrefix(file, []byte("parley-receipt/")):
		v, err := proof.VerifyReceipt(file, r.document)
		if err != nil {
			return web.Verdict{Sort: "receipt", Fault: err.Error()}, nil //nolint:nilerr // the fault is the verdict
		}
		return web.Verdict{
			Holds: true, Sort: "receipt", ID: v.Entry.ID, Index: v.Entry.Index, Exercise: v.Exercise,
			Proved: v.Proved, Rests: v.Rests, NotShown: v.NotShown,
		}, nil
	case bytes.HasPrefix(file, []byte("parley-extract/")):
		v, err := proof.VerifyExtract(file, r.document)
		if err != nil {
			return web.Verdict{Sort: "extract", Fault: err.Error()}, nil //nolint:nilerr // likewise
		}
		return web.Verdict{
			Holds: true, Sort: "extract", Exercise: v.Exercise, Proved: v.Proved, Rests: v.Rests, NotShown: v.NotShown,
		}, nil
	}
	return web.Verdict{Fault: "the file begins neither as a receipt nor as an extract of Parley does"}, nil
}

// Follow yields the index of the last entry whenever the picture moves.
func (r *record) Follow() (<-chan int64, func()) {
	sizes, stop := r.node.OnFold()
	moved := make(chan int64, 1)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case size, ok := <-sizes:
				if !ok {
					return
				}
				select { // the newest replaces what nobody took
				case <-moved:
				default:
				}
				moved <- size - 1
			}
		}
	}()
	return moved, sync.OnceFunc(func() { stop(); close(done) })
}
