package server

import (
	"crypto/ed25519"
	"fmt"
	"io"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Root signs what a member's root says: charters, appointments, revocations.
// It knows the end of its own chain, and nothing else: roots live offline.
type Root struct {
	Key       ed25519.PrivateKey
	Member    string
	Mechanism statement.Digest
	Next      int64            // seq of the next statement
	Tail      statement.Digest // id of the last
}

// Sign makes the root's next statement. It is taken over any connection.
func (r *Root) Sign(rand io.Reader, at statement.Time, typ string, act any) (statement.Envelope, error) {
	b, err := statement.Encode(act)
	if err != nil {
		return statement.Envelope{}, fmt.Errorf("root of %s: %w", r.Member, err)
	}
	st := statement.Statement{
		Act: b, Key: statement.PublicOf(r.Key).ID(), MadeAt: at, Mechanism: r.Mechanism, Member: r.Member, Prev: r.Tail,
		Seen: statement.Seen{Root: statement.EmptyRoot}, Seq: r.Next, Type: typ,
	}
	if _, err := io.ReadFull(rand, st.Nonce[:]); err != nil {
		return statement.Envelope{}, fmt.Errorf("root of %s: %w", r.Member, err)
	}
	env, err := statement.Sign(st, r.Key)
	if err != nil {
		return statement.Envelope{}, fmt.Errorf("root of %s: %w", r.Member, err)
	}
	r.Next, r.Tail = r.Next+1, env.ID()
	return env, nil
}

// Appointment is an officer to be appointed: as the charter's members name one.
type Appointment struct {
	Officer string              `json:"officer"`
	Name    string              `json:"name"` // for the member's own desk; never on the record
	Desks   []string            `json:"desks"`
	Powers  []charter.Power     `json:"powers"`
	Key     statement.PublicKey `json:"key"`
}

// Act is the appointment as a root signs it.
func (a Appointment) Act(expires statement.Time) charter.Appointed {
	if a.Desks == nil {
		a.Desks = []string{}
	}
	return charter.Appointed{Desks: a.Desks, ExpiresAt: expires, Key: a.Key, Officer: a.Officer, Powers: a.Powers}
}
