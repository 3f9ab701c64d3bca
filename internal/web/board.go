package web

import (
	"bytes"
	"cmp"
	"net/http"
	"slices"

	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// owed counts what a member has to answer.
type owed struct {
	All     int64
	Overdue int64
}

// boardView is the board: who owes whom an answer, and how long they have.
type boardView struct {
	Open   []lineView
	Calm   []lineView // nobody owes anything on these
	Done   []lineView
	Owe    int64 // lines on which somebody owes an answer
	Late   int64
	Live   liveView
	At     statement.Time // record time
	Entry  int64
	Clock  statement.Time
	Member string
	Wall   bool
}

// lineView is a line with what the page makes of it.
type lineView struct {
	kind.Line
	Late bool // its deadline has passed by record time, or by our clock
	// ByClock: by our clock alone; the record does not say so yet. PROTOCOL B11.
	ByClock bool
}

// lines gathers the matters of every kind, the most pressing first.
func (s *Site) lines(r kind.Reader, by kind.Viewer) []kind.Line {
	var all []kind.Line
	for _, k := range s.Kinds {
		if k.Board != nil {
			all = append(all, k.Board(r, by)...)
		}
	}
	slices.SortStableFunc(all, press)
	return all
}

// press orders lines by how they press, then by their deadline: none comes last.
func press(a, b kind.Line) int {
	deadline := func(l kind.Line) statement.Time {
		if l.Deadline == 0 {
			return 1 << 62
		}
		return l.Deadline
	}
	return cmp.Or(cmp.Compare(pressure(a.Tone), pressure(b.Tone)), cmp.Compare(deadline(a), deadline(b)),
		cmp.Compare(a.Opened, b.Opened), cmp.Compare(a.Key, b.Key), cmp.Compare(a.To, b.To))
}

// pressure orders the tones. One that this program does not know stands first:
// it is a bug, and is seen.
func pressure(t kind.Tone) int {
	switch t {
	case kind.Ringing:
		return 1
	case kind.Overdue:
		return 2
	case kind.Due:
		return 3
	case kind.Calm:
		return 4
	case kind.Done:
		return 5
	}
	return 0
}

// count says how much a member owes.
func count(lines []kind.Line, member string) owed {
	var o owed
	for _, l := range lines {
		if l.To != member || l.Tone == kind.Done {
			continue
		}
		o.All++
		if l.Tone == kind.Overdue || l.Tone == kind.Ringing {
			o.Overdue++
		}
	}
	return o
}

// boardPage is the board, at a desk or, with ?wall, on the wall of the room.
func (s *Site) boardPage(v *visit) error {
	return s.look(v, func(r kind.Reader, lines []kind.Line) (page, any, error) {
		view := s.board(v, r, lines)
		view.Wall = v.r.URL.Query().Has("wall")
		return page{name: "board", title: "board.title", nav: "/", turn: 30, wall: view.Wall}, view, nil
	})
}

// boardFragment is the board alone, for the live line to put in its place.
func (s *Site) boardFragment(v *visit) error {
	var view boardView
	err := s.read(v.ctx(), func(r kind.Reader) error {
		s.learn(r)
		view = s.board(v, r, s.lines(r, v.viewer()))
		return nil
	})
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := s.executeBlock(&buf, v, "board", "board", view); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(http.StatusOK)
	_, err = v.w.Write(buf.Bytes())
	return err
}

func (s *Site) board(v *visit, r kind.Reader, lines []kind.Line) boardView {
	view := boardView{Live: s.liveView(v), Member: s.Member, Clock: s.Clock()}
	view.Entry, view.At = r.Place()
	for _, l := range lines {
		lv := s.line(l, view.At, view.Clock)
		switch {
		case l.Tone == kind.Done:
			view.Done = append(view.Done, lv)
		case l.To == "" && l.Tone == kind.Calm:
			view.Calm = append(view.Calm, lv)
		default:
			view.Open = append(view.Open, lv)
			if l.To != "" {
				view.Owe++
			}
			if lv.Late || l.Tone == kind.Overdue {
				view.Late++
			}
		}
	}
	return view
}

func (s *Site) line(l kind.Line, record, clock statement.Time) lineView {
	lv := lineView{Line: l}
	if l.Deadline != 0 && l.Tone != kind.Done {
		lv.Late = max(record, clock) > l.Deadline
		lv.ByClock = lv.Late && record <= l.Deadline
	}
	return lv
}

// inboxView is what the own member owes, and what it waits for.
type inboxView struct {
	Groups []inboxGroup
	Drafts int
}

type inboxGroup struct {
	Key   string // message
	Lines []lineView
}

// inboxPage sorts the own member's lines by what has to be done about them.
func (s *Site) inboxPage(v *visit) error {
	kept, err := s.Desk.Drafts(v.ctx(), *v.officer)
	if err != nil {
		return err
	}
	return s.look(v, func(r kind.Reader, lines []kind.Line) (page, any, error) {
		_, record := r.Place()
		clock := s.Clock()
		groups := make([]inboxGroup, 5)
		for i, key := range []string{"inbox.overdue", "inbox.soon", "inbox.later", "inbox.ours", "inbox.done"} {
			groups[i].Key = key
		}
		for _, l := range lines {
			if l.To != s.Member && l.From != s.Member {
				continue
			}
			lv := s.line(l, record, clock)
			g := &groups[s.inboxPlace(lv, max(record, clock))]
			g.Lines = append(g.Lines, lv)
		}
		return page{name: "inbox", title: "inbox.title", nav: "/inbox"}, inboxView{Groups: groups, Drafts: len(kept)}, nil
	})
}

func (s *Site) inboxPlace(l lineView, now statement.Time) int {
	const hour = 3_600_000
	switch {
	case l.Tone == kind.Done:
		return 4
	case l.To != s.Member:
		return 3
	case l.Late || l.Tone == kind.Overdue || l.Tone == kind.Ringing:
		return 0
	case l.Deadline != 0 && l.Deadline-now <= hour:
		return 1
	}
	return 2
}
