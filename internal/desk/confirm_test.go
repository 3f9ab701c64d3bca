package desk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley.example/internal/desk"
	"parley.example/internal/desk/desktest"
	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// One act from the plan to the receipt: nothing is signed before it is
// confirmed, and the draft is there until the receipt is.
func TestActToReceipt(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	c := b.plan(by, "lamp.light", lightIn("hall"))
	if len(b.w.Sents()) != 0 {
		t.Fatal("the plan signed something")
	}
	if len(c.Says) != 1 || c.Says[0].Key != "lamp.says.lit" || c.Says[0].Args["watts"] != int64(40) {
		t.Errorf("says %+v, want the plan's own sentence", c.Says)
	}
	f, err := b.Confirm(t.Context(), by, c.Token)
	if err != nil {
		t.Fatal(err)
	}
	sent := b.w.Sents()
	if len(sent) != 1 || len(f.Results) != 1 || f.Results[0].ID != sent[0].ID || f.Results[0].Logged != -1 {
		t.Fatalf("filing %+v of %d statements, want one that is not logged", f, len(sent))
	}
	st := sent[0].Statement
	if string(st.Act) != `{"room":"hall","watts":40}` || st.Type != desktest.TypeLit || st.NotAfter != 0 || st.MadeAt != b.w.Now() ||
		st.Nonce == [16]byte{} {
		t.Errorf("signed %+v", st)
	}
	checkBody(t, sent[0].Body)

	if got := b.drafts(by); len(got) != 1 || got[0].Act != "lamp.light" || !strings.Contains(string(got[0].Content), "warm") {
		t.Errorf("drafts before the receipt: %+v, want the act's input", got)
	}
	id := sent[0].ID
	b.w.Set(kind.Result{ID: id, Promised: 7, Logged: 3})
	if r, err := b.Watch(t.Context(), id); err != nil || r.Promised != 7 || r.Logged != 3 || r.Receipted || r.Type != desktest.TypeLit {
		t.Errorf("Watch = %+v, %v, want promised and logged", r, err)
	}
	b.w.Set(kind.Result{ID: id, Promised: 7, Logged: 3, Receipted: true})
	if err := b.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := b.drafts(by); len(got) != 0 {
		t.Errorf("drafts after the receipt: %+v, want none", got)
	}
	again, err := b.Confirm(t.Context(), by, c.Token)
	if err != nil || len(b.w.Sents()) != 1 || !again.Results[0].Receipted {
		t.Errorf("the same token after the receipt: %+v, %v, %d signed; want the same filing", again, err, len(b.w.Sents()))
	}
}

func checkBody(t *testing.T, raw []byte) {
	t.Helper()
	m, err := kind.ParseMarked(raw)
	if err != nil {
		t.Fatal(err)
	}
	var n desktest.Note
	if err := json.Unmarshal(m.Content, &n); err != nil || n.Text != lightIn("hall").Note {
		t.Errorf("content %s, %v, want the note", m.Content, err)
	}
	m.Content = nil
	want := kind.Marked{Marking: "EXERCISE", Originator: "alpha", ReleasableTo: []string{"alpha", "bravo", "mediator"}, Review: m.Review}
	if diff := cmp.Diff(want, m); diff != "" || m.Review == 0 {
		t.Errorf("marking differs (-want +got):\n%s", diff)
	}
}

