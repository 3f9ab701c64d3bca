package node

import (
	"fmt"
	"slices"
	"sync"

	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Revocations returns the revocations that this node has at hand and has not
// folded: handed over or passed on and in its outbox, or in its mirror before a
// quorum covers them. A revocation that a root signs is acted on from then on;
// of one that the record would void nothing is said here. R-WIRE-50, PROTOCOL A9.
func (n *Node) Revocations() []kind.Revocation {
	n.queueing.Lock()
	defer n.queueing.Unlock()
	return n.revocations()
}

// revocations is Revocations with queueing held.
func (n *Node) revocations() []kind.Revocation {
	var found []signed
	for _, p := range n.queue {
		if r, ok := revocation(&p.item.Statement, p.item.ID); ok {
			found = append(found, r)
		}
	}
	from := n.foldedSize()
	found = append(found, n.early.revocations(n.wit.Mirror().Leaves, n.state0().Pub, from, n.wit.Mirror().Size())...)
	if len(found) == 0 {
		return nil
	}
	var out []kind.Revocation
	n.View(func(s *charter.State) {
		for i := range found {
			r, ok := heed(s, &found[i])
			if ok && !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	})
	return out
}

// signed is what a revocation says, and by whom.
type signed struct {
	id        statement.ID
	mechanism statement.Digest
	root      statement.Digest // the key that signed it
	member    string
	act       charter.Revoked
	env       *statement.Envelope // whose signature is still to be verified; nil: it was found to hold
}

// revocation reads one whose signature holds.
func revocation(st *statement.Statement, id statement.ID) (signed, bool) {
	r := signed{id: id, mechanism: st.Mechanism, root: st.Key, member: st.Member}
	ok := st.Type == charter.TypeRevoked && statement.Decode(st.Act, &r.act) == nil
	return r, ok
}

// heed reports whether a revocation is one that the record, as far as it is
// folded, would take: by a root that holds, of an officer's or a node's key of
// its own member, which has not ended so early already. When it says that the
// key was compromised is for the record to judge, and its place in the chain too:
// a root that says no is heard at once.
func heed(s *charter.State, r *signed) (kind.Revocation, bool) {
	root, ok := s.Key(r.root)
	if !ok || root.Seat != charter.Root || root.Ended != nil || root.Member != r.member || s.Time() < root.NotBefore ||
		r.mechanism != s.Mechanism() || r.env != nil && r.env.Verify(root.Pub) != nil {
		return kind.Revocation{}, false
	}
	key, ok := s.Key(r.act.Key)
	if !ok || key.Member != root.Member || key.Seat != charter.Officer && key.Seat != charter.Node {
		return kind.Revocation{}, false
	}
	if end := key.Ended; end != nil && (r.act.Since == 0 || end.Since != 0 && end.Since <= r.act.Since) {
		return kind.Revocation{}, false // the record says as much already
	}
	return kind.Revocation{ID: r.id, Root: r.root, Member: root.Member, Key: r.act.Key, Since: r.act.Since}, true
}

// disowned says that a key signs nothing more here, since its revocation is at
// hand. queueing is held.
func (n *Node) disowned(key statement.Digest) error {
	for _, r := range n.revocations() {
		if r.Key == key {
			return &RefusedError{Void: charter.Void{
				Rule: charter.RuleEnded, Text: fmt.Sprintf("key %s: its revocation %s is at hand, not yet on the record", key, r.ID),
			}}
		}
	}
	return nil
}

// passes reports whether a statement goes to the other nodes where the host is
// slow with it: what is this member's own, its root's words among them.
func (n *Node) passes(p *pending) bool {
	return !p.quiet() && (!p.item.Foreign || p.item.Statement.Member == n.cfg.Member)
}

// mostUnknown bounds the revocations in the mirror by keys that the record does
// not know yet. A host can log any number of them.
const mostUnknown = 1000

// early finds revocations among the leaves that stand in the mirror and that no
// quorum covers yet. The zero value is ready.
type early struct {
	mu       sync.Mutex
	from, to int64 // the leaves that were looked at
	found    []signed
	unknown  int // of those found
}

// revocations looks at the leaves from one size to another, each once, and
// verifies what each is signed with once: whatever a host logs, to ask again
// costs little.
func (e *early) revocations(
	leaves func(from, to int64) ([][]byte, error), pub func(statement.Digest) (statement.PublicKey, bool), from, to int64,
) []signed {
	e.mu.Lock()
	defer e.mu.Unlock()
	if from >= to || from < e.from || from > e.to || to < e.to {
		e.from, e.to, e.found, e.unknown = from, from, nil, 0
	}
	e.to = max(e.to, to-mostLooked)
	for e.to < to {
		end := min(e.to+mostFold, to)
		raw, err := leaves(e.to, end)
		if err != nil {
			return e.found // the fold meets it again, and says so
		}
		for _, b := range raw {
			leaf, err := statement.ParseLeaf(b)
			if err != nil {
				continue
			}
			if st, err := leaf.Envelope.Statement(); err == nil && st.Type == charter.TypeRevoked {
				e.take(&leaf.Envelope, &st, pub)
			}
		}
		e.to = end
	}
	return e.found
}

// take keeps a revocation whose signature holds, or whose key is not known yet.
func (e *early) take(env *statement.Envelope, st *statement.Statement, pub func(statement.Digest) (statement.PublicKey, bool)) {
	r, ok := revocation(st, env.ID())
	if !ok {
		return
	}
	switch key, known := pub(st.Key); {
	case known && env.Verify(key) != nil:
		return
	case !known && e.unknown >= mostUnknown:
		return
	case !known:
		e.unknown++
		r.env = env
	}
	e.found = append(e.found, r)
}
