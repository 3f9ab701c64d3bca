package ask

import (
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// TestHistory plays testdata/history/*.txtar. Times are minutes from filing; a
// line of entries is "MINUTE WHO VERB ...", the n-th line is entry n.
func TestHistory(t *testing.T) {
	files, err := filepath.Glob("testdata/history/*.txtar")
	if err != nil || len(files) < 20 {
		t.Fatalf("found %d histories (%v), want 20 or more", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			parts := archive(string(text))
			if !strings.Contains(parts[""], "R-ASK-") {
				t.Error("the history names no rule")
			}
			h := history{t: t, voids: map[int]Rule{}}
			for i, line := range lines(parts["entries"]) {
				h.play(i+1, strings.Fields(line))
			}
			for _, line := range lines(parts["want"]) {
				h.want(strings.Fields(line))
			}
			for n, rule := range h.voids {
				t.Errorf("entry %d is void by %s, want it to hold", n, rule)
			}
			if b, err := statement.Encode(h.a); err != nil {
				t.Errorf("row does not encode: %v", err)
			} else if err := statement.Decode(b, new(Ask)); err != nil {
				t.Errorf("row does not decode: %v", err)
			}
		})
	}
}

// archive cuts a txtar text into its parts; the comment is "".
func archive(text string) map[string]string {
	parts, name := map[string]string{}, ""
	for _, line := range strings.SplitAfter(text, "\n") {
		if head, ok := strings.CutPrefix(strings.TrimSpace(line), "-- "); ok {
			name = strings.TrimSuffix(head, " --")
			continue
		}
		parts[name] += line
	}
	return parts
}

func lines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

const t0 statement.Time = 1_800_000_000_000

func minutes(text string) statement.Time {
	seconds, half := strings.CutSuffix(text, "+")
	n, err := strconv.Atoi(seconds)
	if err != nil {
		panic("minute " + text)
	}
	at := t0 + statement.Time(n)*60_000
	if half {
		at++ // one millisecond later
	}
	return at
}

// history is a record of one ask as it grows.
type history struct {
	t     *testing.T
	a     Ask   // now
	known []Ask // after each entry that held
	voids map[int]Rule
}

// member of an officer: its first letter says it.
func member(officer string) string {
	for _, m := range []string{"alpha", "bravo", "guarantor", "mediator", "observer", "stranger"} {
		if officer[0] == m[0] {
			return m
		}
	}
	panic("officer " + officer)
}

func key(officer string) statement.Digest { return sha256.Sum256([]byte(officer)) }

func id(n int) statement.ID { return statement.ID{byte(n), 1} }

// powers of an officer: b2 may bind for 100 persons only, the others for 1000.
func powers(officer string) []charter.Power {
	force := int64(1000)
	if officer == "b2" {
		force = 100
	}
	return []charter.Power{{Activity: Any, Force: force, Hours: 24, Types: []string{"notice.answered"}, Zone: Any}}
}

func entry(n int, at statement.Time, officer string) Entry {
	return Entry{
		At: at, ID: id(n), Index: int64(n), Key: key(officer), Member: member(officer), Officer: officer,
		Powers: powers(officer), Type: "notice.answered",
	}
}

func (h *history) play(n int, words []string) {
	act := h.act(entry(n, minutes(words[0]), words[1]), words[2], parse(words[3:]))
	next, err := Apply(h.a, act)
	var v *Void
	switch {
	case errors.As(err, &v):
		h.voids[n] = v.Rule
	case err != nil:
		h.t.Fatalf("entry %d: %v", n, err)
	default:
		h.a = next
		h.known = append(h.known, next)
	}
}

// at is the ask as it was known at a time.
func (h *history) at(t statement.Time) Ask {
	known := h.known[0]
	for _, a := range h.known {
		if a.At <= t {
			known = a
		}
	}
	return known
}

// options are "name=value" or bare words.
type options map[string]string

func (o options) time(name string, otherwise statement.Time) statement.Time {
	if v, ok := o[name]; ok {
		return minutes(v)
	}
	return otherwise
}

