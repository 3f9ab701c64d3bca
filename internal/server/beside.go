package server

import (
	"context"
	"errors"
	"fmt"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/ledger/node"
	"parley.example/internal/ledger/seal"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// fetchWithin is how long a page waits for a body that is not at hand yet.
const fetchWithin = 2 * time.Second

// beside is what readers of the picture ask of the node.
type beside struct {
	node  *node.Node // set before anything reads
	clock func() statement.Time
}

// Entry returns the entry at an index with its author as the record knows it
// now. Whether it is void is for the picture to say.
func (b *beside) Entry(index int64) (charter.Entry, error) {
	leaf, err := b.node.Mirror().Leaf(index)
	if err != nil {
		return charter.Entry{}, fmt.Errorf("entry %d: %w", index, err)
	}
	e := charter.Entry{Index: index, Hash: statement.LeafHash(leaf)}
	if e.Leaf, err = statement.ParseLeaf(leaf); err != nil {
		return e, nil //nolint:nilerr // a leaf without form is an entry all the same, void by R-VOID-1
	}
	e.Time, e.ID = e.Leaf.ReceivedAt, e.Leaf.Envelope.ID()
	if e.Statement, err = e.Leaf.Envelope.Statement(); err != nil {
		return e, nil //nolint:nilerr // likewise
	}
	b.node.View(func(s *charter.State) {
		e.Charter = s.Document()
		if k, ok := s.Key(e.Statement.Key); ok {
			e.Author = charter.Author{
				Member: k.Member, Seat: k.Seat, Key: e.Statement.Key, Officer: k.Officer, Desks: k.Desks, Powers: k.Powers,
			}
			if m, ok := s.Document().Member(k.Member); ok {
				e.Author.Role = m.Role
			}
		}
	})
	return e, nil
}

// Content opens a body: from this node's files, or else from the host or
// another node.
func (b *beside) Content(st *statement.Statement) ([]byte, kind.Gone) {
	if st.Body == nil {
		return nil, kind.None
	}
	if !st.Body.Cipher.IsZero() {
		return b.within(st)
	}
	if b.node.Erased(st) {
		return nil, kind.Erased
	}
	ctx, cancel := context.WithTimeout(context.Background(), fetchWithin)
	defer cancel()
	served, err := b.node.Body(ctx, st.Body.Commit)
	if err != nil || len(served) < statement.SaltSize {
		return nil, kind.Missing
	}
	salt, content := [statement.SaltSize]byte(served[:statement.SaltSize]), served[statement.SaltSize:]
	if st.CheckBody(salt, content) != nil {
		return nil, kind.Missing
	}
	return content, kind.Here
}

// within returns the content of the body of what a sealed statement says.
func (b *beside) within(st *statement.Statement) ([]byte, kind.Gone) {
	plain, gone := b.unseal(st)
	switch {
	case gone != kind.Here:
		return nil, gone
	case len(plain.Body) < statement.SaltSize:
		return nil, kind.Missing
	}
	return plain.Body[statement.SaltSize:], kind.Here
}

// Inner opens a sealed statement from what is at hand here.
func (b *beside) Inner(st *statement.Statement) ([]byte, kind.Gone) {
	plain, gone := b.unseal(st)
	return plain.Inner, gone
}

// Open is Inner, for the rooms.
func (b *beside) Open(st *statement.Statement) ([]byte, kind.Gone) { return b.Inner(st) }

func (b *beside) unseal(st *statement.Statement) (seal.Plain, kind.Gone) {
	plain, err := b.node.Unsealed(st)
	switch {
	case err == nil:
		return plain, kind.Here
	case errors.Is(err, node.ErrNoBody):
		return seal.Plain{}, kind.Missing
	default:
		return seal.Plain{}, kind.Sealed
	}
}

// Aside is what this node knows besides the record.
func (b *beside) Aside() kind.Local {
	return kind.Local{Live: b.node.Live().OK, Clock: b.clock(), Revoked: b.node.Revocations()}
}
