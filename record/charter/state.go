package charter

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"parley.example/record/statement"
)

// State is what holds at one place of the record: the charter in force, the
// keys with their chains, and the record time. It is not safe for concurrent
// use but for Pub, which may run beside everything else.
type State struct {
	f    facts
	doc  *Document                                                // f.Document parsed, under the host in force
	pubs atomic.Pointer[map[statement.Digest]statement.PublicKey] // of f.Keys; replaced, never written to
}

// facts are all that State remembers, in a form that survives a restart. Maps
// are read by key or in sorted order: no verdict hangs on the order of a map.
type facts struct {
	Mechanism  statement.Digest                       `json:"mechanism"`
	Document   []byte                                 `json:"document"`
	Digest     statement.Digest                       `json:"digest"` // of Document
	Size       int64                                  `json:"size"`
	Time       statement.Time                         `json:"time"`
	Founded    bool                                   `json:"founded"`
	Signed     map[string]bool                        `json:"signed"` // members whose roots signed the first document
	Keys       map[statement.Digest]*Key              `json:"keys"`   // signing keys by id
	Uses       map[statement.Digest]use               `json:"uses"`   // every key that was ever named, by id
	Eras       []Era                                  `json:"eras"`
	RuleSets   []ruleSet                              `json:"rule_sets"`
	Amendments []*amendment                           `json:"amendments"` // under way, in the order of their places
	Rotations  map[string]rotation                    `json:"rotations"`  // under way, by member
	Votes      map[string]map[string]statement.Digest `json:"votes"`      // what k roots do: subject to member to act
	Host       *Host                                  `json:"host"`       // since a succession
	Term       int64                                  `json:"term"`       // of the last succession
	Certified  map[string]certificate                 `json:"certified"`  // the latest term for which a member signed
	Installed  map[string]NodeKeys                    `json:"installed"`  // by member
}

// Era is a stretch of the record under one host and one set of witnesses.
type Era struct {
	From       int64      `json:"from"` // the first size whose checkpoint is of this era
	Host       Host       `json:"host"`
	Witnesses  []Witness  `json:"witnesses"`
	Quorum     int        `json:"quorum"`
	Succession *Succeeded `json:"succession,omitempty"` // where its host took over: whoever holds the leaves checks Root at Size
}

// Witness is a member's cosigning key.
type Witness struct {
	Member string              `json:"member"`
	Name   string              `json:"name"` // the name of the key in cosignature lines
	Key    statement.PublicKey `json:"key"`
}

// New returns the state of an empty record under a first charter document.
func New(document []byte) (*State, error) {
	doc, err := ParseDocument(document)
	if err != nil {
		return nil, err
	}
	if doc.Amends != nil {
		return nil, fmt.Errorf("charter: this document amends %s; take the first one, the rest is on the record", *doc.Amends)
	}
	digest, err := doc.Digest()
	if err != nil {
		return nil, err
	}
	s := &State{doc: &doc, f: facts{
		Mechanism: digest, Document: slices.Clone(document), Digest: digest, Signed: map[string]bool{},
		Keys: map[statement.Digest]*Key{}, Uses: map[statement.Digest]use{}, Rotations: map[string]rotation{},
		Votes: map[string]map[string]statement.Digest{}, Certified: map[string]certificate{}, Installed: map[string]NodeKeys{},
	}}
	s.take(doc.Host.Key, use{Member: doc.Host.Member, Role: roleHost})
	s.take(doc.Host.TLS, use{Member: doc.Host.Member, Role: roleHostTLS})
	for _, m := range doc.Members {
		s.setKey(Key{Pub: m.Root, Member: m.Code, Seat: Root, Place: -1})
		s.setNode(m.Code, m.Node, statement.ID{}, -1)
	}
	s.startEra(0)
	return s, nil
}

// Restore returns the state that Snapshot wrote. A snapshot is a node's own
// truth: it is not checked against anything.
func Restore(snapshot []byte) (*State, error) {
	s := &State{}
	if err := json.Unmarshal(snapshot, &s.f); err != nil {
		return nil, fmt.Errorf("charter: restore: %w", err)
	}
	doc, err := ParseDocument(s.f.Document)
	if err != nil {
		return nil, fmt.Errorf("charter: restore: %w", err)
	}
	if len(s.f.Eras) == 0 || s.f.Keys == nil || s.f.Uses == nil || s.f.Signed == nil || s.f.Rotations == nil ||
		s.f.Votes == nil || s.f.Certified == nil || s.f.Installed == nil {
		return nil, errors.New("charter: restore: not a snapshot of this version; fold the record from its start")
	}
	s.doc = &doc
	if s.f.Host != nil {
		s.setHost(*s.f.Host)
	}
	s.publish()
	return s, nil
}

