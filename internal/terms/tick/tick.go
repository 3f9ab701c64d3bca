// Package tick holds what nodes themselves put on the record: that they are
// there, how far they have seen, what they miss and what they hold for others.
// Node keys sign these; no officer does. PROTOCOL A5, A7.
package tick

import (
	"slices"

	"parley.example/record/statement"
)

// The types of node statements.
const (
	TypeTick    = "node.tick/v1"    // Tick
	TypeHeld    = "node.held/v1"    // Held
	TypeShown   = "node.shown/v1"   // Shown; about the notice
	TypeRefused = "node.refused/v1" // Refused
)

// Tick says that the node is there at its own clock and has folded what its
// statement's seen covers, but for the bodies missing. It moves record time.
type Tick struct {
	Clock   statement.Time     `json:"clock"`
	Missing []statement.Digest `json:"missing"`           // commitments of bodies that it lacks, ascending
	Picture *Picture           `json:"picture,omitempty"` // once in the charter's tick time
}

// Picture names the common picture of the node at one place, to be compared
// with the others'. Only equal rule-sets compare. PROTOCOL A8.
type Picture struct {
	Digest statement.Digest `json:"digest"`
	Rules  statement.Digest `json:"rules"`
	Size   int64            `json:"size"`
}

// Held says since when the node has held statements of others that the host
// had not logged. f+1 members' words make lateness the host's. PROTOCOL A7.
type Held struct {
	IDs   []statement.ID `json:"ids"` // ascending
	Since statement.Time `json:"since"`
}

// Shown says that a notice, named in about, stood on an open desk.
type Shown struct {
	Desk string `json:"desk"`
}

// Refused says why the node's witness does not cosign, or for how long it has
// waited. The evidence is the body.
type Refused struct {
	Reason string         `json:"reason"` // one of the Reasons
	Since  statement.Time `json:"since"`
	Size   int64          `json:"size"` // of the checkpoint refused
}

// The reasons of a refusal, the only three, and a wait for the clock.
const (
	Inconsistent = "inconsistent" // the tree does not grow from what the witness holds
	Withheld     = "withheld"     // bytes of new leaves cannot be had
	Future       = "future"       // a received_at is ahead of its clock
)

// Reasons lists the reasons that a Refused may give.
func Reasons() []string { return []string{Inconsistent, Withheld, Future} }

// Check reports whether the reason is one of Reasons.
func (r Refused) Check() bool { return slices.Contains(Reasons(), r.Reason) }
