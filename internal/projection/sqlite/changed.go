package sqlite

import "fmt"

// ChangedAt reports whether a row of the common room changed at an entry. It
// reads the table through: it is asked where two pictures differ, once.
func (s *Store) ChangedAt(table string, index int64) (bool, error) {
	var changed bool
	if err := s.one(`SELECT EXISTS (SELECT 1 FROM t_`+table+` WHERE room = '' AND since = ?)`, []any{index}, &changed); err != nil {
		return false, fmt.Errorf("changes of %s at %d: %w", table, index, err)
	}
	return changed, nil
}
