package projection

// cache holds decoded rows that hold now, for the engine alone. It never holds
// what is not committed.
type cache struct {
	room int
	rows map[rowRef]any
}

func newCache(size int) *cache { return &cache{room: size, rows: make(map[rowRef]any)} }

func (c *cache) get(ref rowRef) (any, bool) {
	row, ok := c.rows[ref]
	return row, ok
}

// put keeps a row, or forgets one that was dropped. A full cache is emptied:
// what is in use comes back with the next look.
func (c *cache) put(ref rowRef, row any) {
	if row == nil {
		delete(c.rows, ref)
		return
	}
	if len(c.rows) >= c.room {
		clear(c.rows)
	}
	c.rows[ref] = row
}
