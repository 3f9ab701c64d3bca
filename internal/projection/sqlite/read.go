package sqlite

import (
	"database/sql"
	"errors"
	"fmt"

	"parley.example/internal/projection"
	"parley.example/record/statement"
)

// query prepares a read once: parsing it costs more than running it. There are
// as many as tables and indexes have combinations, no more.
func (s *Store) query(text string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.prepared[text]; ok {
		return st, nil
	}
	st, err := s.read.Prepare(text) //nolint:sqlclosecheck // kept, and closed with the database
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	s.prepared[text] = st
	return st, nil
}

// one runs a read of at most one line, and returns sql.ErrNoRows for none.
func (s *Store) one(text string, args []any, into ...any) error {
	st, err := s.query(text) //nolint:sqlclosecheck // kept by query
	if err != nil {
		return err
	}
	return st.QueryRow(args...).Scan(into...)
}

// Row returns the row that holds at an index.
func (s *Store) Row(room, table, key string, at int64) ([]byte, error) {
	var row []byte
	err := s.one(`SELECT row FROM t_`+table+` WHERE room = ? AND key = ? AND since <= ? ORDER BY since DESC LIMIT 1`,
		[]any{room, key, at}, &row)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("row %s of %s: %w", key, table, err)
	}
	return row, nil
}

// Rows returns rows by an index, in order of their keys.
func (s *Store) Rows(room, table string, index int, value string, at int64) ([]projection.Keyed, error) {
	query := `SELECT key, row FROM t_` + table + ` WHERE room = ? AND since <= ? AND until > ? AND row IS NOT NULL`
	args := []any{room, at, at}
	if index >= 0 {
		query += ` AND by_` + s.columns[table][index] + ` = ?`
		args = append(args, value)
	}
	st, err := s.query(query + ` ORDER BY key`) //nolint:sqlclosecheck // kept by query
	if err != nil {
		return nil, fmt.Errorf("rows of %s: %w", table, err)
	}
	rows, err := st.Query(args...)
	if err != nil {
		return nil, fmt.Errorf("rows of %s: %w", table, err)
	}
	defer func() { _ = rows.Close() }() // rows.Err says what went wrong
	var found []projection.Keyed
	for rows.Next() {
		var k projection.Keyed
		if err := rows.Scan(&k.Key, &k.Row); err != nil {
			return nil, fmt.Errorf("rows of %s: %w", table, err)
		}
		found = append(found, k)
	}
	return found, rows.Err()
}

// Entry finds an entry by its statement id: the first that bears it.
func (s *Store) Entry(id statement.ID) (projection.Seen, bool, error) {
	return s.seen(`SELECT idx, id, time, rule, text FROM entry WHERE id = ? ORDER BY idx LIMIT 1`, id[:])
}

// EntryAt returns what is remembered of the entry at an index.
func (s *Store) EntryAt(index int64) (projection.Seen, bool, error) {
	return s.seen(`SELECT idx, id, time, rule, text FROM entry WHERE idx = ?`, index)
}

func (s *Store) seen(query string, args ...any) (projection.Seen, bool, error) {
	var e projection.Seen
	var id []byte
	err := s.one(query, args, &e.Index, &id, &e.Time, &e.Rule, &e.Text)
	if errors.Is(err, sql.ErrNoRows) {
		return e, false, nil
	}
	if err != nil {
		return e, false, fmt.Errorf("entry: %w", err)
	}
	copy(e.ID[:], id)
	return e, true, nil
}

// Acted reports whether an act digest is on the record already.
func (s *Store) Acted(act statement.Digest) (bool, error) {
	var found bool
	err := s.one(`SELECT EXISTS (SELECT 1 FROM entry WHERE act = ?)`, []any{act[:]}, &found)
	if err != nil {
		return false, fmt.Errorf("act: %w", err)
	}
	return found, nil
}

// DigestAt returns the chain's value at an index.
func (s *Store) DigestAt(index int64) (statement.Digest, error) {
	var d statement.Digest
	var b []byte
	err := s.one(`SELECT digest FROM digest WHERE idx <= ? ORDER BY idx DESC LIMIT 1`, []any{index}, &b)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return d, fmt.Errorf("digest: %w", err)
	}
	copy(d[:], b)
	return d, nil
}

// CharterAt returns the document in force at an index.
func (s *Store) CharterAt(index int64) ([]byte, error) {
	var b []byte
	err := s.one(`SELECT document FROM charter WHERE idx <= ? ORDER BY idx DESC LIMIT 1`, []any{index}, &b)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("charter: %w", err)
	}
	return b, nil
}