// A receipt may come before the picture has judged the entry: until it has, the
// draft stays.
func TestReceiptBeforeVerdict(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	f, err := b.Confirm(t.Context(), by, b.plan(by, "lamp.light", lightIn("hall")).Token)
	if err != nil {
		t.Fatal(err)
	}
	id := f.Results[0].ID
	b.w.Set(kind.Result{ID: id, Logged: 1000, Receipted: true})
	if _, err := b.Watch(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if len(b.drafts(by)) != 1 {
		t.Error("the draft went before the picture had passed the entry")
	}
	b.w.Set(kind.Result{ID: id, Logged: 1000, Receipted: true, Void: &kind.Void{Rule: "LAMP-1", Text: "lit already"}})
	if err := b.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := b.drafts(by)
	if len(got) != 1 || got[0].Why.Key != "desk.why.void" || got[0].Why.Args["rule"] != "LAMP-1" {
		t.Errorf("drafts of what is void: %+v, want it back with the rule", got)
	}
}

// What lapsed goes back to the officer; nothing is signed again by itself.
func TestLapsedGoesBack(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	f, err := b.Confirm(t.Context(), by, b.plan(by, "lamp.agree", desktest.AgreeIn{Room: "hall"}).Token)
	if err != nil {
		t.Fatal(err)
	}
	b.w.Set(kind.Result{ID: f.Results[0].ID, Logged: -1, Lapsed: true})
	if err := b.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	r, err := b.Watch(t.Context(), f.Results[0].ID)
	if got := b.drafts(by); err != nil || !r.Lapsed || len(got) != 1 || got[0].Why.Key != "desk.why.lapsed" || len(b.w.Sents()) != 1 {
		t.Errorf("result %+v, %v, drafts %+v, %d signed; want lapsed, the draft back, one", r, err, got, len(b.w.Sents()))
	}
}

// What the host took in too late is on the record as words, without effect: its
// officer must not take the receipt for a consent.
func TestLoggedTooLate(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	f, err := b.Confirm(t.Context(), by, b.plan(by, "lamp.agree", desktest.AgreeIn{Room: "hall"}).Token)
	if err != nil {
		t.Fatal(err)
	}
	id := f.Results[0].ID
	until := b.w.Sents()[0].Statement.NotAfter
	b.w.Enter(kind.Entry{ID: id, Index: 3, NotAfter: until, ReceivedAt: until + 1})
	b.w.Set(kind.Result{ID: id, Logged: 3, Receipted: true})
	r, err := b.Watch(t.Context(), id)
	if err != nil || !r.Receipted || !r.Lapsed {
		t.Errorf("Watch = %+v, %v, want receipted and lapsed", r, err)
	}
	if got := b.drafts(by); len(got) != 1 || got[0].Why.Key != "desk.why.lapsed" {
		t.Errorf("drafts = %+v, want it back as lapsed", got)
	}
}

func TestNotAfter(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	now := b.w.Now()
	tests := map[string]struct {
		until statement.Time
		want  statement.Time
	}{
		"the charter's, from the signature": {0, now.Add(time.Minute + 15*time.Minute)},
		"not beyond the draft's":            {now.Add(3 * time.Minute), now.Add(3 * time.Minute)},
		"never beyond the charter's":        {now.Add(time.Hour), now.Add(time.Minute + 15*time.Minute)},
	}
	tokens := map[string]string{}
	for name, tt := range tests {
		tokens[name] = b.plan(by, "lamp.agree", desktest.AgreeIn{Room: "hall", Until: tt.until}).Token
	}
	no := b.plan(by, "lamp.agree", desktest.AgreeIn{Room: "hall", No: true, Until: now.Add(time.Minute)})
	late := b.plan(by, "lamp.agree", desktest.AgreeIn{Room: "hall", Until: now.Add(time.Minute)})
	b.w.Pass(time.Minute)
	for name, tt := range tests {
		if _, err := b.Confirm(t.Context(), by, tokens[name]); err != nil {
			t.Fatal(err)
		}
		sent := b.w.Sents()
		if got := sent[len(sent)-1].Statement.NotAfter; got != tt.want {
			t.Errorf("%s: not_after %v, want %v", name, got, tt.want)
		}
	}
	if _, err := b.Confirm(t.Context(), by, no.Token); err != nil {
		t.Fatal(err)
	}
	signed := len(b.w.Sents())
	if got := b.w.Sents()[signed-1].Statement.NotAfter; got != 0 {
		t.Errorf("a refusal has not_after %v, want none: it never lapses", got)
	}
	var p *kind.Problem
	_, err := b.Confirm(t.Context(), by, late.Token)
	if !errors.As(err, &p) || p.Says.Key != "desk.too_late" || len(b.w.Sents()) != signed {
		t.Errorf("confirmed at its own end: %v, want desk.too_late and nothing signed", err)
	}
}

func TestPlanRefuses(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	b.w.Light("kitchen", 40)
	tests := map[string]struct {
		act  string
		in   any
		want string
	}{
		"void by a rule":            {"lamp.light", lightIn("kitchen"), "LAMP-1"},
		"a mistake in a field":      {"lamp.light", desktest.LightIn{Room: "hall", Watts: 101}, "watts: lamp.wrong.watts"},
		"too large a body":          {"lamp.light", desktest.LightIn{Room: "hall", Watts: 1, Note: long(desk.MaxBody)}, "desk.too_large"},
		"too large a leaf":          {"lamp.light", desktest.LightIn{Room: long(statement.MaxStatement), Watts: 1}, "desk.too_large"},
		"text in the leaf":          {"lamp.light", desktest.LightIn{Room: "caf\u00e9", Watts: 1}, "not printable ASCII"},
		"a reader who is no member": {"lamp.agree", desktest.AgreeIn{Room: "hall", Readers: []string{"bravo", "delta"}}, "desk.no_reader"},
		"too large, sealed":         {"lamp.light", sealedIn(long(desk.MaxBody - 500)), "desk.too_large"},
		"text in a sealed leaf":     {"lamp.light", desktest.LightIn{Room: "caf\u00e9", Watts: 1, Readers: []string{"bravo"}}, "not printable ASCII"},
		"no such act":               {"lamp.smash", lightIn("hall"), desk.ErrNoAct.Error()},
		"another act's input":       {"lamp.agree", lightIn("hall"), "want desktest.AgreeIn"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := b.Plan(t.Context(), by, tt.act, tt.in)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Plan = %v, want %q in it", err, tt.want)
			}
		})
	}
	if len(b.w.Sents()) != 0 {
		t.Error("a refused plan signed something")
	}
}

