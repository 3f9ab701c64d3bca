package e2e

import (
	"strings"
	"testing"
	"time"
)

// A page that stands open follows the record by itself: another member answers,
// and nobody presses anything. What was opened on it stays open.
func TestOpenPageFollows(t *testing.T) {
	say := messages(t, "en")
	words := "a page that stands open"
	alpha := signedIn(t, on.as(t, "a1"), "en")
	alpha.file(request(words, "10"))
	path := alpha.newest(words)
	if got := alpha.text("main .lead"); !strings.Contains(got, opening(say("notice.state.open"))) {
		t.Fatalf("before any answer: the page says %q, want it open", got)
	}
	eval[bool](alpha, `() => { document.querySelector("main details").open = true; window.stayed = true; return true; }`)

	bravo := signedIn(t, on.as(t, "b1"), "en")
	bravo.visit(path)
	bravo.press(`main a[href*="answer=objection"]`)
	bravo.fill(map[string]string{"reason": "EXERCISE: the page is open elsewhere"})
	bravo.press(check)
	bravo.signAndAwait()

	took := alpha.until("objected", `() => document.querySelector("main .lead").textContent.includes("`+say("notice.state.objected")+`")`, 15*time.Second)
	t.Logf("the open page said so %s after the receipt", took.Round(time.Millisecond))
	if !eval[bool](alpha, `() => window.stayed === true && document.querySelector("main details").open`) {
		t.Error("the page was loaded anew or what was open on it is shut, want it as it was")
	}
}

// The words of the time left move at the tick of its digits, in the plural form
// of the language: the node made the words, the script goes on from there.
func TestWordsOfTimeMove(t *testing.T) {
	for lang, want := range map[string][]string{
		"en": {"in 1 min", "in 59 seconds", "3 seconds over", "in 25 h 1 min"},
		"ar": {"خلال دقيقة واحدة", "خلال 59 ثانية", "تأخر 3 ثوانٍ", "خلال 25 س 1 د"},
		"he": {"בעוד דקה אחת", "בעוד 59 שניות", "איחור של 3 שניות", "בעוד 25 ש׳ 1 דק׳"},
	} {
		b := signedIn(t, on.as(t, "o1"), lang)
		b.visit("/")
		got := eval[[]string](b, `() => [["left", 60500], ["left", 59500], ["over", 3200], ["left", 90061000]].map(a => window.parleyWords(a[0], a[1]))`)
		for i := range got {
			if plain(got[i]) != want[i] {
				t.Errorf("%s: a length of time reads %q, want %q", lang, plain(got[i]), want[i])
			}
		}
		eval[bool](b, `() => {
			const el = document.createElement("p");
			el.innerHTML = '<span class="left" id="planted"><span class="left-words"></span> <bdi dir="ltr" class="left-clock"></bdi></span>';
			document.querySelector("main").append(el);
			document.getElementById("planted").dataset.deadline = String(Date.now() + 61500);
			return true;
		}`)
		b.until("59 seconds", `() => document.querySelector("#planted .left-clock").textContent === "00:00:59"`, 6*time.Second)
		if got := b.text("#planted .left-words"); got != want[1] && got != strings.ReplaceAll(want[1], "59", "58") {
			t.Errorf("%s: with 59 s on the clock the words read %q, want %q", lang, got, want[1])
		}
	}
}
