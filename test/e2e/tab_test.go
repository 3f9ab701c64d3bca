package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long one step in the browser may take.
const patience = 30 * time.Second

// tab is one page in a browser context of its own, without anybody else's
// cookies. Whatever the page says on the console, and whatever it asks of any
// other origin, fails the test at its end.
type tab struct {
	t      *testing.T
	ctx    context.Context
	origin string

	mu      sync.Mutex
	console []string
	outside []string
	asked   int      // requests to the node
	forgive []string // console texts that a test expects
}

// openTab opens a tab on a node; see tab.
func openTab(t *testing.T, origin string) *tab {
	t.Helper()
	if on.without != "" {
		t.Skip("SKIPPED: " + on.without)
	}
	b := &tab{t: t, origin: origin}
	ctx, cancel := chromedp.NewContext(on.browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.hear))
	b.ctx = ctx
	t.Cleanup(func() {
		cancel()
		b.checkHeard()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	b.size(1280, 900)
	return b
}

// signedIn opens a tab in which an officer is signed in, in a language.
func signedIn(t *testing.T, o officer, lang string) *tab {
	t.Helper()
	if on.without != "" {
		t.Skip("SKIPPED: " + on.without)
	}
	b := openTab(t, o.origin)
	for _, c := range o.cookies(t) {
		b.cookie(c)
		b.cookie(&http.Cookie{Name: strings.TrimSuffix(c.Name, "session") + "lang", Value: lang})
	}
	return b
}

func (b *tab) cookie(c *http.Cookie) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: b.origin + "/"})
	if err != nil {
		b.t.Fatalf("set cookie %s: %v", c.Name, err)
	}
}

// hear keeps what the page says and asks for.
func (b *tab) hear(ev any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := ev.(type) {
	case *network.EventRequestWillBeSent:
		switch {
		case strings.HasPrefix(e.Request.URL, b.origin+"/"):
			b.asked++
		case strings.HasPrefix(e.Request.URL, "data:"), strings.HasPrefix(e.Request.URL, "about:"), strings.HasPrefix(e.Request.URL, "chrome-error:"):
		default:
			b.outside = append(b.outside, e.Request.URL)
		}
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		b.console = append(b.console, "exception: "+text)
	case *runtime.EventConsoleAPICalled:
		var text []string
		for _, a := range e.Args {
			text = append(text, string(a.Value)+a.Description)
		}
		b.console = append(b.console, string(e.Type)+": "+strings.Join(text, " "))
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			b.console = append(b.console, fmt.Sprintf("%s %s: %s %s", e.Entry.Source, e.Entry.Level, e.Entry.Text, e.Entry.URL))
		}
	}
}

// expect forgives console texts that hold a part: a refused sign-in is a 422,
// and the browser says so.
func (b *tab) expect(parts ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.forgive = append(b.forgive, parts...)
}

// heard returns what was said on the console and not forgiven.
func (b *tab) heard() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var rest []string
said:
	for _, line := range b.console {
		for _, part := range b.forgive {
			if strings.Contains(line, part) {
				continue said
			}
		}
		rest = append(rest, line)
	}
	return rest
}

func (b *tab) checkHeard() {
	for _, line := range b.heard() {
		b.t.Errorf("the console says %q, want it silent", line)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, address := range b.outside {
		b.t.Errorf("the page asked for %s, want nothing from outside %s", address, b.origin)
	}
}

// do runs one step that gives a value; the test ends if it fails.
func do[T any](b *tab, what string, a chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
	return v
}

// eval calls a JavaScript function with arguments that are written as JSON.
func eval[T any](b *tab, function string, args ...any) T {
	b.t.Helper()
	var list []string
	for _, a := range args {
		j, err := json.Marshal(a)
		if err != nil {
			b.t.Fatal(err)
		}
		list = append(list, string(j))
	}
	expression := "(" + function + ")(" + strings.Join(list, ", ") + ")"
	return do(b, "evaluate "+function, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// visit goes to a path of the node.
func (b *tab) visit(path string) {
	b.t.Helper()
	do(b, "go to "+path, chromedp.Navigate(b.origin+path))
}

// press clicks with the mouse and waits for the page that follows; it returns
// the status.
func (b *tab) press(selector string) int64 {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	res, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector)))
	if err != nil {
		b.t.Fatalf("press %s on %s: %v", selector, b.path(), err)
	}
	return res.Status
}

