package kinds_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"parley.example/internal/kind"
	"parley.example/internal/kinds/notice"
	"parley.example/internal/terms/tick"
	"parley.example/record/statement"
)

// board is the kind's part of the board, a line a row: to, tone, state, detail.
func (b *bench) board() string {
	var out []string
	for _, l := range notice.Kind.Board(b.reader(), kind.Viewer{Lang: "en"}) {
		out = append(out, plain(strings.Join([]string{l.To, string(l.Tone), b.voice.Render(l.State), b.voice.Render(l.Detail)}, " | ")))
	}
	return strings.Join(out, "\n")
}

// R-NOTICE-12: silence is never said without what is known of delivery.
func TestSilenceNamesDelivery(t *testing.T) {
	for name, tt := range map[string]struct {
		delivered bool
		want      string
	}{
		"delivered":     {true, "Unanswered, delivered at 2027-03-09 08:01Z"},
		"not delivered": {false, "Unanswered, not delivered since 2027-03-09 08:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, "")
			b.log(0, "a1", "notice.file", b.convoy())
			if tt.delivered {
				b.tick(1, "bravo")
			}
			b.tick(30, "observer")
			if got := b.board(); !strings.Contains(got, tt.want) || !strings.Contains(got, "bravo | overdue") {
				t.Errorf("board:\n%s\nwant bravo overdue with %q", got, tt.want)
			}
			for _, it := range b.list() {
				if got := plain(b.voice.Render(it.Says)); got != tt.want {
					t.Errorf("the list says %q, want %q", got, tt.want)
				}
			}
		})
	}
}

func (b *bench) list() []notice.Item {
	b.t.Helper()
	for _, q := range notice.Kind.Queries {
		if q.Name != "notice.list" {
			continue
		}
		rows, err := q.Run(b.reader(), kind.Viewer{Lang: "en"}, notice.ListIn{})
		if err != nil {
			b.t.Fatal(err)
		}
		var items []notice.Item
		for _, row := range rows {
			it, _ := row.(notice.Item)
			items = append(items, it)
		}
		return items
	}
	return nil
}

// R-NOTICE-12: what is agreed on the record is not shown as agreed where the
// picture is not live, and overdue by our own clock is said before the record
// says so.
func TestNotLive(t *testing.T) {
	b := newBench(t, "")
	b.log(0, "a1", "notice.file", b.convoy())
	b.local.Clock = b.at(21)
	if got := b.board(); !strings.Contains(got, "bravo | overdue | Overdue by our clock, not yet on the record") {
		t.Errorf("board by a clock past the answer time:\n%s\nwant it overdue by our clock", got)
	}
	b.local.Clock = 0
	b.log(5, "b1", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "consent"})
	for _, live := range []bool{true, false} {
		b.local.Live = live
		it := b.list()[0]
		says := plain(b.voice.Render(it.Says))
		if it.State != "agreed" || (says == "All required have consented") != live || (it.Screen == "agreed") != live {
			t.Errorf("live %t: state %s, screen %s, says %q, want agreed shown only where live", live, it.State, it.Screen, says)
		}
	}
}

