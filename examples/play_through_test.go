package examples_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"parley.example/examples"
	"parley.example/internal/kind"
	"parley.example/internal/kinds"
	"parley.example/internal/kinds/notice"
	"parley.example/internal/projection"
	"parley.example/internal/terms/ask"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// stage plays a course on the record's and the kinds' rules alone: no host, no
// network, and a clock of its own. Each node delivers at once.
type stage struct {
	t       *testing.T
	example examples.Example
	record  *recordtest.Mechanism
	picture *projection.Engine
	folded  []charter.Entry
	play    examples.Play
	clock   statement.Time
}

func newStage(t *testing.T, scale int64) *stage {
	t.Helper()
	ex, err := examples.Load(examples.SouthernSyria)
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, example: ex, record: recordtest.FoundDocument(t, keyed(t, &ex.Mechanism, scale))}
	doc, err := charter.ParseDocument(s.record.Document())
	if err != nil {
		t.Fatal(err)
	}
	if s.picture, err = projection.Open(projection.NewMemory(), kinds.All(), &doc); err != nil {
		t.Fatal(err)
	}
	again, err := charter.New(s.record.Document())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range ex.Mechanism.Officers {
		s.record.Officer(o.Member, o.Code, o.Powers...)
	}
	for _, leaf := range s.record.Leaves() {
		s.fold(again.Take(leaf))
	}
	s.clock = s.record.Now() + 1000
	s.play = examples.Play{Start: s.clock.UTC(), Scale: scale, Signed: map[string]statement.ID{}}
	return s
}

// keyed gives the mechanism's document the keys of a test.
func keyed(t *testing.T, m *examples.Mechanism, scale int64) charter.Document {
	t.Helper()
	doc, err := m.Document(scale)
	if err != nil {
		t.Fatal(err)
	}
	doc.Nonce = "exercise"
	doc.Host.Origin, doc.Host.Key, doc.Host.TLS = recordtest.Origin, recordtest.Pub("host log"), recordtest.Pub("host tls")
	for i := range doc.Members {
		keys := recordtest.Member(doc.Members[i].Code)
		doc.Members[i].Root, doc.Members[i].Node = keys.Root, keys.Node
	}
	return doc
}

func (s *stage) fold(e charter.Entry) {
	s.t.Helper()
	if e.Void != nil {
		s.t.Fatalf("entry %d, %s, is void: %v", e.Index, e.Statement.Type, e.Void)
	}
	s.folded = append(s.folded, e)
	if err := s.picture.Fold([]charter.Entry{e}, []byte("{}")); err != nil {
		s.t.Fatal(err)
	}
}

// tick lets a node of a member say that it is there.
func (s *stage) tick(member string) {
	s.t.Helper()
	s.fold(s.record.File(s.clock, "node:"+member, tick.TypeTick, tick.Tick{Clock: s.clock, Missing: []statement.Digest{}}))
}

func (s *stage) Entry(index int64) (charter.Entry, error) { return s.folded[index], nil }

func (s *stage) Content(*statement.Statement) ([]byte, kind.Gone) { return nil, kind.Missing }

func (s *stage) Inner(*statement.Statement) ([]byte, kind.Gone) { return nil, kind.Sealed }

func (s *stage) Aside() kind.Local { return kind.Local{Live: true, Clock: s.clock} }

// notice returns a notice as the picture has it.
func (s *stage) notice(ref string) ask.Ask {
	s.t.Helper()
	id, err := s.play.Notice(ref)
	if err != nil {
		s.t.Fatal(err)
	}
	row, ok := notice.Rows.Get(s.picture.Reader(s), id.String())
	if !ok {
		s.t.Fatalf("%s is not in the picture", ref)
	}
	return row.Ask
}

