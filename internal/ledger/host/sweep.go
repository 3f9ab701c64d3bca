package host

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// leftover matches the temporary files that a kill leaves of tessera's writes,
// the final name and a random number behind it, and those of our own.
var leftover = regexp.MustCompile(`^(?:(?:treeState|gcState|version|checkpoint)[0-9]+|.*\.new)$`)

// tileLeftover matches them under tile/, where final names are three digits, or
// up to 255 among the partial ones.
var tileLeftover = regexp.MustCompile(`^[0-9]+$`)

// sweep removes temporary files, which would otherwise be served to the public
// for ever. It returns how many there were.
func sweep(dir string) (int, error) {
	swept := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil || !isLeftover(rel) {
			return err
		}
		swept++
		return os.Remove(path) //nolint:gosec // in the host's own directory, where nobody else makes links
	})
	if err != nil {
		return swept, fmt.Errorf("host: sweep %s: %w", dir, err)
	}
	return swept, nil
}

func isLeftover(rel string) bool {
	name := filepath.Base(rel)
	inTiles := strings.HasPrefix(rel, filepath.Join("log", "tile")+string(filepath.Separator))
	if !inTiles {
		return leftover.MatchString(name) && !strings.HasPrefix(rel, "bodies")
	}
	if !tileLeftover.MatchString(name) {
		return false
	}
	path := filepath.ToSlash(strings.TrimPrefix(rel, filepath.Join("log", "tile")+string(filepath.Separator)))
	_, _, err := tilePath(path)
	return err != nil
}
