package list

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestRead(t *testing.T) {
	built := fstest.MapFS{"a.txt": {Data: []byte("# a comment\none\t two\n\nthree\r\n")}}
	got, err := Read(nil, built, "a.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, [][]string{{"one", "two"}, {"three"}}); diff != "" {
		t.Errorf("got -, want +:\n%s", diff)
	}
	over := fstest.MapFS{"a.txt": {Data: []byte("four\n")}}
	if got, err = Read(over, built, "a.txt"); err != nil || len(got) != 1 || got[0][0] != "four" {
		t.Errorf("with a replacement: %v, %v, want four", got, err)
	}
	if got, err = Read(fstest.MapFS{}, built, "a.txt"); err != nil || len(got) != 2 {
		t.Errorf("with a directory that lacks it: %v, %v, want the built-in one", got, err)
	}
	if _, err = Read(nil, built, "b.txt"); err == nil || !strings.Contains(err.Error(), "b.txt") {
		t.Errorf("a list that nobody has: %v, want an error that names it", err)
	}
}
