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

// page is the page of a notice as a member sees it.
func (b *bench) page(member string) notice.Detail {
	b.t.Helper()
	by := kind.Viewer{Lang: "en"}
	by.Member = member
	main, err := notice.Kind.Pages[1].Make(b.reader(), by, map[string]string{"id": "N-1"})
	d, ok := main.(notice.Detail)
	if err != nil || !ok {
		b.t.Fatalf("page: %v, %T", err, main)
	}
	return d
}

// offered lists what a page offers, one word each; what it shows first has a *.
func (b *bench) offered(member string) string {
	b.t.Helper()
	var all []string
	for _, o := range b.page(member).Does {
		word := strings.TrimPrefix(o.Act, "notice.")
		if o.Answer != "" {
			word = o.Answer
		}
		if o.Late {
			word += "-late"
		}
		if o.Main {
			word = "*" + word
		}
		all = append(all, word)
	}
	return strings.Join(all, " ")
}

// R-NOTICE-19: past the answer time the page shows a consent last, and says that
// it makes no agreement; STOP is there for whoever has a consent standing.
func TestOffers(t *testing.T) {
	const rest = " *acknowledge hold take conclude"
	in, late := "*consent *conditions *objection *more_time", "*objection *conditions *more_time consent-late"
	b := newBench(t, "")
	want := func(when, offers string) {
		t.Helper()
		if got := b.offered("bravo"); got != offers {
			t.Errorf("%s: %q, want %q", when, got, offers)
		}
	}
	b.log(0, "a1", "notice.file", b.convoy())
	want("in time", in+rest)
	b.log(1, "b1", "notice.answer", notice.AnswerIn{
		Notice: "N-1", Answer: "conditions", Conditions: []notice.ConditionIn{{Code: "no-armour"}},
	})
	want("a consent beforehand stands", in+" stop"+rest)
	b.log(2, "b1", "notice.stop", notice.StopIn{Notice: "N-1", Doing: "halt"})
	want("the consent beforehand is withdrawn", in+rest)
	b.log(3, "b1", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "consent"})
	want("consented", "*stop"+rest)
	b.tick(30, "observer")
	want("a consent stands past the answer time", "*stop"+rest)
	b.log(31, "b1", "notice.stop", notice.StopIn{Notice: "N-1", Doing: "halt"})
	want("withdrawn, a fresh consent counts", in+rest)

	b = newBench(t, "")
	b.log(0, "a1", "notice.file", b.convoy())
	b.local.Clock = b.at(21)
	want("past the answer time by our own clock", late+rest)
	b.local.Clock = 0
	b.tick(30, "observer")
	want("past the answer time", late+rest)
	for _, o := range b.page("bravo").Does {
		if says := plain(b.voice.Render(o.Says)); o.Late && says != "consent, late: will not make agreement" {
			t.Errorf("the late consent reads %q, want that it makes no agreement", says)
		}
	}
	b.log(31, "b1", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "consent"})
	want("a late consent is no consent that stands", late+rest)
}

// R-NOTICE-20: a history says of an answer why it does not count.
func TestHistorySaysWorth(t *testing.T) {
	b := newBench(t, "")
	b.log(0, "a1", "notice.file", b.convoy())
	b.log(1, "b2", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "consent"})
	p, _, err := b.plan("b1", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "consent"})
	if err != nil {
		t.Fatal(err)
	}
	st := b.m.Draft("b1", p.Drafts[0].Type, p.Drafts[0].Act, p.Drafts[0].About...)
	st.NotAfter = b.at(20)
	b.m.Log(b.m.SignDraft("b1", st), b.at(25))
	b.fold()
	b.log(26, "b1", "notice.answer", notice.AnswerIn{Notice: "N-1", Answer: "objection", Reason: "EXERCISE road mined"})
	want := []string{
		"EXERCISE bravo on revision 1: consent, beyond power. [beyond_power]",
		"EXERCISE bravo on revision 1: consent, late, lapsed. [late lapsed]",
		"EXERCISE bravo on revision 1: objection. []",
	}
	for _, s := range b.page("mediator").History {
		if s.What != "said" {
			continue
		}
		got := plain(b.voice.Render(s.Says)) + " [" + strings.Join(s.Worth, " ") + "]"
		if len(want) == 0 || strings.ReplaceAll(got, " [en]", "") != want[0] {
			t.Fatalf("the history says %q, want %q", got, want)
		}
		want = want[1:]
	}
	if len(want) > 0 {
		t.Errorf("the history does not say %q", want)
	}
}