// act plans and judges as a desk does, then signs and logs. It returns what
// refused it.
func (s *stage) act(step *examples.Step) error {
	s.t.Helper()
	raw, err := s.play.Resolve(step)
	if err != nil {
		s.t.Fatal(err)
	}
	act, ok := find(step.Act)
	if !ok {
		s.t.Fatalf("no act %s", step.Act)
	}
	in, err := decode(act, raw)
	if err != nil {
		s.t.Fatalf("step %s: %v", step.ID, err)
	}
	officer, _ := s.example.Mechanism.Officer(step.Officer)
	by := charter.Author{
		Member: officer.Member, Officer: officer.Code, Seat: charter.Officer, Powers: officer.Powers,
		Key: recordtest.Pub(officer.Code + " officer").ID(),
	}
	r := s.picture.Reader(s)
	plan, err := act.Plan(r, by, in)
	if err != nil {
		return err
	}
	for _, d := range plan.Drafts {
		if err := s.sign(r, by, step, d); err != nil {
			return err
		}
	}
	return nil
}

func (s *stage) sign(r *projection.Reader, by charter.Author, step *examples.Step, d kind.Draft) error {
	s.t.Helper()
	st := s.record.Draft(by.Officer, d.Type, d.Act, d.About...)
	typ, ok := s.picture.Type(d.Type)
	if !ok {
		s.t.Fatalf("no kind has %s", d.Type)
	}
	if typ.Lapses && !d.Lasts {
		st.NotAfter = s.clock + statement.Time(r.Charter().Tolerances.Resolved().NotAfter)
		if d.NotAfter != 0 {
			st.NotAfter = min(st.NotAfter, d.NotAfter)
		}
	}
	parsed, err := typ.Parse(st.Act)
	if err != nil {
		s.t.Fatalf("step %s: %v", step.ID, err)
	}
	index, _ := r.Place()
	err = s.picture.Admit(r, kind.Entry{
		Index: index + 1, Time: s.clock, ReceivedAt: s.clock, NotAfter: st.NotAfter, Author: by, Type: d.Type,
		About: d.About, Seen: index + 1, Act: parsed, Charter: r.Charter(),
	})
	if err != nil {
		return err
	}
	e := s.record.Log(s.record.SignDraft(by.Officer, st), s.clock)
	s.fold(e)
	s.play.Signed[step.ID] = e.ID
	for _, member := range s.picture.Calls(s.picture.Reader(s), &e) {
		s.tick(member)
	}
	return nil
}

func find(name string) (kind.Act, bool) {
	for _, k := range kinds.All() {
		for _, a := range k.Acts {
			if a.Name == name {
				return a, true
			}
		}
	}
	return kind.Act{}, false
}

// decode reads an input into the struct of its act, and no more than that.
func decode(a kind.Act, raw []byte) (any, error) {
	in := reflect.New(a.In)
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	err := dec.Decode(in.Interface())
	return in.Elem().Interface(), err
}

// refusal names what refused an act, as courses do.
func refusal(err error) string {
	var v *kind.Void
	var p *kind.Problem
	switch {
	case errors.As(err, &v):
		return v.Rule
	case errors.As(err, &p):
		return p.Says.Key
	}
	return ""
}

// take plays one step and reports what is not as the course says.
func (s *stage) take(step *examples.Step) {
	s.t.Helper()
	s.clock = max(s.clock+1, statement.TimeOf(s.play.Due(step)))
	s.tick("observer")
	if step.Act != "" {
		if err := s.act(step); refusal(err) != step.Refused {
			s.t.Errorf("step %s: refused with %v, want %q", step.ID, err, step.Refused)
		}
	}
	if step.Expect != nil {
		a := s.notice(step.Expect.Notice)
		if err := step.Expect.Met(a, s.clock); err != nil {
			s.t.Errorf("step %s: %v", step.ID, err)
		}
	}
	for _, n := range s.example.Course.Never {
		if id, err := s.play.Notice(n.Notice); err != nil || id.IsZero() {
			continue // not filed yet
		}
		state := ask.StateAt(s.notice(n.Notice), s.clock).State
		for _, bad := range n.States {
			if state == bad {
				s.t.Errorf("after step %s, %s is %s, want never", step.ID, n.Notice, state)
			}
		}
	}
}

