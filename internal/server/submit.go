package server

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"

	"parley.example/internal/desk"
	"parley.example/internal/kind"
	"parley.example/internal/ledger/node"
	"parley.example/internal/projection"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// submitter takes the desk's statements to the node.
type submitter struct {
	node   *node.Node
	engine *projection.Engine
	beside *beside
}

// Submit chains, signs and queues.
func (s *submitter) Submit(ctx context.Context, key ed25519.PrivateKey, st statement.Statement, body []byte) (statement.ID, error) {
	var t *node.Ticket
	var err error
	if len(body) > 0 {
		t, err = s.node.SubmitBody(ctx, node.KeySigner(key), st, body)
	} else {
		t, err = s.node.Submit(ctx, node.KeySigner(key), st)
	}
	return handed(t, err)
}

// SubmitSealed does so with what only its readers can open.
func (s *submitter) SubmitSealed(
	ctx context.Context, key ed25519.PrivateKey, st statement.Statement, body []byte, readers []string,
) (statement.ID, error) {
	id, err := handed(s.node.SubmitSealed(ctx, node.KeySigner(key), st, body, readers))
	if errors.Is(err, node.ErrReader) || errors.Is(err, node.ErrSealing) {
		return id, fmt.Errorf("%w: %w", desk.ErrSeal, err)
	}
	return id, err
}

// handed tells what a rule refused from what failed.
func handed(t *node.Ticket, err error) (statement.ID, error) {
	if refused, ok := errors.AsType[*node.RefusedError](err); ok {
		return statement.ID{}, &kind.Void{Rule: refused.Void.Rule, Text: refused.Void.Text}
	}
	if err != nil {
		return statement.ID{}, err
	}
	return t.ID(), nil
}

// Result says how far a statement has come, and whether the picture found it
// void: of a sealed one, the picture of its room.
func (s *submitter) Result(_ context.Context, id statement.ID) (kind.Result, error) {
	r := kind.Result{ID: id, Logged: -1}
	if t, ok := s.node.Ticket(id); ok {
		status, _ := t.Status()
		r.Promised, r.Lapsed = status.Promised, status.Stage == node.Lapsed
		if status.Stage == node.Logged || status.Stage == node.Receipted {
			r.Logged, r.Receipted = status.Index, status.Stage == node.Receipted
		}
		if status.Void != nil {
			r.Void = &kind.Void{Rule: status.Void.Rule, Text: status.Void.Text}
		}
	}
	read := s.engine.ReaderAll(s.beside)
	if seen, ok := read.Verdict(id); ok {
		r.Logged, r.Receipted = seen.Index, true
		if r.Promised == 0 { // its ticket is gone; the leaf repeats what the host promised
			e, err := s.beside.Entry(seen.Index)
			if err != nil {
				return r, err
			}
			r.Promised = e.Leaf.ReceivedAt
		}
		if seen.Rule != "" {
			r.Void = &kind.Void{Rule: seen.Rule, Text: seen.Text}
		}
	}
	return r, read.Err()
}

// Sent finds a statement that a key signed with a nonce: in the queue, or else
// among the newest entries of the record.
func (s *submitter) Sent(_ context.Context, key statement.Digest, nonce [16]byte) (statement.ID, bool, error) {
	for _, t := range s.node.Pending() {
		env := t.Envelope()
		st, err := env.Statement()
		if err == nil && st.Key == key && st.Nonce == nonce {
			return t.ID(), true, nil
		}
	}
	var tail statement.Digest
	s.node.View(func(st *charter.State) {
		if k, ok := st.Key(key); ok {
			tail = k.Tail
		}
	})
	return s.along(tail, nonce)
}

// along walks a key's chain back from its end, as far as a restart could have
// lost sight of.
func (s *submitter) along(tail statement.Digest, nonce [16]byte) (statement.ID, bool, error) {
	const most = 64
	read := s.engine.Reader(s.beside)
	for range most {
		if tail.IsZero() {
			break
		}
		seen, ok := read.Verdict(tail)
		if !ok {
			break
		}
		e, err := s.beside.Entry(seen.Index)
		if err != nil {
			return statement.ID{}, false, err
		}
		if e.Statement.Nonce == nonce {
			return tail, true, nil
		}
		tail = e.Statement.Prev
	}
	return statement.ID{}, false, read.Err()
}
