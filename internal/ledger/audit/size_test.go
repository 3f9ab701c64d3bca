package audit_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"parley.example/internal/ledger/audit"
	"parley.example/internal/ledger/audit/audittest"
)

// TestSizes audits logs that end at the edges of bundles and tiles, from a
// directory and from a server.
func TestSizes(t *testing.T) {
	l := audittest.New(t)
	for _, size := range []int{5, 6, 255, 256, 257, 511, 512, 513} {
		for len(l.Leaves()) < size {
			l.File(l.Now().Add(time.Millisecond), "a1", "notice.filed/v1", nil)
		}
		dir := t.TempDir()
		l.Write(dir)
		server := httptest.NewServer(http.FileServer(http.Dir(filepath.Join(dir, "log"))))
		for _, src := range []audit.Source{audit.Dir(filepath.Join(dir, "log")), audit.Server{URL: server.URL}} {
			report, err := audit.Log(t.Context(), src, l.Document())
			if err != nil || report.Size != int64(size) {
				t.Errorf("%T of %d entries: %d, %v", src, size, report.Size, err)
			}
		}
		server.Close()
	}
}

// TestHostileFiles holds that what is no part of a log neither hangs nor fills
// the auditor, and is a fault of the log.
func TestHostileFiles(t *testing.T) {
	for name, plant := range map[string]func(tile string) error{
		"a pipe":       func(tile string) error { return syscall.Mkfifo(filepath.Join(tile, "entries", "001"), 0o600) },
		"a large file": func(tile string) error { return sparse(filepath.Join(tile, "entries", "001"), 1<<40) },
		"a far tile": func(tile string) error {
			return sparse(filepath.Join(tile, "7", "x035", "x184", "x372", "x088", "832"), 1<<40)
		},
		"another name":  func(tile string) error { return sparse(filepath.Join(tile, "0", "x1"), 1) },
		"a stray level": func(tile string) error { return sparse(filepath.Join(tile, "9", "000"), 32) },
	} {
		t.Run(name, func(t *testing.T) {
			dir, document := small(t)
			if err := plant(filepath.Join(dir, "log", "tile")); err != nil {
				t.Skipf("this file system has no such file: %v", err)
			}
			_, err := run(t, dir, document)
			var fault *audit.Fault
			if far := name == "a far tile"; !far && !errors.As(err, &fault) || far && err != nil {
				t.Errorf("%v; want a fault, but of a tile of entries that no checkpoint covers", err)
			}
		})
	}
}

func sparse(path string, size int64) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		return err
	}
	return os.Truncate(path, size)
}

// TestHostileServer holds that a server which answers without end, or not at
// all, ends the audit.
func TestHostileServer(t *testing.T) {
	_, document := small(t)
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		line := []byte(strings.Repeat("x", 1<<20))
		for range 64 {
			if _, err := w.Write(line); err != nil {
				return
			}
		}
	}))
	defer endless.Close()
	_, err := audit.Log(t.Context(), audit.Server{URL: endless.URL}, document)
	if err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("an endless answer: %v", err)
	}
	stop := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-stop }))
	defer silent.Close()
	defer close(stop)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := audit.Log(ctx, audit.Server{URL: silent.URL}, document); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a server that never answers: %v", err)
	}
}
