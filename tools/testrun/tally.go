package main

import (
	"bufio"
	"encoding/json"
	"io"
	"sort"
	"strings"
	"time"
)

// Outcome is how a test ended.
type Outcome uint8

// The three ways to end.
const (
	Passed Outcome = iota
	Failed
	Skipped
)

// Result is one test that is counted, or one package or script that failed as a
// whole.
type Result struct {
	Package string
	Name    string
	Outcome Outcome
	Elapsed time.Duration
	Output  string // kept for what failed or was skipped, and for top-level tests
}

// event is one line of `go test -json`; see `go doc test2json`.
type event struct {
	Action      string
	Package     string
	ImportPath  string // of build-output and build-fail
	Test        string
	Output      string
	Elapsed     float64
	FailedBuild string
}

// Package is one finished package: its results, and what it printed if it failed.
type Package struct {
	Path    string
	Failed  bool
	NoTests bool
	Elapsed time.Duration
	Results []Result // the leaves: what is counted
	Tops    []Result // the top-level tests: what is timed
	Output  string
}

// Tally reads the events of `go test -json` and hands each package over when it
// is finished. Lines that are not JSON go to other.
func Tally(r io.Reader, other io.Writer, done func(Package)) error {
	t := tally{open: map[string]*pack{}, builds: map[string]*strings.Builder{}}
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			var e event
			if json.Unmarshal([]byte(line), &e) != nil || e.Action == "" {
				io.WriteString(other, line)
			} else if p, finished := t.add(e); finished {
				done(p)
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	for _, path := range t.left() { // go test itself was stopped
		done(t.finish(path, event{Action: "fail", Package: path}))
	}
	return nil
}

type tally struct {
	open   map[string]*pack
	builds map[string]*strings.Builder
}

type pack struct {
	output strings.Builder
	tests  map[string]*test
}

type test struct {
	ended   bool
	outcome Outcome
	elapsed time.Duration
	output  strings.Builder
}

func (t *tally) add(e event) (Package, bool) {
	switch e.Action {
	case "build-output":
		b := t.builds[e.ImportPath]
		if b == nil {
			b = &strings.Builder{}
			t.builds[e.ImportPath] = b
		}
		b.WriteString(e.Output)
		return Package{}, false
	case "build-fail":
		return Package{}, false
	}
	p := t.open[e.Package]
	if p == nil {
		p = &pack{tests: map[string]*test{}}
		t.open[e.Package] = p
	}
	if e.Test == "" {
		switch e.Action {
		case "output":
			p.output.WriteString(e.Output)
		case "pass", "fail", "skip":
			return t.finish(e.Package, e), true
		}
		return Package{}, false
	}
	c := p.tests[e.Test]
	if c == nil {
		c = &test{}
		p.tests[e.Test] = c
	}
	switch e.Action {
	case "output":
		c.output.WriteString(e.Output)
	case "pass", "fail", "skip":
		c.ended, c.elapsed = true, seconds(e.Elapsed)
		c.outcome = map[string]Outcome{"pass": Passed, "fail": Failed, "skip": Skipped}[e.Action]
	}
	return Package{}, false
}

// finish counts the leaves of one package. A test with subtests counts only if
// it failed by itself, with no failed subtest to blame. A test that began and
// did not end has failed. A package that failed with no test to blame (it does
// not build, it panicked, it ran out of time) counts as one failure.
func (t *tally) finish(path string, e event) Package {
	p := t.open[path]
	delete(t.open, path)
	out := Package{Path: path, Failed: e.Action == "fail", NoTests: e.Action == "skip", Elapsed: seconds(e.Elapsed)}
	names := make([]string, 0, len(p.tests))
	for name, c := range p.tests {
		names = append(names, name)
		if !c.ended {
			c.outcome = Failed
			c.output.WriteString("(began and did not end)\n")
		}
	}
	sort.Strings(names)
	parent, blamed := map[string]bool{}, map[string]bool{}
	for _, name := range names {
		for up := above(name); up != ""; up = above(up) {
			parent[up] = true
			blamed[up] = blamed[up] || p.tests[name].outcome == Failed
		}
	}
	failures := 0
	for _, name := range names {
		c := p.tests[name]
		r := Result{Package: path, Name: name, Outcome: c.outcome, Elapsed: c.elapsed}
		if c.outcome != Passed {
			r.Output = c.output.String()
		}
		if above(name) == "" {
			top := r
			top.Output = c.output.String()
			out.Tops = append(out.Tops, top)
		}
		if parent[name] && (c.outcome != Failed || blamed[name]) {
			if c.outcome == Failed {
				out.Output += r.Output
			}
			continue
		}
		if c.outcome == Failed {
			failures++
		}
		if c.outcome == Skipped && above(name) != "" && strings.HasPrefix(name, "Fuzz") {
			continue // a seed that the target has no property for
		}
		out.Results = append(out.Results, r)
	}
	if out.Failed {
		out.Output += p.output.String()
	}
	if out.Failed && failures == 0 {
		whole := Result{Package: path, Name: "(the package as a whole)", Outcome: Failed, Output: out.Output}
		if build := t.builds[e.FailedBuild]; build != nil {
			whole.Name, whole.Output = "(does not build)", build.String()+out.Output
		}
		out.Output = ""
		out.Results = append(out.Results, whole)
	}
	return out
}

func (t *tally) left() []string {
	var paths []string
	for path := range t.open {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	return paths
}

// above is the test that name is a subtest of, or "".
func above(name string) string {
	i := strings.LastIndexByte(name, '/')
	if i < 0 {
		return ""
	}
	return name[:i]
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
