package node

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"sync"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// ErrLapsed is returned for a statement whose not_after passed in the queue
// before it was handed to anybody. It goes back to the officer. PROTOCOL A10.
var ErrLapsed = errors.New("lapsed in the queue; it was handed to nobody")

// RefusedError carries the rule by which the host, or this node before it
// signed, did not take a statement. It used no seq.
type RefusedError struct {
	Void charter.Void
}

// Error returns the rule and its text.
func (e *RefusedError) Error() string { return "refused: " + e.Void.Error() }

// Signer signs statements by one key. It may be called while other statements
// of the key wait.
type Signer interface {
	Public() statement.PublicKey
	Sign(st statement.Statement) (statement.Envelope, error)
}

// KeySigner is a Signer that holds its key in memory.
type KeySigner ed25519.PrivateKey

// Public returns the key's public half.
func (k KeySigner) Public() statement.PublicKey { return statement.PublicOf(ed25519.PrivateKey(k)) }

// Sign signs.
func (k KeySigner) Sign(st statement.Statement) (statement.Envelope, error) {
	return statement.Sign(st, ed25519.PrivateKey(k))
}

// Stage is how far a statement has come. The three results of PROTOCOL A7 are
// Promised, Logged and Receipted; each holds what the ones before it say.
type Stage int

// The stages, in order; the last three are ends of another sort.
const (
	Queued    Stage = iota // signed and durable here
	Handed                 // sent to somebody, no answer yet
	Promised               // the host has signed for its time
	Logged                 // in a tree that the host has signed and this node holds
	Receipted              // covered by a quorum, judged and folded
	Refused                // by a rule; no seq was used
	Lapsed                 // not_after passed in the queue
)

// Status is what is known of a statement.
type Status struct {
	Stage    Stage
	Promised statement.Time // the promised received_at, 0 if none
	Index    int64          // place, once Logged
	Size     int64          // of the checkpoint that covers it, once Receipted
	Void     *charter.Void  // why Refused; or, once Receipted, the record rule by which the entry is void
	Late     bool           // logged after its not_after: words without effect
	Passed   bool           // handed to the other nodes, since the host was slow
}

// Final reports whether nothing more will change.
func (s Status) Final() bool { return s.Stage >= Receipted }

// Ticket follows one submitted statement. It is safe for concurrent use.
type Ticket struct {
	envelope statement.Envelope
	id       statement.ID
	mu       sync.Mutex
	status   Status
	changed  chan struct{} // closed and replaced at each change
}

func newTicket(env statement.Envelope) *Ticket {
	return &Ticket{envelope: env, id: env.ID(), changed: make(chan struct{})}
}

// ID returns the statement's id.
func (t *Ticket) ID() statement.ID { return t.id }

// Envelope returns what was signed.
func (t *Ticket) Envelope() statement.Envelope { return t.envelope }

// Status returns what is known now, and a channel that is closed at the next
// change.
func (t *Ticket) Status() (Status, <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.status, t.changed
}

// Wait returns when the statement has come to the stage, or to an end before
// it, which is an error: a RefusedError or ErrLapsed.
func (t *Ticket) Wait(ctx context.Context, stage Stage) (Status, error) {
	for {
		status, changed := t.Status()
		switch {
		case status.Stage == Refused:
			return status, &RefusedError{Void: *status.Void}
		case status.Stage == Lapsed:
			return status, ErrLapsed
		case status.Stage >= stage:
			return status, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return status, fmt.Errorf("statement %s: %w", t.id, ctx.Err())
		}
	}
}

// update changes the status; stages never go back.
func (t *Ticket) update(change func(*Status)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	before := t.status
	change(&t.status)
	if t.status.Stage < before.Stage {
		t.status.Stage = before.Stage
	}
	if t.status != before {
		close(t.changed)
		t.changed = make(chan struct{})
	}
}
