package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A wrong password is refused in words; the right one, typed by hand, opens the
// board; signing out closes it, in every language.
func TestSignIn(t *testing.T) {
	for _, lang := range []string{"en", "ar", "he"} {
		t.Run(lang, func(t *testing.T) {
			o := on.as(t, "o1")
			say := messages(t, lang)
			b := openTab(t, o.origin)
			b.expect("422") // the browser's word on a refused sign-in
			b.visit("/notice")
			if got := b.path(); !strings.HasPrefix(got, "/sign-in") {
				t.Fatalf("a page without sign-in led to %s, want /sign-in", got)
			}
			b.press(`button[value="` + lang + `"]`)
			b.examine(lang, "sign-in")
			b.shots(lang, "signin")

			b.typeIn(o.code, "not-the-password")
			if got := b.press("main form button"); got != 422 {
				t.Errorf("a wrong password: got status %d, want 422", got)
			}
			if got := b.text("#summary"); !strings.Contains(got, say("signin.wrong")) {
				t.Errorf("a wrong password: the page says %q, want %q", got, say("signin.wrong"))
			}
			if got := eval[string](b, `() => document.activeElement.id`); got != "summary" {
				t.Errorf("focus is on %q, want on the summary", got)
			}
			b.examine(lang, "refused sign-in")

			b.typeIn(o.code, o.password)
			b.press("main form button")
			if got := b.path(); got != "/notice" {
				t.Errorf("after sign-in: got %s, want /notice, which was asked for", got)
			}
			b.press(".who button")
			b.visit("/")
			if got := b.path(); !strings.HasPrefix(got, "/sign-in") {
				t.Errorf("after sign-out the board led to %s, want /sign-in", got)
			}
		})
	}
}

// typeIn types a sign-in with the keyboard.
func (b *tab) typeIn(code, password string) {
	b.t.Helper()
	eval[bool](b, `() => { document.getElementById("officer").value = ""; return true; }`)
	do(b, "type the officer", chromedp.SendKeys(chromedp.CSS("#officer"), code))
	do(b, "type the password", chromedp.SendKeys(chromedp.CSS("#password"), password))
}
