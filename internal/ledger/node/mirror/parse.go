package mirror

// Height is the levels of the tree in one tile.
const Height = height

// ParsePath reads a path under tile/ in its one spelling: an entry bundle has
// level -1.
func ParsePath(path string) (level int, n int64, width int, err error) {
	p, err := parsePath(path)
	return p.level, p.n, p.width, err
}
