package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	root := flag.String("root", ".", "the module's folder")
	long := flag.Bool("soak", false, "run the soak stages and keep a result file in bench/results")
	only := flag.String("stage", "", "run only the stage of this name")
	counted := flag.String("counts", "", "write the line of counts into this file")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	stages := Stages()
	if *long {
		stages = SoakStages()
		os.Setenv("PARLEY_SOAK", "1") // read by the tests, which are other processes
	}
	if err := run(ctx, os.Stdout, *root, stages, *only, *counted, *long); err != nil {
		fmt.Fprintln(os.Stderr, "testrun:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, root string, stages []Stage, only, counted string, keep bool) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return fmt.Errorf("find the module: %w", err)
	}
	start := time.Now()
	var reports []Report
	for _, s := range stages {
		if only != "" && s.Name != only {
			continue
		}
		reports = append(reports, runStage(ctx, out, root, s))
	}
	if len(reports) == 0 {
		return fmt.Errorf("there is no stage %q", only)
	}
	var all []Result
	for _, r := range reports {
		all = append(all, r.Results...)
	}
	printSummary(out, reports)
	total := count(all)
	fmt.Fprintf(out, "%-22s %s\n", "tests", total)
	if keep {
		if err := writeResult(filepath.Join(root, "bench", "results"), start, reports); err != nil {
			return err
		}
	}
	if counted != "" {
		if err := os.WriteFile(counted, []byte(total.String()+"\n"), 0o644); err != nil {
			return fmt.Errorf("write the counts: %w", err)
		}
	}
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("stopped before the end: %w", ctx.Err())
	case total.failed > 0:
		return fmt.Errorf("%s; what failed is listed above under FAILED", total)
	case total.passed == 0:
		return fmt.Errorf("no test ran, so nothing is shown to work")
	}
	return nil
}

func runStage(ctx context.Context, out io.Writer, root string, s Stage) Report {
	fmt.Fprintf(out, "\n== %s (budget %s)\n", s.Name, s.Budget)
	limit := 3 * s.Budget
	stageCtx, cancel := context.WithTimeout(ctx, limit+time.Minute)
	defer cancel()
	start := time.Now()
	report := s.Run(stageCtx, &Runner{root: root, out: out, timeout: limit})
	report.Stage, report.Budget, report.Elapsed = s.Name, s.Budget, time.Since(start)
	if report.Note == "" && len(report.Results) == 0 {
		report.Note = "no tests yet: nothing run"
	}
	if report.Note != "" {
		fmt.Fprintf(out, "%s: %s\n", s.Name, report.Note)
	}
	return report
}
