package kinds_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/kinds/notice"
	"parley.example/internal/terms/ask"
)

// convoy is the input of a request for fifty persons that Bravo must answer.
func (b *bench) convoy() notice.FileIn {
	return notice.FileIn{
		Sort: "coordination", Precedence: "priority", Activity: "convoy", Zone: "zone-a", What: "EXERCISE relief convoy",
		Points: []notice.PointIn{{Lat: 327_000_000, Lon: 365_000_000}, {Lat: 328_000_000, Lon: 365_000_000}}, Metres: 200,
		From: b.at(60).UTC(), Until: b.at(120).UTC(), Force: 50, Asked: "consent", Within: 20 * 60_000, Contact: "EXERCISE line 1",
		Weapons: []notice.WeaponIn{{Category: "rifle", Count: 4}},
	}
}

// R-NOTICE-9: what the officer did not have on screen is not signed.
func TestPlanUnseen(t *testing.T) {
	b := newBench(t, "")
	first := b.log(0, "a1", "notice.file", b.convoy()).String()
	force := int64(80)
	second := b.log(1, "a1", "notice.revise", notice.ReviseIn{Notice: "N-1", Revision: first, Force: &force}).String()
	for name, in := range map[string]func(revision string) any{
		"notice.answer":      func(r string) any { return notice.AnswerIn{Notice: "N-1", Revision: r, Answer: "consent"} },
		"notice.acknowledge": func(r string) any { return notice.AcknowledgeIn{Notice: "n-1 ", Revision: r} },
	} {
		if _, _, err := b.plan("b1", name, in(first)); wrong(err) != "revision notice.wrong.revised" {
			t.Errorf("%s of a revision that was replaced: %v, want it refused", name, err)
		}
		if p, _, err := b.plan("b1", name, in(second)); err != nil || p.Drafts[0].About[0].String() != second {
			t.Errorf("%s of the current revision: %v, about %v, want %s", name, err, p.Drafts, second)
		}
	}
	if _, _, err := b.plan("a1", "notice.revise", notice.ReviseIn{Notice: "N-1", Revision: first}); wrong(err) != "revision notice.wrong.revised" {
		t.Errorf("revising what was replaced: %v, want it refused", err)
	}
	if _, _, err := b.plan("b1", "notice.answer", notice.AnswerIn{Notice: "N-9", Answer: "consent"}); wrong(err) != "notice notice.wrong.unknown" {
		t.Errorf("answer to no notice: %v, want notice.wrong.unknown", err)
	}
}

// R-NOTICE-9: the confirmation repeats the whole envelope.
func TestPlanRepeats(t *testing.T) {
	b := newBench(t, "")
	b.log(0, "a1", "notice.file", b.convoy())
	_, says, err := b.plan("b1", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "consent"})
	if err != nil {
		t.Fatal(err)
	}
	all := plain(strings.Join(says, "\n"))
	for _, want := range []string{
		"EXERCISE bravo: consent", "N-1, revision 1", "convoy in zone zone-a", "persons: 50", "from 2027-03-09 09:00Z until 2027-03-09 10:00Z",
		"Corridor along 32.7000000 36.5000000; 32.8000000 36.5000000", "200 m", "rifle: at most 4", "Asked of EXERCISE bravo: a positive answer",
	} {
		if !strings.Contains(strings.ToLower(all), strings.ToLower(want)) {
			t.Errorf("the confirmation lacks %q:\n%s", want, all)
		}
	}
}

// plain takes the isolates out of a sentence.
func plain(s string) string {
	return strings.NewReplacer("\u2068", "", "\u2069", "").Replace(s)
}

