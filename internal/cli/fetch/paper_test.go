package fetch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// stub is a pdftotext of the test's own.
func stub(t *testing.T, script string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "pdftotext")
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestPaper(t *testing.T) {
	got, err := paper(t.Context(), stub(t, "cat"), []byte("EXERCISE"))
	if string(got) != "EXERCISE" || err != nil {
		t.Errorf("paper() = %q, %v, want EXERCISE", got, err)
	}
	_, err = paper(t.Context(), stub(t, "echo no trailer >&2; exit 3"), nil)
	if err == nil || !strings.Contains(err.Error(), "no trailer") {
		t.Errorf("error %v, want what the program said", err)
	}
	_, err = paper(t.Context(), stub(t, "exec cat /dev/zero"), nil)
	if !errors.Is(err, ErrTooLarge) {
		t.Errorf("error %v, want %v", err, ErrTooLarge)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = paper(ctx, stub(t, "exec cat"), nil); err == nil {
		t.Error("no error after the caller gave up")
	}
}

func TestPDFWhereNoneIs(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if PDF(t.Context()) != nil {
		t.Error("a reader of PDF where none is installed")
	}
}
