package node

import (
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// Picture is what follows from the record: the node hands it judged entries in
// order, and none that a quorum has not cosigned. Resume and Fold are called by
// one goroutine at a time; Wants may be called beside them.
// internal/projection implements it.
type Picture interface {
	// Resume says where the rows stand, with the snapshot of the charter's
	// state that was committed with them; nil at size 0.
	Resume() (size int64, snapshot []byte, err error)
	// Fold takes the next entries into the rows and commits them together with
	// the position and state.Snapshot(). The state stands after the last entry
	// of the batch; head is the checkpoint with quorum that covers it.
	Fold(batch []charter.Entry, state *charter.State, head checkpoint.Checkpoint) error
	// Wants says what the picture needs of the next tick. It is asked after each
	// Fold, and several times a second, so that it must be quick.
	Wants() Wants
}

// Wants is what a picture needs of the node's tick. PROTOCOL A5, A8.
type Wants struct {
	Deliver bool           // an entry addressed to the member was folded since its last tick
	Edge    statement.Time // the next answer time, rung or window edge after record time; 0 if none
	Running bool           // an answer time runs
	Digest  *tick.Picture  // to be carried, once in the charter's tick time
	Rooms   []RoomWant     // what is said in rooms is said by ticks of their own
}

// RoomWant is what a picture needs of a tick that is sealed to a room. R-SEAL-13,
// R-SEAL-15.
type RoomWant struct {
	Readers []string
	Deliver bool          // an entry of the room that is addressed to the member was folded since its last tick there
	Digest  *tick.Picture // of the room, to be carried; nil where nothing changed
}

// Bare is a picture without rows: it folds nothing and remembers nothing, so
// that each start judges the record again from its first entry. It serves
// witnesses that nobody looks at, benchmarks and tests.
type Bare struct{}

// Resume begins at the start.
func (*Bare) Resume() (int64, []byte, error) { return 0, nil, nil }

// Fold drops the batch.
func (*Bare) Fold([]charter.Entry, *charter.State, checkpoint.Checkpoint) error { return nil }

// Wants wants nothing.
func (*Bare) Wants() Wants { return Wants{} }
