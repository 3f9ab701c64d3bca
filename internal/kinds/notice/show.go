package notice

import (
	"slices"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
	"parley.example/record/statement"
)

// Detail is a notice whole.
type Detail struct {
	Item
	Text      Words           `json:"text"`
	TextGone  string          `json:"text_gone,omitempty"` // why the text cannot be read
	Erased    lang.Message    `json:"-"`                   // by whom, when and why, where it was erased
	Readers   []string        `json:"readers"`
	Revisions []RevisionShown `json:"revisions"`
	Rungs     []RungShown     `json:"rungs"`
	Holds     []HoldShown     `json:"holds"`
	History   []Step          `json:"history"`
	Intends   lang.Message    `json:"-"`
	Bounds    []lang.Message  `json:"-"` // the envelope in force, in words
	Does      []Offer         `json:"-"` // the acts that the viewer's member may do now
}

// RevisionShown is one envelope that was asked about. The envelope is spelled as
// it was signed.
type RevisionShown struct {
	Number   int            `json:"number"`
	ID       kind.Hex       `json:"id"`
	At       statement.Time `json:"at"`
	Index    int64          `json:"index"`
	Envelope ask.Envelope   `json:"envelope"`
	Due      statement.Time `json:"due"`
	Current  bool           `json:"current"`
	State    lang.Message   `json:"-"`
	Bounds   []BoundShown   `json:"-"`
}

// BoundShown is one bound of an envelope, and whether the revision before had
// another: re-answering looks at what changed alone. PROTOCOL B5.
type BoundShown struct {
	Says    lang.Message
	Changed bool
}

// RungShown is a rung of the ladder for one addressee.
type RungShown struct {
	Addressee string         `json:"addressee"`
	Number    int            `json:"number"` // from 1
	Office    string         `json:"office"`
	Name      lang.Text      `json:"-"` // of the office, by the rules in force
	At        statement.Time `json:"at"`
	Reached   bool           `json:"reached"`
	Stopped   bool           `json:"stopped"`
	Takers    []Who          `json:"takers"`
}

// HoldShown is a hold on the notice.
type HoldShown struct {
	ID     kind.Hex       `json:"id"`
	By     Who            `json:"by"`
	Until  statement.Time `json:"until"`
	Lifted statement.Time `json:"lifted,omitempty"`
	Stands bool           `json:"stands"`
	Says   lang.Message   `json:"-"`
	Words  string         `json:"-"`
}

// Who did something, and when.
type Who struct {
	Member  string         `json:"member"`
	Officer string         `json:"officer,omitempty"`
	At      statement.Time `json:"at"`
}

func detail(r kind.Reader, by kind.Viewer, row Row) Detail {
	r = speak(r)
	_, at := r.Place()
	_, rev := row.Ask.Current()
	d := Detail{
		Item: item(r, row), Readers: told(row), Revisions: revisions(r, row, at), Rungs: []RungShown{},
		Holds: holds(r, row, at), History: history(r, by, row), Intends: intention(row, at), Bounds: bounds(r, &rev.Envelope),
		Does: offers(r, row, by, at, max(at, r.Aside().Clock)),
	}
	if d.Readers == nil {
		d.Readers = []string{}
	}
	if d.Text, d.TextGone = text(r, row.Ask.ID); d.TextGone == "erased" {
		d.Erased = erased(r, row.Ask.ID)
	}
	names := offices(r, row)
	for _, g := range ask.Rungs(row.Ask, at) {
		shown := RungShown{
			Addressee: g.Addressee, Number: g.Rung + 1, Office: g.Office, Name: names[g.Office], At: g.At, Reached: g.Reached,
			Stopped: g.Stopped, Takers: []Who{},
		}
		for _, t := range g.Takers {
			shown.Takers = append(shown.Takers, who(t))
		}
		d.Rungs = append(d.Rungs, shown)
	}
	return d
}

