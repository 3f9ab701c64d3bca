package erase

import (
	"slices"

	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// Row is what was asked, by the id of the asking entry in hex: whoever asks for
// another's text cannot stand in the way of its author. R-ERASE-5.
type Row struct {
	Agreed    []Mark           `json:"agreed"` // in the order of the record
	Asked     Mark             `json:"asked"`
	Body      statement.Digest `json:"body"`
	Ground    Ground           `json:"ground"`
	Statement statement.ID     `json:"statement"`
	Type      string           `json:"type"`
}

// Mark is who said a word, where on the record, and whether its key was declared
// compromised before.
type Mark struct {
	At         statement.Time   `json:"at"`
	Index      int64            `json:"index"`
	Key        statement.Digest `json:"key"`
	Member     string           `json:"member"`
	Officer    string           `json:"officer"`
	Repudiated bool             `json:"repudiated,omitempty"`
}

// Asks holds what was asked. The kind erasure writes it.
var Asks = kind.Table[Row]{Name: "erasure_asked", Index: []kind.TypedIndex[Row]{
	{Name: "statement", Of: func(r Row) (string, bool) { return r.Statement.String(), true }},
	{Name: "in_force", Of: func(r Row) (string, bool) { return "yes", r.InForce() }},
}}

// Gone is which nodes have said that a statement's text is gone there.
type Gone struct {
	By []NodeSaid `json:"by"` // in the order of the record, each member once
}

// NodeSaid is the word of one member's node.
type NodeSaid struct {
	At     statement.Time `json:"at"`
	Index  int64          `json:"index"`
	Member string         `json:"member"`
}

// Confirmed is keyed by the id of the statement in hex. The kind erasure writes
// it.
var Confirmed = kind.Table[Gone]{Name: "erasure_node"}

// InForce reports whether the asking was agreed to, and neither the word that
// asked nor all that agreed are repudiated. R-ERASE-4, R-ERASE-7.
func (r Row) InForce() bool {
	_, ok := r.Since()
	return ok && !r.Asked.Repudiated
}

// Since is the word that put the erasure into force.
func (r Row) Since() (Mark, bool) {
	i := slices.IndexFunc(r.Agreed, func(m Mark) bool { return !m.Repudiated })
	if i < 0 {
		return Mark{}, false
	}
	return r.Agreed[i], true
}

// Of finds the erasure in force of a member's own statement, by what the reader
// knows of it. R-ERASE-6.
func Of(v kind.View, id statement.ID, member, typ string, body statement.Digest) (Row, bool) {
	for _, r := range Asks.Where(v, "statement", id.String()) {
		if r.InForce() && r.Asked.Member == member && r.Type == typ && r.Body == body {
			return r, true
		}
	}
	return Row{}, false
}

// Said reports whether a member's node has said that the text is gone.
func (g Gone) Said(member string) bool {
	return slices.ContainsFunc(g.By, func(s NodeSaid) bool { return s.Member == member })
}
