package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// stop is where the keyboard stands.
type stop struct {
	Number  int    `json:"number"` // among all that can have the focus; -1 is the page itself
	What    string `json:"what"`
	Visible bool   `json:"visible"` // an outline of 2 px or more, inside the window
}

// Every control is reached by Tab alone, in the order of the page, with a focus
// that is seen; and the walk comes to an end.
func TestTabWalk(t *testing.T) {
	for _, lang := range []string{"en", "ar"} {
		t.Run(lang, func(t *testing.T) {
			b := signedIn(t, on.as(t, "b1"), lang)
			notice := b.reference("N-1")
			for _, path := range []string{"/", "/inbox", notice, "/act/notice.file", "/verify", "/officers"} {
				b.visit(path)
				b.tabWalk(path)
			}
		})
	}
}

func (b *tab) tabWalk(path string) {
	b.t.Helper()
	// Groups of radio buttons are one stop; what is closed or hidden is none.
	count := eval[int](b, `() => {
		window.stops = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
			.filter(e => e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}) && !e.disabled)
			.filter(e => e.type !== "radio" || e.checked || ![...document.getElementsByName(e.name)].some(o => o.checked) &&
				e === document.getElementsByName(e.name)[0]);
		return stops.length;
	}`)
	reached := map[int]bool{}
	last := -1
	for range count + 10 {
		do(b, "press Tab", chromedp.KeyEvent("\t"))
		at := eval[stop](b, `() => {
			const e = document.activeElement;
			if (e === document.body || !e) { return {number: -1, what: "the page", visible: true}; }
			const s = getComputedStyle(e), r = e.getBoundingClientRect();
			return {number: stops.indexOf(e), what: e.tagName + " " + (e.name || e.href || e.id || e.className) + " " + e.textContent.trim().slice(0, 40),
				visible: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 && r.width > 1 && r.bottom > 0 && r.top < innerHeight};
		}`)
		if at.Number == -1 && at.What == "the page" {
			break
		}
		if !at.Visible {
			b.t.Errorf("%s: the focus on %s is not seen", path, at.What)
		}
		if at.Number >= 0 && at.Number < last {
			break // round again
		}
		if at.Number == -1 {
			continue // a scrolling region that the browser itself makes a stop
		}
		last = at.Number
		reached[at.Number] = true
	}
	if len(reached) < count {
		b.t.Errorf("%s: Tab reached %d of %d stops; the first missed is %s", path, len(reached), count, eval[string](b,
			`seen => { const e = stops.find((_, i) => !seen.includes(i)); return e ? e.outerHTML.slice(0, 160) : "none"; }`, keys(reached)))
	}
}

func keys(m map[int]bool) []int {
	list := []int{}
	for k := range m {
		list = append(list, k)
	}
	return list
}
