package desk

import (
	"context"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"
)

// Cost is what one guess at a password costs: the parameters of argon2id. They
// are kept beside each officer, so a later default strands nobody.
type Cost struct {
	KiB     uint32 `json:"kib"`
	Passes  uint32 `json:"passes"`
	Threads uint8  `json:"threads"`
}

// DefaultCost is the second choice of RFC 9106, for machines that do other
// work too: 64 MiB, three passes, four lanes.
var DefaultCost = Cost{KiB: 64 << 10, Passes: 3, Threads: 4}

// Labels keep what is derived for one use from serving another.
const (
	labelVerify = "parley/desk/verify/v1"
	labelSeal   = "parley/desk/seal/v1"
	labelToken  = "parley/desk/token/v1" //nolint:gosec // a label, no secret
)

// derived are the two keys that a password gives: one shows that it was right,
// the other opens the signing key. Neither leads to the other.
type derived struct{ verifier, seal []byte }

// derive runs argon2id. No more than a few run at once and a few more wait, so
// that a flood of sign-ins cannot take the node's memory.
func (d *Desk) derive(ctx context.Context, password string, salt []byte, c Cost) (derived, error) {
	select {
	case d.queue <- struct{}{}:
		defer func() { <-d.queue }()
	default:
		return derived{}, &WaitError{Until: d.Clock().Add(time.Second)}
	}
	select {
	case d.slots <- struct{}{}:
		defer func() { <-d.slots }()
	case <-ctx.Done():
		return derived{}, fmt.Errorf("wait to sign in: %w", ctx.Err())
	}
	if c.KiB == 0 || c.Passes == 0 || c.Threads == 0 {
		return derived{}, errors.New("argon2id without a cost")
	}
	root := argon2.IDKey([]byte(password), salt, c.Passes, c.KiB, c.Threads, 32)
	verifier, err := hkdf.Key(sha256.New, root, nil, labelVerify, 32)
	if err != nil {
		return derived{}, fmt.Errorf("derive: %w", err)
	}
	seal, err := hkdf.Key(sha256.New, root, nil, labelSeal, chacha20poly1305.KeySize)
	if err != nil {
		return derived{}, fmt.Errorf("derive: %w", err)
	}
	return derived{verifier: verifier, seal: seal}, nil
}

// seal writes the seed of a signing key under a key made for it. What it was
// made for is bound in: a box moved to another officer's row does not open.
func seal(rand io.Reader, under []byte, key ed25519.PrivateKey, bound string) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(under)
	if err != nil {
		return nil, fmt.Errorf("seal key: %w", err)
	}
	box := make([]byte, aead.NonceSize(), aead.NonceSize()+ed25519.SeedSize+aead.Overhead())
	if _, err := io.ReadFull(rand, box); err != nil {
		return nil, fmt.Errorf("seal key: %w", err)
	}
	return aead.Seal(box, box, key.Seed(), []byte(bound)), nil
}

// unseal opens what seal wrote.
func unseal(under, box []byte, bound string) (ed25519.PrivateKey, error) {
	aead, err := chacha20poly1305.NewX(under)
	if err != nil {
		return nil, fmt.Errorf("open key: %w", err)
	}
	if len(box) < aead.NonceSize() {
		return nil, errors.New("open key: too short")
	}
	seed, err := aead.Open(nil, box[:aead.NonceSize()], box[aead.NonceSize():], []byte(bound))
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, errors.New("open key: it does not open")
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

func sameBytes(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }

func parseCost(text string) (Cost, error) {
	var c Cost
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return Cost{}, fmt.Errorf("cost of argon2id: %w", err)
	}
	return c, nil
}
