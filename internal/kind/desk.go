package kind

import (
	"parley.example/internal/lang"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Confirmation is what an officer is shown before signing: the sentences of
// the plan, bound by Token to exactly the drafts behind them. An answer is a
// deliberate act; nothing is signed without this step.
type Confirmation struct {
	Token   string         `json:"token"`
	Act     string         `json:"act"`
	Says    []lang.Message `json:"says"`
	Expires statement.Time `json:"expires"` // by the node's clock; a later confirmation is refused
}

// Filing is what became of a confirmed act: one Result a statement.
type Filing struct {
	Results []Result `json:"results"`
}

// Result keeps the three results of a submission apart (PROTOCOL A7), and the
// two ways back to the officer.
type Result struct {
	ID        statement.ID   `json:"id"`
	Type      string         `json:"type"`
	Promised  statement.Time `json:"promised,omitempty"` // received_at of the host's promise
	Logged    int64          `json:"logged"`             // index, -1 while not seen in the log
	Receipted bool           `json:"receipted"`          // a checkpoint with quorum covers it
	Void      *Void          `json:"void,omitempty"`     // refused, or void in the log; the draft is kept
	Lapsed    bool           `json:"lapsed,omitempty"`   // its time ran out, in the queue or before the host took it in: without effect
}

// Officer is a person with a key at this node.
type Officer struct {
	charter.Author
	Name string // as the member calls them; never leaves the node
}
