package recordtest

import (
	"crypto/sha256"

	"parley.example/record/statement"
)

// Seal returns the sealed statement that commits to an inner one by a salt, and
// the inner one's bytes. The inner one is what Draft gave, with readers; signing
// the sealed one by SignDraft uses its place. There is no ciphertext: the hash of
// the inner bytes stands in for the hash of one.
func (m *Mechanism) Seal(inner statement.Statement, salt [statement.SaltSize]byte) (statement.Statement, []byte) {
	m.t.Helper()
	content, err := inner.InnerBytes()
	if err != nil {
		m.t.Fatalf("inner statement: %v", err)
	}
	return m.SealBytes(inner, salt, content), content
}

// SealBytes is Seal with other content, which may be no inner statement at all.
func (m *Mechanism) SealBytes(place statement.Statement, salt [statement.SaltSize]byte, content []byte) statement.Statement {
	m.t.Helper()
	st := place
	st.About, st.Act, st.Assent, st.NotAfter, st.Readers, st.Type = nil, []byte("{}"), nil, 0, nil, statement.SealedType
	st.Body = &statement.Body{Cipher: sha256.Sum256(content), Commit: st.Commit(salt, content), Size: int64(len(content))}
	return st
}
