package cue

import (
	"regexp"
	"slices"
	"strings"
)

// Attribution is who says the words of a segment, by what verb.
type Attribution struct {
	Source  Source
	Act     string
	Lemma   string
	Content [2]int // the words that are attributed, as far as word order tells
	Passive bool   // somebody does it who is not said
	State   bool   // a state speaks, by its name or its capital
	Told    string // the outlet or agency that was told it
	Rule    string
}

// reasons are how news says why a source is not named.
var reasons = regexp.MustCompile(`(?i)\b(?:on (?:the )?condition of anonymity(?: because [^.;]*| due to [^.;]*| given [^.;]*)?|` +
	`request(?:ed|ing) anonymity|ask(?:ed|ing) not to be (?:named|identified)|declin(?:ed|ing) to be (?:named|identified)|` +
	`(?:who (?:was|were) )?not (?:authori[sz]ed|allowed) to [^.,;]*|(?:who )?(?:was|were) not named|insisted on anonymity|unnamed)`)

// Attribute says who the source of segment g is. It reads m and writes to it.
func (l *Lists) Attribute(s *Sentence, g Segment, cues []Cue, m *Memory) Attribution {
	if g.Own {
		return Attribution{Source: Source{Kind: Outlet, Rule: "the article tells it in its own voice: " + g.Rule}}
	}
	mine := inSegment(g, cues)
	out := l.main(s, mine, m)
	if out.Source.Kind == "" && g.Start > 0 && len(mine) == 0 {
		out = l.main(s, cues, m) // the source of the whole sentence
		if out.Source.Kind == Outlet {
			out.Act = ""
		}
	}
	if out.Source.Kind == "" && g.Start == 0 && g.End < len(s.Tokens) {
		for _, c := range cues { // "X happened, and according to Y, Z": Y tells both
			if c.Act == According && c.At <= g.End+2 || c.Trails && !c.Passive {
				out = l.main(s, []Cue{c}, m)
			}
		}
	}
	if out.Source.Kind == "" && len(mine) == 0 {
		out.Source = l.carried(s, g, m)
	}
	l.chain(s, mine, &out, m)
	if out.Source.Kind == "" {
		out.Source = Source{Kind: Outlet, Rule: "nobody else is said to say it"}
	}
	if out.Source.Kind == Anonymous {
		if r := reasons.FindString(s.Text); r != "" {
			out.Source.Reason = strings.TrimSpace(r)
		}
	}
	return out
}

// carried is the source of the sentence before, where this one only goes on with
// what that one told: "Among them were ...", "The plan includes ...".
func (l *Lists) carried(s *Sentence, g Segment, m *Memory) Source {
	who := m.last
	if g.Start > 0 || who.Kind == "" || who.Kind == Outlet {
		return Source{}
	}
	switch {
	case is(s.lower(0), "among of") && is(s.lower(1), "them those these whom"):
		who.Rule = "goes on with a figure of the sentence before"
		return who
	case is(s.lower(0), "the this these that such its"):
		for i := 1; i < 5; i++ {
			if is(s.lower(i), "plan roadmap proposal mechanism deal agreement toll figure figures draft letter initiative offer zone list terms") &&
				is(s.lower(i+1), "includes included include would will involves involved covers covered provides calls also envisages foresees") {
				who.Rule = "goes on with what the source of the sentence before told"
				return who
			}
		}
	}
	return Source{}
}

// inSegment are the cues of a segment.
func inSegment(g Segment, cues []Cue) []Cue {
	var mine []Cue
	for _, c := range cues {
		if c.At >= g.Start && c.At < g.End {
			c.Aside = c.Aside && c.Subject.Start > g.Start+1 // the segment is that clause
			mine = append(mine, c)
		}
	}
	return mine
}

// main is the attribution of the first cue that says who. A cue without a
// subject of its own takes the one of the cue before it.
func (l *Lists) main(s *Sentence, cues []Cue, m *Memory) Attribution {
	var out, according Attribution
	for _, c := range cues {
		if c.Passive {
			if out.Act == "" {
				out = Attribution{Act: c.Act, Lemma: c.Lemma, Passive: true, Content: [2]int{0, len(s.Tokens)}}
			}
			continue
		}
		if c.Aside {
			continue
		}
		who := l.resolve(s, c.Subject, m)
		a := Attribution{Source: who, Act: c.Act, Lemma: c.Lemma, Rule: who.Rule, State: who.bare}
		a.Content = content(s, c)
		switch {
		case who.Kind == "" && c.Subject.empty() && m.subject.Kind != "" && c.At > 0:
			a.Source = m.subject
			a.Rule = "the subject of the verb before"
		case who.Kind == "":
			continue
		}
		if c.Act == According {
			if according.Source.Kind == "" {
				according = a
			}
			continue
		}
		if a.State && is(c.Act, "demand accuse praise pledge call describe") {
			a.Source = Source{Kind: Outlet, Rule: "what a state does, told in the article's own voice"}
		}
		if c.Act == Silent {
			m.Keep(who)
			a.Source = Source{Kind: Outlet, Rule: "silence is told in the article's own voice"}
		}
		if out.Source.Kind == "" {
			out = a
		}
	}
	if out.Source.Kind == "" && according.Source.Kind != "" {
		if out.Act != "" {
			according.Act, according.Passive = out.Act, true
		}
		return according
	}
	return out
}

