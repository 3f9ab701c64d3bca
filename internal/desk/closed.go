package desk

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"

	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// ErrClosed is returned for whatever needs the record at a desk whose node does
// not run.
var ErrClosed = errors.New("the node does not run: this desk only keeps officers")

// Closed is the configuration of a desk without a node: officers may be added
// and passwords changed, nothing is read or signed.
func Closed(member string, clock func() statement.Time, rand io.Reader) Config {
	return Config{
		Member: member, Clock: clock, Rand: rand, Submit: closed{},
		Read:   func(context.Context, func(kind.Reader) error) error { return ErrClosed },
		ReadIn: func(context.Context, string, func(kind.Reader) error) error { return ErrClosed },
		Key:    func(statement.Digest) (charter.Key, bool) { return charter.Key{}, false },
	}
}

type closed struct{}

func (closed) Submit(context.Context, ed25519.PrivateKey, statement.Statement, []byte) (statement.ID, error) {
	return statement.ID{}, ErrClosed
}

func (closed) SubmitSealed(
	context.Context, ed25519.PrivateKey, statement.Statement, []byte, []string,
) (statement.ID, error) {
	return statement.ID{}, ErrClosed
}

func (closed) Sent(context.Context, statement.Digest, [16]byte) (statement.ID, bool, error) {
	return statement.ID{}, false, ErrClosed
}

func (closed) Result(context.Context, statement.ID) (kind.Result, error) {
	return kind.Result{}, ErrClosed
}
