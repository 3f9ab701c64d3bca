package web_test

import (
	"io/fs"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"parley.example/internal/web"
	"parley.example/internal/web/webtest"
)

func sheet(t *testing.T) string {
	t.Helper()
	b, err := fs.ReadFile(web.Messages(), "static/parley.css")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Words on every theme's ground have the contrast of WCAG 2.2 AA, 4.5 to 1; the
// rims of fields and the mark of the focus 3 to 1.
func TestThemesHaveContrast(t *testing.T) {
	css := sheet(t)
	for name, head := range map[string]string{"day": ":root {", "night": `[data-theme="night"] {`, "red": `[data-theme="red"] {`} {
		_, rest, ok := strings.Cut(css, head)
		block, _, _ := strings.Cut(rest, "}")
		if !ok {
			t.Fatalf("no theme %s", name)
		}
		colours := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6})`).FindAllStringSubmatch(block, -1) {
			colours[m[1]] = luminance(m[2])
		}
		pairs := map[string]float64{
			"ink paper": 4.5, "muted paper": 4.5, "accent paper": 4.5, "late paper": 4.5, "due paper": 4.5, "done paper": 4.5, "calm paper": 4.5,
			"ink panel": 4.5, "muted panel": 4.5, "done panel": 4.5, "late panel": 4.5, "due panel": 4.5, "on-accent accent": 4.5,
			"on-exercise exercise": 4.5, "ink late-panel": 4.5, "muted late-panel": 4.5, "accent late-panel": 4.5, "late late-panel": 4.5,
			"due late-panel": 4.5, "ink due-panel": 4.5, "paper late": 4.5, "rule paper": 3, "rule panel": 3, "focus paper": 3,
		}
		for pair, least := range pairs {
			a, b, _ := strings.Cut(pair, " ")
			x, okX := colours[a]
			y, okY := colours[b]
			if ratio := (max(x, y) + 0.05) / (min(x, y) + 0.05); !okX || !okY || ratio < least {
				t.Errorf("%s: %s has a contrast of %.2f, want %.1f at least", name, pair, ratio, least)
			}
		}
	}
}

// luminance is the relative luminance of WCAG.
func luminance(hex string) float64 {
	n, _ := strconv.ParseUint(hex, 16, 32) // six hex digits
	part := func(shift uint) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

// The sheet mirrors by itself: no left and no right in it.
func TestTheSheetIsLogical(t *testing.T) {
	css := regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(sheet(t), "")
	if found := regexp.MustCompile(`(?:^|[;{\s])(?:margin|padding|border)?-?(?:left|right)\s*:|text-align:\s*(?:left|right)|float:`).FindString(css); found != "" {
		t.Errorf("the sheet says %q, want inline-start or inline-end", strings.TrimSpace(found))
	}
	if found := regexp.MustCompile(`url\("?(?:https?:)?//|@import|expression\(`).FindString(css); found != "" {
		t.Errorf("the sheet loads %q from outside", found)
	}
}

// The inbox has what the own member owes apart from what it waits for.
func TestInboxGroups(t *testing.T) {
	body := officer(t, webtest.New(), "en").get("/inbox").body
	parts := regexp.MustCompile(`<section class="inbox"><h2>`).Split(body, -1)
	want := map[string][]string{
		"Overdue": {"N-0414", "N-0417"}, "Due within an hour": nil, "Due later": {"N-0413"},
		"Ours, awaiting others": {"N-0412", "N-0411"}, "Ended": {"N-0416"},
	}
	if len(parts) != len(want)+1 {
		t.Fatalf("%d groups, want %d", len(parts)-1, len(want))
	}
	for _, part := range parts[1:] {
		title, _, _ := strings.Cut(part, " <span")
		got := regexp.MustCompile(`N-\d{4}`).FindAllString(part, -1)
		if strings.Join(got, " ") != strings.Join(want[title], " ") {
			t.Errorf("%s: %v, want %v", title, got, want[title])
		}
	}
}
