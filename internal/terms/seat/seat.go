// Package seat holds who may sign for whom, as rows: the table of officers'
// keys that the kind member writes and the kinds that judge powers read.
package seat

import (
	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Key is an officer's key with its appointment, by key id in hex.
type Key struct {
	Desks   []string         `json:"desks"`
	Ended   int64            `json:"ended"` // index of the entry that ended it, -1 while it holds
	Expires statement.Time   `json:"expires"`
	Key     statement.Digest `json:"key"`
	Member  string           `json:"member"`
	Officer string           `json:"officer"`
	Place   int64            `json:"place"` // index of the appointment
	Powers  []charter.Power  `json:"powers"`
	Since   statement.Time   `json:"since,omitempty"` // compromised since
}

// Holds reports whether the key may sign at a record time.
func (k Key) Holds(at statement.Time) bool { return k.Ended < 0 && at < k.Expires }

// Keys is written by the kind member.
var Keys = kind.Table[Key]{Name: "seat_key", Index: []kind.TypedIndex[Key]{
	{Name: "member", Of: func(k Key) (string, bool) { return k.Member, true }},
}}
