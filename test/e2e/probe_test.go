package e2e

import (
	_ "embed"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

//go:embed probe.js
var probeJS string

// messages are the shell's and the notices' messages of a language, read from the
// files that the program embeds.
func messages(t *testing.T, lang string) func(key string) string {
	t.Helper()
	all := map[string]json.RawMessage{}
	for _, dir := range []string{"internal/web/messages", "internal/kinds/notice/messages"} {
		b, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(dir), lang+".json"))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b, &all); err != nil {
			t.Fatalf("%s of %s: %v", lang, dir, err)
		}
	}
	return func(key string) string {
		var s string
		if err := json.Unmarshal(all[key], &s); err != nil {
			t.Fatalf("message %s in %s: %v", key, lang, err)
		}
		return s
	}
}

// opening is a message up to its first placeholder: what a page must show of it.
func opening(message string) string {
	before, _, _ := strings.Cut(message, "{{")
	return strings.TrimSpace(before)
}

type size struct {
	name          string
	width, height int64
}

var sizes = []size{{"desktop", 1280, 900}, {"phone", 390, 844}, {"narrow", 320, 640}}

// probe runs the probe on the open page and returns what it found.
func (b *tab) probe(lang, exercise string) []string {
	b.t.Helper()
	want := map[string]string{"lang": lang, "exercise": exercise}
	return eval[[]string](b, `want => { `+probeJS+`; return probe(want); }`, want)
}

// examine holds the open page, at three sizes and in three themes, against the
// probe and axe-core.
func (b *tab) examine(lang string, name string) {
	b.t.Helper()
	exercise := messages(b.t, lang)("shell.exercise")
	told := map[string]bool{}
	for _, s := range sizes {
		b.size(s.width, s.height)
		for _, fault := range b.probe(lang, exercise) {
			if !told[fault] {
				b.t.Errorf("%s in %s at %d px: %s", name, lang, s.width, fault)
			}
			told[fault] = true
		}
	}
	b.size(1280, 900)
	b.axe(lang, name)
}

// shots takes the pictures of a page: two sizes, two themes.
func (b *tab) shots(lang, name string) {
	b.t.Helper()
	for _, theme := range []string{"day", "night"} {
		b.theme(theme)
		for _, s := range sizes[:2] {
			b.size(s.width, s.height)
			b.shot(strings.Join([]string{name, lang, s.name, theme}, "-"))
		}
	}
	b.theme("day")
	b.size(1280, 900)
}

// The probe must find what it is there to find.
func TestProbeFindsPlantedFaults(t *testing.T) {
	b := openTab(t, on.origin("b1"))
	tests := map[string]struct{ plant, want string }{
		"a page too wide":      {`document.querySelector("main").style.minWidth = "1400px"`, "scrolls sideways"},
		"a date not isolated":  {`document.querySelector("h1").append(" 2026-11-23")`, "not isolated: 2026-11-23"},
		"a range not isolated": {`document.querySelector("h1").append(" 18:00–19:30Z")`, "not isolated: 18:00"},
		"isolated in part":     {`document.querySelector("h1").append(" \u2068", "2026-11-22", "\u2069 2026-11-23")`, "not isolated: 2026-11-23"},
		"a missing message":    {`document.querySelector("h1").append(" !board.title")`, "a missing message !board.title"},
		"an English word":      {`document.querySelector("h1").append(" Withdrawn")`, "not translated: Withdrawn"},
		"no exercise":          {`document.querySelector(".exercise").remove()`, "no banner says"},
		"the wrong direction":  {`document.documentElement.dir = "ltr"`, "dir is ltr, want rtl"},
		"the wrong language":   {`document.documentElement.lang = "en"`, "lang is en, want ar"},
		"a small target":       {`Object.assign(document.querySelector("main button").style, {minHeight: "0", height: "20px", padding: "0"})`, "target of"},
		"one over another":     {`Object.assign(document.querySelector("main button").style, {position: "relative", top: "-60px"})`, "lies over"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b.visit("/sign-in")
			b.press(`button[value="ar"]`)
			if faults := b.probe("ar", messages(t, "ar")("shell.exercise")); len(faults) > 0 {
				t.Fatalf("before anything is planted: got %q, want nothing", faults)
			}
			eval[bool](b, `() => { `+tt.plant+`; return true; }`)
			faults := b.probe("ar", messages(t, "ar")("shell.exercise"))
			if !strings.Contains(strings.Join(faults, "\n"), tt.want) {
				t.Errorf("got %q, want %q among it", faults, tt.want)
			}
		})
	}
}
