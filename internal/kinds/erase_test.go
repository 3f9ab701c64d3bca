package kinds_test

import (
	"strings"
	"testing"

	"parley.example/internal/kind"
	"parley.example/internal/kinds/erasure"
	"parley.example/internal/kinds/notice"
	"parley.example/internal/terms/erase"
	"parley.example/record/statement"
)

// texted files a request with a text, and returns its id.
func (b *bench) texted(minute int, officer string) statement.ID {
	b.t.Helper()
	p, _, err := b.plan(officer, "notice.file", b.convoy())
	if err != nil {
		b.t.Fatal(err)
	}
	st := b.m.Draft(officer, p.Drafts[0].Type, p.Drafts[0].Act)
	st.Body = &statement.Body{Commit: statement.Digest{byte(minute + 1)}, Size: 40}
	env := b.m.SignDraft(officer, st)
	b.m.Log(env, b.at(minute))
	b.fold()
	return env.ID()
}

// Nobody is asked to sign what nothing follows from, and whoever signs reads which
// statement it is, why, that it is for good and what stays. R-ERASE-13.
func TestErasurePlans(t *testing.T) {
	b := newBench(t, "")
	id := b.texted(0, "a1").String()
	bare := b.log(1, "a1", "notice.file", b.convoy()).String()
	theirs := b.texted(2, "g1").String()
	ask := func(id, ground string) any { return erasure.AskIn{Statement: id, Ground: ground} }
	asks := map[string]struct {
		by   string
		in   any
		want string
	}{
		"own text":                   {"a1", ask(" "+strings.ToUpper(id), "danger"), ""},
		"another's":                  {"b1", ask(id, "danger"), "statement erasure.named.author"},
		"no text":                    {"a1", ask(bare, "danger"), "statement erasure.wrong.no_text"},
		"no statement":               {"a1", ask(strings.Repeat("5d", 32), "danger"), "statement erasure.named.statement"},
		"a reference":                {"a1", ask("N-1", "danger"), "statement erasure.wrong.id"},
		"no ground of the list":      {"a1", ask(id, "boredom"), "ground erasure.wrong.ground"},
		"a guarantor with no other":  {"g1", ask(theirs, "law"), " erasure.wrong.nobody"},
		"a word of the record":       {"a1", ask(b.entries()[0].ID.String(), "law"), "statement erasure.named.kept"},
		"agree to what is no asking": {"g1", erasure.AgreeIn{Asked: id}, "asked erasure.wrong.unknown"},
	}
	for name, tt := range asks {
		act := "erasure.ask"
		if _, agrees := tt.in.(erasure.AgreeIn); agrees {
			act = "erasure.agree"
		}
		if _, _, err := b.plan(tt.by, act, tt.in); wrong(err) != tt.want {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
	b.says("a1", "erasure.ask", ask(id, "danger"), "EXERCISE alpha asks that a text be erased", "it puts somebody in danger",
		"notice.filed/v1, of EXERCISE alpha", "No state changes")
	asked := b.log(3, "a1", "erasure.ask", ask(id, "danger")).String()
	agree := erasure.AgreeIn{Asked: asked}
	if _, _, err := b.plan("m1", "erasure.agree", agree); wrong(err) != " erasure.wrong.who" {
		t.Errorf("a mediator agrees: %v, want erasure.wrong.who", err)
	}
	b.says("g1", "erasure.agree", agree, "EXERCISE guarantor agrees that a text of EXERCISE alpha be erased", "for good", "No state changes",
		"notice.filed/v1, of EXERCISE alpha")
	b.log(4, "g1", "erasure.agree", agree)
	if _, _, err := b.plan("g1", "erasure.agree", agree); wrong(err) != "asked erasure.wrong.already" {
		t.Errorf("agreed again: %v, want erasure.wrong.already", err)
	}
	if _, _, err := b.plan("a1", "erasure.ask", ask(id, "person")); wrong(err) != "statement erasure.wrong.already" {
		t.Errorf("asked again: %v, want erasure.wrong.already", err)
	}
}

// says plans an act, and wants words in what the officer confirms.
func (b *bench) says(officer, act string, in any, want ...string) {
	b.t.Helper()
	_, says, err := b.plan(officer, act, in)
	all := plain(strings.Join(says, "\n"))
	for _, w := range want {
		if err != nil || !strings.Contains(all, w) {
			b.t.Errorf("%s (%v) lacks %q:\n%s", act, err, w, all)
		}
	}
}

// shelf is a bench whose bodies are in one state.
type shelf struct {
	*bench

	text string // "" where they are erased
}

func (s shelf) Content(*statement.Statement) ([]byte, kind.Gone) {
	if s.text == "" {
		return nil, kind.Erased
	}
	return []byte(`{"content":{"contact":"` + s.text + `"}}`), kind.Here
}

func (s shelf) detail(t *testing.T, id statement.ID, member string) notice.Detail {
	t.Helper()
	by := kind.Viewer{Lang: "en"}
	by.Member = member
	main, err := notice.Kind.Pages[1].Make(s.engine.Reader(s), by, map[string]string{"id": id.String()})
	d, ok := main.(notice.Detail)
	if err != nil || !ok || len(d.History) != 1 {
		t.Fatalf("page: %v, %+v", err, main)
	}
	return d
}

// In the place of a text stands by whom it was erased, when and on which ground; it
// is its author who is led to ask. R-NOTICE-22, R-ERASE-11.
func TestErasedIsSaid(t *testing.T) {
	b := newBench(t, "")
	id := b.texted(0, "a1")
	for member, want := range map[string]bool{"alpha": true, "bravo": false, "": false} {
		d := shelf{b, "EXERCISE line"}.detail(t, id, member)
		if d.History[0].Erase != want || d.Text.Contact != "EXERCISE line" || d.Erased.Key != "" {
			t.Errorf("%q is led to ask: %t, want %t; contact %q, erased %q", member, d.History[0].Erase, want, d.Text.Contact, d.Erased.Key)
		}
	}
	if d := (shelf{b, ""}).detail(t, id, "alpha"); d.TextGone != "erased" || d.Erased.Key != "" || d.History[0].Erase {
		t.Errorf("erased by nothing on the record: %q says %q, led to ask %t", d.TextGone, d.Erased.Key, d.History[0].Erase)
	}
	asked := b.log(1, "a1", "erasure.ask", erasure.AskIn{Statement: id.String(), Ground: string(erase.ByPerson)})
	b.log(2, "g1", "erasure.agree", erasure.AgreeIn{Asked: asked.String()})
	d := shelf{b, ""}.detail(t, id, "bravo")
	want := "The text was erased at 2027-03-09 08:02Z by EXERCISE alpha with EXERCISE guarantor. Ground: the person whom it names asks for it."
	for _, says := range []string{b.voice.Render(d.Erased), b.voice.Render(d.History[0].Erased)} {
		if plain(says) != want {
			t.Errorf("the page says %q, want %q", plain(says), want)
		}
	}
}
