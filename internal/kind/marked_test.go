package kind_test

import (
	"strings"
	"testing"

	"parley.example/internal/kind"
)

// A body is one JSON object of the known fields with content, and nothing after it.
func TestParseMarked(t *testing.T) {
	const good = `{"content":{"words":"a bridge"},"marking":"","originator":"alpha","releasable_to":["bravo"],"review":7}`
	m, err := kind.ParseMarked([]byte(good + "\n"))
	if err != nil || string(m.Content) != `{"words":"a bridge"}` || m.Originator != "alpha" || m.ReleasableTo[0] != "bravo" ||
		m.Review != 7 {
		t.Errorf("read as %+v (%v)", m, err)
	}
	for name, text := range map[string]string{
		"nothing":              "",
		"no object":            `["content"]`,
		"cut off":              good[:len(good)-1],
		"a field more":         strings.Replace(good, `"marking"`, `"more":1,"marking"`, 1),
		"another body after":   good + good,
		"bytes after":          good + "x",
		"no content":           strings.Replace(good, `"content":{"words":"a bridge"},`, "", 1),
		"a number for a text":  strings.Replace(good, `"alpha"`, "7", 1),
		"a text for the times": strings.Replace(good, `"review":7`, `"review":"7"`, 1),
	} {
		if got, err := kind.ParseMarked([]byte(text)); err == nil {
			t.Errorf("%s: taken as %+v", name, got)
		}
	}
}
