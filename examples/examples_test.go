package examples

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"parley.example/internal/terms/ask"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

func loaded(t *testing.T) Example {
	t.Helper()
	ex, err := Load(SouthernSyria)
	if err != nil {
		t.Fatal(err)
	}
	return ex
}

// The mechanism is what the demo promises: five witnesses of whom one may lie,
// an open log, rules that ask/ParseRules takes, and a document within bounds
// whatever its keys.
func TestMechanism(t *testing.T) {
	ex := loaded(t)
	doc, err := ex.Mechanism.Document(1)
	if err != nil {
		t.Fatal(err)
	}
	doc.Nonce, doc.Host.Origin = strings.Repeat("n", 64), "localhost:65535/"+strings.Repeat("o", 100)
	doc.Host.Key, doc.Host.TLS = recordtest.Pub("host"), recordtest.Pub("host tls")
	for i := range doc.Members {
		m := &doc.Members[i]
		m.Root, m.Node = recordtest.Pub(m.Code), recordtest.NodeKeys(m.Code)
		m.Node.Sealing = "age1" + m.Code + strings.Repeat("q", 2000) // as long as a hybrid recipient
	}
	b, err := doc.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if len(b) > charter.MaxDocument {
		t.Errorf("with its keys the document has %d bytes, want %d at most", len(b), charter.MaxDocument)
	}
	if _, err := charter.ParseDocument(b); err != nil {
		t.Errorf("with keys the document does not hold: %v", err)
	}
	if !doc.Exercise || !doc.OpenLog || len(doc.Witnesses) != 5 || doc.WitnessQuorum() != 4 {
		t.Errorf("exercise %v, open log %v, %d witnesses, quorum %d; want true, true, 5, 4",
			doc.Exercise, doc.OpenLog, len(doc.Witnesses), doc.WitnessQuorum())
	}
	if got := doc.Tolerances; got.Clock != 200 || got.AnswerLeast != 2000 || got.Tick != 1000 || got.NotAfter != 10_000 {
		t.Errorf("tolerances %+v, want clock 200, answer_least 2000, tick 1000, not_after 10000", got)
	}
	if !strings.Contains(ex.Sources, "EXERCISE") {
		t.Error("SOURCES.md does not say EXERCISE")
	}
}

