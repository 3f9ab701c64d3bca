package tick

import (
	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// Hold is who says to have held a statement that the host had not logged, and
// since when. Where f+1 other members held an answer in time, its lateness is
// the host's. PROTOCOL A7.
type Hold struct {
	By []HeldBy `json:"by"` // in the order of the record
}

// HeldBy is one member's word.
type HeldBy struct {
	Member string         `json:"member"`
	Since  statement.Time `json:"since"`
}

// Holds is written by the kind member; its key is a statement id in hex.
var Holds = kind.Table[Hold]{Name: "tick_hold"}
