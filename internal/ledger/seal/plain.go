package seal

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"

	"parley.example/record/statement"
)

// label begins every plaintext, so that nothing else that was encrypted to the
// same key is taken for one.
const label = "parley/sealed/v1"

// least is the smallest bucket: a tick, an answer, a withdrawal and a notice
// with little text are of one size.
const least = 4096

// Plain is what a sealed statement's ciphertext holds.
type Plain struct {
	Salt  [statement.SaltSize]byte // of the sealed statement's commitment
	Inner []byte                   // the bytes of the inner statement
	Body  []byte                   // what would be served for the inner statement's body: its salt, its content; nil if none
}

// bytes writes the plaintext's one spelling: label, salt, the inner statement
// and the body each with its length before it as 4 bytes, big-endian, and zeros
// up to the bucket.
func (p *Plain) bytes() ([]byte, error) {
	if len(p.Inner) == 0 || len(p.Inner) > statement.MaxStatement || len(p.Body) > MaxCipher {
		return nil, fmt.Errorf("seal: an inner statement of %d bytes with a body of %d: at most %d and %d",
			len(p.Inner), len(p.Body), statement.MaxStatement, MaxCipher)
	}
	b := append([]byte(label), p.Salt[:]...)
	for _, part := range [][]byte{p.Inner, p.Body} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(part))) //nolint:gosec // bounded above
		b = append(b, part...)
	}
	return append(b, make([]byte, bucket(len(b))-len(b))...), nil
}

// parse reads that spelling and no other: what it returns is written as b again.
// The parts are copies.
func parse(b []byte) (Plain, error) {
	var p Plain
	rest, ok := bytes.CutPrefix(b, []byte(label))
	if !ok || len(rest) < len(p.Salt) {
		return p, fmt.Errorf("%w: it does not begin as a sealed statement", ErrBroken)
	}
	rest = rest[copy(p.Salt[:], rest):]
	for _, part := range []*[]byte{&p.Inner, &p.Body} {
		if len(rest) < 4 {
			return Plain{}, fmt.Errorf("%w: cut off", ErrBroken)
		}
		n := binary.BigEndian.Uint32(rest)
		if rest = rest[4:]; uint64(n) > uint64(len(rest)) {
			return Plain{}, fmt.Errorf("%w: cut off", ErrBroken)
		}
		if n > 0 {
			*part = bytes.Clone(rest[:n])
		}
		rest = rest[n:]
	}
	if len(p.Inner) == 0 || len(p.Inner) > statement.MaxStatement {
		return Plain{}, fmt.Errorf("%w: an inner statement of %d bytes", ErrBroken, len(p.Inner))
	}
	if len(b) != bucket(len(b)-len(rest)) || len(bytes.TrimLeft(rest, "\x00")) > 0 {
		return Plain{}, fmt.Errorf("%w: padded in another way", ErrBroken)
	}
	return p, nil
}

// bucket returns the padded size of n bytes: 4 KiB at least, and above that the
// next size with only the leading bits of Padmé set, so that the padding is
// never more than an eighth and the size tells only of what order it is. PURBs,
// section 4 (Nikitin and others, 2019).
func bucket(n int) int {
	if n <= least {
		return least
	}
	exponent := bits.Len(uint(n)) - 1
	free := exponent - bits.Len(uint(exponent))
	mask := 1<<free - 1
	return (n + mask) &^ mask
}
