package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Runner starts the commands of the stages. It is used by one goroutine.
type Runner struct {
	root    string // the module's folder
	out     io.Writer
	timeout time.Duration // of the stage that runs
	logs    bool          // print what passed tests logged: the bounds of a search
	listed  []pkg
}

// pkg is one package of the module.
type pkg struct {
	path  string // parley.example/internal/geo
	rel   string // internal/geo
	tests []byte // its test files, one after the other
}

func (p pkg) under(rel string) bool { return p.rel == rel || strings.HasPrefix(p.rel, rel+"/") }

func (p pkg) model() bool { return strings.HasSuffix(p.rel, "/model") }

func (p pkg) hasTest(decl string) bool { return bytes.Contains(p.tests, []byte("\n"+decl)) }

// packages asks go list once. A package that does not load is listed all the
// same, so that its tests are seen to fail.
func (r *Runner) packages() []pkg {
	if r.listed != nil {
		return r.listed
	}
	const module = "parley.example"
	cmd := exec.Command("go", "list", "-e", "-f", "{{.ImportPath}}\t{{.Dir}}", "./...")
	cmd.Dir = r.root
	cmd.Stderr = r.out
	text, err := cmd.Output()
	if err != nil {
		fmt.Fprintln(r.out, "go list:", err)
	}
	for line := range strings.Lines(string(text)) {
		path, dir, _ := strings.Cut(strings.TrimSpace(line), "\t")
		p := pkg{path: path, rel: strings.TrimPrefix(strings.TrimPrefix(path, module), "/")}
		files, _ := filepath.Glob(filepath.Join(dir, "*_test.go"))
		for _, f := range files {
			b, _ := os.ReadFile(f)
			p.tests = append(append(p.tests, '\n'), b...)
		}
		r.listed = append(r.listed, p)
	}
	return r.listed
}

// goTest runs the tests of packages and prints a line for each as it ends, with
// all that a failed one printed.
func (r *Runner) goTest(ctx context.Context, dir string, packages []string, flags ...string) Report {
	if len(packages) == 0 {
		return Report{Note: "no packages yet: nothing run"}
	}
	args := append([]string{"test", "-json", "-count=1", "-timeout", r.timeout.String()}, flags...)
	cmd := r.command(ctx, "go", append(args, packages...))
	cmd.Dir = dir
	cmd.Stderr = r.out
	pipe, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return failure("go test", err.Error())
	}
	var report Report
	readErr := Tally(pipe, r.out, func(p Package) {
		report.Results = append(report.Results, p.Results...)
		report.Tops = append(report.Tops, p.Tops...)
		printPackage(r.out, p)
		if r.logs {
			printLogs(r.out, p.Tops)
		}
	})
	err = errors.Join(readErr, cmd.Wait())
	if err != nil && count(report.Results).failed == 0 {
		report.join(failure("go test "+strings.Join(packages, " "), err.Error()))
	}
	return report
}

// script runs one program that is a test as a whole: exit code 0 is passed, 77
// skipped with its last line as the reason, anything else failed.
func (r *Runner) script(ctx context.Context, title, name string, args ...string) Report {
	var last lastLine
	cmd := r.command(ctx, name, args)
	cmd.Dir = r.root
	cmd.Stdout = io.MultiWriter(&indented{to: r.out}, &last)
	cmd.Stderr = cmd.Stdout
	result := Result{Name: title}
	start := time.Now()
	err := cmd.Run()
	result.Elapsed = time.Since(start)
	var exit *exec.ExitError
	switch {
	case err == nil:
		result.Outcome = Passed
	case errors.As(err, &exit) && exit.ExitCode() == 77:
		result.Outcome, result.Output = Skipped, last.text
	default:
		result.Outcome, result.Output = Failed, err.Error()
		fmt.Fprintf(r.out, "FAIL  %s: %v\n", title, err)
	}
	return Report{Results: []Result{result}, Tops: []Result{result}}
}

// command is stopped with all that it started when ctx ends: it gets a process
// group of its own, and that group, by its number, is what is ended.
func (r *Runner) command(ctx context.Context, name string, args []string) *exec.Cmd {
	if strings.ContainsRune(name, filepath.Separator) && !filepath.IsAbs(name) {
		name = filepath.Join(r.root, name)
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// glob lists files below the root, as slash paths from it.
func (r *Runner) glob(pattern string) []string {
	found, _ := filepath.Glob(filepath.Join(r.root, filepath.FromSlash(pattern)))
	for i, path := range found {
		rel, err := filepath.Rel(r.root, path)
		if err == nil {
			found[i] = filepath.ToSlash(rel)
		}
	}
	return found
}

// python is the interpreter that can import what the vectors' script needs.
func (r *Runner) python() string {
	cmd := exec.Command(filepath.Join(r.root, ".ci", "python"))
	path, err := cmd.Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(path))
}

func failure(name, output string) Report {
	return Report{Results: []Result{{Name: name, Outcome: Failed, Output: output}}}
}

// indented sets each line in a little, so that no script's line can be taken
// for one of ours, the closing counts above all.
type indented struct {
	to     io.Writer
	inLine bool
}

func (w *indented) Write(b []byte) (int, error) {
	for line := range strings.Lines(string(b)) {
		if !w.inLine {
			line = "  " + line
		}
		if _, err := io.WriteString(w.to, line); err != nil {
			return 0, err
		}
		w.inLine = !strings.HasSuffix(line, "\n")
	}
	return len(b), nil
}

// lastLine keeps the last line that is not empty.
type lastLine struct{ text string }

func (l *lastLine) Write(b []byte) (int, error) {
	for line := range strings.Lines(string(b)) {
		if s := strings.TrimSpace(line); s != "" {
			l.text = s
		}
	}
	return len(b), nil
}
