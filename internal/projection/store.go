package projection

import (
	"math"

	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// Now is the index at which a store shows the rows that hold.
const Now = math.MaxInt64 - 1

// Change is one row that an entry wrote or, with a nil Row, removed.
type Change struct {
	Index int64 // of the entry
	Room  string
	Table string
	Key   string
	Row   []byte   // canonical JSON
	By    []string // values under the table's indexes, in their order; "\x00" for a row outside one
}

// Outside stands in Change.By for a row that is not in an index.
const Outside = "\x00"

// Seen is what the store remembers of every entry, whoever's it is.
type Seen struct {
	Index int64
	ID    statement.ID
	Time  statement.Time   // record time there
	Act   statement.Digest // act digest of what a person signed, zero for a node's word
	Rule  string           // by which it is void, "" if it counts
	Text  string           // what is wrong, for people; no part of the digest
}

// Commit is what a batch of entries comes to. A store takes it whole or not at
// all.
type Commit struct {
	Size     int64          // entries folded
	Time     statement.Time // record time
	Record   []byte         // snapshot of the record's state
	Rules    statement.Digest
	Charters []CharterAt // documents that came into force
	Changes  []Change
	Digests  []DigestAt
	Entries  []Seen
	Alarms   []AlarmOf // set or, with a zero time, cleared
}

// CharterAt is a charter document from the entry that put it into force on.
type CharterAt struct {
	Index    int64
	Document []byte
}

// DigestAt is the chain's value after the changes of one entry.
type DigestAt struct {
	Index  int64
	Digest statement.Digest
}

// AlarmOf is a kind's alarm.
type AlarmOf struct {
	Kind string
	kind.Alarm
}

// Saved is what a store holds when it is opened.
type Saved struct {
	Size   int64
	Time   statement.Time
	Record []byte
	Rules  statement.Digest // by which it was made
	Digest statement.Digest
	Alarms []AlarmOf
}

// Keyed is a row as a store gives it.
type Keyed struct {
	Key string
	Row []byte
}

// Store keeps rows. It is safe for one writer and many readers.
type Store interface {
	Load() (Saved, error)
	// Row returns the row that holds at an index.
	Row(room, table, key string, at int64) ([]byte, error)
	// Rows returns the rows that hold at an index and have the value under the
	// index of that place in the schema, in order of their keys; -1 gives all.
	Rows(room, table string, index int, value string, at int64) ([]Keyed, error)
	Entry(id statement.ID) (Seen, bool, error)
	EntryAt(index int64) (Seen, bool, error)
	// Acted reports whether an act digest is on the record already.
	Acted(act statement.Digest) (bool, error)
	// DigestAt returns the chain's value at an index.
	DigestAt(index int64) (statement.Digest, error)
	// CharterAt returns the document in force at an index, nil before the first.
	CharterAt(index int64) ([]byte, error)
	Commit(Commit) error
	Close() error
}
