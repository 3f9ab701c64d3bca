package notice

import (
	"strconv"

	"parley.example/internal/kind"
	"parley.example/internal/terms/ask"
	"parley.example/record/statement"
)

// Row is a notice by its filing's id in hex, with the number of its reference:
// for an open one the how-many-th of the record it is, for a sealed one the
// place of its filing. R-NOTICE-16.
type Row struct {
	Ask    ask.Ask `json:"ask"`
	Number int64   `json:"number"`
	Open   bool    `json:"open"`           // something may still happen to it by itself, or rings
	Room   string  `json:"room,omitempty"` // to whom it is sealed; "" for an open one
}

// Rows holds every notice.
var Rows = kind.Table[Row]{Name: "notice", Index: []kind.TypedIndex[Row]{
	{Name: "open", Of: func(r Row) (string, bool) { return "yes", r.Open }},
	{Name: "reference", Of: func(r Row) (string, bool) { return r.Reference(), true }},
	{Name: "author", Of: func(r Row) (string, bool) { return r.Ask.Author, true }},
}}

// Revision says whose revision a statement is, and which body it has.
type Revision struct {
	Body   statement.Digest `json:"body,omitzero"`
	Notice statement.ID     `json:"notice"`
}

// Revisions is keyed by the id of every statement that filed or revised.
var Revisions = kind.Table[Revision]{Name: "notice_revision", Index: []kind.TypedIndex[Revision]{
	{Name: "body", Of: func(r Revision) (string, bool) { return r.Body.String(), !r.Body.IsZero() }},
}}

// Awaiting is a notice whose current revision a member's node has not said to
// have. It keeps ticks cheap: most find nothing here.
type Awaiting struct {
	Member string       `json:"member"`
	Notice statement.ID `json:"notice"`
}

// Awaited is where ticks look; its key is member and notice.
var Awaited = kind.Table[Awaiting]{Name: "notice_awaiting", Index: []kind.TypedIndex[Awaiting]{
	{Name: "member", Of: func(a Awaiting) (string, bool) { return a.Member, true }},
}}

// HoldRow is a hold by its id in hex.
type HoldRow struct {
	Area   *ask.Shape   `json:"area,omitempty"`
	Hold   ask.Hold     `json:"hold"`
	Notice statement.ID `json:"notice,omitzero"` // of a hold on one notice
	Room   string       `json:"room,omitempty"`  // in which it was called; a room keeps a copy of those in the open
	Zone   string       `json:"zone,omitempty"`
}

// Holds holds every hold, on notices, areas and zones.
var Holds = kind.Table[HoldRow]{Name: "notice_hold", Index: []kind.TypedIndex[HoldRow]{
	{Name: "wide", Of: func(h HoldRow) (string, bool) { return "yes", h.Notice.IsZero() && h.Hold.Lifted.IsZero() }},
}}

// Tie says that something, a key or a hold, is on a notice.
type Tie struct {
	Notice statement.ID     `json:"notice"`
	To     statement.Digest `json:"to"`
}

// Signed and Stilled find the notices that hold a word of a key, and those that
// a hold is on, so that a revocation or a lifting reads no others. Their keys
// are the digest and the notice.
var (
	Signed  = kind.Table[Tie]{Name: "notice_key", Index: ties}
	Stilled = kind.Table[Tie]{Name: "notice_stilled", Index: ties}
)

var ties = []kind.TypedIndex[Tie]{{Name: "to", Of: func(t Tie) (string, bool) { return t.To.String(), true }}}

// Count is how many open notices the record has.
type Count struct {
	Notices int64 `json:"notices"`
}

// Counts has one row, of the key "".
var Counts = kind.Table[Count]{Name: "notice_count"}

// Reference is how people name a notice: N- and its number, or S- and the
// number of a sealed one. Two notices never share one, whichever rooms somebody
// reads, and none ever changes. R-NOTICE-16.
func (r Row) Reference() string {
	if r.Room != "" {
		return "S-" + strconv.FormatInt(r.Number, 10)
	}
	return "N-" + strconv.FormatInt(r.Number, 10)
}

// draft is a statement about the notice, for its own readers. R-NOTICE-14.
func (r Row) draft(typ string, about statement.ID, act, body any) kind.Draft {
	return kind.Draft{Type: typ, About: []statement.ID{about}, Act: act, Body: body, Readers: kind.ReadersOf(r.Room)}
}

// current is the statement of the revision that is asked about now.
func (r *Row) current() statement.ID {
	_, rev := r.Ask.Current()
	return rev.Mark.ID
}

// find returns the notice to which a filing or a revision belongs.
func find(v kind.View, id statement.ID) (Row, bool) {
	rev, ok := Revisions.Get(v, id.String())
	if !ok {
		return Row{}, false
	}
	return Rows.Get(v, rev.Notice.String())
}