// content is what a cue attributes: the words behind it, or those before it
// where it trails.
func content(s *Sentence, c Cue) [2]int {
	first := c.At
	if !c.Subject.empty() {
		first = min(first, c.Subject.Start)
	}
	switch {
	case c.Trails && first > 0:
		return [2]int{0, first}
	case c.Act == According && !c.Subject.empty():
		return [2]int{min(c.Subject.End+1, len(s.Tokens)), len(s.Tokens)}
	}
	return [2]int{c.At + 1, len(s.Tokens)}
}

// chain follows a statement through those who carried it: the one told, the
// outlet that reports, the one cited.
func (l *Lists) chain(s *Sentence, cues []Cue, out *Attribution, m *Memory) {
	for _, c := range cues {
		switch {
		case c.Lemma == "tell":
			if n, ok := l.told(s, c.At+1, m); ok {
				out.via(n)
				out.Told = n
			}
		case c.Passive || c.Subject.empty() && c.Act != Cite:
		case out.Source.Kind != "" && c.Act != Cite:
			who := l.resolve(s, c.Subject, m)
			if who.Kind == Organisation && who.Name != out.Source.Name && (m.carrier(who) || c.Act == According) {
				out.via(who.Name)
			}
		}
	}
	l.cited(s, out, m)
	l.channel(s, out)
}

// told is the outlet behind "told".
func (l *Lists) told(s *Sentence, i int, m *Memory) (string, bool) {
	if i >= len(s.Tokens) {
		return "", false
	}
	for _, n := range s.Names {
		if n.Start >= s.Tokens[i].Start && n.Start <= s.Tokens[min(i+2, len(s.Tokens)-1)].Start {
			return n.Head, n.Kind == Organisation && is(n.Class, "outlet agency platform")
		}
	}
	e := i
	if is(s.lower(e), "the a") {
		e++
		i++
	}
	for e < len(s.Tokens) && s.Tokens[e].Capital() {
		e++
	}
	if e > i {
		return s.text(i, e), true
	}
	if old := m.byNoun(s.lower(i), ""); old.Kind == Organisation {
		return old.Name, true // "told the newspaper"
	}
	return "", false
}

// cited puts the one who is cited in the place of the one who cites.
func (l *Lists) cited(s *Sentence, out *Attribution, m *Memory) {
	for i := range s.Tokens {
		if s.Quoted[i] || !is(s.lower(i), "citing cited quoting quoted") || out.Source.Kind != Organisation {
			continue
		}
		if is(s.lower(i), "cited quoted") && bePast[s.lower(i-1)] {
			continue
		}
		p := l.after(s, i+1)
		for e := p.Start; e < p.End; e++ {
			if s.lower(e) == "as" {
				p.End = e
			}
		}
		who := l.resolve(s, p, m)
		if who.Kind != Anonymous && who.Kind != Person {
			continue
		}
		carrier := out.Source.Name
		who.Via = append(who.Via, carrier)
		who.Rule = "cited by " + carrier
		out.Source, out.Rule = who, who.Rule
		return
	}
}

// channel is where a source spoke: in a statement to a broadcaster, on a network.
func (l *Lists) channel(s *Sentence, out *Attribution) {
	if out.Source.Kind == "" || out.Source.Kind == Outlet {
		return
	}
	for i := range s.Tokens {
		if s.Quoted[i] {
			continue
		}
		if is(s.lower(i), "on to") && s.lower(i+1) == "x" && is(s.lower(i-1), "wrote posted said post statement") {
			out.via("X")
		}
		if is(s.lower(i), "statement interview remarks comments") && is(s.lower(i+1), "to with") {
			p := l.after(s, i+2)
			names := s.within(p.Start, p.End)
			for _, b := range p.Beside {
				names = append(names, s.within(b[0], b[1])...)
			}
			for _, n := range slices.Backward(names) {
				if n.Kind == Organisation && n.Head != out.Source.Name {
					out.via(n.Head)
					break
				}
			}
		}
	}
}

func (a *Attribution) via(name string) {
	if !slices.Contains(a.Source.Via, name) && name != a.Source.Name {
		a.Source.Via = append(slices.Clone(a.Source.Via), name)
	}
}
