package parties

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"parley.example/internal/server"
)

// The environment by which this binary, started again, is one part of a
// mechanism.
const (
	partVar = "PARLEY_PARTY_PART" // host or node
	dirVar  = "PARLEY_PARTY_DIR"
	loadVar = "PARLEY_PARTY_LOAD" // the file in which a node that signs all the time notes what it was given to know
)

func TestMain(m *testing.M) {
	if part := os.Getenv(partVar); part != "" {
		os.Exit(runPart(part, os.Getenv(dirVar), os.Getenv(loadVar)))
	}
	os.Exit(m.Run())
}

// runPart is the main of a part. It ends with its parent, whose end closes the
// standard input.
func runPart(part, dir, load string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var run func(context.Context) error
	var end func() error
	var n *server.Node
	var err error
	if part == "host" {
		var h *server.Host
		if h, err = server.OpenHost(dir, logger()); err == nil {
			run, end = h.Run, h.Close
		}
	} else if n, err = server.OpenNode(ctx, dir, logger()); err == nil {
		run, end = n.Run, n.Close
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	quiet := make(chan struct{})
	go func() {
		in := bufio.NewScanner(os.Stdin)
		for in.Scan() && in.Text() != "quiet" {
			continue
		}
		close(quiet)
		for in.Scan() {
			continue
		}
		stop() // the parent is gone
	}()
	fmt.Fprintln(os.Stdout, "ready")
	loaded := make(chan error, 1)
	if load != "" {
		go func() { loaded <- keepLoading(ctx, n, dir, load, quiet) }()
	} else {
		loaded <- nil
	}
	err = run(ctx)
	stop()
	if err := errors.Join(err, <-loaded, end()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// logger is quiet unless PARLEY_LOG asks.
func logger() *slog.Logger {
	if os.Getenv("PARLEY_LOG") == "" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// process is a part that runs as one.
type process struct {
	t    *testing.T
	name string
	cmd  *exec.Cmd
	in   io.WriteCloser
	done chan error

	mu    sync.Mutex
	said  []string
	moved chan struct{} // closed and replaced when it says a line
	err   bytes.Buffer
}

// spawn starts a part on its directory.
func spawn(t *testing.T, part, dir, load string) *process {
	t.Helper()
	p := &process{t: t, name: part + " in " + dir, done: make(chan error, 1), moved: make(chan struct{})}
	p.cmd = exec.Command(os.Args[0], "-test.run=^$")
	p.cmd.Env = append(os.Environ(), partVar+"="+part, dirVar+"="+dir, loadVar+"="+load, "GOMAXPROCS=2")
	p.cmd.Stderr = &p.err
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			p.mu.Lock()
			p.said = append(p.said, lines.Text())
			close(p.moved)
			p.moved = make(chan struct{})
			p.mu.Unlock()
		}
		p.done <- p.cmd.Wait()
		close(p.done)
	}()
	t.Cleanup(func() { p.kill() })
	return p
}

// says waits until the part has said a line.
func (p *process) says(line string, within time.Duration) {
	p.t.Helper()
	deadline := time.After(within)
	for {
		p.mu.Lock()
		moved := p.moved
		if slices.Contains(p.said, line) {
			p.mu.Unlock()
			return
		}
		p.mu.Unlock()
		select {
		case <-moved:
		case err := <-p.done:
			p.t.Fatalf("%s ended before it said %q: %v: %s", p.name, line, err, p.err.String())
		case <-deadline:
			p.t.Fatalf("%s did not say %q within %v", p.name, line, within)
		}
	}
}

func (p *process) hasSaid(line string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Contains(p.said, line)
}

// kill is SIGKILL. It returns when the process is gone.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may be gone already
	for range p.done {
		continue
	}
}

// end asks the process to stop, and wants it to end well.
func (p *process) end() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatalf("%s: %v", p.name, err)
	}
	select {
	case err := <-p.done:
		if err != nil {
			p.t.Errorf("%s ends with %v: %s", p.name, err, p.err.String())
		}
	case <-time.After(20 * time.Second):
		p.t.Errorf("%s does not end within 20 s", p.name)
	}
}

// refuses waits until the process has refused to start, and returns its one line.
func (p *process) refuses() string {
	p.t.Helper()
	select {
	case err := <-p.done:
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != 1 {
			p.t.Errorf("%s ends with %v, want exit status 1", p.name, err)
		}
	case <-time.After(20 * time.Second):
		p.t.Fatalf("%s goes on, want a refusal", p.name)
	}
	text := strings.TrimSuffix(p.err.String(), "\n")
	if text == "" || strings.Contains(text, "\n") {
		p.t.Errorf("%s says %q, want one line", p.name, text)
	}
	return text
}
