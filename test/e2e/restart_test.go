package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// The whole mechanism is killed and started again, host and five nodes each in a
// process of its own on the directories that the demo left: the open page says
// NOT LIVE, then what the officer has to do, and after a sign-in it is live.
func TestKilledAndStartedAgain(t *testing.T) {
	if on.without != "" {
		t.Skip("SKIPPED: " + on.without)
	}
	dir := filepath.Join(t.TempDir(), "demo")
	d, err := startDemo(on.binary, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.kill)
	o := d.officer(t, "b1")
	b := signedIn(t, o, "en")
	b.expect("net::ERR", "Failed to load resource", "401", "EventSource")
	b.visit("/")
	b.until("live", isLive, 10*time.Second)
	b.until("a line on the board", `() => document.querySelector("#board [data-line]") !== null`, 20*time.Second)

	d.kill()
	took := b.until("NOT LIVE", isNot, 6*time.Second)
	t.Logf("NOT LIVE %s after the kill", took.Round(time.Millisecond))

	startParts(t, dir)
	// Keys are open for a session alone, so a restart ends all sessions.
	took = b.until("told to sign in", `() => document.getElementById("signed-out").checkVisibility()`, 40*time.Second)
	t.Logf("the page says that a sign-in is needed %s after the start", took.Round(time.Millisecond))
	if b.has("#board #password") || !b.has("#board [data-line]") {
		t.Errorf("the board was replaced; it says %q, want its last lines under the banner", b.text("#board"))
	}
	if !eval[bool](b, isNot) {
		t.Error("signed out, the page no longer says NOT LIVE")
	}
	b.visit("/")
	b.typeIn(o.code, o.password)
	b.press("main form button")
	b.until("live", isLive, 20*time.Second)
	if !b.has("[data-line]") {
		t.Errorf("the board after the restart has no line; it says %q", b.text("main"))
	}
}

// startParts runs the host and every node of a demo's directory.
func startParts(t *testing.T, dir string) {
	t.Helper()
	parts, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range parts {
		what := "node"
		if part.Name() == "host" {
			what = "host"
		}
		out, err := os.Create(filepath.Join(t.TempDir(), part.Name()+".log"))
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(context.WithoutCancel(t.Context()), on.binary, what, "run", "--dir", filepath.Join(dir, part.Name()))
		cmd.Stdout, cmd.Stderr = out, out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = cmd.Process.Signal(syscall.SIGKILL)
			_ = cmd.Wait()
			if said, err := os.ReadFile(out.Name()); t.Failed() && err == nil {
				t.Logf("%s: %s", part.Name(), said)
			}
			_ = out.Close()
		})
	}
}