func (o options) num(name string, otherwise int) int {
	if v, ok := o[name]; ok {
		n, err := strconv.Atoi(v)
		if err != nil {
			panic(name + "=" + v)
		}
		return n
	}
	return otherwise
}

func parse(words []string) options {
	o := options{}
	for _, w := range words {
		name, value, _ := strings.Cut(w, "=")
		o[name] = value
	}
	return o
}

func (h *history) want(words []string) {
	h.t.Helper()
	if words[0] == "void" {
		n, _ := strconv.Atoi(words[1])
		if got := h.voids[n]; got != Rule(words[2]) {
			h.t.Errorf("entry %d is void by %q, want %s", n, got, words[2])
		}
		delete(h.voids, n)
		return
	}
	at, rest := minutes(words[0]), strings.Join(words[1:], " ")
	a := h.at(at)
	var got string
	switch words[1] {
	case "state":
		got = "state " + stateText(StateAt(a, at))
	case "revision":
		n, _ := strconv.Atoi(words[2])
		got = "revision " + words[2] + " " + stateText(StateOf(a, n, at))
	case "choice":
		got = strings.TrimSpace("choice " + IntentionAt(a, at).String())
	case "bells":
		got = "bells"
		for _, b := range Bells(a, at) {
			got += " " + b.String()
		}
	case "next":
		got = "next none"
		if next, ok := NextAlarm(a, at); ok {
			got = "next " + minuteText(next)
		}
	case "rungs":
		got = "rungs " + words[2] + rungText(Rungs(a, at), words[2])
	case "holds":
		got = "holds " + strconv.Itoa(len(a.Holds))
	default:
		for _, l := range Lines(a, at) {
			if l.Member == words[1] {
				got = l.Member + lineText(l)
			}
		}
	}
	if got != rest {
		h.t.Errorf("at %s: got %q, want %q", words[0], got, rest)
	}
}

func minuteText(t statement.Time) string {
	text := strconv.Itoa(int(t-t0) / 60_000)
	if (t-t0)%60_000 != 0 {
		text += "+"
	}
	return text
}

func stateText(o Overall) string {
	text := o.State.String()
	for _, flag := range []struct {
		on   bool
		name string
	}{{o.Over, "over"}, {o.Short, "short"}, {o.LeadShort, "lead_short"}, {o.Unruled, "unruled"}, {o.Disowned, "disowned"}} {
		if flag.on {
			text += " " + flag.name
		}
	}
	return text
}

func rungText(rungs []RungAt, member string) string {
	text := ""
	for _, r := range rungs {
		if r.Addressee != member {
			continue
		}
		word := "waiting"
		switch {
		case r.Stopped:
			word = "stopped"
		case r.Reached && len(r.Takers) > 0:
			word = "taken"
		case r.Reached:
			word = "reached"
		}
		text += " " + word
	}
	return text
}

func lineText(l Line) string {
	text := ""
	for _, flag := range []struct {
		on   bool
		name string
	}{
		{!l.Delivered.IsZero(), "delivered"},
		{!l.Missing.IsZero(), "missing"},
		{!l.Shown.IsZero(), "shown"},
		{!l.Acknowledged.IsZero(), "acknowledged"},
		{l.Answer != 0, l.Answer.String()},
		{l.Reply != 0, l.Reply.String()},
		{l.Step != 0, l.Step.String()},
		{l.Prior, "prior"},
		{l.Relayed, "relayed"},
		{!l.Stop.IsZero(), "stopped"},
		{l.Unanswered, "unanswered"},
		{l.AskedUntil != 0, "until " + minuteText(l.AskedUntil)},
		{l.Beyond, "beyond"},
		{l.Late, "late"},
		{l.Lapsed, "lapsed"},
		{l.Gone, "repudiated"},
		{l.Oral != 0, "oral " + minuteText(l.Oral)},
	} {
		if flag.on {
			text += " " + flag.name
		}
	}
	return text
}
