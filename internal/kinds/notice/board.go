package notice

import (
	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
	"parley.example/record/statement"
)

// board gives a line for every addressee that owes an answer, and for every
// notice that rings or stands: who owes whom, and how long they have.
func board(r kind.Reader, _ kind.Viewer) []kind.Line {
	_, at := r.Place()
	local := r.Aside()
	var lines []kind.Line
	for _, row := range Rows.Where(r, "open", "yes") {
		lines = append(lines, linesOf(r, row, at, local)...)
	}
	return lines
}

func screen(row Row, at statement.Time, local kind.Local) ask.View {
	return ask.Screen(row.Ask, at, ask.Local{Clock: local.Clock, Live: local.Live})
}

// linesOf gives a line for each addressee that owes an answer, and one for the
// whole where nobody does or where it rings.
func linesOf(v kind.View, row Row, at statement.Time, local kind.Local) []kind.Line {
	_, rev := row.Ask.Current()
	seen := screen(row, at, local)
	whole := kind.Line{
		Key: row.Ask.ID.String(), Link: link(row), From: row.Ask.Author, Title: title(v, row), State: stateOf(row, seen, at),
		Detail: intention(row, at), Tone: tone(row, seen, at), Opened: rev.Mark.At,
	}
	var lines []kind.Line
	for _, l := range ask.Lines(row.Ask, at) {
		if !owes(row, seen, l) {
			continue
		}
		line := whole
		line.To, line.State, line.Detail = l.Member, lineState(v, row, l), lineDetail(row, l)
		line.Deadline, line.Tone = l.Due, pressing(whole.Tone, l, rev.Short, local.Clock)
		if !rev.Short && !l.Unanswered && local.Clock > l.Due {
			line.State = lang.Say("notice.state.overdue_by_clock")
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 || whole.Tone == kind.Ringing {
		lines = append(lines, whole)
	}
	return lines
}

// pressing is the tone of a line that is owed an answer.
func pressing(whole kind.Tone, l ask.Line, short bool, clock statement.Time) kind.Tone {
	switch {
	case whole == kind.Ringing:
		return kind.Ringing
	case l.Unanswered, !short && clock > l.Due:
		return kind.Overdue
	}
	return kind.Due
}

// intention says what the author intends where there is no agreement; nothing
// while nothing was said. PROTOCOL B12.
func intention(row Row, at statement.Time) lang.Message {
	if c := ask.IntentionAt(row.Ask, at); c != 0 {
		return lang.Say("notice.intention." + c.String())
	}
	if ask.StateAt(row.Ask, at).State == ask.Objected {
		return lang.Say("notice.intention.owed")
	}
	return lang.Message{}
}

func link(row Row) string { return "/notice/" + row.Ask.ID.String() }
