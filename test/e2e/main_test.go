package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// stage is what the tests share: a browser, the binary, one demo. It is set once,
// before the first test, and the tests run one after the other.
type stage struct {
	without string // why there is no browser; then every test is skipped
	browser context.Context
	binary  string
	dir     string
	demo    *demo
	axe     string // the source of axe-core; empty if npm could not bring it
	noAxe   string // why
	filed   bool   // the request of TestLateConsentStaysLate
}

var on stage

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	chromium := findChromium()
	if chromium == "" {
		on.without = "no Chromium on this machine (Debian: chromium)"
		fmt.Println("SKIPPED: every browser test:", on.without)
		return m.Run()
	}
	var err error
	if on.dir, err = os.MkdirTemp("", "parley-e2e-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(on.dir)
	if on.binary, err = buildParley(on.dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if on.demo, err = startDemo(on.binary, filepath.Join(on.dir, "demo")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer on.demo.stop()
	on.axe, on.noAxe = loadAxe()
	stop, err := startBrowser(chromium)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer stop()
	return m.Run()
}

func findChromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// buildParley builds as .ci/build does, so that the cache of that build serves.
// PARLEY_BINARY names one that is built already.
func buildParley(dir string) (string, error) {
	if path := os.Getenv("PARLEY_BINARY"); path != "" {
		return filepath.Abs(path)
	}
	path := filepath.Join(dir, "parley")
	cmd := exec.Command("go", "build", "-trimpath", "-o", path, "./cmd/parley")
	cmd.Dir = filepath.Join("..", "..")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOTOOLCHAIN=local")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build parley: %w\n%s", err, out)
	}
	return path, nil
}

// loadAxe reads axe-core, and has npm bring it first if it is not there.
func loadAxe() (source, why string) {
	path := filepath.Join("node_modules", "axe-core", "axe.min.js")
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		npm, err := exec.LookPath("npm")
		if err != nil {
			return "", "no npm on this machine to bring axe-core"
		}
		if out, err := exec.Command(npm, "ci", "--ignore-scripts").CombinedOutput(); err != nil {
			return "", fmt.Sprintf("npm ci: %v\n%s", err, out)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", err.Error()
	}
	return string(b), ""
}

// startBrowser starts Chromium with no timeout: it lives until stop.
func startBrowser(path string) (stop func(), err error) {
	opts := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	opts = append(opts, chromedp.ExecPath(path), chromedp.Flag("enable-unsafe-swiftshader", true), chromedp.Env("TZ=Asia/Damascus"))
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	alloc, cancelAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(alloc)
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		cancelAlloc()
		return nil, fmt.Errorf("start Chromium: %w", err)
	}
	on.browser = ctx
	return func() {
		last, done := context.WithTimeout(ctx, 10*time.Second)
		defer done()
		_ = chromedp.Cancel(last) // the allocator ends what does not close
		cancelAlloc()
	}, nil
}
