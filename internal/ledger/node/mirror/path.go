package mirror

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Width is how many leaves a full bundle and how many hashes a full tile have.
const Width = 256

// height is the levels of the tree in one tile.
const height = 8

// ErrPath is returned for a path that tlog-tiles does not know.
var ErrPath = errors.New("not a tile path")

// BundlePath returns the path of an entry bundle under tile/, with the ending of
// a partial one where width is below Width.
func BundlePath(n int64, width int) string { return "entries/" + number(n) + partial(width) }

// TilePath returns the path of a hash tile under tile/.
func TilePath(level int, n int64, width int) string {
	return strconv.Itoa(level) + "/" + number(n) + partial(width)
}

// number spells a tile's number in groups of three digits: x001/x234/067.
func number(n int64) string {
	s := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		s = fmt.Sprintf("x%03d/%s", n%1000, s)
	}
	return s
}

func partial(width int) string {
	if width == Width {
		return ""
	}
	return ".p/" + strconv.Itoa(width)
}

// place is what a path under tile/ asks for; level -1 is an entry bundle.
type place struct {
	level int
	n     int64
	width int
}

// parsePath reads a path under tile/ in its one spelling.
func parsePath(path string) (place, error) {
	p := place{level: -1, width: Width}
	kind, rest, ok := strings.Cut(path, "/")
	if !ok {
		return p, fmt.Errorf("%.100q: %w", path, ErrPath)
	}
	if kind != "entries" {
		level, err := strconv.Atoi(kind)
		if err != nil || level < 0 || level > 7 {
			return p, fmt.Errorf("%.100q: %w", path, ErrPath)
		}
		p.level = level
	}
	digits, width, part := strings.Cut(rest, ".p/")
	if part {
		w, err := strconv.Atoi(width)
		if err != nil || w < 1 || w >= Width {
			return p, fmt.Errorf("%.100q: %w", path, ErrPath)
		}
		p.width = w
	}
	n, err := strconv.ParseInt(strings.NewReplacer("x", "", "/", "").Replace(digits), 10, 64)
	if err != nil || n < 0 || n > 1<<45 {
		return p, fmt.Errorf("%.100q: %w", path, ErrPath)
	}
	p.n = n
	again := BundlePath(p.n, p.width)
	if p.level >= 0 {
		again = TilePath(p.level, p.n, p.width)
	}
	if again != path {
		return p, fmt.Errorf("%.100q: %w", path, ErrPath)
	}
	return p, nil
}
