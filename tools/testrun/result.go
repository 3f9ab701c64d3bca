package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// soakResult is the file that a soak leaves, so that a document can name it.
type soakResult struct {
	Started string       `json:"started"`
	Commit  string       `json:"commit"`
	Go      string       `json:"go"`
	Cores   int          `json:"cores"`
	Stages  []stageFound `json:"stages"`
}

type stageFound struct {
	Stage   string      `json:"stage"`
	Seconds float64     `json:"seconds"`
	Found   string      `json:"found"`
	Note    string      `json:"note,omitempty"`
	Tests   []testFound `json:"tests"`
}

type testFound struct {
	Test    string   `json:"test"`
	Outcome string   `json:"outcome"`
	Seconds float64  `json:"seconds"`
	Said    []string `json:"said,omitempty"`
}

func writeResult(dir string, start time.Time, reports []Report) error {
	result := soakResult{
		Started: start.UTC().Format(time.RFC3339), Commit: commit(dir), Go: runtime.Version(), Cores: runtime.NumCPU(),
	}
	for _, r := range reports {
		found := stageFound{Stage: r.Stage, Seconds: rounded(r.Elapsed), Found: count(r.Results).String(), Note: r.Note}
		for _, t := range r.Tops {
			found.Tests = append(found.Tests, testFound{
				Test: title(t), Outcome: word(t.Outcome), Seconds: rounded(t.Elapsed), Said: said(t.Output),
			})
		}
		result.Stages = append(result.Stages, found)
	}
	text, err := json.MarshalIndent(result, "", "  ")
	if err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the folder of results: %w", err)
	}
	path := filepath.Join(dir, "soak-"+start.UTC().Format("20060102T150405Z")+".json")
	if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	fmt.Println("result file:", path)
	return nil
}

func rounded(d time.Duration) float64 { return d.Round(time.Millisecond).Seconds() }

func word(o Outcome) string {
	switch o {
	case Passed:
		return "passed"
	case Failed:
		return "failed"
	case Skipped:
		return "skipped"
	}
	return "unknown"
}

// commit is the commit the soak ran on, with a mark if files were changed.
func commit(dir string) string {
	head, err := exec.Command("git", "-C", dir, "rev-parse", "--short=12", "HEAD").Output()
	if err != nil {
		return "unknown"
	}
	id := strings.TrimSpace(string(head))
	if changed, err := exec.Command("git", "-C", dir, "status", "--porcelain").Output(); err != nil || len(changed) > 0 {
		id += ", with changes"
	}
	return id
}
