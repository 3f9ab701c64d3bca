package cue

// A Segment is the words [Start, End) of a sentence that make one claim.
type Segment struct {
	Start, End int
	Own        bool // tells an event of its own, not what the sentence's source says
	Rule       string
}

// Events tells which verbs tell an event by themselves.
type Events interface {
	Event(verb string) string
}

// Segments cuts a sentence where it makes more than one claim. Most sentences
// make one. A cut is made only where both sides can stand for themselves: each
// attributes its words, or tells an event.
func (l *Lists) Segments(s *Sentence, cues []Cue, events Events) []Segment {
	c := cutter{l: l, s: s, cues: cues, events: events}
	whole := Segment{Start: 0, End: len(s.Tokens), Rule: "the whole sentence"}
	out := []Segment{whole}
	for i := 1; i < len(s.Tokens)-4; i++ {
		if s.Quoted[i] {
			continue
		}
		last := &out[len(out)-1]
		if i-last.Start < 4 {
			continue
		}
		if end, next, ok := c.cut(last.Start, i); ok {
			tail := last.End
			last.End = end
			next.End = tail
			out = append(out, next)
		}
	}
	if sub, ok := c.opening(); ok {
		out = append(out, sub)
	}
	return out
}

type cutter struct {
	l      *Lists
	s      *Sentence
	cues   []Cue
	events Events
}

// cut says whether a new claim begins at i, where the one before it ends, and
// what the new one is.
func (c *cutter) cut(from, i int) (int, Segment, bool) {
	s := c.s
	comma := s.lower(i-1) == ","
	end := i
	if comma {
		end = i - 1
	}
	w := s.lower(i)
	switch {
	case is(w, "and but while though although whereas") && c.joins(from, i):
		return end, Segment{Start: i + 1, Rule: "a clause that is joined by \"" + w + "\""}, true
	case is(w, "and but") && c.sameSubject(from, i):
		return end, Segment{Start: i + 1, Rule: "a second verb of the same subject"}, true
	case comma && is(w, "who which") && (c.appoints(i) || c.event(i, c.comma(i+1)) && c.dated(i, len(s.Tokens)) && !c.cueIn(i, len(s.Tokens))):
		return end, Segment{Start: i, Own: true, Rule: "a relative clause that tells an event of its own"}, true
	case comma && is(w, "prompting triggering leading sparking") && c.event(i, len(s.Tokens)):
		return end, Segment{Start: i, Own: true, Rule: "what followed"}, true
	case comma && w == "with" && is(s.lower(i+1), "another a the further") && c.word(i, i+8, "scheduled planned expected set due"):
		return end, Segment{Start: i, Rule: "\"with\" and what is planned"}, true
	case comma && is(w, "after before") && c.event(i, len(s.Tokens)) && c.cueIn(from, i):
		return end, Segment{Start: i, Rule: "a clause of time that tells an event"}, true
	case comma && w == "saying" && c.declines(from, i):
		return end, Segment{Start: i, Rule: "what was said instead"}, true
	case comma && w == "where" && c.event(i, len(s.Tokens)):
		return end, Segment{Start: i, Own: true, Rule: "a clause of place that tells an event"}, true
	}
	return 0, Segment{}, false
}

// joins reports whether the word at i joins two clauses that each attribute
// something, or tell an event with a subject of their own.
func (c *cutter) joins(from, i int) bool {
	to := c.reach(i)
	leading := false
	for _, q := range c.cues {
		if q.At > i && q.At < to && (q.Act == According || !q.Subject.empty() && q.Subject.Start > i && !q.Passive) {
			leading = leading || q.Act == According && q.At == i+1 || q.Act != According && q.Subject.Start <= i+2
		}
	}
	// "and that" goes on with what was said before
	return leading && c.s.lower(i+1) != "that" && (c.cueIn(from, i) || c.l.clause(c.s, from, i))
}

// reach is where the clause behind i ends at the latest.
func (c *cutter) reach(i int) int {
	for j := i + 1; j < len(c.s.Tokens); j++ {
		if !c.s.Quoted[j] && is(c.s.lower(j), "; :") {
			return j
		}
	}
	return len(c.s.Tokens)
}

