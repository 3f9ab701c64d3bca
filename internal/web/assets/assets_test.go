package assets_test

import (
	"bufio"
	"io/fs"
	"os"
	"strings"
	"testing"

	"parley.example/internal/web/assets"
)

func TestHasKnowsOnlyWhatIsEmbedded(t *testing.T) {
	for _, name := range []string{"", ".", "..", ".gitkeep", "dist", "no-such.js", "../assets.go"} {
		if assets.Has(name) {
			t.Errorf("Has(%q) = true, want false", name)
		}
	}
	entries, err := fs.ReadDir(assets.FS, ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if want := e.Name() != ".gitkeep"; assets.Has(e.Name()) != want {
			t.Errorf("Has(%q) = %v, want %v", e.Name(), !want, want)
		}
	}
}

// A folder that was filled in part would give pages that differ from machine to machine.
func TestDistIsEmptyOrWhole(t *testing.T) {
	list, err := os.Open("SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = list.Close() })
	var have, missing []string
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		parts := strings.Fields(lines.Text())
		if len(parts) != 3 || parts[0] == "#" {
			continue
		}
		if assets.Has(parts[1]) {
			have = append(have, parts[1])
		} else {
			missing = append(missing, parts[1])
		}
	}
	if len(have)+len(missing) == 0 {
		t.Fatal("SHA256SUMS names no file")
	}
	if len(have) == 0 {
		t.Skip("dist is empty: built without the files for the browser (make test fills it)")
	}
	if len(missing) > 0 {
		t.Errorf("dist has %d files and lacks %v, want all or none", len(have), missing)
	}
}