// R-NOTICE-13: who owes an answer has a line, and nobody else.
func TestBoard(t *testing.T) {
	b := newBench(t, "")
	want := func(when string, lines ...string) {
		t.Helper()
		got := strings.Split(b.board(), "\n")
		if len(got) != len(lines) {
			t.Errorf("%s: %d lines, want %d:\n%s", when, len(got), len(lines), b.board())
			return
		}
		for i, l := range lines {
			if !strings.HasPrefix(got[i], l) {
				t.Errorf("%s: line %q, want %q", when, got[i], l)
			}
		}
	}
	deployment := b.convoy()
	deployment.Activity, deployment.Within = "deployment", 30*60_000
	b.log(0, "a1", "notice.file", deployment)
	want("filed", "bravo | due | No answer yet", "guarantor | due | No answer yet")
	until := b.at(40).UTC()
	b.log(1, "b1", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "more_time", Decider: "delegation", Until: &until})
	want("asked for time", "bravo | due | Asked for time until", "guarantor | due")
	b.log(2, "g1", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "consent"})
	want("one consents", "bravo | due")
	b.log(3, "b1", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "consent"})
	want("both consent", " | done | All required have consented")
	b.log(59, "g1", "notice.stop", notice.StopIn{Notice: "N-1", Doing: "return"})
	want("one withdraws", " | ringing | SUSPENDED: STOP")
	hold := b.log(60, "m1", "notice.hold", notice.HoldIn{Notice: "N-1", Until: b.at(90).UTC(), Reason: "EXERCISE"})
	b.log(61, "m1", "notice.lift", notice.LiftIn{Hold: hold.String()})
	want("a hold was lifted", " | ringing | SUSPENDED: STOP")
}

// R-NOTICE-11: the agreement chooses what consent is called.
func TestConsentWord(t *testing.T) {
	raw, err := os.ReadFile("notice/testdata/rules.json")
	if err != nil {
		t.Fatal(err)
	}
	var rules map[string]any
	if err := json.Unmarshal(raw, &rules); err != nil {
		t.Fatal(err)
	}
	rules["consent"] = map[string]any{"word": "no_objection", "text": map[string]string{"en": "no objection", "ar": "لا اعتراض", "he": "אין התנגדות"}}
	other, err := json.Marshal(rules)
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, string(other))
	b.log(0, "a1", "notice.file", b.convoy())
	p, says, err := b.plan("b1", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "consent"})
	if err != nil {
		t.Fatal(err)
	}
	a, _ := p.Drafts[0].Act.(notice.Answered)
	if got := plain(says[0]); got != "You answer, for EXERCISE bravo [en]: no objection." && got != "You answer, for EXERCISE bravo: no objection." {
		t.Errorf("says %q, want the agreement's word", got)
	}
	if a.Answer.String() != "consent" {
		t.Errorf("signed as %s, want consent whatever it is called", a.Answer)
	}
}

// An objection presses on the author until it says what it does about it.
func TestObjectionPresses(t *testing.T) {
	b := newBench(t, "")
	b.log(0, "a1", "notice.file", b.convoy())
	b.log(1, "b1", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "objection", Reason: "EXERCISE road mined"})
	if got := b.board(); got != " | due | Objected | The author has not said yet what it will do." {
		t.Errorf("board %q, want it due", got)
	}
	b.log(2, "a1", "notice.choose", notice.ChooseIn{Notice: "N-1", Choice: "postponed"})
	if got := b.board(); got != " | calm | Objected | Author: postponed" {
		t.Errorf("board %q, want it calm with the author's intention", got)
	}
}

// R-NOTICE-12: a consent that the host logged late reads late, held in time by
// those who say so, and stays unanswered. PROTOCOL A7.
func TestHeldInTime(t *testing.T) {
	b := newBench(t, "")
	b.log(0, "a1", "notice.file", b.convoy())
	p, _, err := b.plan("b1", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "consent"})
	if err != nil {
		t.Fatal(err)
	}
	st := b.m.Draft("b1", p.Drafts[0].Type, p.Drafts[0].Act, p.Drafts[0].About...)
	st.NotAfter = b.at(20)
	late := b.m.Log(b.m.SignDraft("b1", st), b.at(25)).ID
	for _, node := range []string{"node:mediator", "node:observer"} {
		b.m.File(b.at(26), node, tick.TypeHeld, tick.Held{IDs: []statement.ID{late}, Since: b.at(19)})
	}
	b.fold()
	if got := b.board(); !strings.Contains(got, "held in time by mediator, observer; it does not count") || b.stateOf() != "unanswered" {
		t.Errorf("board %q in state %s, want it late, held in time, unanswered", got, b.stateOf())
	}
}
