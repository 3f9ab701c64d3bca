package e2e

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// pages are all that an officer can open by an address. A notice is the course's
// deployment; the others are reached by acts, in act_test.go and signin_test.go.
func pages(t *testing.T, b *tab) map[string]string {
	t.Helper()
	err := on.demo.await(func(line string) bool { return strings.Contains(line, "answer time on the deployment has passed") }, 100*time.Second)
	if err != nil {
		t.Fatalf("the course: %v", err)
	}
	notice := b.reference("N-1")
	b.visit(notice)
	hold := eval[string](b, `() => { const a = document.querySelector("main a[href^='/act/notice.hold'], main a[href*='notice.hold']"); return a ? a.getAttribute("href") : ""; }`)
	all := map[string]string{
		"board": "/", "inbox": "/inbox", "notices": "/notice", "notice": notice, "members": "/member", "officers": "/officers",
		"verify": "/verify", "drafts": "/drafts", "keys": "/help/keys", "not found": "/nowhere",
	}
	if hold != "" {
		all["hold"] = hold
	}
	return all
}

// reference returns the path of a notice by its reference, such as N-1.
func (b *tab) reference(ref string) string {
	b.t.Helper()
	b.visit("/notice")
	path := eval[string](b, `ref => {
		const bare = a => a.textContent.replace(/[\u2066-\u2069]/g, "").trim();
		const found = [...document.querySelectorAll("main a[href^='/notice/']")].find(a => new RegExp(ref + "(?![0-9])").test(bare(a)));
		return found ? found.pathname : "";
	}`, ref)
	if path == "" {
		b.t.Fatalf("no notice %s on the list:\n%s", ref, b.text("main"))
	}
	return path
}

// Every page in every language, size and theme.
func TestEveryPage(t *testing.T) {
	for _, lang := range []string{"en", "ar", "he"} {
		t.Run(lang, func(t *testing.T) {
			b := signedIn(t, on.as(t, "b1"), lang)
			b.expect("404")
			all := pages(t, b)
			for name, path := range all {
				b.visit(path)
				b.examine(lang, name)
				if slices.Contains([]string{"board", "notice", "verify"}, name) {
					b.shots(lang, name)
				}
			}
			if b.asked < len(all) {
				t.Errorf("%d requests were seen, want at least one a page: the watch over requests does not work", b.asked)
			}
		})
	}
}

// Text at twice its size stays on the page, at a desk and on a phone.
func TestTextAtTwiceItsSize(t *testing.T) {
	for _, lang := range []string{"en", "ar", "he"} {
		t.Run(lang, func(t *testing.T) {
			b := signedIn(t, on.as(t, "b1"), lang)
			b.expect("404")
			all := pages(t, b)
			b.visit("/")
			before := eval[float64](b, `() => parseFloat(getComputedStyle(document.body).fontSize)`)
			_, err := chromedp.Call(b.ctx, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: 32, Fixed: 26}})
			if err != nil {
				t.Fatal(err)
			}
			exercise := messages(t, lang)("shell.exercise")
			all["form"] = "/act/notice.file"
			for name, path := range all {
				b.visit(path)
				after := eval[float64](b, `() => parseFloat(getComputedStyle(document.body).fontSize)`)
				if after < 1.9*before {
					t.Errorf("%s: text went from %g to %g px, want twice", name, before, after)
				}
				for _, s := range sizes[:2] {
					b.size(s.width, s.height)
					for _, fault := range b.probe(lang, exercise) {
						t.Errorf("%s at twice the text, %d px: %s", name, s.width, fault)
					}
				}
				if name == "board" {
					b.shot("board-" + lang + "-phone-day-twice")
				}
			}
		})
	}
}

// The themes and languages are chosen by buttons, and kept.
func TestChoicesAreKept(t *testing.T) {
	b := signedIn(t, on.as(t, "o1"), "en")
	b.visit("/verify?q=3")
	b.press(`button[name="theme"][value="night"]`)
	b.press(`button[name="lang"][value="he"]`)
	if got := b.path(); got != "/verify?q=3" {
		t.Errorf("after choosing: got %s, want the same page", got)
	}
	b.visit("/inbox")
	got := eval[string](b, `() => [document.documentElement.lang, document.documentElement.dir, document.documentElement.dataset.theme].join(" ")`)
	if got != "he rtl night" {
		t.Errorf("on the next page: got %q, want %q", got, "he rtl night")
	}
}

// The policy that a browser is given forbids what a page does not need; that the
// tests would hear of a breach is shown by one.
func TestPolicyIsHeard(t *testing.T) {
	b := openTab(t, on.origin("b1"))
	b.expect("Content Security Policy", "violates")
	b.visit("/sign-in")
	eval[bool](b, `() => {
		document.body.insertAdjacentHTML("beforeend", "<style>body { color: red }</style><img src=x onerror='window.planted = 1'>");
		return true;
	}`)
	breach := regexp.MustCompile(`(?i)content security policy`)
	for range 100 {
		b.mu.Lock()
		found := slices.ContainsFunc(b.console, breach.MatchString)
		b.mu.Unlock()
		if found {
			b.expect("404") // of the planted picture
			return
		}
		eval[bool](b, `() => new Promise(r => setTimeout(() => r(true), 50))`)
	}
	t.Errorf("a planted inline style: the console says %q, want a breach of the policy", b.heard())
}