// sameSubject reports whether the word at i joins a second verb to the same
// subject, where the second tells an event in the article's own voice, or says
// something after a refusal.
func (c *cutter) sameSubject(from, i int) bool {
	j := i + 1
	for j < len(c.s.Tokens) && (auxiliaries[c.s.lower(j)] || times[c.s.lower(j)]) {
		j++
	}
	if j >= len(c.s.Tokens)-4 || c.s.Tokens[j].Mark || c.opens(i) {
		return false
	}
	for _, q := range c.cues {
		if q.At == j && q.Subject.empty() && !q.Passive {
			return c.cueIn(from, i) && c.s.lower(i) == "but"
		}
	}
	return c.tells(j) && !c.says(from, i) && !c.relative(from, i) && i-from >= 6 && len(c.s.Tokens)-j >= 6 && c.l.clause(c.s, from, i)
}

// relative reports whether i stands in a relative clause: what is joined there
// belongs to a noun.
func (c *cutter) relative(a, i int) bool {
	for j := i - 1; j > a; j-- {
		switch w := c.s.lower(j); {
		case w == ",":
			return false
		case is(w, "that which who") && !c.s.Quoted[j]:
			return true
		}
	}
	return false
}

// tells reports whether the words from j on begin with a verb that tells an event.
func (c *cutter) tells(j int) bool {
	return c.events.Event(c.s.lower(j)) != "" || is(c.s.lower(j), "took seized") && c.word(j+1, j+4, "territory control positions land towns villages")
}

// says reports whether somebody is said to say the words before b: then what is
// joined to them is still theirs.
func (c *cutter) says(a, b int) bool {
	for _, q := range c.cues {
		if q.At >= a && q.At < b && !q.Passive && !is(q.Act, "demand accuse") {
			return true
		}
	}
	return false
}

// opens reports whether i lies in a clause of time at the head of the sentence.
func (c *cutter) opens(i int) bool {
	return is(c.s.lower(0), "after before since when while as with") && i < c.comma(1)
}

// comma is the first comma from i on that is not quoted, or the end.
func (c *cutter) comma(i int) int {
	for ; i < len(c.s.Tokens); i++ {
		if c.s.lower(i) == "," && !c.s.Quoted[i] {
			return i
		}
	}
	return len(c.s.Tokens)
}

// dated reports whether a date stands among the words [a, b).
func (c *cutter) dated(a, b int) bool {
	b = min(b, len(c.s.Tokens))
	for _, d := range c.s.Dates {
		if a < b && d[0] >= c.s.Tokens[a].Start && d[1] <= c.s.Tokens[b-1].End {
			return true
		}
	}
	return false
}

func (c *cutter) cueIn(a, b int) bool {
	for _, q := range c.cues {
		if q.At >= a && q.At < b {
			return true
		}
	}
	return false
}

func (c *cutter) declines(a, b int) bool {
	for _, q := range c.cues {
		if q.At >= a && q.At < b && (q.Act == Decline || q.Act == Silent) {
			return true
		}
	}
	return false
}

func (c *cutter) event(a, b int) bool {
	for i := a; i < b; i++ {
		if !c.s.Quoted[i] && c.events.Event(c.s.lower(i)) != "" {
			return true
		}
	}
	return c.word(a, b, "clashes airstrikes strikes airstrike fighting strike killing killed")
}

func (c *cutter) word(a, b int, set string) bool {
	for i := a; i < b && i < len(c.s.Tokens); i++ {
		if is(c.s.lower(i), set) {
			return true
		}
	}
	return false
}

func (c *cutter) appoints(i int) bool {
	for j := i; j < i+6 && j < len(c.s.Tokens); j++ {
		if c.events.Event(c.s.lower(j)) == "appointment" {
			return true
		}
	}
	return false
}

// opening finds a clause of time at the head of a sentence that tells an event
// of its own: "After X bombed Y, Z said".
func (c *cutter) opening() (Segment, bool) {
	s := c.s
	if !is(s.lower(0), "after before since") {
		return Segment{}, false
	}
	for i := 3; i < len(s.Tokens); i++ {
		if s.lower(i) == "," && !s.Quoted[i] {
			if i > 6 && c.event(0, i) && c.l.clause(s, 1, i) && !c.cueIn(0, i) && len(c.cues) > 0 {
				return Segment{Start: 1, End: i, Own: true, Rule: "an opening clause that tells an event"}, true
			}
			return Segment{}, false
		}
	}
	return Segment{}, false
}
