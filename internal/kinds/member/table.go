package member

import (
	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// Node is what a member's node last said of itself that others must know. A
// tick that changes none of it writes no row. PROTOCOL A5.
type Node struct {
	Missing []statement.Digest `json:"missing"`
	Refused string             `json:"refused,omitempty"` // why its witness last refused
	Since   statement.Time     `json:"since,omitempty"`   // of the refusal, by its own word
}

// Nodes has a row for each member whose node misses something or refused.
var Nodes = kind.Table[Node]{Name: "member_node"}

// Seat is a member of the mechanism from the entry at which it joined.
type Seat struct {
	Role string `json:"role"`
}

// Seats has a row for each member of the charter in force.
var Seats = kind.Table[Seat]{Name: "member_seat"}