func long(n int) string { return strings.Repeat("x", n) }

func TestConfirmRefuses(t *testing.T) {
	b := newBench(t)
	a1, a2 := b.signIn("a1"), b.signIn("a2")
	c := b.plan(a1, "lamp.light", lightIn("hall"))
	if _, err := b.Confirm(t.Context(), a2, c.Token); !errors.Is(err, desk.ErrNoToken) {
		t.Errorf("another officer's token: %v, want ErrNoToken", err)
	}
	if _, err := b.Confirm(t.Context(), a1, "guessed"); !errors.Is(err, desk.ErrNoToken) {
		t.Errorf("a guessed token: %v, want ErrNoToken", err)
	}
	b.w.Pass(10 * time.Minute)
	if _, err := b.Confirm(t.Context(), a1, c.Token); !errors.Is(err, desk.ErrExpired) {
		t.Errorf("after ten minutes: %v, want ErrExpired", err)
	}

	c = b.plan(a1, "lamp.light", lightIn("hall"))
	b.w.Light("hall", 60) // another member was faster
	var void *kind.Void
	if _, err := b.Confirm(t.Context(), a1, c.Token); !errors.As(err, &void) || void.Rule != "LAMP-1" {
		t.Errorf("void by now: %v, want LAMP-1", err)
	}
	if got := b.drafts(a1); len(got) != 1 || got[0].Why.Args["rule"] != "LAMP-1" {
		t.Errorf("drafts = %+v, want it back with the rule", got)
	}
	if _, err := b.Confirm(t.Context(), a1, c.Token); !errors.Is(err, desk.ErrExpired) {
		t.Errorf("again what went back: %v, want ErrExpired", err)
	}

	c = b.plan(a2, "lamp.light", lightIn("attic"))
	b.w.Revoke("a2")
	if _, err := b.Confirm(t.Context(), a2, c.Token); !errors.Is(err, desk.ErrNoPower) {
		t.Errorf("revoked since the plan: %v, want ErrNoPower", err)
	}
	if len(b.w.Sents()) != 0 {
		t.Error("a refused confirmation signed something")
	}
}

