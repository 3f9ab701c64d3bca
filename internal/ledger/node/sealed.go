package node

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"parley.example/internal/kind"
	"parley.example/internal/ledger/seal"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// ErrReader is returned for a reader that is no member of the charter in force:
// there is nobody to seal to.
var ErrReader = errors.New("no member of the charter in force")

// ErrSealing is returned where the record names a sealing key for this node that
// it does not hold: it could not read what it says itself.
var ErrSealing = errors.New("the sealing key that the record names for this node is not among its keys: " +
	"put it into keys/sealing.txt, or install another")

// sealing is a sealed statement in the making.
type sealing struct {
	node    *Node
	inner   statement.Statement
	content []byte
}

// SubmitSealed is Submit of a statement that only the readers can open, and this
// member, which is always one. Of inner the caller gives what Submit takes of a
// draft; the statement that goes onto the record is opaque, has its nonce and
// made_at, and its id is the ticket's. content is for the inner statement's body,
// nil if it has none; it travels within. A reader that is no member is ErrReader.
//
// What the record's rules would make void in its room is a RefusedError. Its
// not_after holds in the queue as that of an open statement does. R-SEAL-2 to
// R-SEAL-6, R-SEAL-16.
func (n *Node) SubmitSealed(
	ctx context.Context, signer Signer, inner statement.Statement, content []byte, readers []string,
) (*Ticket, error) {
	inner.Readers = kind.ReadersOf(kind.RoomOf(append(slices.Clone(readers), n.cfg.Member)))
	if _, _, err := n.recipients(inner.Readers); err != nil {
		return nil, err
	}
	if len(inner.Act) == 0 {
		inner.Act = []byte("{}")
	}
	if len(content) == 0 {
		content = nil
	}
	d, err := n.draft(signer, inner, nil, content) // found again by what is within, readers and all
	if err != nil {
		return nil, err
	}
	s := sealing{node: n, inner: d.st, content: content}
	d.fill = s.fill
	d.st = statement.Statement{
		Act: []byte("{}"), Key: s.inner.Key, MadeAt: s.inner.MadeAt, Mechanism: s.inner.Mechanism, Member: s.inner.Member,
		Nonce: s.inner.Nonce, Type: statement.SealedType,
	}
	tickets, err := n.sign(ctx, signer, []draft{d})
	if err != nil {
		return nil, err
	}
	return tickets[0], nil
}

// fill gives the inner statement the place of the sealed one, and seals it to
// those whom the record names now.
func (s *sealing) fill(outer *statement.Statement) ([]byte, error) {
	p, err := s.plain(outer)
	if err != nil {
		return nil, err
	}
	readers, others, err := s.node.recipients(s.inner.Readers)
	if err != nil {
		return nil, err
	}
	cipher, err := seal.Seal(readers, others, p)
	if err != nil {
		return nil, err
	}
	outer.Body = &statement.Body{Cipher: sha256.Sum256(cipher), Commit: outer.Commit(p.Salt, p.Inner), Size: int64(len(cipher))}
	s.node.opened.put(sealedOf(outer), p)
	return cipher, nil
}

func (s *sealing) plain(outer *statement.Statement) (p seal.Plain, err error) {
	in := s.inner
	in.Seq, in.Prev, in.Seen = outer.Seq, outer.Prev, outer.Seen
	if s.content != nil {
		var salt [statement.SaltSize]byte
		if _, err := rand.Read(salt[:]); err != nil {
			return p, fmt.Errorf("salt: %w", err)
		}
		p.Body = append(salt[:], s.content...)
		in.Body = &statement.Body{Commit: in.Commit(salt, s.content), Size: int64(len(p.Body))}
	}
	if p.Inner, err = in.InnerBytes(); err != nil {
		return p, err
	}
	if void := s.node.judgeInner(outer, &in); void != nil {
		return p, &RefusedError{Void: *void}
	}
	if _, err := rand.Read(p.Salt[:]); err != nil {
		return p, fmt.Errorf("salt: %w", err)
	}
	return p, nil
}

