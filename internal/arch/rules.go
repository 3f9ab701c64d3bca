package arch

import (
	"path"
	"regexp"
	"strings"
)

const ruleID = `R-[A-Z][A-Z0-9]*(?:-[A-Z][A-Z0-9]*)*-[0-9]+[a-z]?`

var (
	anyRule = regexp.MustCompile(`\b` + ruleID + `\b`)
	// ruleLine begins a rule: its id in bold, after a list or table mark.
	ruleLine = regexp.MustCompile(`^\s*(?:[-*|]\s+)?\*\*(` + ruleID + `)\*\*`)
	testName = regexp.MustCompile(`\b(?:Test|Fuzz|Example)[A-Z][A-Za-z0-9_]*`)
	// A page may name histories (h: NAME) and mutations of the model (m: "..."):
	// a test of its own package holds that they exist.
	byHistory = regexp.MustCompile(`\bh:(?:\s|$)`)
	byModel   = regexp.MustCompile(`\bm:(?:\s|$)`)
	mdLink    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
)

// rule is one numbered rule of docs/spec with the tests that it names.
type rule struct {
	id    string
	path  string
	line  int
	tests []string
}

// rulesOf reads the rules of docs/spec. A rule reaches to the next one or to
// the next heading.
func rulesOf(t *Tree) []rule {
	var rules []rule
	for _, name := range t.Sorted() {
		if path.Dir(name) != "docs/spec" || path.Ext(name) != ".md" {
			continue
		}
		open := false // in a rule
		for i, line := range strings.Split(string(t.Texts[name]), "\n") {
			if m := ruleLine.FindStringSubmatch(line); m != nil {
				rules = append(rules, rule{id: m[1], path: name, line: i + 1})
				open = true
			} else if strings.HasPrefix(line, "#") {
				open = false
			}
			if !open {
				continue
			}
			last := &rules[len(rules)-1]
			last.tests = append(last.tests, testName.FindAllString(line, -1)...)
			if byHistory.MatchString(line) {
				last.tests = append(last.tests, "TestHistory")
			}
			if byModel.MatchString(line) {
				last.tests = append(last.tests, "TestMutations")
			}
		}
	}
	return rules
}

// Rules reports rules without a test that exists, ids that stand for two
// rules, and ids in the code that no rule has.
func Rules(t *Tree) []Fault {
	var faults []Fault
	exists := testsOf(t)
	known := map[string]bool{}
	for _, r := range rulesOf(t) {
		if known[r.id] {
			faults = append(faults, Fault{r.path, r.line, r.id + " is there twice"})
		}
		known[r.id] = true
		if len(r.tests) == 0 {
			faults = append(faults, Fault{r.path, r.line, r.id + " names no test: write Test: TestName"})
		}
		for _, name := range r.tests {
			if !exists[name] {
				faults = append(faults, Fault{r.path, r.line, r.id + " names " + name + ", and there is no such test"})
			}
		}
	}
	for _, f := range t.Files {
		if f.Dir == "internal/arch" {
			continue // its tests plant rules
		}
		for i, line := range strings.Split(string(f.Source), "\n") {
			for _, id := range anyRule.FindAllString(line, -1) {
				if !known[id] {
					faults = append(faults, Fault{f.Path, i + 1, "cites " + id + ", which docs/spec does not have"})
				}
			}
		}
	}
	return faults
}

// Links reports links in Markdown files to files that are not there.
func Links(t *Tree) []Fault {
	var faults []Fault
	for _, name := range t.Sorted() {
		if path.Ext(name) != ".md" {
			continue
		}
		for i, line := range strings.Split(string(t.Texts[name]), "\n") {
			for _, m := range mdLink.FindAllStringSubmatch(line, -1) {
				target, _, _ := strings.Cut(m[1], "#")
				if target == "" || strings.Contains(target, ":") {
					continue // a place in this page, or another site
				}
				if !t.Names[path.Join(path.Dir(name), target)] {
					faults = append(faults, Fault{name, i + 1, "links to " + target + ", which is not there"})
				}
			}
		}
	}
	return faults
}

// Dependencies reports modules that go.mod requires and no page of
// docs/decisions gives a reason for. Indirect ones come with their parents.
func Dependencies(t *Tree) []Fault {
	var pages strings.Builder
	for _, name := range t.Sorted() {
		if path.Dir(name) == "docs/decisions" {
			pages.Write(t.Texts[name])
		}
	}
	var faults []Fault
	for i, line := range strings.Split(string(t.Texts["go.mod"]), "\n") {
		words := strings.Fields(strings.TrimPrefix(line, "require "))
		if len(words) != 2 || !strings.HasPrefix(words[1], "v") {
			continue
		}
		if !strings.Contains(pages.String(), words[0]+" ") {
			faults = append(faults, Fault{"go.mod", i + 1, words[0] + " has no line of reason in docs/decisions"})
		}
	}
	return faults
}

// testsOf is every test, fuzz target and example of the tree, by name.
func testsOf(t *Tree) map[string]bool {
	found := map[string]bool{}
	for _, f := range t.Files {
		if !f.Test {
			continue
		}
		for line := range strings.Lines(string(f.Source)) {
			if rest, ok := strings.CutPrefix(line, "func "); ok {
				found[testName.FindString(rest)] = true
			}
		}
	}
	return found
}
