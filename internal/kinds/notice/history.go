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
	ID      kind.Hex       `json:"id"`
	At      statement.Time `json:"at"`
	Member  string         `json:"member"`
	Officer string         `json:"officer,omitempty"`
	What    string         `json:"what"` // code
	Words   string         `json:"words,omitempty"`
	Gone    string         `json:"words_gone,omitempty"` // why the words cannot be read
	Erased  lang.Message   `json:"-"`                    // by whom, when and why, where they were erased
	Erase   bool           `json:"-"`                    // the viewer's member may ask that they be
	Worth   []string       `json:"worth,omitempty"`      // why it is not worth what it says: late, lapsed, beyond_power, repudiated
	Says    lang.Message   `json:"-"`
}

// history lists what everybody said about the notice. It repeats what is on the
// record, and says of a word why it does not count where it does not.
func history(r kind.Reader, by kind.Viewer, row Row) []Step {
	steps := []Step{}
	add := func(m ask.Mark, what string, pairs ...any) {
		if m.IsZero() {
			return
		}
		s := Step{Index: m.Index, ID: kind.Hex(m.ID), At: m.At, Member: m.Member, Officer: m.Officer, What: what}
		s.Says = lang.Say("notice.step."+what, append([]any{"member", member(r, m.Member)}, pairs...)...)
		w, gone := text(r, m.ID)
		s.Words, s.Gone = cmp.Or(w.Reason, w.Note), gone
		if s.Erase = mayErase(r, row, by, m, w) && what != "condition"; gone == "erased" {
			s.Erased = erased(r, m.ID)
		}
		if row.Ask.Repudiated(m) {
			s.Worth = append(s.Worth, "repudiated")
		}
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
			if a.LateReceipt(f.Revision, f.Acknowledged) {
				last := &steps[len(steps)-1]
				last.Worth = append(last.Worth, "late")
			}
		}
		worths := a.Worths(p.Member)
		for i, w := range p.Words {
			says, codes := worth(answerWord(r, w.Answer), worths[i])
			add(w.Mark, "said", "answer", says, "revision", int64(w.Revision+1))
			last := &steps[len(steps)-1]
			last.Worth = append(codes, last.Worth...)
			for _, c := range w.Conditions {
				add(w.Mark, "condition", "text", conditionText(r, c))
			}
		}
	}
	beside(r, a, add)
	slices.SortStableFunc(steps, func(x, y Step) int { return int(x.Index - y.Index) })
	return steps
}

// beside adds what is said of the notice besides answers.
func beside(r kind.Reader, a *ask.Ask, add func(m ask.Mark, what string, pairs ...any)) {
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
}

// worth says an answer with what takes from it: "consent, late". That a key was
// compromised is said of every step, not of answers alone.
func worth(says lang.Message, w ask.Worth) (lang.Message, []string) {
	var codes []string
	for _, f := range []struct {
		on   bool
		code string
	}{{w.Late, "late"}, {w.Lapsed, "lapsed"}, {w.Beyond, "beyond_power"}} {
		if f.on {
			says, codes = lang.Say("notice.worth."+f.code, "answer", says), append(codes, f.code)
		}
	}
	return says, codes
}
