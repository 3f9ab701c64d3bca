package recordtest

import (
	"crypto/ed25519"
	"slices"
	"time"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// T is what this package needs of a test: a testing.TB, or rapid's T.
type T interface {
	Helper()
	Fatalf(format string, args ...any)
}

// Start is when every mechanism made here is founded.
var Start = statement.TimeOf(time.Date(2027, 3, 9, 8, 0, 0, 0, time.UTC))

// Mechanism is a record in the making, with every key in one hand. It is not
// safe for concurrent use.
type Mechanism struct {
	t      T
	doc    []byte
	state  *charter.State
	leaves [][]byte
	tree   tree
	chains map[string]*chain
	nonce  uint64
}

// chain is a signing key with the end of its chain as signed here. What was
// signed and never logged has used its seq nevertheless.
type chain struct {
	key    ed25519.PrivateKey
	member string
	next   int64
	tail   statement.Digest
}

// Found founds a mechanism of the members given by Document: all roots have
// signed, at Start, in the order of the codes.
func Found(t T, codes ...string) *Mechanism {
	t.Helper()
	return FoundDocument(t, Document(codes...))
}

// FoundDocument founds a mechanism of a document whose keys are those of
// Document, whatever else was changed in it.
func FoundDocument(t T, doc charter.Document) *Mechanism {
	t.Helper()
	m := Unfounded(t, doc)
	digest := m.state.Mechanism()
	for _, member := range doc.Members {
		m.File(Start, "root:"+member.Code, charter.TypeSigned, charter.Signed{Charter: digest})
	}
	return m
}

// Unfounded returns the empty record of a document, which nobody has signed.
func Unfounded(t T, doc charter.Document) *Mechanism {
	t.Helper()
	b, err := doc.Bytes()
	if err != nil {
		t.Fatalf("document: %v", err)
	}
	state, err := charter.New(b)
	if err != nil {
		t.Fatalf("charter.New: %v", err)
	}
	m := &Mechanism{t: t, doc: b, state: state, chains: map[string]*chain{}}
	for _, member := range doc.Members {
		m.Join(member.Code)
	}
	return m
}

// Join makes the signers root:CODE and node:CODE of a member, of the keys that
// Member gives it.
func (m *Mechanism) Join(code string) {
	m.Signer("root:"+code, code, RootKey(code))
	m.Signer("node:"+code, code, NodeKey(code))
}

// Signer makes or replaces the signer of a name: a key, at the start of its
// chain.
func (m *Mechanism) Signer(name, member string, key ed25519.PrivateKey) {
	m.chains[name] = &chain{key: key, member: member}
}

// Document returns the bytes of the first charter document.
func (m *Mechanism) Document() []byte { return m.doc }

// State returns the state after the last leaf logged. It is the one that Log
// moves on: take a Snapshot to keep it.
func (m *Mechanism) State() *charter.State { return m.state }

// Leaves returns every leaf logged so far. They are shared: read only.
func (m *Mechanism) Leaves() [][]byte { return slices.Clip(m.leaves) }

// Root returns the root of the tree over Leaves.
func (m *Mechanism) Root() statement.Digest { return m.tree.root() }

// Seen returns the checkpoint of everything logged so far, as statements name it.
func (m *Mechanism) Seen() statement.Seen {
	return statement.Seen{Root: m.Root(), Size: int64(len(m.leaves))}
}

// Now returns the record time, or Start where nothing is logged.
func (m *Mechanism) Now() statement.Time { return max(Start, m.state.Time()) }

// Officer appoints an officer of a member for 30 days, at the record time, and
// makes the signer of that name. Without powers it may sign every notice type.
func (m *Mechanism) Officer(member, officer string, powers ...charter.Power) charter.Entry {
	m.t.Helper()
	if len(powers) == 0 {
		powers = []charter.Power{Power("notice.*")}
	}
	e := m.File(m.Now(), "root:"+member, charter.TypeAppointed, charter.Appointed{
		Desks: []string{"military"}, ExpiresAt: m.Now().Add(30 * 24 * time.Hour), Key: Pub(officer + " officer"),
		Officer: officer, Powers: powers,
	})
	m.Signer(officer, member, OfficerKey(officer))
	return e
}

// OfficerKey returns the key of an officer that Officer appointed.
func OfficerKey(officer string) ed25519.PrivateKey { return Key(officer + " officer") }
