package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// withoutScript opens a tab in which no page's script runs.
func withoutScript(t *testing.T, o officer) *tab {
	t.Helper()
	b := openTab(t, o.origin)
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	if err != nil {
		t.Fatal(err)
	}
	b.visit("/sign-in")
	if got := eval[bool](b, `() => document.documentElement.classList.contains("script")`); got {
		t.Fatal("the page's script has run, want none")
	}
	b.typeIn(o.code, o.password)
	b.press("main form button")
	return b
}

// Sign in, read the board, file, answer, sign: all of it without a line of script.
func TestWithoutScript(t *testing.T) {
	alpha := withoutScript(t, on.as(t, "a1"))
	say := messages(t, "en")
	if got := alpha.text("h1"); got != say("board.title") {
		t.Fatalf("after sign-in: got %q, want %q", got, say("board.title"))
	}
	if got := alpha.text(".line"); !strings.Contains(got, say("board.owes")) && !strings.Contains(got, say("notice.state.open")) {
		t.Errorf("the first line of the board says %q, want who owes whom, or what is open", got)
	}
	words := "asked without script"
	alpha.visit("/act/notice.file")
	alpha.press(`button[name="_more"][value="weapons"]`)
	if !alpha.has(`[name="weapons.0.category"]`) {
		t.Error("the button for a further row made none")
	}
	alpha.press(`button[name="_less"][value="weapons.0"]`)
	alpha.fill(request(words, "10"))
	alpha.press(check)
	alpha.press(sign)
	alpha.reloadUntilReceipted()

	bravo := withoutScript(t, on.as(t, "b1"))
	path := bravo.newest(words)
	bravo.press(`main a[href*="answer=objection"]`)
	bravo.fill(map[string]string{"reason": "EXERCISE: not there"})
	bravo.press(check)
	bravo.press(sign)
	bravo.reloadUntilReceipted()
	bravo.visit(path) // what is receipted is in the picture
	if got := bravo.text("main .lead"); !strings.Contains(got, say("notice.state.objected")) {
		t.Errorf("after an objection the page says %q, want %q", got, say("notice.state.objected"))
	}
	if got := bravo.text("main"); !strings.Contains(got, "EXERCISE: not there") {
		t.Error("the page does not show the reason")
	}
}

// reloadUntilReceipted does what the page asks of an officer without script.
func (b *tab) reloadUntilReceipted() {
	b.t.Helper()
	path, end := b.path(), time.Now().Add(20*time.Second)
	for time.Now().Before(end) {
		if b.has(`#filed a[href^="/receipt/"]`) {
			return
		}
		b.visit(path) // what the page's refresh does every two seconds
	}
	b.t.Fatalf("%s never says receipted: %s", path, b.text("main"))
}
