package kindof

import (
	"strings"

	"parley.example/internal/press/word"
)

// Types of claims. Issue 3 names them.
const (
	Statement     = "statement"
	AgreementStep = "agreement_step"
	Incident      = "incident"
	Meeting       = "meeting"
	Movement      = "movement_withdrawal"
	Casualties    = "casualty_toll"
	Abductions    = "abduction_toll"
	Demand        = "demand"
	Accusation    = "accusation"
	Background    = "background"
	Ceasefire     = "ceasefire_status"
	Appointment   = "appointment"
	NoComment     = "no_comment"
	Pledge        = "pledge"
	Humanitarian  = "humanitarian"
	Aid           = "aid"
	Denial        = "denial"
	Verification  = "verification"
)

// Polarities.
const (
	Asserts  = "asserts"
	Denies   = "denies"
	Declines = "declines"
)

// Input is what is known of a claim before its type is.
type Input struct {
	Words   []word.Token
	Content [2]int // of Words, those that are attributed
	Act     string // of the attribution, as package cue names it; empty for none
	Source  string // the kind of source
	Passive bool   // "were accused of"
	Figure  bool   // a figure stands in it
	Dated   bool   // a date stands in it
}

// Hedge is a word that weakens what is said.
type Hedge struct {
	Start, End int
	Text       string
}

// Verdict is the type and polarity, the rules that gave them, and the hedges.
// An empty type means: no claim.
type Verdict struct {
	Type, Polarity         string
	TypeRule, PolarityRule string
	Hedges                 []Hedge
}

// Judge gives a claim its type.
func (l *Lists) Judge(in Input) Verdict {
	v := Verdict{Polarity: Asserts, PolarityRule: "nothing denies or declines", Hedges: l.hedged(in.Words)}
	if refusal, phrase := first(&l.refusals, in.Words); refusal != "" && (refusal != "unknown" || in.Act == "" || in.Act == "decline" || in.Act == "silent") {
		return v.refused(refusal, phrase)
	}
	content := in.Words[in.Content[0]:in.Content[1]]
	switch {
	case in.Act == "decline", in.Act == "silent":
		return v.refused(NoComment, "the verb of the attribution")
	case in.Act == "deny":
		return v.denied(Denial, "the verb of the attribution denies")
	case in.Act != "" && in.Act != "accuse" && !in.Passive:
		if _, phrase := first(&l.denials, content); phrase != "" {
			return v.denied(Denial, "\""+phrase+"\" denies")
		}
		if phrase, plain := opposes(content); phrase != "" && (plain || in.Act != "warn" && in.Act != "demand" && in.Act != "pledge") {
			kind, _ := l.typeOf(in, l.hits(content), l.hits(in.Words))
			if plain || kind == "" {
				kind = Statement
			}
			return v.denied(kind, "\""+phrase+"\": what is said is that something is not so")
		}
	}
	v.Type, v.TypeRule = l.typeOf(in, l.hits(content), l.hits(in.Words))
	if phrase, _ := opposes(content); phrase != "" && in.Act == "" && v.Type != "" && v.Type != Background {
		return v.denied(v.Type, "\""+phrase+"\": it is told that something did not happen")
	}
	return v
}

func (v Verdict) denied(kind, rule string) Verdict {
	v.Type, v.TypeRule, v.Polarity, v.PolarityRule = kind, rule, Denies, rule
	return v
}

func (v Verdict) refused(kind, phrase string) Verdict {
	v.TypeRule = "\"" + phrase + "\""
	if kind == "unknown" {
		v.Type = Background
		return v
	}
	v.Type, v.Polarity, v.PolarityRule = kind, Declines, v.TypeRule
	return v
}

// hit is a group of the lexicon in some words: its first phrase, and where.
type hit struct {
	phrase string
	at     int
}

func (h hit) because(group string) string { return group + ": \"" + h.phrase + "\"" }

