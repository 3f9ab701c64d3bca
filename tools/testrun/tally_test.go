package main

import (
	"strings"
	"testing"
)

// tallyOf runs the events, one JSON object a line, and returns what was found.
func tallyOf(t *testing.T, events string) (results, tops []Result, packages []Package, other string) {
	t.Helper()
	var rest strings.Builder
	err := Tally(strings.NewReader(strings.TrimSpace(events)), &rest, func(p Package) {
		packages = append(packages, p)
		results = append(results, p.Results...)
		tops = append(tops, p.Tops...)
	})
	if err != nil {
		t.Fatal(err)
	}
	return results, tops, packages, rest.String()
}

func TestTallyCounts(t *testing.T) {
	tests := map[string]struct{ events, want, failed string }{
		"one that passes": {`
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p","Test":"TestA","Elapsed":1.5}
{"Action":"pass","Package":"p","Elapsed":1.6}`, "1 passed, 0 failed", ""},
		"subtests are counted, their parent is not": {`
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestA/one"}
{"Action":"run","Package":"p","Test":"TestA/two"}
{"Action":"pass","Package":"p","Test":"TestA/one"}
{"Action":"skip","Package":"p","Test":"TestA/two"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p"}`, "1 passed, 0 failed, 1 skipped", ""},
		"a failed subtest is one failure": {`
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestA/one"}
{"Action":"fail","Package":"p","Test":"TestA/one"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"fail","Package":"p"}`, "0 passed, 1 failed", "TestA/one"},
		"a parent that fails by itself": {`
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestA/one"}
{"Action":"pass","Package":"p","Test":"TestA/one"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"fail","Package":"p"}`, "1 passed, 1 failed", "TestA"},
		"a panic leaves a test without an end": {`
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestB"}
{"Action":"output","Package":"p","Test":"TestB","Output":"panic: oh\n"}
{"Action":"fail","Package":"p"}`, "1 passed, 1 failed", "TestB"},
		"all tests pass and the package fails": {`
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Output":"exit status 3\n"}
{"Action":"fail","Package":"p"}`, "1 passed, 1 failed", "(the package as a whole)"},
		"a package that does not build": {`
{"ImportPath":"p [p.test]","Action":"build-output","Output":"p/a_test.go:3:1: syntax error\n"}
{"ImportPath":"p [p.test]","Action":"build-fail"}
{"Action":"start","Package":"p"}
{"Action":"output","Package":"p","Output":"FAIL\tp [build failed]\n"}
{"Action":"fail","Package":"p","FailedBuild":"p [p.test]"}`, "0 passed, 1 failed", "(does not build)"},
		"a seed that a fuzz target passes over": {`
{"Action":"run","Package":"p","Test":"FuzzA"}
{"Action":"run","Package":"p","Test":"FuzzA/seed#0"}
{"Action":"pass","Package":"p","Test":"FuzzA/seed#0"}
{"Action":"run","Package":"p","Test":"FuzzA/seed#1"}
{"Action":"skip","Package":"p","Test":"FuzzA/seed#1"}
{"Action":"pass","Package":"p","Test":"FuzzA"}
{"Action":"pass","Package":"p"}`, "1 passed, 0 failed", ""},
		"a package without tests": {`
{"Action":"start","Package":"p"}
{"Action":"skip","Package":"p"}`, "0 passed, 0 failed", ""},
		"go test was stopped in the middle": {`
{"Action":"start","Package":"p"}
{"Action":"run","Package":"p","Test":"TestA"}`, "0 passed, 1 failed", "TestA"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			results, _, _, _ := tallyOf(t, tt.events)
			if got := count(results).String(); got != tt.want {
				t.Errorf("counts = %q, want %q", got, tt.want)
			}
			for _, r := range results {
				if r.Outcome == Failed && r.Name != tt.failed {
					t.Errorf("failed: %s, want %s", r.Name, tt.failed)
				}
			}
		})
	}
}

func TestTallyKeepsWhatAFailureSaid(t *testing.T) {
	results, _, packages, other := tallyOf(t, `
not JSON
{"ImportPath":"p [p.test]","Action":"build-output","Output":"p/a_test.go:3:1: syntax error\n"}
{"Action":"fail","Package":"p","FailedBuild":"p [p.test]"}
{"Action":"run","Package":"q","Test":"TestA"}
{"Action":"output","Package":"q","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"q","Test":"TestA","Output":"    a_test.go:9: got 1, want 2\n"}
{"Action":"output","Package":"q","Test":"TestA","Output":"--- FAIL: TestA (0.00s)\n"}
{"Action":"fail","Package":"q","Test":"TestA"}
{"Action":"fail","Package":"q"}`)
	if other != "not JSON\n" {
		t.Errorf("other = %q, want the line that is not JSON", other)
	}
	var text strings.Builder
	for _, p := range packages {
		printPackage(&text, p)
	}
	printSummary(&text, []Report{{Results: results}})
	for _, want := range []string{
		"FAIL  p", "FAIL  q", "  p (does not build): p/a_test.go:3:1: syntax error", "  q TestA: a_test.go:9: got 1, want 2",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("printed %q, want %q in it", text.String(), want)
		}
	}
}

func TestSummaryNamesTheSkippedTheSlowestAndTheStageOverBudget(t *testing.T) {
	results, tops, _, _ := tallyOf(t, `
{"Action":"run","Package":"p","Test":"TestSlow"}
{"Action":"pass","Package":"p","Test":"TestSlow","Elapsed":3}
{"Action":"run","Package":"p","Test":"TestFast"}
{"Action":"pass","Package":"p","Test":"TestFast","Elapsed":0.1}
{"Action":"run","Package":"p","Test":"TestNoPython"}
{"Action":"output","Package":"p","Test":"TestNoPython","Output":"    a_test.go:5: python3-cryptography is missing\n"}
{"Action":"skip","Package":"p","Test":"TestNoPython"}
{"Action":"pass","Package":"p"}`)
	var text strings.Builder
	printSummary(&text, []Report{
		{Stage: "unit", Budget: 1, Elapsed: 2, Results: results, Tops: tops},
		{Stage: "parties", Budget: 1, Note: "no packages yet: nothing run"},
	})
	got := text.String()
	for _, want := range []string{
		"SKIPPED (not shown to pass)\n  p TestNoPython: a_test.go:5: python3-cryptography is missing",
		"the 3 slowest tests\n     3.00s  p TestSlow\n     0.10s  p TestFast", "OVER BUDGET", "nothing run",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("summary:\n%s\nwant in it: %q", got, want)
		}
	}
}

func TestIndentedSetsEachLineInOnce(t *testing.T) {
	var text strings.Builder
	w := &indented{to: &text}
	for _, part := range []string{"one\ntw", "o\n", "3 passed, 0 failed\n"} {
		if n, err := w.Write([]byte(part)); n != len(part) || err != nil {
			t.Fatalf("Write(%q) = %d, %v, want all of it", part, n, err)
		}
	}
	if got, want := text.String(), "  one\n  two\n  3 passed, 0 failed\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}
