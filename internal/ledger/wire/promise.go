package wire

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// ErrPromise is returned for a promise whose signature does not hold.
var ErrPromise = errors.New("the promise is not signed by the host")

// promiseLabel keeps the signature of a promise apart from every other use of
// the host's key. It cannot begin a C2SP checkpoint.
const promiseLabel = "parley/promise/v1\n"

// Promise is the host's word, given at once on taking a batch in, that these
// statements stand in the log with this received_at, and that no leaf before
// them carries a later one. A broken one is proof to anybody. PROTOCOL A7.
type Promise struct {
	IDs        []statement.ID   `json:"ids"`
	Mechanism  statement.Digest `json:"mechanism"`
	Origin     string           `json:"origin"`
	ReceivedAt statement.Time   `json:"received_at"`
}

// SignedPromise is a promise as it travels and is kept.
type SignedPromise struct {
	Promise   []byte `json:"promise"` // canonical Promise
	Signature []byte `json:"signature"`
}

// Submitted is a host's answer to a batch: what it promised, and what it
// refused, each with its rule. Every statement of the batch is in one of them.
type Submitted struct {
	Promise *SignedPromise  `json:"promise,omitempty"`
	More    []SignedPromise `json:"more,omitempty"` // of statements that were taken in earlier, at other times
	Refused []Refusal       `json:"refused,omitempty"`
}

// The bounds of a request to submit.
const (
	MaxSubmitLines = 1024
	MaxSubmitBytes = 8 << 20
)

// Promises returns all promises of an answer.
func (s *Submitted) Promises() []SignedPromise {
	if s.Promise == nil {
		return nil
	}
	return append([]SignedPromise{*s.Promise}, s.More...)
}

// Refusal says why a statement was not taken. It used no seq.
type Refusal struct {
	ID   statement.ID `json:"id"`   // zero where the line has no form
	Line int          `json:"line"` // of the request, from 0
	Void charter.Void `json:"void"`
}

// Sign makes the promise by the host's log key.
func (p Promise) Sign(host ed25519.PrivateKey) (SignedPromise, error) {
	b, err := statement.Encode(p)
	if err != nil {
		return SignedPromise{}, fmt.Errorf("promise: %w", err)
	}
	return SignedPromise{Promise: b, Signature: ed25519.Sign(host, append([]byte(promiseLabel), b...))}, nil
}

// Verify returns what the host promised.
func (s SignedPromise) Verify(host statement.PublicKey) (Promise, error) {
	var p Promise
	if !ed25519.Verify(host[:], append([]byte(promiseLabel), s.Promise...), s.Signature) {
		return p, ErrPromise
	}
	if err := statement.Decode(bytes.Clone(s.Promise), &p); err != nil {
		return p, fmt.Errorf("promise: %w", err)
	}
	return p, nil
}
