package statement

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// SaltSize is the length of the random salt of a body commitment.
const SaltSize = 32

// commitLabel begins what a body commitment hashes, so that no commitment can
// be taken for another kind of digest.
const commitLabel = "parley/commit/v1"

// Commit returns the commitment to content that stands in the statement's body
// field. It hashes, in this order and each with its length before it as 8 bytes,
// big-endian: the label "parley/commit/v1", the 32 bytes of mechanism and of
// key, seq as 8 bytes big-endian, type, salt, content. So a commitment belongs
// to one place of one key's chain, and without the salt it says nothing of the
// content. R-COMMIT-1.
func (st *Statement) Commit(salt [SaltSize]byte, content []byte) Digest {
	h := sha256.New()
	var n [8]byte
	field := func(b []byte) {
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	field([]byte(commitLabel))
	field(st.Mechanism[:])
	field(st.Key[:])
	field(binary.BigEndian.AppendUint64(nil, uint64(st.Seq))) //nolint:gosec // never negative
	field([]byte(st.Type))
	field(salt[:])
	field(content)
	return Digest(h.Sum(nil))
}

// CheckBody reports whether salt and content are what the statement commits to.
// R-COMMIT-2.
func (st *Statement) CheckBody(salt [SaltSize]byte, content []byte) error {
	if st.Body == nil {
		return fmt.Errorf("%w: the statement commits to no body", ErrForm)
	}
	if got := st.Commit(salt, content); got != st.Body.Commit {
		return fmt.Errorf("%w: body: these bytes have commitment %s, the statement names %s", ErrForm, got, st.Body.Commit)
	}
	return nil
}