// judgeInner says by which record rule the inner statement would be void in its
// room, were it logged now.
func (n *Node) judgeInner(outer, inner *statement.Statement) *charter.Void {
	n.mu.RLock()
	defer n.mu.RUnlock()
	k, ok := n.state.Key(outer.Key)
	if !ok {
		return nil // the sealed statement is judged by that
	}
	return charter.JudgeInner(&charter.Entry{
		Index: n.state.Size(), Leaf: statement.Leaf{ReceivedAt: n.cfg.Clock()}, Statement: *outer, Charter: n.state.Document(),
		Author: charter.Author{Member: k.Member, Seat: k.Seat, Key: outer.Key, Officer: k.Officer, Desks: k.Desks, Powers: k.Powers},
	}, inner)
}

// recipients returns the sealing recipients of the readers and of all others, as
// the record names them now.
func (n *Node) recipients(readers []string) (theirs, others []string, err error) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	doc := n.state.Document()
	for _, code := range readers {
		if _, ok := doc.Member(code); !ok {
			return nil, nil, fmt.Errorf("seal to %.40q: %w", code, ErrReader)
		}
	}
	for _, m := range doc.Members {
		recipient := m.Node.Sealing
		if keys, ok := n.state.Node(m.Code); ok {
			recipient = keys.Sealing
		}
		if !slices.Contains(readers, m.Code) {
			others = append(others, recipient)
			continue
		}
		if m.Code == n.cfg.Member && !slices.Contains(n.sealing.Recipients(), recipient) {
			return nil, nil, ErrSealing
		}
		theirs = append(theirs, recipient)
	}
	return theirs, others, nil
}

// openSealing reads the node's sealing keys. A node without any folds and signs
// in the open alone.
func (n *Node) openSealing() error {
	if n.cfg.Keys.Sealing == "" {
		return nil
	}
	var err error
	if n.sealing, err = seal.ParseIdentities(n.cfg.Keys.Sealing); err != nil {
		return fmt.Errorf("node: %w", err)
	}
	if keys, ok := n.state.Node(n.cfg.Member); ok && !slices.Contains(n.sealing.Recipients(), keys.Sealing) {
		n.log.Warn("the record names a sealing key for this node that it does not hold; what is sealed to it cannot be read here")
	}
	return nil
}

// Unsealed opens a sealed statement with this node's keys, from what is at hand
// here. What comes back is what the statement commits to. Body is nil also where
// what came with it is not what the inner statement commits to. ErrNoBody: the
// ciphertext is not here yet. seal.ErrNotForUs, seal.ErrBroken: for good. R-SEAL-17.
func (n *Node) Unsealed(st *statement.Statement) (seal.Plain, error) {
	if st.Type != statement.SealedType || !isSealed(st) {
		return seal.Plain{}, fmt.Errorf("%w: %.60q", seal.ErrBroken, st.Type)
	}
	address := BodyAddress(st.Body)
	at := sealedOf(st)
	if p, ok := n.opened.get(at); ok && n.bodies.has(address) {
		return p, nil
	}
	cipher, ok := n.bodies.get(address)
	if !ok {
		return seal.Plain{}, fmt.Errorf("body %s: %w", address, ErrNoBody)
	}
	if statement.Digest(sha256.Sum256(cipher)) != address {
		// Not for good: what was in it may be a stop, and other nodes have it.
		n.log.Error("a sealed body was changed on this node's disk: remove the file and picture.db, both are got anew",
			slog.String("file", address.String()))
		return seal.Plain{}, fmt.Errorf("body %s was changed on disk: %w", address, ErrNoBody)
	}
	if err := CheckServed(st, cipher); err != nil {
		return seal.Plain{}, fmt.Errorf("%w: %w", seal.ErrBroken, err)
	}
	p, err := n.sealing.Open(cipher)
	if err != nil {
		return seal.Plain{}, err
	}
	if err := st.CheckBody(p.Salt, p.Inner); err != nil {
		return seal.Plain{}, fmt.Errorf("%w: %w", seal.ErrBroken, err)
	}
	inner, err := statement.ParseInner(p.Inner)
	if err != nil || inner.Body == nil || CheckServed(&inner, p.Body) != nil {
		p.Body = nil
	}
	n.opened.put(at, p)
	return p, nil
}
