package notice

import (
	"cmp"
	"reflect"
	"slices"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
	"parley.example/record/statement"
)

// Item is a notice in a list.
type Item struct {
	ID         kind.Hex       `json:"id"`
	Reference  string         `json:"reference"`
	Author     string         `json:"author"`
	Sort       string         `json:"sort"`
	Precedence string         `json:"precedence"`
	Activity   string         `json:"activity"`
	Zone       string         `json:"zone"`
	Force      int64          `json:"force"`
	From       statement.Time `json:"from"`
	Until      statement.Time `json:"until"`
	Revision   int            `json:"revision"` // from 1
	RevisionID kind.Hex       `json:"revision_id"`
	State      string         `json:"state"`  // on the record
	Screen     string         `json:"screen"` // as it may be shown here and now
	Over       bool           `json:"over"`
	Short      bool           `json:"short"`
	Disowned   bool           `json:"disowned"`
	ByClock    bool           `json:"overdue_by_clock"`
	Intention  string         `json:"intention,omitempty"`
	Bells      []string       `json:"bells"`
	Lines      []ItemLine     `json:"lines"`
	Number     int64          `json:"number"`
	Room       []string       `json:"room,omitempty"` // the members to whom it is sealed; none: open
	Open       bool           `json:"open"`           // something may still happen to it by itself
	Title      lang.Message   `json:"-"`
	Says       lang.Message   `json:"-"` // the state in words
	Flags      []lang.Message `json:"-"` // what stands beside the state
	Tone       kind.Tone      `json:"-"`
	Urgency    lang.Message   `json:"-"`
	Link       string         `json:"-"`
}

// ItemLine is one addressee of the current revision, with the four facts.
type ItemLine struct {
	Member       string         `json:"member"`
	Answer       string         `json:"answer"` // "" while there is none
	AnsweredAt   statement.Time `json:"answered_at,omitempty"`
	AnsweredBy   string         `json:"answered_by,omitempty"`
	Unanswered   bool           `json:"unanswered"`
	Delivered    statement.Time `json:"delivered,omitempty"`
	Missing      statement.Time `json:"body_missing_since,omitempty"`
	Shown        statement.Time `json:"shown,omitempty"`
	Acknowledged statement.Time `json:"acknowledged,omitempty"`
	AskedUntil   statement.Time `json:"asked_until,omitempty"`
	Due          statement.Time `json:"due"`
	Late         bool           `json:"late,omitempty"`
	Lapsed       bool           `json:"lapsed,omitempty"`
	Beyond       bool           `json:"beyond_power,omitempty"`
	Repudiated   bool           `json:"repudiated,omitempty"`
	Doubted      bool           `json:"revoked_not_on_record,omitempty"` // its key, at hand
	Prior        bool           `json:"given_beforehand,omitempty"`
	Stopped      statement.Time `json:"withdrawn,omitempty"`
	Owes         bool           `json:"owes"`
	Says         lang.Message   `json:"-"` // the line in words
	Detail       lang.Message   `json:"-"` // delivered or not
}

// ListIn is the input of notice.list.
type ListIn struct {
	Open   bool   `json:"open,omitempty" doc:"only what may still change"`
	Author string `json:"author,omitempty" doc:"only what this member filed"`
	Most   int64  `json:"most,omitempty" minimum:"0" doc:"at most so many, the newest; 500 if left out"`
}

// ShowIn is the input of notice.show.
type ShowIn struct {
	ID string `json:"id" doc:"id or reference"`
}

// mostListed is how many notices a list gives where nobody asks for more.
const mostListed = 500

func queries() []kind.Query {
	return []kind.Query{
		{Name: "notice.list", In: reflect.TypeFor[ListIn](), Row: reflect.TypeFor[Item](), Run: func(r kind.Reader, _ kind.Viewer, in any) ([]any, error) {
			asked, _ := in.(ListIn)
			var rows []any
			for _, it := range list(r, asked) {
				rows = append(rows, it)
			}
			return rows, nil
		}},
		{Name: "notice.show", In: reflect.TypeFor[ShowIn](), Row: reflect.TypeFor[Detail](), Run: func(r kind.Reader, by kind.Viewer, in any) ([]any, error) {
			asked, _ := in.(ShowIn)
			row, err := named(r, "id", asked.ID)
			if err != nil {
				return nil, nil //nolint:nilerr // a notice that is not there is an empty answer
			}
			return []any{detail(r, by, row)}, nil
		}},
	}
}

// list gives notices, the newest first.
func list(r kind.Reader, in ListIn) []Item {
	r = speak(r)
	index, value := "", ""
	switch {
	case in.Author != "":
		index, value = "author", in.Author
	case in.Open:
		index, value = "open", "yes"
	}
	var rows []Row
	for _, row := range Rows.Where(r, index, value) {
		if row.Open || !in.Open {
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Compare(b.Ask.Revisions[0].Mark.Index, a.Ask.Revisions[0].Mark.Index) })
	items := []Item{}
	for _, row := range rows[:min(int64(len(rows)), cmp.Or(in.Most, mostListed))] {
		items = append(items, item(r, row))
	}
	return items
}

func item(r kind.Reader, row Row) Item {
	_, at := r.Place()
	local := r.Aside()
	seen := screen(row, at, local)
	n, rev := row.Ask.Current()
	it := Item{
		ID: kind.Hex(row.Ask.ID), Reference: row.Reference(), Author: row.Ask.Author, Sort: row.Ask.Sort.String(),
		Precedence: row.Ask.Precedence.String(), Activity: rev.Envelope.Activity, Zone: rev.Envelope.Zone, Force: rev.Envelope.Force,
		From: rev.Envelope.From, Until: rev.Envelope.Until, Revision: n + 1, RevisionID: kind.Hex(rev.Mark.ID), State: seen.Record.State.String(),
		Screen: seen.State.String(), Over: seen.Record.Over, Short: seen.Record.Short, Disowned: seen.Record.Disowned, ByClock: seen.ByClock,
		Intention: ask.IntentionAt(row.Ask, at).String(), Bells: []string{}, Lines: []ItemLine{}, Number: row.Number, Open: row.Open,
		Room: kind.ReadersOf(row.Room), Title: title(r, row), Says: stateOf(row, seen, at), Flags: flags(row, seen, local), Tone: tone(row, seen, at), Link: link(row),
		Urgency: lang.Say("notice.precedence." + row.Ask.Precedence.String()),
	}
	for _, b := range ask.Bells(row.Ask, at) {
		it.Bells = append(it.Bells, b.String())
	}
	for _, l := range ask.Lines(row.Ask, at) {
		it.Lines = append(it.Lines, ItemLine{
			Member: l.Member, Answer: l.Answer.String(), AnsweredAt: l.Word.At, AnsweredBy: l.Word.Officer, Unanswered: l.Unanswered,
			Delivered: l.Delivered.At, Missing: l.Missing.At, Shown: l.Shown.At, Acknowledged: l.Acknowledged.At, AskedUntil: l.AskedUntil,
			Due: l.Due, Late: l.Late, Lapsed: l.Lapsed, Beyond: l.Beyond, Repudiated: l.Gone, Prior: l.Prior, Stopped: l.Stop.At,
			Owes: owes(row, seen, l), Says: doubt(lineState(r, row, l), l, local), Doubted: doubted(l, local), Detail: lineDetail(row, l),
		})
	}
	return it
}