// R-NOTICE-12: silence names delivery once; the line below adds what is new.
func TestDeliveryIsSaidOnce(t *testing.T) {
	b := newBench(t, "")
	id := b.log(0, "a1", "notice.file", b.convoy())
	b.tick(1, "bravo")
	if got := b.board(); !strings.Contains(got, "No answer yet | Delivered at") {
		t.Errorf("before the answer time: %q, want when it was delivered", got)
	}
	b.tick(30, "observer")
	if got := b.board(); strings.Count(strings.ToLower(got), "delivered") != 1 {
		t.Errorf("unanswered: %q, want delivery said once", got)
	}
	b.m.File(b.at(31), "node:bravo", tick.TypeShown, tick.Shown{Desk: "military"}, id)
	b.fold()
	if got := b.board(); !strings.Contains(got, "| Stood on an open desk at 2027-03-09 08:31Z") {
		t.Errorf("shown since: %q, want when it stood on an open desk", got)
	}
}

// R-NOTICE-21: the codes of an agreement are shown by its names, and signed as
// codes.
func TestNamesOfCodes(t *testing.T) {
	raw, err := os.ReadFile("notice/testdata/rules.json")
	if err != nil {
		t.Fatal(err)
	}
	var rules map[string]any
	if err := json.Unmarshal(raw, &rules); err != nil {
		t.Fatal(err)
	}
	name := func(code, en string) []any {
		return []any{map[string]any{"code": code, "text": map[string]string{"en": en, "ar": "اسم " + code, "he": "שם " + code}}}
	}
	rules["names"] = map[string]any{
		"activities": name("convoy", "aid convoy"), "zones": name("zone-a", "the northern zone"), "weapons": name("rifle", "rifles"),
	}
	other, err := json.Marshal(rules)
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, string(other))
	p, says, err := b.plan("a1", "notice.file", b.convoy())
	if err != nil {
		t.Fatal(err)
	}
	all := plain(strings.Join(says, "\n"))
	for _, want := range []string{"Activity aid convoy in zone the northern zone", "Weapons rifles: at most 4"} {
		if !strings.Contains(all, want) {
			t.Errorf("the confirmation says %q, want %q in it", all, want)
		}
	}
	if act, _ := p.Drafts[0].Act.(notice.Filed); act.Envelope.Activity != "convoy" || act.Envelope.Zone != "zone-a" {
		t.Errorf("what is signed: %+v, want the codes", act.Envelope)
	}
	b.log(0, "a1", "notice.file", b.convoy())
	if got := plain(b.voice.Render(b.list()[0].Title)); !strings.HasSuffix(got, "aid convoy, the northern zone") {
		t.Errorf("the list says %q, want the names", got)
	}
	for _, act := range notice.Kind.Acts {
		if act.Suggests == nil {
			continue
		}
		if list := act.Suggests(b.reader(), b.author("a1"))["weapons.category"]; len(list) != 1 || list[0].Value != "rifle" {
			t.Errorf("%s suggests %v, want the rifle", act.Name, list)
		}
	}
}

// R-API-8: the ids of rows are in hex, as paths and inputs take them.
func TestRowsHaveHex(t *testing.T) {
	b := newBench(t, "")
	id := b.log(0, "a1", "notice.file", b.convoy())
	b.log(1, "b1", "notice.answer", notice.AnswerIn{Notice: id.String(), Answer: "consent"})
	for _, row := range []any{b.list()[0], b.page("alpha")} {
		j, err := json.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		base64, err := statement.Encode(id)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(j), `"`+id.String()+`"`) || strings.Contains(string(j), string(base64)) {
			t.Errorf("row %s, want the id %s in hex alone", j, id)
		}
	}
}
