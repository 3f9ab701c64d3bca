package ask

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestSpec holds docs/spec/ask.md, the code and the tests together: each rule
// that the code cites is in the page, each rule of the page names what holds
// it, and that exists.
func TestSpec(t *testing.T) {
	page, err := os.ReadFile("../../../docs/spec/ask.md")
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]string{} // by id, its text
	id := ""
	for line := range strings.Lines(string(page)) {
		if m := regexp.MustCompile(`^- \*\*(R-ASK-\d+)\*\*`).FindStringSubmatch(line); m != nil {
			id = m[1]
		} else if strings.HasPrefix(line, "#") {
			id = ""
		}
		if id != "" {
			rules[id] += line
		}
	}
	for id, text := range rules {
		rules[id] = strings.Join(strings.Fields(text), " ")
	}
	code, tests := sources(t)
	for _, cited := range regexp.MustCompile(`R-ASK-\d+`).FindAllString(code+tests, -1) {
		if rules[cited] == "" {
			t.Errorf("%s is cited and not in the page", cited)
		}
	}
	for _, m := range regexp.MustCompile(`Rule = "(R-ASK-\d+)"`).FindAllStringSubmatch(code, -1) {
		if !strings.Contains(rules[m[1]], "(void)") {
			t.Errorf("acts are void by %s; the page does not say so", m[1])
		}
	}
	for id, text := range rules {
		held := false
		for _, name := range regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z]+)`").FindAllStringSubmatch(text, -1) {
			held = true
			if !strings.Contains(tests, "func "+name[1]+"(") {
				t.Errorf("%s names %s, which does not exist", id, name[1])
			}
		}
		for _, list := range regexp.MustCompile(`\bh: ([a-z_, ]+)`).FindAllStringSubmatch(text, -1) {
			for name := range strings.SplitSeq(list[1], ",") {
				held = true
				if _, err := os.Stat("testdata/history/" + strings.TrimSpace(name) + ".txtar"); err != nil {
					t.Errorf("%s names history %q: %v", id, strings.TrimSpace(name), err)
				}
			}
		}
		for _, name := range regexp.MustCompile(`"([a-z][^"]+)"`).FindAllStringSubmatch(text, -1) {
			if !strings.Contains(tests+code, `"`+name[1]+`"`) {
				t.Errorf("%s names mutation or move %q, which does not exist", id, name[1])
			}
		}
		if !held && !strings.Contains(text, "m: ") {
			t.Errorf("%s names nothing that holds it", id)
		}
	}
}

// sources returns the code and the tests of this package and of the model.
func sources(t *testing.T) (code, tests string) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	more, _ := filepath.Glob("*/*.go")
	histories, _ := filepath.Glob("testdata/history/*.txtar")
	for _, file := range slices.Concat(files, more, histories) {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, ".txtar") {
			tests += string(b)
		} else {
			code += string(b)
		}
	}
	return code, tests
}

// TestEveryVoidIsPlayed holds that each rule by which an act is void has a
// history, or a table, in which one is.
func TestEveryVoidIsPlayed(t *testing.T) {
	code, tests := sources(t)
	for _, m := range regexp.MustCompile(`(Rule[A-Za-z]+) +Rule = "(R-ASK-\d+)"`).FindAllStringSubmatch(code, -1) {
		if played := regexp.MustCompile(`void \d+ ` + m[2] + `\n`); !played.MatchString(tests) && !strings.Contains(tests, m[1]+"}") {
			t.Errorf("no history or table has an act that is void by %s (%s)", m[2], m[1])
		}
	}
}