// typeOf goes down the precedence: figures of people, then what the speaker
// does, then what it is about.
func (l *Lists) typeOf(in Input, content, all map[string]hit) (string, string) {
	casualty, abduction := all["casualty"], all["abduction"]
	switch {
	case casualty.phrase != "" && !aside(in, casualty, all) && (in.Figure || strings.Contains(casualty.phrase, "toll") || strings.HasPrefix(casualty.phrase, "the dead")):
		return Casualties, casualty.because("casualty") + " with a figure"
	case abduction.phrase != "" && in.Figure:
		return Abductions, abduction.because("abduction") + " with a figure"
	case in.Act == "accuse":
		return Accusation, "the verb of the attribution accuses"
	case in.Act == "demand", in.Act == "warn" && in.Source != "outlet":
		return Demand, "the verb of the attribution demands"
	case in.Act == "pledge":
		return Pledge, "the verb of the attribution promises"
	case in.Act == "praise":
		return Statement, "the verb of the attribution praises"
	case in.Act == "describe" && in.Source != "outlet":
		return Statement, "the verb of the attribution describes"
	case content["appointment"].phrase != "":
		return Appointment, content["appointment"].because("appointment")
	}
	if in.Act == "" || in.Source == "outlet" || in.Source == "" {
		return own(in, all)
	}
	return told(in, content)
}

// aside reports whether a toll only says more, behind something else that the
// sentence tells: "agreed to withdraw from a war that has killed", "called on all
// to lay down arms after clashes left hundreds dead".
func aside(in Input, toll hit, all map[string]hit) bool {
	relative, later := false, false
	for i, w := range in.Words[:toll.at] {
		switch w.Lower {
		case "that", "which":
			relative = relative || i >= toll.at-3
		case "after", "following", "amid", "since":
			later = later || i > 4
		}
	}
	before := false
	for _, g := range []string{"agree", "withdrawal", "plan", "meeting", "ceasefire", "appointment"} {
		before = before || all[g].phrase != "" && all[g].at < toll.at
	}
	switch in.Act {
	case "demand", "pledge", "praise", "warn", "announce", "deny":
		return relative || later
	}
	return relative && before
}

// groups are the types by the groups of the lexicon.
var groups = map[string]string{
	"withdrawal": Movement, "aid": Aid, "calm": Ceasefire, "humanitarian": Humanitarian, "demand": Demand, "pledge": Pledge,
	"accusation": Accusation, "agree": AgreementStep, "plan": AgreementStep, "meeting": Meeting, "agreement": AgreementStep,
	"incident": Incident, "casualty": Incident, "ceasefire": Ceasefire, "background": Background,
}

// earliest is the first of some groups in the words: what comes first in a
// sentence is mostly what it is about. Of two at one place the longer wins.
func earliest(hits map[string]hit, among string) (string, string) {
	best, group := hit{at: 1 << 30}, ""
	for g := range strings.FieldsSeq(among) {
		h := hits[g]
		if h.phrase != "" && (h.at < best.at || h.at == best.at && len(h.phrase) > len(best.phrase)) {
			best, group = h, g
		}
	}
	if group == "" {
		return "", ""
	}
	return groups[group], best.because(group)
}

// told is the type of what a source says. What a person says is a statement,
// unless it is an act: to demand, to promise, to announce a plan.
func told(in Input, hits map[string]hit) (string, string) {
	if h := hits["agree"]; h.phrase != "" && in.Source != "person" {
		return AgreementStep, h.because("agree")
	}
	if h := hits["plan"]; h.phrase != "" && in.Act == "announce" {
		return AgreementStep, h.because("plan")
	}
	if h := hits["modal"]; h.phrase != "" && h.at < 14 && in.Source != "organisation" {
		return Statement, "what is said is only held possible: \"" + h.phrase + "\""
	}
	among := "withdrawal aid calm humanitarian demand pledge accusation plan meeting agreement incident ceasefire casualty"
	switch {
	case in.Source == "person" && in.Act != "announce":
		among = "aid calm humanitarian demand pledge accusation plan"
	case in.Act == "claim":
		among = "withdrawal aid calm humanitarian demand pledge accusation plan meeting agreement"
	}
	if h := hits["humanitarian"]; h.phrase != "" && hits["calm"].phrase != "" {
		return Humanitarian, h.because("humanitarian")
	}
	if kind, rule := earliest(hits, among); kind != "" {
		return kind, rule
	}
	return Statement, "somebody says it, and it is of no other type"
}