// The whole course holds on the rules, at its own pace and at people's.
func TestCoursePlays(t *testing.T) {
	for name, scale := range map[string]int64{"once": 1, "people": 10} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, scale)
			acts, refused := 0, 0
			for i := range s.example.Course.Steps {
				step := &s.example.Course.Steps[i]
				s.take(step)
				if step.Act != "" {
					acts++
				}
				if step.Refused != "" {
					refused++
				}
			}
			if got, want := len(s.play.Signed), acts-refused; got != want || refused == 0 {
				t.Errorf("%d steps signed something and %d were refused, want %d and some", got, refused, want)
			}
		})
	}
}

// Once Bravo's answer time is over, nothing that any officer can say makes the
// deployment agreed.
func TestNeverAgreed(t *testing.T) {
	s := newStage(t, 1)
	for i := range s.example.Course.Steps {
		step := &s.example.Course.Steps[i]
		s.take(step)
		if step.ID == "deployment-unanswered" {
			break
		}
	}
	inputs := map[string][]string{
		"notice.acknowledge": {`{"notice":"@deployment"}`},
		"notice.answer": {
			`{"notice":"@deployment","answer":"consent"}`,
			`{"notice":"@deployment","answer":"conditions","conditions":[{"code":"daylight-only"}]}`,
			`{"notice":"@deployment","answer":"more_time","decider":"delegation-head","until":"@+14000"}`,
			`{"notice":"@deployment","answer":"objection","reason":"EXERCISE"}`,
			`{"notice":"@deployment","answer":"consent"}`,
		},
		"notice.choose":   {`{"notice":"@deployment","choice":"proceeding_without_consent","clause":"clause-1","reason":"EXERCISE"}`},
		"notice.conclude": {`{"notice":"@deployment","outcome":"carried_out"}`},
		"notice.take":     {`{"notice":"@deployment","addressee":"bravo","rung":1}`},
	}
	went := 0
	for _, o := range s.example.Mechanism.Officers {
		for act, all := range inputs {
			for _, in := range all {
				s.clock += 10
				err := s.act(&examples.Step{ID: "click", Officer: o.Code, Act: act, Input: json.RawMessage(in)})
				if err == nil {
					went++
				}
				if got := ask.StateAt(s.notice("@deployment"), s.clock).State; got != ask.Unanswered && got != ask.Objected {
					t.Errorf("after %s by %s with %s (%v) the deployment is %s, want unanswered or objected", act, o.Code, in, err, got)
				}
			}
		}
	}
	if went < 20 {
		t.Errorf("%d clicks went through, want 20 at least, or the test shows little", went)
	}
}

// A course whose steps do not hold must be found out by the stage: without the
// withdrawal nothing is suspended, and a consent in time does agree.
func TestStageFindsFaults(t *testing.T) {
	s := newStage(t, 1)
	for i := range s.example.Course.Steps {
		step := s.example.Course.Steps[i]
		switch step.ID {
		case "relief-stop":
			if err := step.Expect.Met(s.notice("@relief"), s.clock); err == nil || !strings.Contains(err.Error(), "want suspended") {
				t.Errorf("before the withdrawal the expectation gives %v, want that it is not suspended", err)
			}
			return
		case "deployment-unanswered":
			if err := step.Expect.Met(s.notice("@deployment"), s.clock); err == nil || !strings.Contains(err.Error(), "want unanswered") {
				t.Errorf("before the answer time is over the expectation gives %v, want that it is open", err)
			}
		}
		s.take(&step)
	}
	t.Error("the course has no step relief-stop")
}

// Every input of the course fits the struct of its act.
func TestCourseActs(t *testing.T) {
	ex, err := examples.Load(examples.SouthernSyria)
	if err != nil {
		t.Fatal(err)
	}
	known := func(act string) bool { _, ok := find(act); return ok }
	if err := ex.Course.CheckActs(known); err != nil {
		t.Error(err)
	}
	if err := ex.Course.CheckActs(func(string) bool { return false }); !errors.Is(err, examples.ErrExample) {
		t.Errorf("with no act known CheckActs gives %v, want ErrExample", err)
	}
}
