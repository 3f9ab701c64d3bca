package kindtest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// Fill makes the text that stands in an act for "$NAME N", of the act of entry
// N as its kind parsed it.
type Fill map[string]func(act any) (string, error)

// played is a history as a record.
type played struct {
	*history
	t       reporter
	m       *recordtest.Mechanism
	kinds   []kind.Kind
	fill    Fill
	start   statement.Time
	first   int64 // index of entry 1
	entries []charter.Entry
	hidden  map[statement.Digest]hidden // sealed entries, by their commitments
}

// play builds the record of a history: founded, officers appointed, and each
// entry signed, stamped and judged by the record's own rules.
func play(t reporter, h *history, folder string, kinds []kind.Kind, fill Fill) *played {
	t.Helper()
	members := h.members
	if members == nil {
		members = []string{"alpha", "bravo", "guarantor", "mediator", "observer"}
	}
	doc := recordtest.Document(members...)
	doc.Kinds = nil
	for _, k := range kinds {
		doc.Kinds = append(doc.Kinds, k.Name)
	}
	if rules, err := os.ReadFile(filepath.Join(folder, "testdata", "rules.json")); err == nil {
		var tidy bytes.Buffer
		if err := json.Compact(&tidy, rules); err != nil {
			t.Fatalf("rules of %s: %v", folder, err)
		}
		doc.Rules = tidy.Bytes()
	}
	p := &played{history: h, t: t, kinds: kinds, fill: fill, m: recordtest.FoundDocument(t, doc), hidden: map[statement.Digest]hidden{}}
	p.appoint(members)
	p.start, p.first = p.m.Now(), p.m.Seen().Size
	for _, l := range h.lines {
		p.log(l)
	}
	state, err := charter.New(p.m.Document())
	if err != nil {
		t.Fatalf("%v", err)
	}
	for _, leaf := range p.m.Leaves() {
		p.entries = append(p.entries, state.Take(leaf))
	}
	return p
}

// appoint makes two officers of each member, a1 and a2 of alpha, with power for
// every type of the kinds, and those that the history says otherwise.
func (p *played) appoint(members []string) {
	var types []string
	for _, k := range p.kinds {
		for _, e := range k.Entries {
			noun, _, _ := strings.Cut(e.Name, ".")
			switch noun {
			case "charter", "key", "root", "host", "node":
			default:
				types = append(types, noun+".*")
			}
		}
	}
	types = compactSorted(types)
	other := map[string][]string{}
	for _, words := range p.officers {
		other[words[0]] = words[1:]
	}
	for _, member := range members {
		for _, n := range []string{"1", "2"} {
			name := member[:1] + n
			power := recordtest.Power(types...)
			p.limit(&power, other[name])
			p.m.Officer(member, name, power)
		}
	}
}

// limit makes a power as small as a history says: force=100 types=notice.answered.
func (p *played) limit(power *charter.Power, words []string) {
	for _, w := range words {
		name, value, _ := strings.Cut(w, "=")
		switch name {
		case "force":
			n, err := strconv.ParseInt(value, 10, 64)
			if err != nil {
				p.t.Fatalf("%s: %v", p.file, err)
			}
			power.Force = n
		case "types":
			power.Types = strings.Split(value, ",")
		case "zone":
			power.Zone = value
		}
	}
}

// log signs and stamps one entry.
func (p *played) log(l line) {
	at := p.at(cmp.Or(l.options["at"], "+0s"))
	if l.has("again") {
		p.again(l, at)
		return
	}
	by := l.options["by"]
	var about []statement.ID
	for n := range strings.SplitSeq(l.options["about"], ",") {
		if n != "" {
			about = append(about, p.entryOf(n).ID)
		}
	}
	st := p.m.Draft(by, l.typ, p.act(l.act), about...)
	if l.has("not_after") {
		st.NotAfter = p.at(l.options["not_after"])
	}
	if l.has("body") {
		st.Body = &statement.Body{Commit: bodyOf(l.n), Size: 1}
	}
	if l.has("sealed") {
		st = p.hide(l, st)
	}
	p.m.Log(p.m.SignDraft(by, st), at)
}

