package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

var themes = []string{"day", "night", "red"}

// axeRules are the levels that Parley holds: WCAG 2.2 AA and what it includes.
var axeRules = []string{"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"}

// violation is one finding of axe-core.
type violation struct {
	ID    string   `json:"id"`
	Nodes []string `json:"nodes"`
}

func (v violation) String() string {
	return fmt.Sprintf("%s: %s", v.ID, strings.Join(v.Nodes, "; "))
}

// violations runs axe-core on the open page. It is handed over by the DevTools
// protocol, since the page's policy lets nobody else's script in.
func (b *tab) violations() []violation {
	b.t.Helper()
	if on.axe == "" {
		b.t.Skip("SKIPPED: axe-core: " + on.noAxe)
	}
	if !eval[bool](b, `() => Boolean(window.axe)`) {
		do(b, "hand over axe-core", chromedp.Evaluate[chromedp.Void](on.axe+";undefined"))
	}
	return eval[[]violation](b, `async rules => {
		const found = await axe.run(document, {runOnly: {type: "tag", values: rules}, resultTypes: ["violations"], preload: false});
		return found.violations.map(v => ({id: v.id, nodes: v.nodes.slice(0, 3).map(n => n.target + " " + n.html.slice(0, 120) + " " +
			(n.any[0] ? n.any[0].message : ""))}));
	}`, axeRules)
}

// axe holds the open page in all three themes.
func (b *tab) axe(lang, name string) {
	b.t.Helper()
	if on.axe == "" {
		return // TestAxeFindsPlantedFaults is skipped and says so
	}
	for _, theme := range themes {
		b.theme(theme)
		for _, v := range b.violations() {
			b.t.Errorf("axe-core on %s in %s, %s: got %s, want no violation", name, lang, theme, v)
		}
	}
	b.theme("day")
}

// Nought found means nothing if nothing can be found.
func TestAxeFindsPlantedFaults(t *testing.T) {
	b := openTab(t, on.origin("b1"))
	b.visit("/sign-in")
	if got := b.violations(); len(got) > 0 {
		t.Fatalf("before anything is planted: got %v, want nothing", got)
	}
	eval[bool](b, `() => {
		const plant = html => document.querySelector("main").insertAdjacentHTML("beforeend", html);
		plant("<button></button>");
		plant("<img src='/favicon.ico'>");
		plant("<input name=nameless>");
		plant("<p id=pale>pale words</p>");
		document.getElementById("pale").style.color = "#cccccc";
		document.documentElement.lang = "";
		return true;
	}`)
	got := map[string]bool{}
	for _, v := range b.violations() {
		got[v.ID] = true
	}
	for _, want := range []string{"button-name", "image-alt", "label", "color-contrast", "html-has-lang"} {
		if !got[want] {
			t.Errorf("axe-core did not find %s; it found %v", want, got)
		}
	}
}
