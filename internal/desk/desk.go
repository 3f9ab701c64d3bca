package desk

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Submitter takes confirmed statements to the host. The node is one.
type Submitter interface {
	// Submit chains st at the end of key's chain, commits to the body unless it
	// is empty, signs and queues. It fills in Key, Prev, Seen, Seq and Body. It
	// returns once the signed statement is on this node's disk, and does not
	// wait for the host. What a rule refuses comes back as a *kind.Void.
	Submit(ctx context.Context, key ed25519.PrivateKey, st statement.Statement, body []byte) (statement.ID, error)
	// SubmitSealed does so with a statement for some members alone, readers: the
	// one that it chains, signs and queues is opaque, and st with the body is
	// within it, encrypted to them. The nonce is that of both. ErrSeal is returned
	// where there is no key to seal to, and nothing was signed. R-DESK-13.
	SubmitSealed(
		ctx context.Context, key ed25519.PrivateKey, st statement.Statement, body []byte, readers []string,
	) (statement.ID, error)
	// Sent returns the statement that a key ever signed with a nonce, if any. It
	// is asked after a restart in the middle of a submission.
	Sent(ctx context.Context, key statement.Digest, nonce [16]byte) (statement.ID, bool, error)
	// Result returns what has become of a statement that Submit took. Void is
	// set, where it is, no later than the picture has passed the entry.
	Result(ctx context.Context, id statement.ID) (kind.Result, error)
}

// Config is what a desk needs of its node.
type Config struct {
	Member    string           // code
	Mechanism statement.Digest // of the first charter document
	Kinds     []kind.Kind
	// Read calls use with the picture at its newest place, in the common room and
	// in every room of the member: for people. The reader ends with the call, and
	// use asks nothing of the node meanwhile. What use made is worth nothing where
	// Read returns an error.
	Read func(ctx context.Context, use func(kind.Reader) error) error
	// ReadIn calls use with the picture in one room, over the common one: what the
	// fold of that room will see, for judging. "" is the common room alone.
	ReadIn func(ctx context.Context, room string, use func(kind.Reader) error) error
	// Key returns what the record knows of a signing key now. A node that holds a
	// revocation which is not logged yet answers as if it were, at NoPlace
	// (PROTOCOL A9, R-DESK-14).
	Key    func(statement.Digest) (charter.Key, bool)
	Submit Submitter
	Clock  func() statement.Time // the node's own
	Rand   io.Reader             // safe for concurrent use

	ConfirmWithin time.Duration // 0: ten minutes
	SessionLife   time.Duration // 0: twelve hours, whether used or not
	Cost          Cost          // zero: DefaultCost
}

// MaxBody is the most that a body may have, and a sealed statement with its
// body: the host and every node keep it.
const MaxBody = 256 << 10

// Desk executes the acts of one node's officers. It is safe for concurrent use.
type Desk struct {
	Config
	db    *sql.DB
	acts  []owned
	types map[string]owner
	keys  keyring
	waits waits
	slots chan struct{} // bounds the derivations of keys that run at once
	queue chan struct{} // and those that wait for one

	// filing is held from reading how far a confirmation has come until the note
	// of what was signed, so that no draft is signed by two.
	filing sync.Mutex
}

// owned is an act and the kind that it belongs to.
type owned struct {
	kind.Act
	kind string
}

// owner is a type of statement and the kind that judges it.
type owner struct {
	entry kind.EntryType
	kind  kind.Kind
}

// Open opens desk.db, and makes it if it is not there. Follow then takes in hand
// what a stop in the middle left. One process at a time signs from a file: the
// node, which holds its directory.
func Open(ctx context.Context, path string, c Config) (*Desk, error) {
	if !statement.IsCode(c.Member) || c.Read == nil || c.ReadIn == nil || c.Key == nil || c.Submit == nil || c.Clock == nil ||
		c.Rand == nil {
		return nil, errors.New("desk: member, read, read in, key, submit, clock and rand are needed")
	}
	if c.ConfirmWithin == 0 {
		c.ConfirmWithin = 10 * time.Minute
	}
	if c.SessionLife == 0 {
		c.SessionLife = 12 * time.Hour
	}
	if c.Cost == (Cost{}) {
		c.Cost = DefaultCost
	}
	d := &Desk{Config: c, types: map[string]owner{}, slots: make(chan struct{}, 2), queue: make(chan struct{}, 64)}
	d.keys.by = map[string]*unlocked{}
	if err := d.list(); err != nil {
		return nil, err
	}
	var err error
	if d.db, err = openFile(ctx, path); err != nil {
		return nil, err
	}
	return d, nil
}

// Close forgets every key and closes the file.
func (d *Desk) Close() error {
	d.keys.clear()
	if err := d.db.Close(); err != nil {
		return fmt.Errorf("close desk: %w", err)
	}
	return nil
}

// list takes the acts and types of the kinds, each named once.
func (d *Desk) list() error {
	named := map[string]bool{}
	for _, k := range d.Kinds {
		for _, t := range k.Entries {
			if _, twice := d.types[t.Name]; twice {
				return fmt.Errorf("desk: type %s is declared twice", t.Name)
			}
			d.types[t.Name] = owner{entry: t, kind: k}
		}
	}
	for _, k := range d.Kinds {
		for _, a := range k.Acts {
			noun, verb, _ := strings.Cut(a.Name, ".")
			if noun != k.Name || verb == "" || named[a.Name] || a.In == nil || a.Plan == nil {
				return fmt.Errorf("desk: act %q of kind %s: want %s.VERB, once, with an input and a plan", a.Name, k.Name, k.Name)
			}
			for _, t := range a.Types {
				if _, known := d.types[t]; !known {
					return fmt.Errorf("desk: act %s drafts %s, which no kind declares", a.Name, t)
				}
			}
			named[a.Name] = true
			d.acts = append(d.acts, owned{Act: a, kind: k.Name})
		}
	}
	return nil
}
