package recordtest

import (
	"crypto/ed25519"
	"encoding/binary"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Draft returns the next statement of a signer: an officer's name, node:CODE or
// root:CODE. The act is a value to be encoded, canonical bytes, or nil. Nothing
// is used up by drafting but a nonce.
func (m *Mechanism) Draft(signer, typ string, act any, about ...statement.ID) statement.Statement {
	m.t.Helper()
	c := m.chain(signer)
	m.nonce++
	st := statement.Statement{
		About: about, Act: []byte("{}"), Key: statement.PublicOf(c.key).ID(), MadeAt: m.Now(), Mechanism: m.state.Mechanism(),
		Member: c.member, Prev: c.tail, Seen: m.Seen(), Seq: c.next, Type: typ,
	}
	binary.BigEndian.PutUint64(st.Nonce[8:], m.nonce)
	switch act := act.(type) {
	case nil:
	case []byte:
		st.Act = act
	default:
		b, err := statement.Encode(act)
		if err != nil {
			m.t.Fatalf("act of %s: %v", typ, err)
		}
		st.Act = b
	}
	return st
}

// SignDraft signs a statement by the key of a signer and moves its chain on.
// The statement may be changed from what Draft gave.
func (m *Mechanism) SignDraft(signer string, st statement.Statement) statement.Envelope {
	m.t.Helper()
	c := m.chain(signer)
	env, err := statement.Sign(st, c.key)
	if err != nil {
		m.t.Fatalf("sign %s by %s: %v", st.Type, signer, err)
	}
	c.next, c.tail = st.Seq+1, env.ID()
	return env
}

// Sign drafts and signs the next statement of a signer.
func (m *Mechanism) Sign(signer, typ string, act any, about ...statement.ID) statement.Envelope {
	m.t.Helper()
	return m.SignDraft(signer, m.Draft(signer, typ, act, about...))
}

// Leaf stamps an envelope. It logs nothing.
func (m *Mechanism) Leaf(env statement.Envelope, at statement.Time) []byte {
	l := statement.Leaf{ReceivedAt: at, Envelope: env}
	return l.Bytes()
}

// Log stamps an envelope and takes it onto the record, void or not.
func (m *Mechanism) Log(env statement.Envelope, at statement.Time) charter.Entry {
	return m.Take(m.Leaf(env, at))
}

// Take takes a leaf onto the record, void or not.
func (m *Mechanism) Take(leaf []byte) charter.Entry {
	m.leaves = append(m.leaves, leaf)
	m.tree.add(statement.LeafHash(leaf))
	return m.state.Take(leaf)
}

// File signs and logs, and ends the test where the entry is void.
func (m *Mechanism) File(at statement.Time, signer, typ string, act any, about ...statement.ID) charter.Entry {
	m.t.Helper()
	e := m.Log(m.Sign(signer, typ, act, about...), at)
	if e.Void != nil {
		m.t.Fatalf("%s by %s at entry %d is void: %v", typ, signer, e.Index, e.Void)
	}
	return e
}

// SignerKey returns the private key of a signer.
func (m *Mechanism) SignerKey(signer string) ed25519.PrivateKey {
	m.t.Helper()
	return m.chain(signer).key
}

// Unsign moves the chain of a signer back to what the record holds of it: what
// was signed and not logged never was.
func (m *Mechanism) Unsign(signer string) {
	m.t.Helper()
	c := m.chain(signer)
	if k, ok := m.state.Key(statement.PublicOf(c.key).ID()); ok {
		c.next, c.tail = k.Next, k.Tail
	} else {
		c.next, c.tail = 0, statement.Digest{}
	}
}

func (m *Mechanism) chain(signer string) *chain {
	m.t.Helper()
	c, ok := m.chains[signer]
	if !ok {
		m.t.Fatalf("no signer %q: an officer's name, node:CODE or root:CODE", signer)
	}
	return c
}