// Snapshot writes the state; a node keeps it beside its rows.
func (s *State) Snapshot() ([]byte, error) {
	b, err := json.Marshal(&s.f)
	if err != nil {
		return nil, fmt.Errorf("charter: snapshot: %w", err)
	}
	return b, nil
}

// Mechanism returns the digest that names the mechanism.
func (s *State) Mechanism() statement.Digest { return s.f.Mechanism }

// CharterDigest returns the digest of the charter document in force, which the next
// amendment names.
func (s *State) CharterDigest() statement.Digest { return s.f.Digest }

// Document returns the charter document in force. It is shared: read only.
// After a succession it names the host in force, and its own digest is no
// longer the one that CharterDigest returns.
func (s *State) Document() *Document { return s.doc }

// Size returns the number of entries folded.
func (s *State) Size() int64 { return s.f.Size }

// Time returns the record time.
func (s *State) Time() statement.Time { return s.f.Time }

// Founded reports whether every member's root has signed the first document.
func (s *State) Founded() bool { return s.f.Founded }

// Key returns what is known of a key. Its slices are shared: read only.
func (s *State) Key(id statement.Digest) (Key, bool) {
	k, ok := s.f.Keys[id]
	if !ok {
		return Key{}, false
	}
	return *k, true
}

// Pub returns the public key of an id: all that Prepare needs. It may be called
// while another goroutine folds, and then knows the keys of some place before.
func (s *State) Pub(id statement.Digest) (statement.PublicKey, bool) {
	pub, ok := (*s.pubs.Load())[id]
	return pub, ok
}

// Keys returns the keys of one member in order of their places.
func (s *State) Keys(member string) []Key {
	var keys []Key
	for _, k := range s.f.Keys {
		if k.Member == member {
			keys = append(keys, *k)
		}
	}
	slices.SortFunc(keys, func(a, b Key) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), bytes.Compare(a.Pub[:], b.Pub[:]))
	})
	return keys
}

// Node returns the node keys that hold for a member.
func (s *State) Node(member string) (NodeKeys, bool) {
	n, ok := s.f.Installed[member]
	return n, ok
}

// Eras returns the stretches of the record so far, oldest first.
func (s *State) Eras() []Era { return slices.Clone(s.f.Eras) }

// EraOf returns the era of a checkpoint of the size given.
func (s *State) EraOf(size int64) Era {
	for _, era := range slices.Backward(s.f.Eras) {
		if size >= era.From {
			return era
		}
	}
	return s.f.Eras[0]
}

// setKey seats a signing key. A pointer from before stays as it was.
func (s *State) setKey(k Key) {
	s.f.Keys[k.Pub.ID()] = &k
	s.take(k.Pub, use{Member: k.Member, Role: string(k.Seat)})
	s.publish()
}

// setNode puts a node's keys in the place of those before.
func (s *State) setNode(member string, n NodeKeys, by statement.ID, place int64) {
	if old, ok := s.f.Installed[member]; !ok || old.Statement != n.Statement {
		s.setKey(Key{Pub: n.Statement, Member: member, Seat: Node, Appointed: by, Place: place})
	}
	s.take(n.Witness, use{Member: member, Role: roleWitness})
	s.take(n.TLS, use{Member: member, Role: roleTLS})
	s.f.Installed[member] = n
}

func (s *State) publish() {
	pubs := make(map[statement.Digest]statement.PublicKey, len(s.f.Keys))
	for id, k := range s.f.Keys {
		pubs[id] = k.Pub
	}
	s.pubs.Store(&pubs)
}

// startEra begins an era at a size, from the document and the node keys that
// hold now. Eras that would have begun at that size or later never were.
// R-QUORUM-3.
func (s *State) startEra(from int64) *Era {
	era := Era{From: from, Host: s.doc.Host, Quorum: s.doc.WitnessQuorum()}
	for _, code := range s.doc.Witnesses {
		era.Witnesses = append(era.Witnesses, Witness{
			Member: code, Name: WitnessName(s.f.Mechanism, code), Key: s.f.Installed[code].Witness,
		})
	}
	eras := slices.DeleteFunc(slices.Clone(s.f.Eras), func(e Era) bool { return e.From >= from })
	s.f.Eras = append(eras, era)
	return &s.f.Eras[len(s.f.Eras)-1]
}

// WitnessName is the key name under which a member's node cosigns. It has no
// blanks or plus signs, as C2SP asks.
func WitnessName(mechanism statement.Digest, member string) string {
	return "parley/" + mechanism.String()[:16] + "/" + member
}
