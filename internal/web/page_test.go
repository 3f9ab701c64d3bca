package web_test

import (
	"flag"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley.example/internal/web"
	"parley.example/internal/web/webtest"
)

var update = flag.Bool("update", false, "write the golden files")

// convoy is what an officer types.
func convoy() url.Values {
	return url.Values{
		"sort": {"request"}, "area.zone": {"north"}, "area.lat": {"32.7094"}, "area.lon": {"35.8667"},
		"from": {"2026-11-25 15:02Z"}, "until": {"2026-11-25 16:32Z"}, "within": {"30"}, "force": {"120"}, "asked": {"bravo"},
		"reason.en": {"Aid convoy"}, "weapons.0.category": {"rifle"}, "weapons.0.count": {"20"}, "_draft": {"drill.ask"},
	}
}

func languages() []string { return []string{"en", "ar", "he"} }

func TestGolden(t *testing.T) {
	pages := map[string]func(b *browser) reply{
		"board":   func(b *browser) reply { return b.get("/") },
		"confirm": func(b *browser) reply { return b.post("/act/drill.ask", convoy()) },
		"verify":  func(b *browser) reply { return b.get("/verify?q=18204") },
	}
	for name, open := range pages {
		for _, tag := range languages() {
			t.Run(name+" "+tag, func(t *testing.T) {
				got := open(officer(t, webtest.New(), tag))
				if got.status != http.StatusOK {
					t.Fatalf("status %d, want 200", got.status)
				}
				golden(t, name+"_"+tag+".html", got.body)
			})
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	got = regexp.MustCompile(`(?m)[ \t]+$|\n(?:[ \t]*\n)+`).ReplaceAllStringFunc(got, func(s string) string {
		if strings.Contains(s, "\n") {
			return "\n"
		}
		return ""
	})
	// Whether htmx is there depends on the build.
	got = regexp.MustCompile(`(?m)^<(?:meta name="htmx-config"|script src="/assets/htmx).*\n`).ReplaceAllString(got, "")
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (go test -update makes it)", err)
	}
	if diff := cmp.Diff(got, string(want)); diff != "" {
		t.Errorf("%s (-got +want); go test -update takes it over:\n%s", name, diff)
	}
}

// A field may suggest values and takes others; what is needed says so.
func TestFormSuggestsAndAsks(t *testing.T) {
	more := convoy()
	more.Set("_more", "weapons")
	for tag, word := range map[string]string{"en": "rifles", "ar": "بنادق", "he": "רובים"} {
		body := officer(t, webtest.New(), tag).post("/act/drill.ask", more).body
		for _, want := range []string{
			`name="weapons.1.category" aria-required="true" value="" dir="auto" autocomplete="off" list="f-weapons.1.category-list"`,
			`<datalist id="f-weapons.1.category-list"><option value="rifle">` + word + `</option></datalist>`,
			`name="force" aria-required="true"`,
			`<input type="radio" name="sort" value="request" required`,
		} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: no %s in the form", tag, want)
			}
		}
		if strings.Contains(body, `name="note" aria-required`) {
			t.Errorf("%s: the note is asked for, want it optional", tag)
		}
	}
}

// The wall shows the board alone, large, and what leads back.
func TestBoardOnTheWall(t *testing.T) {
	b := officer(t, webtest.New(), "ar")
	desk, wall := b.get("/").body, b.get("/?wall").body
	if !strings.Contains(desk, `href="/?wall"`) || strings.Contains(desk, ` wall"`) {
		t.Error("the board at a desk is a wall, or has no way to one")
	}
	if !strings.Contains(wall, `class="is-exercise wall"`) || !strings.Contains(wall, `<a class="button quiet" href="/">`) {
		t.Error("the board on the wall is none, or has no way back")
	}
	if got := faults(wall, "ar"); len(got) > 0 {
		t.Errorf("the wall: %q", got)
	}
}

// Every page, in every language: what must not be there.
func TestPagesHoldTheRules(t *testing.T) {
	wrong := convoy()
	wrong.Set("from", "tomorrow")
	wrong.Set("reason.ar", strings.Repeat("x", 400))
	wrong.Del("force")
	more := convoy()
	more.Set("_more", "weapons")
	pages := map[string]func(b *browser) reply{
		"board":     func(b *browser) reply { return b.get("/") },
		"inbox":     func(b *browser) reply { return b.get("/inbox") },
		"officers":  func(b *browser) reply { return b.get("/officers") },
		"drafts":    func(b *browser) reply { b.post("/draft/drill.ask", convoy()); return b.get("/drafts") },
		"verify":    func(b *browser) reply { return b.get("/verify") },
		"an entry":  func(b *browser) reply { return b.get("/verify?q=%2318204") },
		"no entry":  func(b *browser) reply { return b.get("/verify?q=99") },
		"kind":      func(b *browser) reply { return b.get("/drill/" + webtest.ID(1).String() + "?at=12") },
		"form":      func(b *browser) reply { return b.get("/act/drill.ask") },
		"mistakes":  func(b *browser) reply { return b.post("/act/drill.ask", wrong) },
		"a row":     func(b *browser) reply { return b.post("/act/drill.ask", more) },
		"confirm":   func(b *browser) reply { return b.post("/act/drill.ask", convoy()) },
		"filed":     func(b *browser) reply { return b.get("/filed?id=" + webtest.ID(1).String()) },
		"not filed": func(b *browser) reply { return b.post("/confirm", url.Values{"token": {"x"}, "act": {"drill.ask"}}) },
		"keys":      func(b *browser) reply { return b.get("/help/keys") },
		"404":       func(b *browser) reply { return b.get("/nothing") },
		"403":       func(b *browser) reply { return b.get("/act/drill.end") },
		"sign-in":   func(b *browser) reply { b.post("/sign-out", nil); return b.get("/sign-in") },
		"refused": func(b *browser) reply {
			b.post("/sign-out", nil)
			return b.post("/sign-in", url.Values{"officer": {"a1"}})
		},
		"waiting": func(b *browser) reply {
			b.post("/sign-out", nil)
			return b.post("/sign-in", url.Values{"officer": {"hasty"}})
		},
	}
	for name, open := range pages {
		for _, tag := range languages() {
			t.Run(name+" "+tag, func(t *testing.T) {
				got := open(officer(t, webtest.New(), tag))
				for _, fault := range faults(got.body, tag) {
					t.Error(fault)
				}
				if !strings.Contains(got.body, `class="exercise"`) {
					t.Error("no EXERCISE banner, want one on every page")
				}
				if csp := got.header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; script-src 'self'; style-src 'self'; ") || strings.Contains(csp, "unsafe") {
					t.Errorf("policy %q, want that of the note", csp)
				}
			})
		}
	}
}

