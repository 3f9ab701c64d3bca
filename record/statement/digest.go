package statement

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
)

// strict is the only base64 that the record accepts: standard alphabet,
// padded, spare bits zero. R-FORM-6.
var strict = base64.StdEncoding.Strict()

// ErrBase64 is returned for bytes that are not in the record's one base64
// spelling, or not of the length that the field asks for. R-FORM-6.
var ErrBase64 = errors.New("not strict base64 of the right length")

// Digest is a SHA-256 value. In statements it is written in strict base64, on
// screens, in URLs and in file names in lower-case hex.
type Digest [32]byte

// ID names a statement: the SHA-256 of its DSSE pre-authentication encoding.
type ID = Digest

// String returns the digest in hex.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// IsZero reports whether all 32 bytes are zero.
func (d Digest) IsZero() bool { return d == Digest{} }

// MarshalText writes the digest as statements spell it.
func (d Digest) MarshalText() ([]byte, error) { return strict.AppendEncode(nil, d[:]), nil }

// UnmarshalText reads the spelling of MarshalText and no other.
func (d *Digest) UnmarshalText(text []byte) error { return unmarshalBase64(d[:], text) }

// ParseDigest reads a digest in hex, as screens and URLs spell it.
func ParseDigest(s string) (Digest, error) {
	var d Digest
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(d) || hex.EncodeToString(b) != s {
		return Digest{}, fmt.Errorf("digest %.80q: want 64 lower-case hex digits", s)
	}
	copy(d[:], b)
	return d, nil
}

func unmarshalBase64(dst, text []byte) error {
	if strict.DecodedLen(len(text)) > len(dst)+2 {
		return ErrBase64
	}
	b, err := strict.AppendDecode(nil, text)
	if err != nil || len(b) != len(dst) || len(text) != strict.EncodedLen(len(dst)) {
		return ErrBase64
	}
	copy(dst, b)
	return nil
}
