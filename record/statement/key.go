package statement

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
)

// PublicKey is an Ed25519 public key, in strict base64 wherever it is text.
type PublicKey [ed25519.PublicKeySize]byte

// MarshalText writes the key in strict base64.
func (k PublicKey) MarshalText() ([]byte, error) { return strict.AppendEncode(nil, k[:]), nil }

// UnmarshalText reads strict base64.
func (k *PublicKey) UnmarshalText(text []byte) error { return unmarshalBase64(k[:], text) }

// ID is the key id by which statements name the key: SHA-256 over a label and
// the key, so that an id can never be taken for another kind of digest. R-KEY-1.
func (k PublicKey) ID() Digest {
	return sha256.Sum256(append([]byte("parley/key/v1\n"), k[:]...))
}

// PublicOf returns the public half of a private key.
func PublicOf(key ed25519.PrivateKey) PublicKey {
	var k PublicKey
	copy(k[:], key[ed25519.SeedSize:])
	return k
}

// Weak reports whether the key is a point of small order, in any spelling that
// crypto/ed25519 reads. Anybody can make signatures that hold for such a key,
// so its holder could disown whatever it signed; and a key of zeros is one
// that was forgotten. R-KEY-3.
func (k PublicKey) Weak() bool {
	k[31] &= 0x7f // the sign of x
	for _, y := range smallOrder {
		if k == y {
			return true
		}
	}
	return false
}

// smallOrder are the y coordinates of the eight points whose order divides 8,
// with the second spelling of two of them.
var smallOrder = [...]PublicKey{
	words(0, 0, 0, 0), // order 4
	words(1, 0, 0, 0), // order 1
	words(0xb027b2c28f95e826, 0xf098eff289f4c345, 0x3933c6d305acdfd5, 0x05fc536d880238b1), // order 8
	words(0x4fd84d3d706a17c7, 0x0f67100d760b3cba, 0xc6cc392cfa53202a, 0x7a03ac9277fdc74e), // order 8
	words(1<<64-20, 1<<64-1, 1<<64-1, 1<<63-1),                                            // p-1, order 2
	words(1<<64-19, 1<<64-1, 1<<64-1, 1<<63-1),                                            // p, which is 0
	words(1<<64-18, 1<<64-1, 1<<64-1, 1<<63-1),                                            // p+1, which is 1
}

// words writes four 64-bit words as a key, the lowest first.
func words(w ...uint64) PublicKey {
	var k PublicKey
	for i, v := range w {
		binary.LittleEndian.PutUint64(k[8*i:], v)
	}
	return k
}
