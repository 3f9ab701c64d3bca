package node

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"

	"parley.example/internal/ledger/node/outbox"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// ErrNoKey is returned for a key that the record, as far as it is folded here,
// does not know: its appointment is still to come.
var ErrNoKey = errors.New("not on the record yet")

// Fill completes a statement where something hangs on its place in the chain: a
// commitment, an inner statement. It gets the statement with everything else
// filled in, and returns the bytes that are served for its body, nil if none.
type Fill func(*statement.Statement) (served []byte, err error)

// draft is what is to be signed.
type draft struct {
	st   statement.Statement
	key  statement.Digest // by which the same act is found again
	fill Fill
}

// Submit signs the next statement of the signer's key, keeps it, and sends it.
// Of the draft the caller gives type, act, about and not_after, and may give
// made_at and nonce: the same act with the same nonce gives the same ticket.
// Mechanism, member, key, seq, prev and seen are filled in here.
//
// It returns when the statement is durable, not when it is sent. A draft that
// the record's rules would make void is a RefusedError, and nothing is signed.
func (n *Node) Submit(ctx context.Context, signer Signer, st statement.Statement) (*Ticket, error) {
	return n.SubmitWith(ctx, signer, st, nil)
}

// SubmitBody is Submit with an open body: its salt is made here, and it is
// served to whoever asks by the commitment.
func (n *Node) SubmitBody(ctx context.Context, signer Signer, st statement.Statement, content []byte) (*Ticket, error) {
	fill := func(st *statement.Statement) ([]byte, error) {
		var salt [statement.SaltSize]byte
		if _, err := rand.Read(salt[:]); err != nil {
			return nil, fmt.Errorf("salt: %w", err)
		}
		served := append(salt[:], content...)
		st.Body = &statement.Body{Commit: st.Commit(salt, content), Size: int64(len(served))}
		return served, nil
	}
	return n.one(ctx, signer, st, fill, content)
}

// SubmitWith is Submit with a Fill. The same act is found again by the draft as
// it is before fill.
func (n *Node) SubmitWith(ctx context.Context, signer Signer, st statement.Statement, fill Fill) (*Ticket, error) {
	return n.one(ctx, signer, st, fill, nil)
}

func (n *Node) one(ctx context.Context, signer Signer, st statement.Statement, fill Fill, content []byte) (*Ticket, error) {
	d, err := n.draft(signer, st, fill, content)
	if err != nil {
		return nil, err
	}
	tickets, err := n.sign(ctx, signer, []draft{d})
	if err != nil {
		return nil, err
	}
	return tickets[0], nil
}

// SubmitBatch is Submit for many statements of one key, with one write to disk.
// It takes all or none.
func (n *Node) SubmitBatch(ctx context.Context, signer Signer, list []statement.Statement) ([]*Ticket, error) {
	drafts := make([]draft, len(list))
	for i := range list {
		var err error
		if drafts[i], err = n.draft(signer, list[i], nil, nil); err != nil {
			return nil, err
		}
	}
	return n.sign(ctx, signer, drafts)
}

// draft fills in what does not hang on the chain.
func (n *Node) draft(signer Signer, st statement.Statement, fill Fill, content []byte) (draft, error) {
	st.Mechanism, st.Member, st.Key = n.mechanism, n.cfg.Member, signer.Public().ID()
	if st.MadeAt == 0 {
		st.MadeAt = n.cfg.Clock()
	}
	if st.Nonce == [16]byte{} {
		if _, err := rand.Read(st.Nonce[:]); err != nil {
			return draft{}, fmt.Errorf("nonce: %w", err)
		}
	}
	key := st.ActDigest()
	if content != nil {
		sum := sha256.Sum256(content)
		key = sha256.Sum256(append(key[:], sum[:]...))
	}
	return draft{st: st, key: key, fill: fill}, nil
}

