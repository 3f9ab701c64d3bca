package kindtest

import (
	"crypto/sha256"
	"slices"
	"strings"

	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// hidden is what is within a sealed entry.
type hidden struct {
	inner  []byte
	author string // member
	room   string
	late   int // entry after which others than the author have the ciphertext; 0: at once
}

// hide makes the sealed statement of one for some readers alone. Nothing is
// encrypted: who may open it is asked of the opener.
func (p *played) hide(l line, st statement.Statement) statement.Statement {
	p.t.Helper()
	room := kind.RoomOf(append(strings.Split(l.options["sealed"], ","), st.Member))
	st.Readers = kind.ReadersOf(room)
	inner, err := st.InnerBytes()
	if err != nil {
		p.t.Fatalf("%s: entry %d: %v", p.file, l.n, err)
	}
	h := hidden{inner: inner, author: st.Member, room: room}
	if l.has("late") {
		h.late = p.number(l.options["late"])
	}
	out := statement.Statement{
		Act: []byte("{}"), Key: st.Key, MadeAt: st.MadeAt, Mechanism: st.Mechanism, Member: st.Member, Nonce: st.Nonce, Prev: st.Prev,
		Seen: st.Seen, Seq: st.Seq, Type: statement.SealedType,
	}
	out.Body = &statement.Body{
		Cipher: sha256.Sum256(inner), Commit: out.Commit([statement.SaltSize]byte{1}, inner), Size: int64(len(inner)),
	}
	p.hidden[out.Body.Commit] = h
	return out
}

// said returns what a statement says: of a sealed one what is within.
func (p *played) said(st statement.Statement) statement.Statement {
	if st.Body == nil || st.Type != statement.SealedType {
		return st
	}
	inner, err := statement.ParseInner(p.hidden[st.Body.Commit].inner)
	if err != nil {
		p.t.Fatalf("%s: %v", p.file, err)
	}
	return inner
}

// opener opens what is sealed for one member, as far as ciphertexts have come.
type opener struct {
	*played
	member string
	come   int // the entry that was folded last
}

// Open is the engine's door to what is sealed.
func (o *opener) Open(st *statement.Statement) ([]byte, kind.Gone) {
	h, ok := o.hidden[st.Body.Commit]
	switch {
	case !ok || !slices.Contains(kind.ReadersOf(h.room), o.member):
		return nil, kind.Sealed
	case h.author != o.member && h.late > o.come:
		return nil, kind.Missing
	}
	return h.inner, kind.Here
}