// offices names the offices of the ladder as the rules in force do. A code that
// they do not know any more stays a code.
func offices(v kind.View, row Row) map[string]lang.Text {
	names := map[string]lang.Text{}
	r := spoken(v)
	_, rev := row.Ask.Current()
	for _, rung := range r.Rungs(&rev.Envelope, row.Ask.Sort) {
		names[rung.Office] = lang.Text{"ar": rung.Text.AR, "en": rung.Text.EN, "he": rung.Text.HE}
	}
	return names
}

// revisions lists every envelope, and what changed from each to the next.
func revisions(v kind.View, row Row, at statement.Time) []RevisionShown {
	all := []RevisionShown{}
	var before []lang.Message
	for i := range row.Ask.Revisions {
		rev := &row.Ask.Revisions[i]
		shown := RevisionShown{
			Number: i + 1, ID: kind.Hex(rev.Mark.ID), At: rev.Mark.At, Index: rev.Mark.Index, Envelope: rev.Envelope, Due: dueOf(row, rev),
			Current: i == len(row.Ask.Revisions)-1, State: lang.Say("notice.state." + ask.StateOf(row.Ask, i, at).State.String()),
		}
		says := bounds(v, &rev.Envelope)
		for _, s := range says {
			shown.Bounds = append(shown.Bounds, BoundShown{Says: s, Changed: i > 0 && !contains(before, s)})
		}
		if ask.StateOf(row.Ask, i, at).State == ask.Unanswered {
			shown.State = silence(row, at)
		}
		before = says
		all = append(all, shown)
	}
	return all
}

// dueOf is the answer time of a revision with its extensions.
func dueOf(row Row, rev *ask.Revision) statement.Time {
	if rev.Mark.ID == row.current() {
		return due(row)
	}
	if rev.Short {
		return rev.Envelope.From
	}
	until := rev.Mark.At + statement.Time(rev.Within)
	for _, x := range rev.Extensions {
		until = max(until, x.Until)
	}
	return until
}

// contains compares sentences by what they say.
func contains(list []lang.Message, m lang.Message) bool {
	same := func(x lang.Message) bool {
		if x.Key != m.Key || len(x.Args) != len(m.Args) {
			return false
		}
		for name, a := range m.Args {
			if !equal(x.Args[name], a) {
				return false
			}
		}
		return true
	}
	return slices.ContainsFunc(list, same)
}

func equal(a, b any) bool {
	switch x := a.(type) {
	case lang.Message:
		y, ok := b.(lang.Message)
		return ok && contains([]lang.Message{x}, y)
	case lang.Text:
		y, ok := b.(lang.Text)
		return ok && x["en"] == y["en"] && len(x) == len(y)
	}
	return a == b
}

func holds(r kind.Reader, row Row, at statement.Time) []HoldShown {
	all := []HoldShown{}
	for _, h := range row.Ask.Holds {
		shown := HoldShown{ID: kind.Hex(h.Mark.ID), By: who(h.Mark), Until: h.Until, Lifted: h.Lifted.At, Stands: h.Lifted.IsZero() && at <= h.Until}
		if wide, ok := Holds.Get(r, h.Mark.ID.String()); ok {
			shown.Says = holdText(r, wide)
			shown.Stands = wide.Hold.Lifted.IsZero() && at <= h.Until
		}
		w, _ := text(r, h.Mark.ID)
		shown.Words = w.Reason
		all = append(all, shown)
	}
	return all
}

func who(m ask.Mark) Who { return Who{Member: m.Member, Officer: m.Officer, At: m.At} }

// text opens the words of a statement.
func text(r kind.Reader, id statement.ID) (Words, string) {
	body, gone := r.Body(id)
	w, ok := body.(Words)
	if ok && gone == kind.Here {
		return w, ""
	}
	switch gone {
	case kind.Missing:
		return w, "missing"
	case kind.Sealed:
		return w, "sealed"
	case kind.Erased:
		return w, "erased"
	case kind.Here, kind.None:
	}
	return w, ""
}