// sign chains, signs and keeps.
func (n *Node) sign(ctx context.Context, signer Signer, drafts []draft) ([]*Ticket, error) {
	id := signer.Public().ID()
	if err := n.findTail(ctx, id); err != nil {
		return nil, err
	}
	n.queueing.Lock()
	defer n.queueing.Unlock()
	end, known := n.tailOf(id)
	alone := !n.waits(id)
	ended := n.disowned(id)
	tickets := make([]*Ticket, len(drafts))
	var fresh []*pending
	var items []outbox.Item
	for i := range drafts {
		d := &drafts[i]
		if t, ok := n.same(d.key); ok {
			tickets[i] = t
			continue
		}
		if !known {
			return nil, fmt.Errorf("key %s: %w", id, ErrNoKey)
		}
		if ended != nil {
			return nil, ended
		}
		env, err := n.chain(signer, d, end)
		if err != nil {
			return nil, err
		}
		if alone && len(fresh) == 0 {
			if bad := n.prejudge(env); bad != nil {
				return nil, &RefusedError{Void: *bad}
			}
		}
		it := outbox.Item{Envelope: env, Statement: d.st, ID: env.ID(), Key: d.key, Handed: n.live.hostUp(), At: n.cfg.Clock()}
		p := n.pend(it)
		fresh, items, tickets[i] = append(fresh, p), append(items, it), p.ticket
		end = tail{d.st.Seq + 1, it.ID}
	}
	if len(fresh) == 0 {
		return tickets, nil
	}
	if err := n.box.Add(items...); err != nil {
		return nil, err
	}
	for _, p := range fresh {
		n.queue = append(n.queue, p)
		n.open[p.item.ID] = p
		if body := p.item.Statement.Body; body != nil {
			n.bodies.push(body)
		}
	}
	nudge(n.wake)
	return tickets, nil
}

// chain gives a draft its place and signs it. queueing is held.
func (n *Node) chain(signer Signer, d *draft, end tail) (statement.Envelope, error) {
	n.mu.RLock()
	d.st.Seen = n.folded
	n.mu.RUnlock()
	d.st.Seq, d.st.Prev = end.next, end.last
	if d.fill != nil {
		served, err := d.fill(&d.st)
		if err != nil {
			return statement.Envelope{}, err
		}
		if served != nil {
			if err := n.bodies.put(&d.st, served); err != nil {
				return statement.Envelope{}, err
			}
		}
	}
	if len(d.st.Act) == 0 {
		d.st.Act = []byte("{}")
	}
	return signer.Sign(d.st)
}

// prejudge says by which record rule the statement would be void, were it
// logged now.
func (n *Node) prejudge(env statement.Envelope) *charter.Void {
	leaf := statement.Leaf{ReceivedAt: n.cfg.Clock(), Envelope: env}
	p := charter.Prepare(leaf.Bytes(), n.state0().Pub)
	n.mu.RLock()
	defer n.mu.RUnlock()
	e := n.state.Judge(p)
	return e.Void
}

// state0 returns the state for its Pub alone.
func (n *Node) state0() *charter.State {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.state
}

// same returns the ticket of an act that was signed before. queueing is held.
func (n *Node) same(key statement.Digest) (*Ticket, bool) {
	id, ok := n.box.Find(key)
	if !ok {
		return nil, false
	}
	return n.ticket(id)
}

func (n *Node) ticket(id statement.ID) (*Ticket, bool) {
	if p, ok := n.open[id]; ok {
		return p.ticket, true
	}
	end, ok := n.box.Ended(id)
	if !ok {
		return nil, false
	}
	t := &Ticket{id: id, changed: make(chan struct{})}
	t.status = Status{Index: end.Index, Size: end.Size, Void: end.Void}
	switch end.How {
	case outbox.Receipted:
		t.status.Stage = Receipted
	case outbox.Refused:
		t.status.Stage = Refused
	case outbox.Lapsed:
		t.status.Stage = Lapsed
	}
	return t, true
}

// Ticket returns the ticket of a statement that this node has signed, also
// before its last start. Of one that is on the record the envelope is there, not
// in the ticket.
func (n *Node) Ticket(id statement.ID) (*Ticket, bool) {
	n.queueing.Lock()
	defer n.queueing.Unlock()
	return n.ticket(id)
}

// Pending returns the tickets of the member's statements that are not on the
// record yet, in the order of their signing.
func (n *Node) Pending() []*Ticket {
	n.queueing.Lock()
	defer n.queueing.Unlock()
	var out []*Ticket
	for _, p := range n.queue {
		if !p.item.Foreign {
			out = append(out, p.ticket)
		}
	}
	return out
}