// R-NOTICE-10, and what an officer is told before signing.
func TestPlanAnswer(t *testing.T) {
	in := func(answer string) notice.AnswerIn { return notice.AnswerIn{Notice: "N-1", Answer: answer} }
	with := func(answer string, f func(*notice.AnswerIn)) notice.AnswerIn {
		a := in(answer)
		f(&a)
		return a
	}
	tests := map[string]struct {
		by   string
		at   int
		in   notice.AnswerIn
		says string // a sentence that is among them
		bad  string
	}{
		"consent":                       {"b1", 5, in("consent"), "You answer", ""},
		"consent after the answer time": {"b1", 25, in("consent"), "does not count", ""},
		"consent beyond power":          {"b2", 5, in("consent"), "larger than your power", ""},
		"consent of a reader":           {"m1", 5, in("consent"), "not among those who must answer", ""},
		"objection":                     {"b1", 5, with("objection", func(a *notice.AnswerIn) { a.Reason = "EXERCISE road mined" }), "objection", ""},
		"objection without a reason":    {"b1", 5, in("objection"), "", "reason notice.wrong.no_reason"},
		"conditions without any":        {"b1", 5, in("conditions"), "", "conditions notice.wrong.which_conditions"},
		"conditions with a consent": {"b1", 5, with("consent", func(a *notice.AnswerIn) {
			a.Conditions = []notice.ConditionIn{{Code: "no-armour"}}
		}), "", "conditions notice.wrong.only_conditions"},
		"conditions off the list": {"b1", 5, with("conditions", func(a *notice.AnswerIn) {
			a.Conditions = []notice.ConditionIn{{Code: "no-noise"}}
		}), "", "conditions notice.wrong.envelope"},
		"conditions": {"b1", 5, with("conditions", func(a *notice.AnswerIn) {
			a.Conditions = []notice.ConditionIn{{Code: "escort", Params: []notice.ParamIn{{Name: "colour", Code: "blue"}, {Name: "cars", Number: 2}}}}
		}), "escorted by 2 blue cars", ""},
		"more time without an office": {"b1", 5, with("more_time", func(a *notice.AnswerIn) {
			at := time.Date(2027, 3, 9, 8, 40, 0, 0, time.UTC)
			a.Until = &at
		}), "", "decider notice.wrong.more_time"},
		"a word that is none": {"b1", 5, in("fine"), "", "answer notice.wrong.word"},
		"a withdrawal":        {"b1", 5, in("withdrawal"), "", "answer notice.wrong.word"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, "")
			b.log(0, "a1", "notice.file", b.convoy())
			b.tick(tt.at, "observer")
			p, says, err := b.plan(tt.by, "notice.answer", tt.in)
			if wrong(err) != tt.bad || err != nil && tt.bad == "" {
				t.Fatalf("plan: %v, want %q", err, tt.bad)
			}
			if tt.bad != "" {
				return
			}
			if all := plain(strings.Join(says, "\n")); !strings.Contains(all, tt.says) {
				t.Errorf("the confirmation lacks %q:\n%s", tt.says, all)
			}
			d, due := p.Drafts[0], b.at(20)
			if tt.in.Answer == "consent" && tt.at < 20 && d.NotAfter != due {
				t.Errorf("not_after hint %v, want the answer time %v", d.NotAfter, due)
			}
			if lasts := tt.in.Answer == "objection" || tt.in.Answer == "more_time"; d.Lasts != lasts {
				t.Errorf("Lasts = %t, want %t", d.Lasts, lasts)
			}
		})
	}
}

// R-NOTICE-10: a consent that resumes counts until the window ends.
func TestPlanResumes(t *testing.T) {
	b := newBench(t, "")
	b.log(0, "a1", "notice.file", b.convoy())
	b.log(5, "b1", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "consent"})
	stop := b.log(59, "b1", "notice.stop", notice.StopIn{Notice: "N-1", Doing: "halt", Reason: "EXERCISE shelling"})
	p, _, err := b.plan("b1", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "consent"})
	if err != nil {
		t.Fatal(err)
	}
	a, _ := p.Drafts[0].Act.(notice.Answered)
	if a.Resumes != stop || p.Drafts[0].NotAfter != b.at(120) {
		t.Errorf("resumes %v until %v, want %v until the window ends", a.Resumes, p.Drafts[0].NotAfter, stop)
	}
	b.log(61, "b1", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "consent"})
	if got := b.stateOf(); got != "agreed" {
		t.Errorf("state %s after the fresh consent, want agreed", got)
	}
}

func (b *bench) row(name string) notice.Row {
	b.t.Helper()
	for _, row := range notice.Rows.All(b.reader()) {
		if row.Reference() == name {
			return row
		}
	}
	b.t.Fatalf("no notice %s", name)
	return notice.Row{}
}

// stateOf is the state of notice N-1 now.
func (b *bench) stateOf() string {
	_, at := b.reader().Place()
	return ask.StateAt(b.row("N-1").Ask, at).State.String()
}