// fill puts values into the fields of a form, by their names; a value for radio
// buttons and boxes picks them.
func (b *tab) fill(values map[string]string) {
	b.t.Helper()
	missing := eval[[]string](b, `values => {
		const missing = [];
		for (const [name, value] of Object.entries(values)) {
			const all = [...document.getElementsByName(name)].filter(e => e.type !== "hidden");
			const pick = all.filter(e => (e.type === "radio" || e.type === "checkbox") && e.value === value);
			if (pick.length) { pick[0].checked = true; }
			else if (all.length && all[0].type !== "radio" && all[0].type !== "checkbox") { all[0].value = value; }
			else { missing.push(name + "=" + value); }
		}
		return missing;
	}`, values)
	if len(missing) > 0 {
		b.t.Fatalf("the form on %s has no %v", b.path(), missing)
	}
}

// text returns what a reader sees in the first element of a selector, without the
// characters that isolate.
func (b *tab) text(selector string) string {
	b.t.Helper()
	s := eval[string](b, `s => { const e = document.querySelector(s); return e ? e.innerText : "(there is no " + s + ")"; }`, selector)
	return plain(s)
}

// plain leaves out the characters that isolate directions.
func plain(s string) string {
	return strings.NewReplacer("\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "").Replace(s)
}

func (b *tab) path() string {
	return eval[string](b, `() => location.pathname + location.search`)
}

func (b *tab) has(selector string) bool {
	b.t.Helper()
	return eval[bool](b, `s => document.querySelector(s) !== null`, selector)
}

// until waits until a JavaScript function of no arguments is true.
func (b *tab) until(what, function string, patience time.Duration) time.Duration {
	b.t.Helper()
	start := time.Now()
	for !eval[bool](b, function) {
		if time.Since(start) > patience {
			b.shot("fault-" + strings.Map(letters, b.t.Name()))
			b.t.Fatalf("after %s on %s: still not %s; the page says %s", patience, b.path(), what, b.text("body"))
		}
		time.Sleep(50 * time.Millisecond) // between two looks at a condition
	}
	return time.Since(start)
}

// letters keeps a test's name fit for a file's.
func letters(r rune) rune {
	if r == '/' || r == ' ' || r == ',' {
		return '_'
	}
	return r
}

func (b *tab) size(width, height int64) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: height, DeviceScaleFactor: 1,
	})
	if err != nil {
		b.t.Fatalf("set size: %v", err)
	}
}

// theme shows the open page as the node would make it in that theme.
func (b *tab) theme(name string) {
	b.t.Helper()
	eval[bool](b, `n => {
		document.documentElement.dataset.theme = n;
		document.querySelector("meta[name=color-scheme]").content = n === "day" ? "light" : "dark";
		document.querySelectorAll("button[name=theme]").forEach(e => e.setAttribute("aria-pressed", String(e.value === n)));
		return true;
	}`, name)
}

// shot keeps a picture of the whole page for people to look at.
func (b *tab) shot(name string) {
	b.t.Helper()
	png := do(b, "screenshot", chromedp.FullScreenshot(100))
	if len(png) < 2000 {
		b.t.Errorf("screenshot %s: got %d bytes, want a picture", name, len(png))
	}
	path := filepath.Join("shots", name+".png")
	if err := os.MkdirAll("shots", 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, png, 0o600); err != nil {
		b.t.Fatal(err)
	}
}