// again chains a statement anew: the same act, another place.
func (p *played) again(l line, at statement.Time) {
	n := l.options["again"]
	by := p.lines[p.number(n)-1].options["by"]
	st, next := p.entryOf(n).Statement, p.m.Draft(by, "key.none/v1", nil)
	st.Seq, st.Prev, st.Seen = next.Seq, next.Prev, next.Seen
	p.m.Log(p.m.SignDraft(by, st), at)
}

func bodyOf(n int) statement.Digest { return sha256.Sum256([]byte("body " + strconv.Itoa(n))) }

func (p *played) number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > len(p.lines) {
		p.t.Fatalf("%s: no entry %q", p.file, s)
	}
	return n
}

// entryOf is an entry that is logged already.
func (p *played) entryOf(s string) charter.Entry {
	leaves, i := p.m.Leaves(), p.first+int64(p.number(s))-1
	if i >= int64(len(leaves)) {
		p.t.Fatalf("%s: entry %s is still to come", p.file, s)
	}
	leaf, err := statement.ParseLeaf(leaves[i])
	if err != nil {
		p.t.Fatalf("%v", err)
	}
	st, err := leaf.Envelope.Statement()
	if err != nil {
		p.t.Fatalf("%v", err)
	}
	return charter.Entry{Index: i, ID: leaf.Envelope.ID(), Statement: st}
}

func (p *played) at(s string) statement.Time {
	d, err := offset(s)
	if err != nil {
		p.t.Fatalf("%s: %v", p.file, err)
	}
	return p.start.Add(d)
}

// act puts times and fills into an act, and writes it in its canonical spelling.
func (p *played) act(text string) []byte {
	if text == "" {
		text = "{}"
	}
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var tree any
	if err := dec.Decode(&tree); err != nil {
		p.t.Fatalf("%s: %s: %v", p.file, text, err)
	}
	b, err := statement.Encode(p.filled(tree))
	if err != nil {
		p.t.Fatalf("%s: %s: %v", p.file, text, err)
	}
	return b
}

func (p *played) filled(x any) any {
	switch x := x.(type) {
	case map[string]any:
		for key, v := range x {
			x[key] = p.filled(v)
		}
	case []any:
		for i, v := range x {
			x[i] = p.filled(v)
		}
	case string:
		if s, ok := strings.CutPrefix(x, "@"); ok {
			return int64(p.at(s))
		}
		if name, ok := strings.CutPrefix(x, "$"); ok {
			return p.filling(name)
		}
	}
	return x
}

func (p *played) filling(text string) string {
	name, n, _ := strings.Cut(text, " ")
	switch name {
	case "key": // of an officer
		id := recordtest.Pub(n + " officer").ID()
		return mustText(p.t, id)
	case "id":
		return mustText(p.t, p.entryOf(n).ID)
	case "body":
		if p.lines[p.number(n)-1].has("sealed") {
			return mustText(p.t, p.entryOf(n).Statement.Body.Commit) // what is delivered or missing is the ciphertext
		}
		return mustText(p.t, bodyOf(p.number(n)))
	}
	fill, ok := p.fill[name]
	if !ok {
		p.t.Fatalf("%s: no fill %q", p.file, name)
	}
	st := p.said(p.entryOf(n).Statement)
	for _, k := range p.kinds {
		for _, e := range k.Entries {
			if e.Name != st.Type {
				continue
			}
			act, err := e.Parse(st.Act)
			if err != nil {
				p.t.Fatalf("%s: entry %s: %v", p.file, n, err)
			}
			s, err := fill(act)
			if err != nil {
				p.t.Fatalf("%s: fill %s: %v", p.file, text, err)
			}
			return s
		}
	}
	p.t.Fatalf("%s: fill %s: nobody knows %s", p.file, text, st.Type)
	return ""
}

func mustText(t reporter, d statement.Digest) string {
	b, err := d.MarshalText()
	if err != nil {
		t.Fatalf("%v", err)
	}
	return string(b)
}

// clock is how a time is written in a history.
func (p *played) clock(t statement.Time) string {
	return "+" + t.Sub(p.start).Round(time.Millisecond).String()
}
