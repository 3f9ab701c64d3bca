package projection

// cache holds decoded rows that hold now, for the engine alone, and where there
// is none that there is none: every entry of a node asks for a row that it seldom
// has. It never holds what is not committed.
type cache struct {
	room  int
	rows  map[rowRef]any
	empty map[tableRef]map[indexed]bool // values of indexes under which no row holds
}

// indexed is a value under an index of a table; of every row at index -1.
type indexed struct {
	index int
	value string
}

func newCache(size int) *cache {
	return &cache{room: size, rows: make(map[rowRef]any), empty: map[tableRef]map[indexed]bool{}}
}

// get returns the row, nil where there is none; known is false where only the
// store can tell.
func (c *cache) get(ref rowRef) (row any, known bool) {
	row, known = c.rows[ref]
	return row, known
}

// put keeps a row, or with nil that there is none. A full cache is emptied: what
// is in use comes back with the next look.
func (c *cache) put(ref rowRef, row any) {
	if len(c.rows) >= c.room {
		clear(c.rows)
	}
	c.rows[ref] = row
}

// none reports whether it is known that no row holds under a value.
func (c *cache) none(t tableRef, at indexed) bool { return c.empty[t][at] }

// noted keeps that no row holds under a value, until the table changes.
func (c *cache) noted(t tableRef, at indexed) {
	if len(c.empty[t]) >= c.room || c.empty[t] == nil {
		c.empty[t] = map[indexed]bool{}
	}
	c.empty[t][at] = true
}

// changed forgets what was known of a table's indexes.
func (c *cache) changed(t tableRef) { delete(c.empty, t) }
