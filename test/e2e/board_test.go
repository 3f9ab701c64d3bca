package e2e

import (
	"slices"
	"testing"
	"time"
)

// boardLine is what the board shows of one line, and when.
type boardLine struct {
	Tone     string  `json:"tone"`
	Deadline float64 `json:"deadline"` // 0: nobody owes
	Clock    string  `json:"clock"`    // the time left, as it runs
	Shown    float64 `json:"shown"`    // the node's clock that the page shows then
	Size     float64 `json:"size"`     // of the words who owes whom
}

// The board stands in the order of what presses, and the time left is that of the
// node's clock, whatever the clock of the computer says.
func TestBoardInOrder(t *testing.T) {
	b := signedIn(t, on.as(t, "o1"), "en")
	pages(t, b)
	b.visit("/")
	b.until("the time left", `() => [...document.querySelectorAll("#board .left-clock")].some(e => e.textContent.length >= 8)`, 5*time.Second)
	lines := eval[[]boardLine](b, `() => {
		const day = new Date(Number(document.body.dataset.clock)).toISOString().slice(0, 11);
		const shown = Date.parse(day + document.querySelector("[data-clock-utc] bdi").textContent);
		return [...document.querySelectorAll("#board > ol:first-of-type [data-line]")].map(l => {
			const left = l.querySelector(".left"), tone = [...l.classList].find(c => c.startsWith("tone-"));
			return {tone, deadline: left ? Number(left.dataset.deadline) : 0, clock: left ? left.querySelector(".left-clock").textContent : "", shown,
				size: parseFloat(getComputedStyle(l.querySelector(".line-who")).fontSize)};
		});
	}`)
	if len(lines) == 0 {
		t.Fatalf("no line on the board: %s", b.text("main"))
	}
	order := []string{"tone-ringing", "tone-overdue", "tone-due", "tone-calm", "tone-done"}
	for i, l := range lines {
		if i > 0 && slices.Index(order, l.Tone) < slices.Index(order, lines[i-1].Tone) {
			t.Errorf("line %d is %s and stands below one that is %s", i+1, l.Tone, lines[i-1].Tone)
		}
		if l.Size < 24 {
			t.Errorf("who owes whom is %g px high, want 24 at least", l.Size)
		}
		if l.Deadline == 0 {
			continue
		}
		if i > 0 && l.Tone == lines[i-1].Tone && lines[i-1].Deadline > l.Deadline {
			t.Errorf("line %d is due before the one above it, of the same pressure", i+1)
		}
		checkLeft(t, l)
	}
}

// checkLeft allows a second and a half: two clocks that each show whole seconds.
func checkLeft(t *testing.T, l boardLine) {
	t.Helper()
	sign, text := 1.0, l.Clock
	if text != "" && text[0] == '-' {
		sign, text = -1, text[1:]
	}
	at, err := time.Parse("15:04:05", text)
	if err != nil {
		t.Errorf("the time left reads %q, want hours, minutes and seconds", l.Clock)
		return
	}
	got := sign * at.Sub(at.Truncate(24*time.Hour)).Seconds()
	want := (l.Deadline - l.Shown) / 1000
	if d := got - want; d > 1.5 || d < -1.5 {
		t.Errorf("the time left reads %s, %g s; by the clock of the page it is %g s", l.Clock, got, want)
	}
}
