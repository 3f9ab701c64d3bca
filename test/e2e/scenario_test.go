package e2e

import (
	"strings"
	"testing"
	"time"
)

// agreedWords are what no page may say of a notice that is not agreed: the
// product's own words, and those that people use for it.
func agreedWords(t *testing.T, lang string) []string {
	say := messages(t, lang)
	words := []string{say("notice.state.agreed"), opening(say("notice.state.agreed_as_relayed"))}
	for _, w := range []string{"agreed", "approved", "approval", "cleared", "clearance", "deconflicted", "granted"} {
		words = append(words, " "+w+" ")
	}
	return words
}

// everything is all that a page says: its text, and what is said to those who do
// not see it.
func (b *tab) everything() string {
	b.t.Helper()
	s := eval[string](b, `() => [document.title, document.body.textContent,
		...[...document.querySelectorAll("*")].flatMap(e => ["title", "aria-label", "alt", "value"].map(n => e.getAttribute(n) || ""))].join(" ")`)
	return " " + strings.ToLower(strings.Join(strings.FieldsFunc(plain(s), func(r rune) bool { return strings.ContainsRune(" \n\t.,:;()·", r) }), " ")) + " "
}

func (b *tab) neverAgreed(lang string) {
	b.t.Helper()
	all := b.everything()
	for _, word := range agreedWords(b.t, lang) {
		if strings.Contains(all, strings.ToLower(strings.Map(unpoint, word))) {
			b.t.Errorf("%s in %s says %q of what is not agreed", b.path(), lang, word)
		}
	}
}

// unpoint leaves out the marks that everything takes for spaces.
func unpoint(r rune) rune {
	if strings.ContainsRune(".,:;()·", r) {
		return -1
	}
	return r
}

// The story that Parley exists for, from the screen of the side that did not
// answer: the deployment is unanswered, delivered at a time that is said, and
// nothing on the page takes silence for consent, in any language.
func TestUnansweredIsNotAgreed(t *testing.T) {
	for _, lang := range []string{"en", "ar", "he"} {
		t.Run(lang, func(t *testing.T) {
			b := signedIn(t, on.as(t, "b1"), lang)
			path := pages(t, b)["notice"]
			b.visit(path)
			want := opening(messages(t, lang)("notice.state.unanswered"))
			if got := b.text("main .lead"); !strings.Contains(got, want) {
				t.Errorf("the deployment: the page says %q, want %q with its time", got, want)
			}
			if got := eval[string](b, `() => (document.querySelector("main .lead").textContent.match(/\d{4}-\d\d-\d\d\s\d\d:\d\d/) || [""])[0]`); got == "" {
				t.Errorf("the deployment: no time of delivery in %q", b.text("main .lead"))
			}
			b.neverAgreed(lang)
			b.visit("/")
			b.until("the deployment on the board", `() => document.querySelector("#board a[href='`+path+`']") !== null`, 5*time.Second)
			b.neverAgreedLine(path, lang)
		})
	}
}

// neverAgreedLine looks at the board's lines of one notice alone.
func (b *tab) neverAgreedLine(path, lang string) {
	b.t.Helper()
	lines := eval[[]string](b, `path => [...document.querySelectorAll("#board [data-line]")].filter(l => l.querySelector("a[href='" + path + "']")).map(l => l.textContent)`, path)
	if len(lines) == 0 {
		b.t.Fatalf("the board has no line of %s", path)
	}
	for _, line := range lines {
		if agreed := messages(b.t, lang)("notice.state.agreed"); strings.Contains(plain(line), agreed) {
			b.t.Errorf("the board says %q of what is not agreed", line)
		}
	}
}

const lateWords = "asked, and answered too late"

// fileForLate files the request of TestLateConsentStaysLate, once. The first of
// the long tests calls it, so that its minute passes while others run: a shorter
// answer time would be short notice, which can be answered until the window.
func fileForLate(t *testing.T) {
	t.Helper()
	if on.filed {
		return
	}
	signedIn(t, on.as(t, "a1"), "en").file(request(lateWords, "1"))
	on.filed = true
}

// A consent after the answer time is shown as late, and the state stays what it
// was, on both sides' screens.
func TestLateConsentStaysLate(t *testing.T) {
	say := messages(t, "en")
	fileForLate(t)
	alpha := signedIn(t, on.as(t, "a1"), "en")
	bravo := signedIn(t, on.as(t, "b1"), "en")
	path := bravo.newest(lateWords)
	unanswered := opening(say("notice.state.unanswered"))
	waitForState(bravo, path, unanswered)
	bravo.neverAgreed("en")

	bravo.press(`main a[href*="answer=consent"]`)
	bravo.press(check)
	if got := bravo.text(".sentences"); !strings.Contains(got, say("notice.says.late")) {
		t.Errorf("before signing: the page says %q, want %q among it", got, say("notice.says.late"))
	}
	bravo.signAndAwait()
	for _, b := range []*tab{bravo, alpha} {
		late := opening(say("notice.line.late"))
		waitForText(b, path, late)
		if got := b.text("main .lead"); !strings.Contains(got, unanswered) {
			t.Errorf("after a late consent: the state is %q, want %q", got, unanswered)
		}
		b.neverAgreed("en")
	}
	bravo.shot("late-en-desktop-day")
}

func waitForState(b *tab, path, want string) { waitFor(b, path, "main .lead", want) }

func waitForText(b *tab, path, want string) { waitFor(b, path, "main", want) }

// waitFor loads a page again until it says what is wanted.
func waitFor(b *tab, path, selector, want string) {
	b.t.Helper()
	end := time.Now().Add(80 * time.Second)
	for {
		b.visit(path)
		got := b.text(selector)
		if strings.Contains(got, want) {
			return
		}
		if time.Now().After(end) {
			b.shot("fault-" + strings.Map(letters, b.t.Name()))
			b.t.Fatalf("%s of %s says %q, want %q in it; the whole page: %s", selector, path, got, want, b.text("body"))
		}
		time.Sleep(250 * time.Millisecond) // between two loads
	}
}