// A checker that finds nothing must be known to have looked.
func TestTheRulesAreChecked(t *testing.T) {
	tests := map[string]struct{ page, want string }{
		"a bare date":       {`<html lang="ar" dir="rtl"><p>قبل 2026-11-25</p></html>`, "not isolated"},
		"a bare id":         {`<html lang="ar" dir="rtl"><p>0123456789abcdef</p></html>`, "not isolated"},
		"a date beside one": {"<html lang=\"ar\" dir=\"rtl\"><p>\u20682026-11-25\u2069 14:02Z</p></html>", "not isolated"},
		"a missing key":     {`<html lang="ar" dir="rtl"><p>!board.title</p></html>`, "without a message"},
		"no direction":      {`<html lang="ar"><p>x</p></html>`, "no <html>"},
		"an inline script":  {`<html lang="ar" dir="rtl"><script>x</script></html>`, "inline script"},
		"an inline style":   {`<html lang="ar" dir="rtl"><p style="x">y</p></html>`, "forbids"},
		"from outside":      {`<html lang="ar" dir="rtl"><script src="https://x"></script></html>`, "out of the building"},
		"an id twice":       {`<html lang="ar" dir="rtl"><p id="a"></p><p id="a"></p></html>`, "two elements"},
		"a label of none":   {`<html lang="ar" dir="rtl"><label for="a">x</label></html>`, "nothing has the id"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(faults(tt.page, "ar"), "; "); !strings.Contains(got, tt.want) {
				t.Errorf("faults %q, want one with %q", got, tt.want)
			}
		})
	}
}

func TestBoardStandsInOrderOfPressure(t *testing.T) {
	w := webtest.New()
	body := officer(t, w, "en").get("/").body
	last := -1
	for _, ref := range []string{"N-0414", "N-0412", "N-0417", "N-0411", "N-0413", "N-0415", "N-0416"} {
		at := strings.Index(body, ref)
		if at <= last {
			t.Errorf("%s stands at %d, want it after what presses more (%d)", ref, at, last)
		}
		last = at
	}
	if n := strings.Count(body, "overdue by our clock, not yet on the record"); n != 1 {
		t.Errorf("%d lines overdue by our clock alone, want 1", n)
	}
	if !strings.Contains(body, `<span class="owed"><bdi dir="ltr">3</bdi></span><span class="owed owed-late"><bdi dir="ltr">1</bdi> overdue</span>`) {
		t.Error("the inbox does not count 3 owed and 1 overdue")
	}
}

// A picture that is not live says so, on every page and with its reasons.
func TestNotLiveSaysWhy(t *testing.T) {
	w := webtest.New()
	w.State = web.Live{Last: 18204, Record: webtest.Start, Reasons: []string{"stale-quorum", "of-tomorrow"}, HostKeeps: 3}
	for path, wants := range map[string][]string{
		"/":      {"The cosignatures are older", "Another reason: \u2068of-tomorrow\u2069", "keeps \u20683\u2069 entries", "This is not the latest"},
		"/inbox": {"NOT LIVE"},
	} {
		body := officer(t, w, "en").get(path).body
		if strings.Contains(body, `id="not-live" class="not-live" hidden`) {
			t.Errorf("%s: the banner is hidden, want it shown", path)
		}
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%s does not say %q", path, want)
			}
		}
	}
	w.State = web.Live{}
	if body := officer(t, w, "en").get("/").body; !strings.Contains(body, "The reason is not known.") {
		t.Error("not live without a reason says nothing, want that the reason is not known")
	}
}

func TestARealMechanismDoesNotSayExercise(t *testing.T) {
	w := webtest.New()
	w.Charter.Exercise = false
	if body := officer(t, w, "en").get("/verify").body; strings.Contains(body, `class="exercise"`) || strings.Contains(body, "is-exercise") {
		t.Error("a mechanism that is no exercise says EXERCISE")
	}
}

func TestTextInAnotherLanguageIsMarked(t *testing.T) {
	body := officer(t, webtest.New(), "he").get("/drill?at=%3Cscript%3E").body
	for _, want := range []string{
		`<span class="user" dir="auto" lang="ar">نقل مساعدات</span> <span class="muted">(במקור: ` + "\u2068العربية\u2069" + `)</span>`,
		`<span class="user" dir="auto">רכב 12–19 &lt;b&gt;</span>`, `&lt;script&gt;`,
		`<bdi dir="ltr"><span class="v">2026-11-25` + "\u00a015:02Z\u00a0\u2013\u00a016:32Z</span> <span class=\"v\">(17:02\u00a0\u2013\u00a018:32\u00a0+02:00)</span></bdi>",
		`32.7094000N 35.8667000E`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page has no %s", want)
		}
	}
}
