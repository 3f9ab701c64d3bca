package bench

import (
	"crypto/ed25519"
	"encoding/binary"
	"fmt"

	"parley.example/record/statement"
)

// signer is a key with the end of its chain.
type signer struct {
	key       ed25519.PrivateKey
	mechanism statement.Digest
	member    string
	next      int64
	tail      statement.Digest
}

// sign makes the key's next statement. Nonces are counted: the same act never
// comes twice.
func (s *signer) sign(at statement.Time, typ string, act []byte) (statement.Envelope, error) {
	st := statement.Statement{
		Act: act, Key: statement.PublicOf(s.key).ID(), MadeAt: at, Mechanism: s.mechanism, Member: s.member, Prev: s.tail,
		Seen: statement.Seen{Root: statement.EmptyRoot}, Seq: s.next, Type: typ,
	}
	binary.BigEndian.PutUint64(st.Nonce[8:], uint64(s.next))
	env, err := statement.Sign(st, s.key)
	if err == nil {
		s.next, s.tail = s.next+1, env.ID()
	}
	return env, err
}

// signedBytes is a signature with what it is over: what the bare verification of
// the peer needs.
type signedBytes struct {
	key       ed25519.PublicKey
	message   []byte
	signature []byte
}

// bare takes the signature out of an envelope.
func bare(env *statement.Envelope, key statement.PublicKey) signedBytes {
	message := fmt.Appendf(nil, "DSSEv1 %d %s %d ", len(statement.PayloadType), statement.PayloadType, len(env.Payload))
	message = append(message, env.Payload...)
	return signedBytes{key: key[:], message: message, signature: env.Signature[:]}
}
