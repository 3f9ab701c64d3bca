package wire_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley.example/internal/ledger/wire"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// batch is a promise for several statements.
func batch() wire.Promise {
	return wire.Promise{
		IDs: []statement.ID{{1}, {2}, {3}}, Mechanism: statement.Digest{7}, Origin: recordtest.Origin, ReceivedAt: recordtest.Start,
	}
}

func signed(t *testing.T, p wire.Promise) wire.SignedPromise {
	t.Helper()
	s, err := p.Sign(recordtest.HostKey())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A promise for a batch comes back whole, by the host's key alone. R-WIRE-5.
func TestPromiseOfABatch(t *testing.T) {
	s := signed(t, batch())
	got, err := s.Verify(statement.PublicOf(recordtest.HostKey()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(batch(), got); diff != "" {
		t.Errorf("the promise differs (-want +got):\n%s", diff)
	}
	for _, other := range []statement.PublicKey{recordtest.Pub("another"), statement.PublicOf(recordtest.HostTLSKey()), {}} {
		if _, err := s.Verify(other); !errors.Is(err, wire.ErrPromise) {
			t.Errorf("by the key %x: %v, want %v", other[:4], err, wire.ErrPromise)
		}
	}
}

// No byte of a promise or of its signature can be changed, left out or added.
func TestPromiseIsNotMalleable(t *testing.T) {
	host := statement.PublicOf(recordtest.HostKey())
	s := signed(t, batch())
	refused := func(what string, at int, changed wire.SignedPromise) {
		t.Helper()
		if p, err := changed.Verify(host); !errors.Is(err, wire.ErrPromise) {
			t.Errorf("%s %d: verifies as %+v (%v), want %v", what, at, p, err, wire.ErrPromise)
		}
	}
	for i := range s.Promise {
		for _, bit := range []byte{1, 0x20, 0x80} {
			changed := wire.SignedPromise{Promise: bytes.Clone(s.Promise), Signature: s.Signature}
			changed.Promise[i] ^= bit
			refused("byte of the promise", i, changed)
		}
		refused("the promise without byte", i, wire.SignedPromise{Promise: slices.Delete(bytes.Clone(s.Promise), i, i+1), Signature: s.Signature})
	}
	for i := range s.Signature {
		changed := wire.SignedPromise{Promise: s.Promise, Signature: bytes.Clone(s.Signature)}
		changed.Signature[i] ^= 1
		refused("byte of the signature", i, changed)
	}
	refused("a longer promise", 0, wire.SignedPromise{Promise: append(bytes.Clone(s.Promise), '\n'), Signature: s.Signature})
	refused("a longer signature", 0, wire.SignedPromise{Promise: s.Promise, Signature: append(bytes.Clone(s.Signature), 0)})
	refused("no signature", 0, wire.SignedPromise{Promise: s.Promise})
	refused("nothing", 0, wire.SignedPromise{})
}

// What the host signs for another use is no promise, and what it signs as one but
// in another spelling is none either.
func TestPromiseOfAnotherUse(t *testing.T) {
	key := recordtest.HostKey()
	host := statement.PublicOf(key)
	canonical := signed(t, batch()).Promise
	bare := wire.SignedPromise{Promise: canonical, Signature: ed25519.Sign(key, canonical)}
	if _, err := bare.Verify(host); !errors.Is(err, wire.ErrPromise) {
		t.Errorf("signed without the label: %v, want %v", err, wire.ErrPromise)
	}
	for name, text := range map[string][]byte{
		"with a blank":       append(bytes.Clone(canonical), ' '),
		"with an extra name": []byte(`{"extra":1,` + string(canonical[1:])),
		"twice":              append(bytes.Clone(canonical), canonical...),
		"no JSON":            []byte("promise"),
		"nothing":            nil,
	} {
		s := wire.SignedPromise{Promise: text, Signature: ed25519.Sign(key, append([]byte("parley/promise/v1\n"), text...))}
		if p, err := s.Verify(host); err == nil || errors.Is(err, wire.ErrPromise) {
			t.Errorf("%s, signed by the host: %+v (%v), want it refused for its form", name, p, err)
		}
	}
}

// An answer's promises are all of them, in their order, and none where none was
// given.
func TestPromisesOfAnAnswer(t *testing.T) {
	one, two := wire.SignedPromise{Promise: []byte("1")}, wire.SignedPromise{Promise: []byte("2")}
	tests := map[string]struct {
		answer wire.Submitted
		want   []wire.SignedPromise
	}{
		"none":     {wire.Submitted{Refused: []wire.Refusal{{Line: 3}}}, nil},
		"one":      {wire.Submitted{Promise: &one}, []wire.SignedPromise{one}},
		"and more": {wire.Submitted{Promise: &one, More: []wire.SignedPromise{two}}, []wire.SignedPromise{one, two}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.answer.Promises()); diff != "" {
				t.Errorf("promises differ (-want +got):\n%s", diff)
			}
		})
	}
}
