package notice

import (
	"cmp"
	"slices"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
	"parley.example/record/statement"
)

// Step is one line of a notice's history, in the order of the record.
type Step struct {
	Index   int64          `json:"index"`
	ID      statement.ID   `json:"id"`
	At      statement.Time `json:"at"`
	Member  string         `json:"member"`
	Officer string         `json:"officer,omitempty"`
	What    string         `json:"what"` // code
	Words   string         `json:"words,omitempty"`
	Gone    string         `json:"words_gone,omitempty"` // why the words cannot be read
	Says    lang.Message   `json:"-"`
}

// history lists what everybody said about the notice. It repeats what is on the
// record and judges nothing.
func history(r kind.Reader, row Row) []Step {
	steps := []Step{}
	add := func(m ask.Mark, what string, pairs ...any) {
		if m.IsZero() {
			return
		}
		s := Step{Index: m.Index, ID: m.ID, At: m.At, Member: m.Member, Officer: m.Officer, What: what}
		s.Says = lang.Say("notice.step."+what, append([]any{"member", member(r, m.Member)}, pairs...)...)
		w, gone := text(r, m.ID)
		s.Words, s.Gone = cmp.Or(w.Reason, w.Note), gone
		steps = append(steps, s)
	}
	a := &row.Ask
	for i, rev := range a.Revisions {
		if i == 0 {
			add(rev.Mark, "filed")
		} else {
			add(rev.Mark, "revised", "revision", int64(i+1))
		}
		for _, x := range rev.Extensions {
			add(x.Mark, "extended", "until", x.Until.UTC())
		}
	}
	for _, p := range a.Parties {
		for _, f := range p.Facts {
			add(f.Delivered, "delivered", "revision", int64(f.Revision+1))
			add(f.Missing, "missing", "revision", int64(f.Revision+1))
			add(f.Shown, "shown", "revision", int64(f.Revision+1))
			add(f.Acknowledged, "acknowledged", "revision", int64(f.Revision+1))
		}
		for _, w := range p.Words {
			add(w.Mark, "said", "answer", answerWord(r, w.Answer), "revision", int64(w.Revision+1))
			for _, c := range w.Conditions {
				add(w.Mark, "condition", "text", conditionText(r, c))
			}
		}
	}
	for _, h := range a.Holds {
		add(h.Mark, "hold", "until", h.Until.UTC())
		add(h.Lifted, "lifted")
	}
	for _, c := range a.Choices {
		add(c.Mark, "chose", "choice", lang.Say("notice.choice."+c.Choice.String()))
	}
	for _, o := range a.Outcomes {
		add(o.Mark, "concluded", "outcome", lang.Say("notice.outcome."+o.Outcome.String()))
	}
	for _, t := range a.Takers {
		add(t.Mark, "took", "rung", int64(t.Rung+1), "addressee", member(r, t.Addressee))
	}
	for _, c := range a.Particulars {
		add(c.Mark, "detailed")
	}
	for _, m := range a.Lapses {
		add(m, "lapsed")
	}
	add(a.Withdrawn, "withdrawn")
	slices.SortStableFunc(steps, func(x, y Step) int { return int(x.Index - y.Index) })
	return steps
}
