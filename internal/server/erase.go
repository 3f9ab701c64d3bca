package server

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"parley.example/internal/ledger/node"
	"parley.example/internal/projection"
	"parley.example/internal/terms/erase"
	"parley.example/record/statement"
)

// eraser does here what the record's erasures ask for: it has the text deleted,
// and says so on the record, once. It belongs to one goroutine. What it has done
// stands in the node's files and on the record, so that a kill, and a picture made
// anew, cost a second look and no second word. R-ERASE-8, R-ERASE-9.
type eraser struct {
	node   *node.Node
	engine *projection.Engine
	beside *beside
	signer node.Signer
	scour  func(context.Context, statement.ID) error // has the desk keep nothing of a text either
	log    *slog.Logger

	done   map[string]bool       // askings that need no more
	signed map[statement.ID]bool // statements of which this node has said that the text is gone
}

// errRevoked is returned while a key that asked or agreed is revoked by what is at
// hand: what cannot be undone waits until the record says since when. R-ERASE-7.
var errRevoked = errors.New("a key that asked or agreed is revoked, and the record does not say so yet")

// erase works until ctx ends.
func (n *Node) erase(ctx context.Context) error {
	e := &eraser{
		node: n.ledger, engine: n.engine, beside: n.beside, signer: node.KeySigner(n.keys.Statement), scour: n.desk.Scour,
		log:  n.log,
		done: map[string]bool{}, signed: map[statement.ID]bool{},
	}
	const least, most = 200 * time.Millisecond, 10 * time.Second
	backoff := least
	for {
		var again <-chan time.Time // nil: nothing is left to do
		if !e.pass(ctx) {
			again = time.After(backoff)
			backoff = min(2*backoff, most)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-n.picture.agreed:
			backoff = least
		case <-again:
		}
	}
}

// pass looks at every erasure in force that still needs something, and reports
// whether none does any more.
func (e *eraser) pass(ctx context.Context) (all bool) {
	all = true
	r := e.engine.Reader(e.beside)
	for key, row := range erase.Asks.Where(r, "in_force", "yes") {
		if e.done[key] {
			continue
		}
		done, err := e.take(ctx, r, row)
		if err != nil && ctx.Err() == nil {
			e.log.Warn("an erasure is not done yet", slog.String("asked", key), slog.Any("error", err))
		}
		if done && err == nil {
			e.done[key] = true
		} else {
			all = false
		}
	}
	if err := r.Err(); err != nil {
		e.log.Error("erasures cannot be read", slog.Any("error", err))
		return false
	}
	return all
}

// take does one erasure. done is false where the record may still come to name
// what is so: the statement is not there yet.
func (e *eraser) take(ctx context.Context, r *projection.Reader, row erase.Row) (done bool, err error) {
	entry, found := r.Entry(row.Statement)
	switch row.Holds(entry, found) {
	case erase.NoStatement:
		return false, nil
	case erase.NotTheirs, erase.OtherType, erase.OtherBody, erase.NotErasable, erase.SealedText:
		return true, nil // it names what is not so, and erases nothing
	case erase.Fits:
	}
	ce, err := e.beside.Entry(entry.Index)
	if err != nil {
		return false, err
	}
	gone, _ := erase.Confirmed.Get(r, row.Statement.String())
	said := gone.Said(e.node.Member()) || e.signed[row.Statement]
	if said && e.node.Erased(&ce.Statement) {
		return true, nil
	}
	since, _ := row.Since()
	if local := e.beside.Aside(); local.Revokes(row.Asked.Key) || local.Revokes(since.Key) {
		return false, errRevoked
	}
	if err := e.node.Erase(ctx, &ce.Statement, entry.Index); err != nil {
		return false, err
	}
	if ce.Statement.Member == e.node.Member() {
		if err := e.scour(ctx, row.Statement); err != nil {
			return false, err
		}
	}
	if said {
		return true, nil
	}
	return true, e.confirm(ctx, row.Statement, since.At)
}

// confirm says that the text is gone here. Nonce and time follow from the record,
// so that after a kill it is the same act, which the node signs once. R-WIRE-38.
func (e *eraser) confirm(ctx context.Context, id statement.ID, since statement.Time) error {
	sum := sha256.Sum256(append([]byte(erase.TypeErased+"\n"), id[:]...))
	st := statement.Statement{
		Type: erase.TypeErased, About: []statement.ID{id}, Act: []byte("{}"), MadeAt: since, Nonce: [16]byte(sum[:16]),
	}
	if _, err := e.node.Submit(ctx, e.signer, st); err != nil {
		return fmt.Errorf("say that the text of %s is gone: %w", id, err)
	}
	e.signed[id] = true
	return nil
}
