package main

import (
	"fmt"
	"io"
	"sort"
	"strings"
	"time"
)

type counts struct{ passed, failed, skipped int }

func count(results []Result) counts {
	var c counts
	for _, r := range results {
		switch r.Outcome {
		case Passed:
			c.passed++
		case Failed:
			c.failed++
		case Skipped:
			c.skipped++
		}
	}
	return c
}

// String is the closing line that `.ci/run` prints alone on a line.
func (c counts) String() string {
	s := fmt.Sprintf("%d passed, %d failed", c.passed, c.failed)
	if c.skipped > 0 {
		s += fmt.Sprintf(", %d skipped", c.skipped)
	}
	return s
}

func printPackage(w io.Writer, p Package) {
	if p.NoTests || (!p.Failed && len(p.Results) == 0) {
		return
	}
	word := "ok  "
	if p.Failed {
		word = "FAIL"
		for _, r := range p.Results {
			if r.Outcome == Failed {
				printOutput(w, r.Output)
			}
		}
		printOutput(w, p.Output)
	}
	fmt.Fprintf(w, "%s  %-50s %7.2fs  %s\n", word, p.Path, p.Elapsed.Seconds(), count(p.Results))
}

// printOutput leaves out the lines by which go test says what it is doing.
func printOutput(w io.Writer, output string) {
	for line := range strings.Lines(output) {
		if !strings.HasPrefix(line, "=== ") && line != "FAIL\n" && !strings.HasPrefix(line, "FAIL\t") {
			fmt.Fprint(w, line)
		}
	}
}

// printLogs shows what passed tests had to say, such as the bound of a search.
func printLogs(w io.Writer, tops []Result) {
	for _, r := range tops {
		if r.Outcome == Passed {
			for _, line := range said(r.Output) {
				fmt.Fprintf(w, "      %s: %s\n", r.Name, line)
			}
		}
	}
}

// printSummary is the end of the run: what was skipped and why, what failed,
// the ten slowest tests, and the time of each stage against its budget.
func printSummary(w io.Writer, reports []Report) {
	var all, tops []Result
	for _, r := range reports {
		all = append(all, r.Results...)
		tops = append(tops, r.Tops...)
	}
	printList(w, "SKIPPED (not shown to pass)", all, Skipped)
	printList(w, "FAILED", all, Failed)
	printSlowest(w, tops)
	printStages(w, reports)
}

func printList(w io.Writer, heading string, results []Result, outcome Outcome) {
	first := true
	for _, r := range results {
		if r.Outcome != outcome {
			continue
		}
		if first {
			fmt.Fprintf(w, "\n%s\n", heading)
			first = false
		}
		fmt.Fprintf(w, "  %s: %s\n", title(r), reason(r))
	}
}

// title is the package without the module, and the test.
func title(r Result) string {
	return strings.TrimSpace(strings.TrimPrefix(r.Package, "parley.example/") + " " + r.Name)
}

// reason is one line of what a test printed: the first of a failure, which is
// where it began; the last of a skipped test, which is why.
func reason(r Result) string {
	lines := said(r.Output)
	switch {
	case len(lines) == 0:
		return "it printed nothing"
	case r.Outcome == Skipped:
		return lines[len(lines)-1]
	}
	return lines[0]
}

// said is a test's output without empty lines and those of go test itself.
func said(output string) []string {
	var lines []string
	for line := range strings.Lines(output) {
		s := strings.TrimSpace(line)
		if s == "" || s == "FAIL" {
			continue
		}
		switch first, _, _ := strings.Cut(s, " "); first {
		case "---", "===", "#":
			continue
		}
		if !isLog(s) {
			lines = append(lines, s)
		}
	}
	return lines
}

// isLog reports whether a line is of a library's log, as I1125 15:54:07.643661:
// it says where it ran, and nothing of the test.
func isLog(s string) bool {
	return len(s) > 6 && strings.ContainsRune("IWE", rune(s[0])) && strings.Trim(s[1:5], "0123456789") == "" && s[5] == ' '
}

func printSlowest(w io.Writer, tops []Result) {
	sort.SliceStable(tops, func(i, j int) bool { return tops[i].Elapsed > tops[j].Elapsed })
	if len(tops) > 10 {
		tops = tops[:10]
	}
	if len(tops) == 0 {
		return
	}
	fmt.Fprintf(w, "\nthe %d slowest tests\n", len(tops))
	for _, r := range tops {
		fmt.Fprintf(w, "  %7.2fs  %s\n", r.Elapsed.Seconds(), title(r))
	}
}

func printStages(w io.Writer, reports []Report) {
	fmt.Fprintf(w, "\n%-22s %9s %9s   %s\n", "stage", "took", "budget", "found")
	var took, budget time.Duration
	for _, r := range reports {
		took += r.Elapsed
		budget += r.Budget
		found := count(r.Results).String()
		if len(r.Results) == 0 {
			found = ""
		}
		if r.Note != "" {
			found = strings.TrimPrefix(found+"; "+r.Note, "; ")
		}
		if r.Elapsed > r.Budget {
			found += "   OVER BUDGET"
		}
		fmt.Fprintf(w, "%-22s %8.1fs %8.0fs   %s\n", r.Stage, r.Elapsed.Seconds(), r.Budget.Seconds(), found)
	}
	fmt.Fprintf(w, "%-22s %8.1fs %8.0fs\n", "in all", took.Seconds(), budget.Seconds())
}
