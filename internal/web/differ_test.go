package web_test

import (
	"encoding/json"
	"strings"
	"testing"

	"parley.example/internal/web"
	"parley.example/internal/web/webtest"
)

// That pictures differ is said on every page of an officer, in each language,
// with whose and from where, live or not; to a stranger and where nothing differs
// it is not said. R-PICTURE-21.
func TestPicturesDiffer(t *testing.T) {
	words := map[string]string{"en": "Pictures differ", "ar": "الصورتان مختلفتان", "he": "תמונות המצב שונות"}
	for tag, word := range words {
		for _, live := range []bool{true, false} {
			w := webtest.New()
			b := officer(t, w, tag) // its line beats at once, and then seldom: nobody reads on
			for _, path := range []string{"/", "/verify"} {
				if got := b.get(path).body; strings.Contains(got, word) {
					t.Errorf("%s %s says that pictures differ, and none does", tag, path)
				}
			}
			w.Change(func(l *web.Live) {
				l.OK, l.Differ = live, &web.Differ{Member: "bravo", First: 4711, Kinds: []string{"notice"}}
			})
			for _, path := range []string{"/", "/verify"} {
				got := b.get(path).body
				if !strings.Contains(got, word) || !strings.Contains(got, "#4711") {
					t.Errorf("%s %s, live %t: not said that pictures differ from #4711", tag, path, live)
				}
				for _, fault := range faults(got, tag) {
					t.Errorf("%s %s: %s", tag, path, fault)
				}
			}
			if got := b.get("/verify").body; !strings.Contains(got, "notice") {
				t.Errorf("%s: the verify page does not name the kind", tag)
			}
			var beat struct {
				Differ string `json:"differ"`
			}
			if err := json.Unmarshal([]byte(next(t, stream(t, b, "/live", ""), "beat").data), &beat); err != nil || !strings.Contains(beat.Differ, word) {
				t.Errorf("%s: the live line says %q, %v, want that pictures differ", tag, beat.Differ, err)
			}
			if got := visit(t, w).get("/sign-in").body; strings.Contains(got, `id="differ"`) {
				t.Errorf("%s: a stranger is told that pictures differ", tag)
			}
		}
	}
}
