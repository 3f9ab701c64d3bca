package server

import (
	"context"
	"fmt"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/ledger/node"
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
		return nil, kind.Sealed
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

// Aside is what this node knows besides the record.
func (b *beside) Aside() kind.Local {
	return kind.Local{Live: b.node.Live().OK, Clock: b.clock()}
}
