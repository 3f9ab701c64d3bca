package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"parley.example/internal/press/load"
)

const (
	paperTime  = 30 * time.Second
	paperBytes = 8 << 20
)

// PDF returns what turns a PDF into text by the pdftotext that is installed, or
// nil where none is. It runs apart, without our environment, for 30 seconds and
// 8 MiB of text at most.
func PDF(ctx context.Context) func(raw []byte) ([]byte, error) {
	name, err := exec.LookPath("pdftotext")
	if err != nil {
		return nil
	}
	return func(raw []byte) ([]byte, error) { return paper(ctx, name, raw) }
}

func paper(ctx context.Context, name string, raw []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, paperTime)
	defer cancel()
	out, said := &capped{most: paperBytes, stop: cancel}, &capped{most: 4096}
	cmd := exec.CommandContext(ctx, name, "-enc", "UTF-8", "-q", "-", "-")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(raw), out, said
	cmd.Env = []string{"LC_ALL=C", "PATH=" + os.Getenv("PATH")}
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	switch {
	case out.over:
		return nil, fmt.Errorf("%w: more than %d bytes of text", ErrTooLarge, paperBytes)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, fmt.Errorf("pdftotext took more than %s", paperTime)
	case err != nil:
		return nil, fmt.Errorf("pdftotext: %w: %s", err, strings.TrimSpace(string(said.kept)))
	}
	return out.kept, nil
}

// capped keeps what it is given up to a limit, and then stops who gives it.
type capped struct {
	kept []byte
	most int
	over bool
	stop func()
}

func (c *capped) Write(p []byte) (int, error) {
	if len(c.kept)+len(p) <= c.most {
		c.kept = append(c.kept, p...)
		return len(p), nil
	}
	if c.over = true; c.stop != nil {
		c.stop()
	}
	return len(p), nil
}

// KeepText writes the text of a document into dir, under its hash, and returns
// the file's name: what spans count in, for whoever wants to check a quote. The
// name owes nothing to the document's own.
func KeepText(dir string, d *load.Document) (name string, err error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return "", err
	}
	name = filepath.Join(dir, d.TextSHA256+".txt")
	return name, os.WriteFile(name, d.Text, 0o600)
}
