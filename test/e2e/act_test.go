package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// request is what these tests file: enough for the form of notice.file.
func request(what, within string) map[string]string {
	from := time.Now().UTC().Add(20 * time.Minute)
	return map[string]string{
		"sort": "coordination", "precedence": "priority", "activity": "deployment", "zone": "sweida-province",
		"what": "EXERCISE: " + what, "points.0.lat": "32.7094", "points.0.lon": "36.5659", "metres": "3000",
		"from": from.Format("2006-01-02 15:04Z"), "until": from.Add(time.Hour).Format("2006-01-02 15:04Z"),
		"force": "120", "asked": "consent", "within_ms": within, "contact": "EXERCISE line 1", "lang": "en",
	}
}

const (
	check = `main form .actions button[value="check"]`
	sign  = `main form button.deliberate`
)

// file takes a filled form of notice.file to the page that says it is filed.
func (b *tab) file(values map[string]string) {
	b.t.Helper()
	b.visit("/act/notice.file")
	b.fill(values)
	b.press(check)
	b.signAndAwait()
}

// signAndAwait signs on the page of confirmation, and waits for promise, entry
// and receipt.
func (b *tab) signAndAwait() {
	b.t.Helper()
	if !b.has(sign) {
		b.t.Fatalf("no page of confirmation but %s:\n%s", b.path(), b.text("main"))
	}
	b.press(sign)
	b.until("receipted", `() => document.querySelector("#filed a[href^='/receipt/']") !== null`, 15*time.Second)
}

// newest returns the path of the notice with these words in it, from the list.
func (b *tab) newest(words string) string {
	b.t.Helper()
	b.visit("/notice")
	paths := eval[[]string](b, `() => [...new Set([...document.querySelectorAll("main a[href^='/notice/']")].map(a => a.pathname))]`)
	for _, path := range paths {
		b.visit(path)
		if strings.Contains(b.text("main"), words) {
			return path
		}
	}
	b.t.Fatalf("none of %d notices on the list says %q", len(paths), words)
	return ""
}

// The whole way, in every language: a request with a mistake is refused at its
// field, then filed; the addressee answers by a button and a confirmation; both
// get receipts that hold offline.
func TestFileAndAnswer(t *testing.T) {
	fileForLate(t)
	for _, lang := range []string{"en", "ar", "he"} {
		t.Run(lang, func(t *testing.T) {
			say := messages(t, lang)
			words := "a column moves, asked in " + lang
			alpha := signedIn(t, on.as(t, "a1"), lang)
			alpha.expect("422")
			alpha.visit("/act/notice.file")
			alpha.examine(lang, "form")
			alpha.shots(lang, "act")

			values := request(words, "10")
			values["from"] = "tomorrow"
			alpha.fill(values)
			if got := alpha.press(check); got != 422 {
				t.Errorf("a time that is none: got status %d, want 422", got)
			}
			if !alpha.has(`#summary a[href="#f-from"]`) || !alpha.has(`#f-from[aria-invalid="true"]`) {
				t.Errorf("a time that is none: the summary says %q, want a link to its field, and the field marked", alpha.text("#summary"))
			}
			alpha.examine(lang, "form with a mistake")

			alpha.fill(map[string]string{"from": request("", "")["from"]})
			alpha.press(check)
			if got := alpha.text("h1"); got != say("confirm.title") {
				t.Fatalf("after the form: got %q, want %q\n%s", got, say("confirm.title"), alpha.text("main"))
			}
			alpha.examine(lang, "confirm")
			alpha.shots(lang, "confirm")
			alpha.signAndAwait()
			if got := eval[int](alpha, `() => document.querySelectorAll("#filed .step-done").length`); got != 3 {
				t.Errorf("with a receipt in hand %d of the 3 steps are done:\n%s", got, alpha.text("#filed"))
			}
			alpha.examine(lang, "filed")
			alpha.receiptHolds()

			bravo := signedIn(t, on.as(t, "b1"), lang)
			path := bravo.newest(words)
			bravo.press(`main a[href*="answer=consent"]`)
			bravo.examine(lang, "answer form")
			bravo.press(check)
			bravo.signAndAwait()
			bravo.receiptHolds()
			bravo.visit(path)
			if got := bravo.text("main .lead"); !strings.Contains(got, say("notice.state.agreed")) {
				t.Errorf("after all required consented: the page says %q, want %q", got, say("notice.state.agreed"))
			}
			bravo.press(`main a[href^="/verify?q="]`)
			bravo.examine(lang, "verify an entry")
		})
	}
}

// receiptHolds takes the receipt from the page of a filing, has the binary judge
// it offline, then the page of verification; and neither takes one with a byte
// changed.
func (b *tab) receiptHolds() {
	b.t.Helper()
	receipt := eval[string](b, `async () => (await fetch(document.querySelector("#filed a[href^='/receipt/']").href)).text()`)
	dir := b.t.TempDir()
	good, bad := filepath.Join(dir, "good.txt"), filepath.Join(dir, "bad.txt")
	at := len(receipt) / 2
	changed := receipt[:at] + string(receipt[at]^1) + receipt[at+1:]
	for path, text := range map[string]string{good: receipt, bad: changed} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			b.t.Fatal(err)
		}
	}
	charter := filepath.Join(on.demo.dir, "observer", "charter.json")
	if out, err := exec.Command(on.binary, "receipt", "verify", good, "--charter", charter).CombinedOutput(); err != nil {
		b.t.Errorf("parley receipt verify: %v\n%s\nwant that it holds", err, out)
	}
	if out, err := exec.Command(on.binary, "receipt", "verify", bad, "--charter", charter).CombinedOutput(); err == nil {
		b.t.Errorf("parley receipt verify took a receipt with a byte changed:\n%s", out)
	}
	b.expect("422")
	for path, want := range map[string]bool{good: true, bad: false} {
		b.visit("/verify")
		do(b, "choose the file", chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{path}))
		b.press(`form[enctype] button`)
		if got := b.has("#verdict") && !b.has("#verdict.card-bad"); got != want {
			b.t.Errorf("the page of verification on %s: holds is %v, want %v\n%s", filepath.Base(path), got, want, b.text("main"))
		}
	}
}
