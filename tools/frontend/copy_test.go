package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// folder lays out a package with one file, and a list that names it.
func folder(t *testing.T, content string) (dir string, files []File) {
	t.Helper()
	dir = t.TempDir()
	write(t, filepath.Join(dir, "node_modules", "pkg", "a.js"), content)
	write(t, filepath.Join(dir, "dist", ".gitkeep"), "")
	write(t, filepath.Join(dir, "SHA256SUMS"), "# a comment\n"+Sum([]byte("let a = 1\n"))+"  a.js  pkg/a.js\n")
	files, err := ReadList(filepath.Join(dir, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	return dir, files
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestCopyTakesTheNamedFileAndNothingElse(t *testing.T) {
	dir, files := folder(t, "let a = 1\n")
	write(t, filepath.Join(dir, "dist", "old.js"), "left from an earlier list")
	if err := run(dir, false, false); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "dist", "a.js")); string(got) != "let a = 1\n" {
		t.Errorf("dist/a.js = %q, want the file of the package", got)
	}
	if _, err := os.Stat(filepath.Join(dir, "dist", "old.js")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("dist/old.js: %v, want it removed", err)
	}
	if err := Check(files, filepath.Join(dir, "dist")); err != nil {
		t.Errorf("Check = %v, want nil", err)
	}
}

// One bit of one byte, at the beginning, in the middle and at the end.
func TestCopyStopsAtAFlippedByte(t *testing.T) {
	const whole = "let a = 1\n"
	for _, at := range []int{0, 4, len(whole) - 1} {
		b := []byte(whole)
		b[at] ^= 1
		dir, _ := folder(t, string(b))
		err := run(dir, false, false)
		var mismatch *MismatchError
		if !errors.As(err, &mismatch) {
			t.Fatalf("byte %d flipped: error %v, want a MismatchError", at, err)
		}
		for _, want := range []string{"a.js", Sum(b), Sum([]byte(whole))} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("error %q does not name %s", err, want)
			}
		}
		if _, err := os.Stat(filepath.Join(dir, "dist", "a.js")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("dist/a.js: %v, want nothing copied", err)
		}
	}
}

func TestCheckFindsWhatWasChangedInDist(t *testing.T) {
	dir, _ := folder(t, "let a = 1\n")
	if err := run(dir, true, false); err == nil {
		t.Error("an empty dist passes the check, want an error")
	}
	if err := run(dir, false, false); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "dist", "b.js"), "not reviewed")
	if err := run(dir, true, false); err == nil || !strings.Contains(err.Error(), "b.js") {
		t.Errorf("Check = %v, want an error that names b.js", err)
	}
}

func TestUpdateWritesTheSumsThatCopyThenAccepts(t *testing.T) {
	dir, _ := folder(t, "let a = 2\n")
	if err := run(dir, false, true); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "# a comment\n" + Sum([]byte("let a = 2\n")) + "  a.js  pkg/a.js\n"; string(text) != want {
		t.Errorf("SHA256SUMS = %q, want %q", text, want)
	}
	if err := run(dir, false, false); err != nil {
		t.Errorf("copy after the update: %v, want nil", err)
	}
}

func TestReadListRefuses(t *testing.T) {
	sum := Sum(nil)
	tests := map[string]struct{ text, want string }{
		"a name with a folder":       {sum + "  ../a.js  pkg/a.js\n", "plain file name"},
		"a source outside":           {sum + "  a.js  ../a.js\n", "leads out"},
		"a short sum":                {"abcd  a.js  pkg/a.js\n", "SHA-256"},
		"upper case":                 {strings.ToUpper(sum) + "  a.js  pkg/a.js\n", "lower case"},
		"two words":                  {sum + "  a.js\n", "three"},
		"the same name twice":        {sum + "  a.js  pkg/a.js\n" + sum + "  a.js  pkg/b.js\n", "twice"},
		"an empty list":              {"# nothing\n", "no file"},
		"a name that git would hide": {sum + "  .hidden  pkg/a.js\n", "plain file name"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "SHA256SUMS")
			write(t, path, tt.text)
			_, err := ReadList(path)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("ReadList = %v, want an error with %q", err, tt.want)
			}
		})
	}
}