// R-NOTICE-11: to accept adds exactly one addressee's conditions.
func TestPlanRevise(t *testing.T) {
	b := newBench(t, "")
	b.log(0, "a1", "notice.file", b.convoy())
	accept := notice.ReviseIn{Notice: "N-1", Accept: []string{"bravo"}}
	if _, _, err := b.plan("a1", "notice.revise", accept); wrong(err) != "accept notice.wrong.no_conditions" {
		t.Errorf("accept what nobody offered: %v, want it refused", err)
	}
	b.log(5, "b1", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "conditions", Conditions: []notice.ConditionIn{{Code: "no-armour"}}})
	more := accept
	force := int64(60)
	more.Force = &force
	_, says, err := b.plan("a1", "notice.revise", more)
	if err != nil || strings.Contains(plain(strings.Join(says, "\n")), "beforehand") {
		t.Errorf("accept and change more: %v, says %q, want no consent given beforehand", err, says)
	}
	started := startOf(t, "notice.revise", b, accept)
	_, says, err = b.plan("a1", "notice.revise", started)
	if err != nil || !strings.Contains(plain(strings.Join(says, "\n")), "EXERCISE bravo has consented to exactly this beforehand") {
		t.Errorf("accept exactly, from the filled-in form: %v, says %q, want bravo's consent named", err, says)
	}
	b.log(6, "a1", "notice.revise", started)
	if got := b.stateOf(); got != "agreed" {
		t.Errorf("state %s after the conditions were accepted, want agreed", got)
	}
}

// startOf fills in a form as the page shell would.
func startOf(t *testing.T, name string, b *bench, in any) any {
	t.Helper()
	i := slices.IndexFunc(notice.Kind.Acts, func(a kind.Act) bool { return a.Name == name })
	return notice.Kind.Acts[i].Start(b.reader(), kind.Viewer{Lang: "en"}, in)
}

// A hold names one thing, an end to come and a reason.
func TestPlanHold(t *testing.T) {
	b := newBench(t, "")
	b.log(0, "a1", "notice.file", b.convoy())
	until := b.at(30).UTC()
	tests := map[string]struct {
		in   notice.HoldIn
		want string
	}{
		"on a notice":      {notice.HoldIn{Notice: "N-1", Until: until, Reason: "x"}, ""},
		"on a zone":        {notice.HoldIn{Zone: "zone-a", Until: until, Reason: "x"}, ""},
		"on nothing":       {notice.HoldIn{Until: until, Reason: "x"}, "notice notice.wrong.hold"},
		"on two things":    {notice.HoldIn{Notice: "N-1", Zone: "zone-a", Until: until, Reason: "x"}, "notice notice.wrong.hold"},
		"over already":     {notice.HoldIn{Notice: "N-1", Until: b.start.UTC(), Reason: "x"}, "until notice.wrong.past"},
		"without a reason": {notice.HoldIn{Notice: "N-1", Until: until}, "reason notice.wrong.no_reason"},
	}
	for name, tt := range tests {
		if _, _, err := b.plan("m1", "notice.hold", tt.in); wrong(err) != tt.want {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

// R-NOTICE-3: a charter without notice rules asks nobody; rules that cannot be
// read void what rests on them.
func TestRules(t *testing.T) {
	b := newBench(t, "{}")
	_, says, err := b.plan("a1", "notice.file", b.convoy())
	if err != nil || !strings.Contains(strings.Join(says, "\n"), "Nobody must answer") {
		t.Errorf("without rules: %v, says %q, want that nobody must answer", err, says)
	}
	broken := newBench(t, `{"cases":[]}`)
	id := broken.m.Log(broken.m.Sign("a1", notice.TypeFiled, notice.Filed{
		Envelope: ask.Envelope{
			Activity: "convoy", Area: ask.Shape{Form: ask.Circle, Metres: 1, Points: []ask.Point{{Lat: 1, Lon: 1}}},
			From: broken.at(60), Until: broken.at(61), Zone: "zone-a",
		},
		Precedence: ask.Routine, Sort: ask.Coordination, Within: 600_000,
	}), broken.at(1)).ID
	broken.fold()
	if seen, _ := broken.reader().Verdict(id); seen.Rule != notice.RuleRules {
		t.Errorf("filed under rules that cannot be read: void by %q, want %s", seen.Rule, notice.RuleRules)
	}
}

// A revision that moves one place of a corridor is seen to have changed.
func TestChangedPlaceIsShown(t *testing.T) {
	b := newBench(t, "")
	in := b.convoy()
	b.log(0, "a1", "notice.file", in)
	points := []notice.PointIn{in.Points[0], {Lat: 329_000_000, Lon: 365_000_000}}
	b.log(1, "a1", "notice.revise", notice.ReviseIn{Notice: "N-1", Points: points})
	main, err := notice.Kind.Pages[1].Make(b.reader(), kind.Viewer{Lang: "en"}, map[string]string{"id": "N-1"})
	d, ok := main.(notice.Detail)
	if err != nil || !ok || len(d.Revisions) != 2 {
		t.Fatalf("page: %v, %T", err, main)
	}
	changed := 0
	for _, x := range d.Revisions[1].Bounds {
		if x.Changed {
			changed++
		}
	}
	if changed != 1 {
		t.Errorf("%d bounds are marked as changed, want the corridor alone", changed)
	}
}
