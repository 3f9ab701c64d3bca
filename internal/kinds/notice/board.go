package notice

import (
	"strings"

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
	r = speak(r)
	var lines []kind.Line
	for _, row := range Rows.Where(r, "open", "yes") {
		lines = append(lines, linesOf(r, row, at, local)...)
	}
	return lines
}

func screen(row Row, at statement.Time, local kind.Local) ask.View {
	live := local.Live && !unsure(row, local)
	return ask.Screen(row.Ask, at, ask.Local{Clock: local.Clock, Live: live, Unlogged: unlogged(local)})
}

// unsure reports whether a stop may have been said of a sealed notice that is not
// read here yet: what is not at hand may be one. R-NOTICE-23.
func unsure(row Row, local kind.Local) bool {
	_, rev := row.Ask.Current()
	return local.Unsure(row.Room, rev.Mark.Index)
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
	if seen.State != seen.Record.State && unsure(row, local) {
		whole.Detail = lang.Say("notice.flag.unread")
	}
	if seen.Revoked {
		whole.Detail = lang.Say("notice.flag.revoked_unlogged")
	}
	var lines []kind.Line
	for _, l := range ask.Lines(row.Ask, at) {
		if !owes(row, seen, l) {
			continue
		}
		line := whole
		says := lineState(v, row, l)
		line.To, line.State, line.Detail = l.Member, doubt(says, l, local), besides(says, row, l)
		line.Deadline, line.Tone = l.Due, pressing(whole.Tone, l, rev.Short, local.Clock)
		if !rev.Short && !l.Unanswered && local.Clock > l.Due {
			line.State, line.Detail = lang.Say("notice.state.overdue_by_clock"), lineDetail(row, l)
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 || whole.Tone == kind.Ringing {
		lines = append(lines, whole)
	}
	return lines
}

// besides is what stands below the state of a line. Silence says already whether
// it was delivered, and that is not said twice. R-NOTICE-12.
func besides(state lang.Message, row Row, l ask.Line) lang.Message {
	switch {
	case !strings.HasPrefix(state.Key, "notice.line.unanswered"), !l.Missing.IsZero():
		return lineDetail(row, l)
	case !l.Shown.IsZero():
		return lang.Say("notice.delivered.desk", "shown", l.Shown.At.UTC())
	}
	return lang.Message{}
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
