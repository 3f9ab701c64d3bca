package examples

import (
	"errors"
	"slices"

	"parley.example/internal/terms/ask"
	"parley.example/record/statement"
)

// Expectation is what one notice must read on every member's picture. What is
// left out is not looked at.
type Expectation struct {
	Notice       string     `json:"notice"`                 // "@" and the step that filed it
	Revision     int        `json:"revision,omitempty"`     // the current one, from 1
	State        ask.State  `json:"state,omitempty"`        // of the current revision
	Intention    ask.Choice `json:"intention,omitempty"`    // of the author
	Bells        []ask.Bell `json:"bells,omitempty"`        // these ring; others may
	Acknowledged []string   `json:"acknowledged,omitempty"` // members, addressees or readers, that have acknowledged it
	Lines        []Line     `json:"lines,omitempty"`
}

// Line is what stands beside one addressee.
type Line struct {
	Member       string   `json:"member"`
	Answer       string   `json:"answer,omitempty"` // the one that governs: a word of ask.Answer, or "none"
	Acknowledged *bool    `json:"acknowledged,omitempty"`
	Beyond       *bool    `json:"beyond,omitempty"` // its last word was beyond power
	Delivered    *bool    `json:"delivered,omitempty"`
	Late         *bool    `json:"late,omitempty"`
	Prior        *bool    `json:"prior,omitempty"` // the consent was given beforehand
	Stopped      *bool    `json:"stopped,omitempty"`
	Unanswered   *bool    `json:"unanswered,omitempty"`
	Rung         int      `json:"rung,omitempty"`   // the highest that is reached, from 1
	Takers       []string `json:"takers,omitempty"` // members that took charge at that rung
}

// none stands for an addressee without an answer that governs.
const none = "none"

// Met returns nil where the notice reads as expected at a record time, and
// otherwise everything that differs: what it reads, then what was wanted.
func (e *Expectation) Met(a ask.Ask, at statement.Time) error {
	var p problems
	r, _ := a.Current()
	if e.Revision != 0 {
		p.want(r+1 == e.Revision, "%s: revision %d, want %d", e.Notice, r+1, e.Revision)
	}
	if e.State != 0 {
		got := ask.StateAt(a, at).State
		p.want(got == e.State, "%s: state %s, want %s", e.Notice, got, e.State)
	}
	if e.Intention != 0 {
		got := ask.IntentionAt(a, at)
		p.want(got == e.Intention, "%s: intention %q, want %s", e.Notice, got, e.Intention)
	}
	bells := ask.Bells(a, at)
	for _, b := range e.Bells {
		p.want(slices.Contains(bells, b), "%s: the bells are %v, want %s among them", e.Notice, bells, b)
	}
	for _, member := range e.Acknowledged {
		p.want(acknowledged(&a, r, member), "%s: %s has not acknowledged it, want it to have", e.Notice, member)
	}
	lines := ask.Lines(a, at)
	for i := range e.Lines {
		want := &e.Lines[i]
		n := slices.IndexFunc(lines, func(l ask.Line) bool { return l.Member == want.Member })
		if n < 0 {
			p.want(false, "%s: %s need not answer, want it among those who must", e.Notice, want.Member)
			continue
		}
		want.met(&p, e.Notice, &lines[n])
		want.climbed(&p, e.Notice, ask.Rungs(a, at))
	}
	return errors.Join(p...)
}

func (l *Line) met(p *problems, notice string, got *ask.Line) {
	if l.Answer != "" {
		word := got.Answer.String()
		if word == "" {
			word = none
		}
		p.want(word == l.Answer, "%s: answer of %s is %s, want %s", notice, l.Member, word, l.Answer)
	}
	for _, fact := range []struct {
		name string
		want *bool
		got  bool
	}{
		{"acknowledged", l.Acknowledged, !got.Acknowledged.IsZero()},
		{"beyond", l.Beyond, got.Beyond},
		{"delivered", l.Delivered, !got.Delivered.IsZero()},
		{"late", l.Late, got.Late},
		{"prior", l.Prior, got.Prior},
		{"stopped", l.Stopped, !got.Stop.IsZero()},
		{"unanswered", l.Unanswered, got.Unanswered},
	} {
		if fact.want != nil {
			p.want(fact.got == *fact.want, "%s: %s of %s is %v, want %v", notice, fact.name, l.Member, fact.got, *fact.want)
		}
	}
}

// climbed holds the ladder of one addressee against what is wanted of it.
func (l *Line) climbed(p *problems, notice string, rungs []ask.RungAt) {
	if l.Rung == 0 {
		return
	}
	reached := 0
	var takers []string
	for _, r := range rungs {
		if r.Addressee != l.Member || !r.Reached {
			continue
		}
		reached = max(reached, r.Rung+1)
		if r.Rung+1 != l.Rung {
			continue
		}
		for _, t := range r.Takers {
			takers = append(takers, t.Member)
		}
	}
	p.want(reached == l.Rung, "%s: rung %d reached for %s, want %d", notice, reached, l.Member, l.Rung)
	for _, member := range l.Takers {
		p.want(slices.Contains(takers, member), "%s: rung %d for %s is taken by %v, want %s among them",
			notice, l.Rung, l.Member, takers, member)
	}
}

func acknowledged(a *ask.Ask, revision int, member string) bool {
	for _, party := range a.Parties {
		for _, f := range party.Facts {
			if party.Member == member && f.Revision == revision && !f.Acknowledged.IsZero() {
				return true
			}
		}
	}
	return false
}

func (e *Expectation) check(p *problems, where string, m *Mechanism, signed map[string]string) {
	id, ok := Ref(e.Notice)
	p.want(ok && signed[id] == filing, "%s.notice: %.40q is no notice that an earlier step filed", where, e.Notice)
	p.want(e.Revision >= 0, "%s.revision: %d", where, e.Revision)
	for _, member := range e.Acknowledged {
		p.want(m.member(member), "%s.acknowledged: %.40q is none of the members", where, member)
	}
	for i := range e.Lines {
		l := &e.Lines[i]
		p.want(m.member(l.Member), "%s.lines[%d].member: %.40q is none of the members", where, i, l.Member)
		var word ask.Answer
		p.want(l.Answer == "" || l.Answer == none || word.UnmarshalText([]byte(l.Answer)) == nil,
			"%s.lines[%d].answer: %.40q is no answer", where, i, l.Answer)
		p.want(l.Rung > 0 || l.Rung == 0 && len(l.Takers) == 0, "%s.lines[%d]: takers of no rung", where, i)
		for _, member := range l.Takers {
			p.want(m.member(member), "%s.lines[%d].takers: %.40q is none of the members", where, i, member)
		}
	}
}