// own is the type of what the article tells in its own voice, or "" where it
// tells nothing that is kept: what it explains, and what it makes of things.
func own(in Input, hits map[string]hit) (string, string) {
	if hits["analysis"].phrase != "" && !in.Figure && !in.Dated {
		return "", ""
	}
	for _, among := range []string{"agree calm", "accusation", "withdrawal", "incident", "plan", "ceasefire", "meeting", "aid", "agreement", "background"} {
		if among == "accusation" && !in.Passive {
			continue
		}
		if kind, rule := earliest(hits, among); kind != "" {
			return kind, rule
		}
	}
	return "", ""
}

// hits finds the groups of the lexicon in the words, each with its first phrase.
// A relative clause at the end says more about a noun, not what is claimed.
func (l *Lists) hits(words []word.Token) map[string]hit {
	out := map[string]hit{}
	for i := range words {
		if i > 6 && words[i-1].Lower == "," && (words[i].Lower == "which" || words[i].Lower == "who") && len(out) > 0 {
			break
		}
		l.types.at(words, i, func(group string, end int) {
			if h, ok := out[group]; !ok || h.at == i && end-i > len(strings.Fields(h.phrase)) {
				out[group] = hit{phrase(words, i, end), i}
			}
		})
	}
	return out
}

// hedged finds the hedges of the words.
func (l *Lists) hedged(words []word.Token) []Hedge {
	var out []Hedge
	for i := range words {
		l.hedges.at(words, i, func(_ string, end int) {
			h := Hedge{words[i].Start, words[end-1].End, phrase(words, i, end)}
			if n := len(out); n == 0 || out[n-1].End <= h.Start {
				out = append(out, h)
			} else if h.Start == out[n-1].Start && h.End > out[n-1].End {
				out[n-1] = h
			}
		})
	}
	return out
}

// first is the first phrase of t in the words, with its value.
func first(t *trie, words []word.Token) (value, found string) {
	for i := range words {
		t.at(words, i, func(v string, end int) {
			if value == "" {
				value, found = v, phrase(words, i, end)
			}
		})
		if value != "" {
			break
		}
	}
	return value, found
}

func phrase(words []word.Token, a, b int) string {
	var out []string
	for _, w := range words[a:b] {
		out = append(out, w.Lower)
	}
	return strings.Join(out, " ")
}

// opposes finds a negated main verb within the first words of what is said, and
// whether it is one of being or doing: "was not aimed at", "did not support". What
// somebody will not allow is no denial.
func opposes(words []word.Token) (phrase string, plain bool) {
	for i := 1; i < len(words) && i < 14; i++ {
		if words[i].Mark && words[i].Text != "\"" && words[i].Text != "\u201c" {
			return "", false
		}
		if w := words[i].Lower; w == "if" || w == "unless" || w == "whether" {
			return "", false // what would be, not what is
		}
		if words[i].Lower != "not" && words[i].Lower != "never" || words[i-1].Mark {
			continue
		}
		next := ""
		if i+1 < len(words) {
			next = words[i+1].Lower
		}
		switch next {
		case "going", "yet", "only", "let", "allow", "accept", "tolerate", "permit", "just", "necessarily", "immediately":
			return "", false
		}
		switch w := words[i-1].Lower; w {
		case "did", "does", "do", "was", "were", "is", "are":
			return w + " " + words[i].Lower, true
		case "had", "has", "have", "will", "would", "could", "can":
			return w + " " + words[i].Lower, false
		}
		return "", false
	}
	return "", false
}
