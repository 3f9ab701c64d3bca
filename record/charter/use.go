package charter

import "parley.example/record/statement"

// use is what a key was named for. Every key that the record ever named has
// one, and keeps it: a replaced, revoked or lost key never gets another.
// R-KEY-2.
type use struct {
	Member  string `json:"member"`
	Role    string `json:"role"`              // a Seat, or one of the roles below
	Pending bool   `json:"pending,omitempty"` // named in what is not in force yet: kept for exactly this use
}

// The roles of keys that sign no statements.
const (
	roleWitness = "witness"
	roleTLS     = "tls"
	roleHost    = "host"
	roleHostTLS = "host tls"
)

// free refuses a key that cannot have a use, since it is weak or was named for
// another. What is pending for the very same use is free. R-KEY-2, R-KEY-3.
func (s *State) free(pub statement.PublicKey, want use) *Void {
	if pub.Weak() {
		return void(RuleAct, "the key of a %s is of small order: anybody could sign for it", want.Role)
	}
	want.Pending = true
	if have, known := s.f.Uses[pub.ID()]; known && have != want {
		return void(RuleAct, "the key has a seat already: %s of %s; one key, one role", have.Role, have.Member)
	}
	return nil
}

// take gives a key its use.
func (s *State) take(pub statement.PublicKey, u use) { s.f.Uses[pub.ID()] = u }

// reserve keeps a key for a use that is not in force yet, so that nobody can
// stop what several roots do by taking its key in between. R-KEY-4.
func (s *State) reserve(pub statement.PublicKey, u use) {
	if _, known := s.f.Uses[pub.ID()]; !known {
		u.Pending = true
		s.take(pub, u)
	}
}