// The same confirmation many times at once is one filing.
func TestConfirmAtOnce(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	c := b.plan(by, "lamp.both", desktest.AgreeIn{Room: "hall"})
	var wg sync.WaitGroup
	filings := make([]kind.Filing, 8)
	for i := range filings {
		wg.Go(func() {
			var err error
			if filings[i], err = b.Confirm(t.Context(), by, c.Token); err != nil {
				t.Errorf("confirm %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	for _, f := range filings {
		if diff := cmp.Diff(filings[0], f); diff != "" || len(f.Results) != 2 {
			t.Errorf("filings differ, or are not of two:\n%s", diff)
		}
	}
	if n := len(b.w.Sents()); n != 2 {
		t.Errorf("%d statements signed, want 2", n)
	}
}

func TestOnce(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	plan := func(in desktest.AgreeIn) string {
		c, err := b.PlanOnce(t.Context(), by, "lamp.agree", in, "key-1")
		if err != nil {
			t.Fatal(err)
		}
		return c.Token
	}
	hall := desktest.AgreeIn{Room: "hall"}
	first, second, other := plan(hall), plan(hall), plan(desktest.AgreeIn{Room: "attic"})
	f1, err := b.Confirm(t.Context(), by, first)
	if err != nil {
		t.Fatal(err)
	}
	f2, err := b.Confirm(t.Context(), by, second)
	if diff := cmp.Diff(f1, f2); err != nil || diff != "" || len(b.w.Sents()) != 1 {
		t.Errorf("the same key again: %v, %d signed, want the first filing\n%s", err, len(b.w.Sents()), diff)
	}
	if _, err := b.Confirm(t.Context(), by, other); !errors.Is(err, desk.ErrReused) {
		t.Errorf("the same key for another act: %v, want ErrReused", err)
	}
	f3, ok, err := b.Filed(t.Context(), by, "lamp.agree", hall, "key-1")
	if diff := cmp.Diff(f1, f3); err != nil || !ok || diff != "" {
		t.Errorf("Filed = %v, %v, want the first filing\n%s", ok, err, diff)
	}
	if _, _, err := b.Filed(t.Context(), by, "lamp.agree", desktest.AgreeIn{Room: "attic"}, "key-1"); !errors.Is(err, desk.ErrReused) {
		t.Errorf("Filed of another act: %v, want ErrReused", err)
	}
}

// A finished filing answers for thirty days, and is then cleared away; one that
// has not ended never is.
func TestRemembered(t *testing.T) {
	b := newBench(t)
	by := b.signIn("a1")
	file := func(room string) statement.ID {
		f, err := b.Confirm(t.Context(), by, b.plan(by, "lamp.agree", desktest.AgreeIn{Room: room}).Token)
		if err != nil {
			t.Fatal(err)
		}
		return f.Results[0].ID
	}
	done, open := file("hall"), file("attic")
	b.w.Set(kind.Result{ID: done, Logged: 3, Receipted: true})
	if err := b.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, days := range []int{29, 2} {
		b.w.Pass(time.Duration(days) * 24 * time.Hour)
		renew(t, b, fmt.Sprintf("a1 after %d", days))
		by = b.signIn("a1")
		b.plan(by, "lamp.agree", desktest.AgreeIn{Room: "cellar"})
		_, err := b.Watch(t.Context(), done)
		if gone := errors.Is(err, desk.ErrNoDraft); gone != (days == 2) {
			t.Errorf("%d days on: %v, want it gone after thirty", days, err)
		}
	}
	if _, err := b.Watch(t.Context(), open); err != nil {
		t.Errorf("one that has not ended: %v, want its result", err)
	}
}

// renew gives a1 another key, as a member does whose appointment runs out.
func renew(t *testing.T, b *bench, name string) {
	t.Helper()
	if err := b.RenewKey(t.Context(), "a1", desktest.Password, b.w.Appoint("a1", name)); err != nil {
		t.Fatal(err)
	}
}
