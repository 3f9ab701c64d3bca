package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Stage is one part of the run, with the time it may take on a cold machine
// with two cores. To go over the budget is said and does not fail the run: a
// slow machine is not a fault of the code. After three times the budget it is
// stopped, and has failed.
type Stage struct {
	Name   string
	Budget time.Duration
	Run    func(context.Context, *Runner) Report
}

// Report is what one stage found. A stage without tests says why in Note.
type Report struct {
	Stage   string
	Budget  time.Duration
	Elapsed time.Duration
	Results []Result
	Tops    []Result
	Note    string
}

// Stages is what a newcomer should see pass, in order: 20 minutes in all.
func Stages() []Stage {
	return []Stage{
		{"build", 4 * time.Minute, build},
		{"unit and kindtest", 3 * time.Minute, unit},
		{"model", 1 * time.Minute, model},
		{"scripts", 2 * time.Minute, scripts},
		{"parties", 4 * time.Minute, parties},
		{"browser", 6 * time.Minute, browser},
	}
}

// SoakStages is what is too long for everybody and every day. The same tests
// run with PARLEY_SOAK=1, by which they take their wide bounds.
func SoakStages() []Stage {
	return []Stage{
		{"build", 4 * time.Minute, build},
		{"wide model", 60 * time.Minute, model},
		{"kills and a real hour", 150 * time.Minute, soak},
	}
}

// build is no test: it counts only if it fails.
func build(ctx context.Context, r *Runner) Report {
	report := r.script(ctx, "the build", filepath.Join(".ci", "build"))
	if count(report.Results).failed > 0 {
		return report
	}
	return Report{Note: "done"}
}

// modelTests are the searches of PROTOCOL C. They have a stage of their own, as
// has every package that is named model.
const modelTests = "^TestModel"

func unit(ctx context.Context, r *Runner) Report {
	var packages []string
	for _, p := range r.packages() {
		if !p.model() && !p.under("cmd") && !p.under("test/parties") {
			packages = append(packages, p.path)
		}
	}
	report := r.goTest(ctx, r.root, packages, "-skip", modelTests)
	report.join(r.goTest(ctx, filepath.Join(r.root, "tools"), []string{"./..."}))
	return report
}

func model(ctx context.Context, r *Runner) Report {
	var whole, some []string
	for _, p := range r.packages() {
		switch {
		case p.model():
			whole = append(whole, p.path)
		case p.hasTest("func TestModel"):
			some = append(some, p.path)
		}
	}
	if len(whole)+len(some) == 0 {
		return Report{Note: "no package is named model and no test TestModel... yet: nothing run"}
	}
	r.logs = true
	var report Report
	if len(whole) > 0 {
		report.join(r.goTest(ctx, r.root, whole))
	}
	if len(some) > 0 {
		report.join(r.goTest(ctx, r.root, some, "-run", modelTests))
	}
	return report
}

// scripts runs the real binary by its scripts, then what others' tools say of
// our vectors and of a running log.
func scripts(ctx context.Context, r *Runner) Report {
	var packages []string
	for _, p := range r.packages() {
		if p.under("cmd") {
			packages = append(packages, p.path)
		}
	}
	report := Report{}
	if len(packages) > 0 {
		report = r.goTest(ctx, r.root, packages)
	}
	for _, path := range r.glob("test/vectors/*.py") {
		python := r.python()
		if python == "" {
			report.Results = append(report.Results, Result{
				Name: path, Outcome: Skipped,
				Output: "no python3 here can import cryptography (Debian: python3-cryptography)",
			})
			continue
		}
		report.join(r.script(ctx, path, python, path))
	}
	for _, path := range r.glob("test/scripts/*.sh") {
		report.join(r.script(ctx, path, path))
	}
	if len(report.Results) == 0 {
		report.Note = "no tests in cmd/, test/vectors/*.py or test/scripts/*.sh yet: nothing run"
	}
	return report
}

func parties(ctx context.Context, r *Runner) Report {
	var packages []string
	for _, p := range r.packages() {
		if p.under("test/parties") {
			packages = append(packages, p.path)
		}
	}
	if len(packages) == 0 {
		return Report{Note: "test/parties has no package yet: nothing run"}
	}
	return r.goTest(ctx, r.root, packages)
}

func browser(ctx context.Context, r *Runner) Report {
	dir := filepath.Join(r.root, "test", "e2e")
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
		return Report{Note: "test/e2e is not there yet: nothing run"}
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if _, err := exec.LookPath(name); err == nil {
			return r.goTest(ctx, dir, []string{"./..."})
		}
	}
	return Report{Results: []Result{{
		Package: "test/e2e", Name: "every browser test", Outcome: Skipped,
		Output: "no Chromium on this machine (Debian: chromium)",
	}}}
}

// soak runs the tests that are too long for `make test` or that take wider
// bounds: their names begin with TestSoak or TestKill.
func soak(ctx context.Context, r *Runner) Report {
	var packages []string
	for _, p := range r.packages() {
		if p.hasTest("func TestSoak") || p.hasTest("func TestKill") {
			packages = append(packages, p.path)
		}
	}
	if len(packages) == 0 {
		return Report{Note: "no test is named TestSoak... or TestKill... yet: nothing run"}
	}
	r.logs = true
	// Side by side on two cores, too: two of them do little but wait for an hour.
	return r.goTest(ctx, r.root, packages, "-run", "^Test(Soak|Kill)", "-parallel", "4")
}

func (r *Report) join(other Report) {
	r.Results = append(r.Results, other.Results...)
	r.Tops = append(r.Tops, other.Tops...)
	if other.Note != "" {
		r.Note = strings.TrimPrefix(r.Note+"; "+other.Note, "; ")
	}
}
