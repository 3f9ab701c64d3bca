package kinds_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"testing"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/kinds"
	"parley.example/internal/lang"
	"parley.example/internal/projection"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// bench plans acts over a real record and logs what they draft, as the desk
// would, at times of the test's choice.
type bench struct {
	t      *testing.T
	m      *recordtest.Mechanism
	engine *projection.Engine
	start  statement.Time
	voice  lang.Voice
	state  *charter.State
	judged []charter.Entry
	local  kind.Local
}

func newBench(t *testing.T, rules string) *bench {
	t.Helper()
	doc := recordtest.Document("alpha", "bravo", "guarantor", "mediator", "observer")
	if rules == "" {
		raw, err := os.ReadFile("notice/testdata/rules.json")
		if err != nil {
			t.Fatal(err)
		}
		var tidy bytes.Buffer
		if err := json.Compact(&tidy, raw); err != nil {
			t.Fatal(err)
		}
		rules = tidy.String()
	}
	doc.Rules = json.RawMessage(rules)
	b := &bench{t: t, m: recordtest.FoundDocument(t, doc), local: kind.Local{Live: true}}
	for _, who := range [][2]string{{"alpha", "a1"}, {"bravo", "b1"}, {"guarantor", "g1"}, {"mediator", "m1"}} {
		b.m.Officer(who[0], who[1], recordtest.Power("notice.*", "hold.*", "erasure.*"))
	}
	small := recordtest.Power("notice.*")
	small.Force = 10
	b.m.Officer("bravo", "b2", small)
	parsed, err := charter.ParseDocument(b.m.Document())
	if err != nil {
		t.Fatal(err)
	}
	if b.engine, err = projection.Open(projection.NewMemory(), kinds.All(), &parsed); err != nil {
		t.Fatal(err)
	}
	b.start = b.m.Now()
	var src []lang.Source
	for _, k := range kinds.All() {
		src = append(src, lang.Source{Name: k.Name, Files: k.Files})
	}
	c, err := lang.NewCatalogue(src...)
	if err != nil {
		t.Fatal(err)
	}
	b.voice = c.In(lang.English)
	b.fold()
	return b
}

// at is a time of the test: minutes from its start.
func (b *bench) at(minutes int) statement.Time {
	return b.start.Add(time.Duration(minutes) * time.Minute)
}

func (b *bench) fold() {
	b.t.Helper()
	if err := b.engine.Fold(b.entries()[b.engine.Standing().Size:], []byte("{}")); err != nil {
		b.t.Fatal(err)
	}
}

// entries judges what was logged since it was last asked.
func (b *bench) entries() []charter.Entry {
	if b.state == nil {
		var err error
		if b.state, err = charter.New(b.m.Document()); err != nil {
			b.t.Fatal(err)
		}
	}
	for _, leaf := range b.m.Leaves()[len(b.judged):] {
		b.judged = append(b.judged, b.state.Take(leaf))
	}
	return b.judged
}

// Entry, Content and Local make the bench what a reader needs beside rows.
func (b *bench) Entry(index int64) (charter.Entry, error) { return b.entries()[index], nil }

func (b *bench) Content(*statement.Statement) ([]byte, kind.Gone) { return nil, kind.Missing }

func (b *bench) Inner(*statement.Statement) ([]byte, kind.Gone) { return nil, kind.Sealed }

func (b *bench) Aside() kind.Local { return b.local }

func (b *bench) reader() *projection.Reader { return b.engine.Reader(b) }

// author is an officer as the record has it.
func (b *bench) author(officer string) charter.Author {
	for _, e := range b.entries() {
		var act charter.Appointed
		if e.Statement.Type != charter.TypeAppointed || statement.Decode(e.Statement.Act, &act) != nil || act.Officer != officer {
			continue
		}
		return charter.Author{
			Member: e.Author.Member, Role: e.Author.Role, Seat: charter.Officer, Key: act.Key.ID(), Officer: officer,
			Desks: act.Desks, Powers: act.Powers,
		}
	}
	b.t.Fatalf("no officer %s", officer)
	return charter.Author{}
}

// plan plans an act and returns what it drafts, and its sentences in English.
func (b *bench) plan(officer, name string, in any) (kind.Plan, []string, error) {
	b.t.Helper()
	for _, k := range kinds.All() {
		for _, a := range k.Acts {
			if a.Name != name {
				continue
			}
			p, err := a.Plan(b.reader(), b.author(officer), in)
			var says []string
			for _, m := range p.Says {
				says = append(says, b.voice.Render(m))
			}
			return p, says, err
		}
	}
	b.t.Fatalf("no act %s", name)
	return kind.Plan{}, nil, nil
}

// log plans, signs, logs and folds an act; an entry that the record or a kind
// voids ends the test.
func (b *bench) log(minute int, officer, name string, in any) statement.ID {
	b.t.Helper()
	p, _, err := b.plan(officer, name, in)
	if err != nil {
		b.t.Fatalf("%s by %s: %v", name, officer, err)
	}
	var id statement.ID
	for _, d := range p.Drafts {
		st := b.m.Draft(officer, d.Type, d.Act, d.About...)
		if t, _ := b.engine.Type(d.Type); t.Lapses && !d.Lasts {
			st.NotAfter = b.at(minute) + 15*60_000
			if d.NotAfter != 0 {
				st.NotAfter = min(st.NotAfter, d.NotAfter)
			}
		}
		env := b.m.SignDraft(officer, st)
		b.m.Log(env, b.at(minute))
		id = env.ID()
	}
	b.fold()
	if seen, _ := b.reader().Verdict(id); seen.Rule != "" {
		b.t.Fatalf("%s by %s is void: %s %s", name, officer, seen.Rule, seen.Text)
	}
	return id
}

// tick moves record time, and delivers to a member.
func (b *bench) tick(minute int, member string) {
	b.m.File(b.at(minute), "node:"+member, "node.tick/v1", map[string]any{"clock": b.at(minute), "missing": []string{}})
	b.fold()
}

// wrong returns the field and the key of a mistake.
func wrong(err error) string {
	var p *kind.Problem
	if !errors.As(err, &p) {
		return ""
	}
	return p.Field + " " + p.Says.Key
}