// The times of the rules stretch with the course, the least answer time stays.
func TestDocumentScale(t *testing.T) {
	ex := loaded(t)
	rules := func(scale int64) ask.Rules {
		doc, err := ex.Mechanism.Document(scale)
		if err != nil {
			t.Fatal(err)
		}
		r, err := ask.ParseRules(doc.Rules)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	quick, slow := rules(1), rules(10)
	q, s := quick.Cases[0], slow.Cases[0]
	if s.Within.Priority != 10*q.Within.Priority || s.Lead != 10*q.Lead || s.Rungs[2].After != 10*q.Rungs[2].After {
		t.Errorf("at scale 10: within %d, lead %d, third rung %d; want ten times %d, %d, %d",
			s.Within.Priority, s.Lead, s.Rungs[2].After, q.Within.Priority, q.Lead, q.Rungs[2].After)
	}
	if slow.LeastAnswer != quick.LeastAnswer {
		t.Errorf("at scale 10 the least answer time is %d, want %d", slow.LeastAnswer, quick.LeastAnswer)
	}
	for _, scale := range []int64{-1, 0, maxScale + 1} {
		if _, err := ex.Mechanism.Document(scale); !errors.Is(err, ErrExample) {
			t.Errorf("Document(%d) gives %v, want ErrExample", scale, err)
		}
	}
}

// Every text for people in the files says EXERCISE where it could be taken for
// more.
func TestSaysExercise(t *testing.T) {
	for _, s := range loaded(t).Course.Steps {
		var in struct {
			What, Note, Reason, Contact string
		}
		if len(s.Input) == 0 {
			continue
		}
		if err := json.Unmarshal(s.Input, &in); err != nil {
			t.Fatalf("step %s: %v", s.ID, err)
		}
		for _, text := range []string{in.What, in.Note, in.Reason, in.Contact} {
			if text != "" && !strings.HasPrefix(text, "EXERCISE") {
				t.Errorf("step %s says %q, want it to begin with EXERCISE", s.ID, text)
			}
		}
	}
}

func TestResolve(t *testing.T) {
	id := statement.ID{1, 2, 3}
	p := Play{Start: time.Date(2027, 3, 9, 8, 0, 0, 0, time.UTC), Scale: 10, Signed: map[string]statement.ID{"relief": id}}
	step := Step{ID: "x", Input: json.RawMessage(`{"a":["@relief",1e2,"plain"],"f":"@+1500","n":9007199254740993,"w":"@*600"}`)}
	got, err := p.Resolve(&step)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"a":["` + id.String() + `",1e2,"plain"],"f":"2027-03-09T08:00:15.000Z","n":9007199254740993,"w":6000}`
	if string(got) != want {
		t.Errorf("Resolve gives %s, want %s", got, want)
	}
	for _, bad := range []string{
		`{"a":"@nobody"}`, `{"a":"@"}`, `{"a":"@+"}`, `{"a":"@+-5"}`, `{"a":"@*1.5"}`, `{"a":"@+007"}`,
		`{"a":"@*99999999999"}`, `{"a":"@Relief"}`, `{`,
	} {
		if got, err := p.Resolve(&Step{ID: "x", Input: json.RawMessage(bad)}); err == nil {
			t.Errorf("Resolve of %s gives %s, want an error", bad, got)
		}
	}
	if got := p.Due(&Step{At: 250}); !got.Equal(p.Start.Add(2500 * time.Millisecond)) {
		t.Errorf("Due is %v, want 2.5 s after the start", got)
	}
	if _, err := p.Notice("@other"); !errors.Is(err, ErrExample) {
		t.Errorf("Notice of what was never signed gives %v, want ErrExample", err)
	}
}

// Each fault is planted into the example's own files, and named.
func TestLoadRefuses(t *testing.T) {
	tests := map[string]struct {
		file, old, new string
		want           string
	}{
		"officer unknown": {"course.json", `"officer": "g1"`, `"officer": "g9"`, `officer "g9" is not in the mechanism`},
		"act of no kind": {
			"course.json", `"act": "notice.take"`, `"act": "toll.take"`,
			`act "toll.take" is of no kind in use`,
		},
		"reference forward": {
			"course.json", `"revision": "@deployment"`, `"revision": "@late-consent"`,
			`no earlier step signed @late-consent`,
		},
		"reference to a refusal": {
			"course.json", `"revision": "@relief-anew"`, `"revision": "@own-consent"`,
			`no earlier step signed @own-consent`,
		},
		"expects no notice": {
			"course.json", `"expect": {"notice": "@patrol", "state": "acknowledged"`,
			`"expect": {"notice": "@patrol-read-alpha", "state": "acknowledged"`, `no notice that an earlier step filed`,
		},
		"state unknown": {"course.json", `"state": "suspended"`, `"state": "approved"`, `word not in its closed set`},
		"answer unknown": {
			"course.json", `"answer": "none", "delivered"`, `"answer": "silence", "delivered"`,
			`"silence" is no answer`,
		},
		"member unknown": {
			"course.json", `"acknowledged": ["mediator"]`, `"acknowledged": ["charlie"]`,
			`"charlie" is none of the members`,
		},
		"never unknown": {
			"course.json", `{"notice": "@aid-convoy", "states"`, `{"notice": "@convoy", "states"`,
			`never[1].notice`,
		},
		"time goes back":         {"course.json", `"at_ms": 9600`, `"at_ms": 1`, `before the step before it`},
		"bad placeholder":        {"course.json", `"@+15000"`, `"@15 s"`, `want @step, @+milliseconds or @*milliseconds`},
		"id twice":               {"course.json", `"id": "not-stated"`, `"id": "rung-three"`, `comes twice`},
		"refusal of no form":     {"course.json", `"refused": "R-ASK-3"`, `"refused": "no way"`, `want a rule id or a message key`},
		"key unknown":            {"course.json", `"human_scale"`, `"humanscale"`, `unknown field`},
		"key twice":              {"course.json", `"v": 1,`, `"v": 1, "v": 1,`, `key "v" comes twice`},
		"version":                {"course.json", `"v": 1,`, `"v": 2,`, `this program reads 1`},
		"not an exercise":        {"mechanism.json", `"exercise": true`, `"exercise": false`, `an example is an exercise`},
		"officer of nobody":      {"mechanism.json", `"member": "observer", "code"`, `"member": "charlie", "code"`, `"charlie" is none of the members`},
		"member without officer": {"mechanism.json", `"member": "observer", "code"`, `"member": "alpha", "code"`, `observer has none`},
		"language missing":       {"mechanism.json", `"he": "המתווך"`, `"fr": "Médiateur"`, `names.he: missing`},
		"desk unknown":           {"mechanism.json", `"desks": ["civil"]`, `"desks": ["naval"]`, `"naval" is not in the charter`},
		"rules":                  {"mechanism.json", `"more_time": 1`, `"more_time": 101`, `more_time: 101`},
		"host unknown":           {"mechanism.json", `"host": "mediator"`, `"host": "charlie"`, `host: "charlie"`},
		"text after the end":     {"mechanism.json", "\n  ]\n}\n", "\n  ]\n}\n{}", `text after the end`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := fstest.MapFS{}
			for _, file := range []string{"SOURCES.md", "mechanism.json", "course.json"} {
				b, err := files.ReadFile(SouthernSyria + "/" + file)
				if err != nil {
					t.Fatal(err)
				}
				if file == tt.file {
					if !bytes.Contains(b, []byte(tt.old)) {
						t.Fatalf("%s has no %s", file, tt.old)
					}
					b = bytes.Replace(b, []byte(tt.old), []byte(tt.new), 1)
				}
				dir[SouthernSyria+"/"+file] = &fstest.MapFile{Data: b}
			}
			_, err := load(dir, SouthernSyria)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("load gives %v, want %q in it", err, tt.want)
			}
		})
	}
	if _, err := Load("no-such-example"); err == nil {
		t.Error("an example that is not there is loaded")
	}
}

// What is left out is not looked at, and what differs is said with both sides.
func TestMetOfNothing(t *testing.T) {
	a := ask.Ask{Sort: ask.Coordination, Revisions: []ask.Revision{{}}}
	if err := (&Expectation{Notice: "@x"}).Met(a, 1); err != nil {
		t.Errorf("an empty expectation gives %v, want nil", err)
	}
	e := Expectation{Notice: "@x", Revision: 2, Acknowledged: []string{"alpha"}, Lines: []Line{{Member: "bravo"}}}
	err := e.Met(a, 1)
	for _, want := range []string{"revision 1, want 2", "alpha has not acknowledged it", "bravo need not answer"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Met gives %v, want %q in it", err, want)
		}
	}
}
