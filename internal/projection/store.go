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
	Room  string           // in which it was judged: what a sealed entry says may be void there alone
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
	Kept     []Kept    // what rooms fold of the batch
}

// RoomCommit is what a pass of a room comes to. A store takes it whole or not
// at all. Without a Room it only settles entries.
type RoomCommit struct {
	Room    string
	Anew    bool  // replaces all that the store has of the room
	Size    int64 // one past the last place at which the room folded an entry or an alarm rang
	Changes []Change
	Digests []DigestAt
	Entries []Seen    // the sealed ones, with their act digest inside
	Alarms  []AlarmOf // as in Commit
	Settled []Settled
}

// Settled is what became of a sealed entry.
type Settled struct {
	Index int64
	Lot   Lot
	Room  string // for a Lot of InRoom
}

// SavedRoom is what a store holds of a room.
type SavedRoom struct {
	Room   string
	Size   int64 // see RoomCommit
	Digest statement.Digest
	Alarms []AlarmOf
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

// Store keeps rows. It is safe for many readers beside one caller of Commit and
// one of CommitRoom.
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
	// ChangedAt reports whether a row of the common room changed at an entry.
	ChangedAt(table string, index int64) (bool, error)
	// CharterAt returns the document in force at an index, nil before the first.
	CharterAt(index int64) ([]byte, error)
	Commit(Commit) error
	Close() error
	RoomStore
}

// RoomStore is what a Store keeps for rooms. Their rows stand beside the common
// ones, under their room.
type RoomStore interface {
	// KeptFrom returns, in order, what was said in the open and what is the room's,
	// from an index on, at most n.
	KeptFrom(room string, from int64, n int) ([]Kept, error)
	// Pending returns, in order, what is pending from an index on, at most n.
	Pending(from int64, n int) ([]Kept, error)
	KeptAt(index int64) (Kept, bool, error)
	// LoadRooms returns the rooms, in order of their names.
	LoadRooms() ([]SavedRoom, error)
	// RoomSeen returns the room's verdict on a sealed entry.
	RoomSeen(room string, index int64) (Seen, bool, error)
	// RoomActed reports whether an act digest was said in the room already.
	RoomActed(room string, act statement.Digest) (bool, error)
	// RoomDigestAt returns the value of the room's chain at an index.
	RoomDigestAt(room string, index int64) (statement.Digest, error)
	CommitRoom(RoomCommit) error
}
