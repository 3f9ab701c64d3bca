package kind

import (
	"encoding/hex"
	"fmt"

	"parley.example/record/statement"
)

// Hex is a digest in what a query answers: in lower-case hex, as people, paths
// and inputs have it. Statements and stored rows keep base64, which is the
// record's one spelling (R-FORM-6). R-API-8.
type Hex statement.Digest

// String returns the digest in hex.
func (h Hex) String() string { return statement.Digest(h).String() }

// MarshalText writes the digest in hex.
func (h Hex) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText reads the spelling of MarshalText and no other.
func (h *Hex) UnmarshalText(text []byte) error {
	d, err := statement.ParseDigest(string(text))
	if err != nil {
		return fmt.Errorf("hex: %w", err)
	}
	*h = Hex(d)
	return nil
}
