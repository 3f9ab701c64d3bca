package statement

import (
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
)

// PayloadType is the DSSE payload type of every statement.
const PayloadType = "application/vnd.parley.statement+json"

// ErrSignature is returned where a signature does not hold by the rule of Go's
// crypto/ed25519, which is the only one. R-SIG-1.
var ErrSignature = errors.New("signature does not hold")

// Envelope is a signed statement as it travels: DSSE with one signature, in
// one spelling. R-ENV-1.
type Envelope struct {
	Payload   []byte   // canonical statement
	Key       Digest   // DSSE keyid; equals the statement's key
	Signature [64]byte // Ed25519 over the pre-authentication encoding
}

// Sign makes the envelope of st. It fails where st has no canonical form or
// names another key.
func Sign(st Statement, key ed25519.PrivateKey) (Envelope, error) {
	payload, err := st.Bytes()
	if err != nil {
		return Envelope{}, err
	}
	if id := PublicOf(key).ID(); id != st.Key {
		return Envelope{}, fmt.Errorf("sign %s: statement names key %s, signing key is %s", st.Type, st.Key, id)
	}
	env := Envelope{Payload: payload, Key: st.Key}
	copy(env.Signature[:], ed25519.Sign(key, preAuth(payload)))
	return env, nil
}

// ID returns the statement's id. R-STMT-6.
func (e *Envelope) ID() ID { return sha256.Sum256(preAuth(e.Payload)) }

// Verify checks the signature by pub. R-SIG-1.
func (e *Envelope) Verify(pub PublicKey) error {
	if !ed25519.Verify(pub[:], preAuth(e.Payload), e.Signature[:]) {
		return ErrSignature
	}
	return nil
}

// Statement parses the payload. R-ENV-2.
func (e *Envelope) Statement() (Statement, error) {
	st, err := Parse(e.Payload)
	if err != nil {
		return Statement{}, err
	}
	if st.Key != e.Key {
		return Statement{}, fmt.Errorf("statement: %w: keyid of the envelope is not the statement's key", ErrForm)
	}
	return st, nil
}

// Bytes returns the envelope's one spelling.
func (e *Envelope) Bytes() []byte {
	return e.append(make([]byte, 0, 320+strict.EncodedLen(len(e.Payload))))
}

func (e *Envelope) append(b []byte) []byte {
	b = strict.AppendEncode(append(b, `{"payload":"`...), e.Payload)
	b = append(b, `","payloadType":"`+PayloadType+`","signatures":[{"keyid":`...)
	b = appendBytes(b, e.Key[:])
	b = appendBytes(append(b, `,"sig":`...), e.Signature[:])
	return append(b, `}]}`...)
}

// ParseEnvelope reads an envelope in its one spelling. It looks neither at the
// signature nor into the payload. R-ENV-1.
func ParseEnvelope(b []byte) (Envelope, error) {
	if len(b) > MaxLeaf {
		return Envelope{}, fmt.Errorf("envelope: %w: %d bytes, at most %d", ErrForm, len(b), MaxLeaf)
	}
	s := scanner{b: b}
	e := s.envelope()
	if s.end(); s.err != nil {
		return Envelope{}, fmt.Errorf("envelope: %w", s.err)
	}
	return e, nil
}

func (s *scanner) envelope() Envelope {
	var e Envelope
	s.lit(`{"payload":`)
	start, escaped := s.span()
	if s.err == nil {
		text := s.b[start : s.i-1]
		payload, err := strict.AppendDecode(make([]byte, 0, strict.DecodedLen(len(text))), text)
		if err != nil || escaped || len(text) != strict.EncodedLen(len(payload)) {
			s.i = start
			s.fail("payload: %v", ErrBase64)
		}
		e.Payload = payload
	}
	s.lit(`,"payloadType":"` + PayloadType + `","signatures":[{"keyid":`)
	s.bytes(e.Key[:])
	s.lit(`,"sig":`)
	s.bytes(e.Signature[:])
	s.lit(`}]}`)
	return e
}

// preAuth is the DSSE pre-authentication encoding, what is signed. R-SIG-2.
func preAuth(payload []byte) []byte {
	b := make([]byte, 0, len(payload)+64)
	b = append(b, "DSSEv1 "...)
	b = strconv.AppendInt(b, int64(len(PayloadType)), 10)
	b = append(b, " "+PayloadType+" "...)
	b = strconv.AppendInt(b, int64(len(payload)), 10)
	return append(append(b, ' '), payload...)
}
