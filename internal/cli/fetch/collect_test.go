package fetch

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley.example/internal/press/load"
)

func tree(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("EXERCISE "+filepath.Base(name)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func collect(t *testing.T, c *Collector, args ...string) (lines []string) {
	t.Helper()
	for src, err := range c.Each(t.Context(), args) {
		line := filepath.Base(src.File) + ": " + string(src.Raw)
		if err != nil {
			line = filepath.Base(src.File) + " fault: " + err.Error()
		}
		lines = append(lines, line)
	}
	return lines
}

// Files come in the order of their names, whatever the directory's own; dots,
// links and what is no plain file are passed over; a fault stops nothing.
func TestEach(t *testing.T) {
	dir := tree(t, "b.txt", "a/z.txt", "a/c.txt", ".git/x.txt", "a/.hidden", "c.txt")
	if err := os.Symlink(filepath.Join(dir, "b.txt"), filepath.Join(dir, "a", "link.txt")); err != nil {
		t.Fatal(err)
	}
	got := collect(t, &Collector{}, filepath.Join(dir, "none.txt"), dir, filepath.Join(dir, "b.txt"))
	if len(got) == 0 || !strings.Contains(got[0], "none.txt fault") || !strings.Contains(got[0], "name a file") {
		t.Fatalf("%q, want a fault first that says how to mend it", got)
	}
	want := []string{"c.txt: EXERCISE c.txt", "z.txt: EXERCISE z.txt", "b.txt: EXERCISE b.txt", "c.txt: EXERCISE c.txt", "b.txt: EXERCISE b.txt"}
	if diff := cmp.Diff(got[1:], want); diff != "" {
		t.Errorf("sources, got - want +:\n%s", diff)
	}
}

func TestEachBounds(t *testing.T) {
	dir := tree(t, "a.txt", "b.txt", "c.txt")
	got := collect(t, &Collector{Files: 2}, dir)
	if len(got) != 3 || !strings.Contains(got[2], "more than 2 files") {
		t.Errorf("%q, want two files and a fault", got)
	}
	got = collect(t, &Collector{Bytes: 5}, filepath.Join(dir, "a.txt"))
	if len(got) != 1 || !strings.Contains(got[0], "more than 5 bytes") {
		t.Errorf("%q, want a fault about its size", got)
	}
	if got = collect(t, &Collector{}, os.DevNull); len(got) != 1 || !strings.Contains(got[0], "no plain file") {
		t.Errorf("%q, want a fault about a device", got)
	}
}

// A directory that is named by a link, or as the current one, is read.
func TestEachNamed(t *testing.T) {
	dir := tree(t, "a.txt")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	for _, name := range []string{link, dir + "/", ".", "./"} {
		if got := collect(t, &Collector{}, name); len(got) != 1 || got[0] != "a.txt: EXERCISE a.txt" {
			t.Errorf("%s: %q, want its file", name, got)
		}
	}
}

// Whoever has enough stops, and no further file is read.
func TestEachStops(t *testing.T) {
	dir := tree(t, "a.txt", "b.txt")
	n := 0
	for _, err := range (&Collector{}).Each(t.Context(), []string{dir, dir}) {
		if err != nil {
			t.Error(err)
		}
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d sources, want 1", n)
	}
}

func TestKeepText(t *testing.T) {
	d := load.Read(load.Source{File: "../../a.html", Raw: []byte("<html><p>EXERCISE, a page")}, load.Options{})[0]
	dir := filepath.Join(t.TempDir(), "texts")
	name, err := KeepText(dir, &d)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(name)
	if err != nil || string(got) != string(d.Text) {
		t.Errorf("%q, %v, want the text %q", got, err, d.Text)
	}
	if filepath.Dir(name) != dir || !strings.Contains(name, d.TextSHA256) {
		t.Errorf("kept as %s, want under its hash in %s", name, dir)
	}
}
