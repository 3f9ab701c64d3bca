package sqlite

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"

	_ "modernc.org/sqlite" // the driver

	"parley.example/record/statement"

	"parley.example/internal/kind"
	"parley.example/internal/projection"
)

// Store is a projection.Store over one file.
type Store struct {
	write   *sql.DB // one connection
	read    *sql.DB
	columns map[string][]string // index columns by table
}

// layout is raised when the engine's own tables change.
const layout = "1"

// Open opens the file, and makes it anew where its tables are not those of the
// schemas or its layout is an older one: the picture is then rebuilt from the
// mirror.
func Open(path string, schemas []kind.Schema) (*Store, error) {
	want := fingerprint(schemas)
	s, err := open(path, schemas)
	if err != nil {
		return nil, err
	}
	var have string
	err = s.write.QueryRow(`SELECT value FROM meta WHERE name = 'schema'`).Scan(&have)
	if err == nil && have == want {
		return s, nil
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("remove outdated picture: %w", err)
		}
	}
	if s, err = open(path, schemas); err != nil {
		return nil, err
	}
	if _, err := s.write.Exec(create(schemas)); err != nil {
		return nil, errors.Join(fmt.Errorf("create picture %s: %w", path, err), s.Close())
	}
	if _, err := s.write.Exec(`INSERT INTO meta (name, value) VALUES ('schema', ?)`, want); err != nil {
		return nil, errors.Join(fmt.Errorf("create picture %s: %w", path, err), s.Close())
	}
	return s, nil
}

func open(path string, schemas []kind.Schema) (*Store, error) {
	// What the picture loses in a power cut is folded again from the mirror, so
	// NORMAL is enough: it never tears.
	dsn := "file:" + path + "?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=busy_timeout(10000)" +
		"&_pragma=cache_size(-65536)"
	s := &Store{columns: map[string][]string{}}
	for _, sc := range schemas {
		for _, ix := range sc.Index {
			s.columns[sc.Name] = append(s.columns[sc.Name], ix.Name)
		}
	}
	var err error
	if s.write, err = sql.Open("sqlite", dsn); err != nil {
		return nil, fmt.Errorf("open picture %s: %w", path, err)
	}
	s.write.SetMaxOpenConns(1)
	if s.read, err = sql.Open("sqlite", dsn+"&_pragma=query_only(1)"); err != nil {
		return nil, errors.Join(fmt.Errorf("open picture %s: %w", path, err), s.write.Close())
	}
	s.read.SetMaxOpenConns(8)
	if err := s.write.Ping(); err != nil {
		return nil, errors.Join(fmt.Errorf("open picture %s: %w", path, err), s.Close())
	}
	return s, nil
}

// fingerprint names the tables: their rows' fields and their indexes.
func fingerprint(schemas []kind.Schema) string {
	h := sha256.New()
	fmt.Fprintln(h, layout)
	for _, sc := range schemas {
		fmt.Fprintln(h, sc.Name, sc.Row.String())
		for i := range sc.Row.NumField() {
			f := sc.Row.Field(i)
			fmt.Fprintln(h, f.Name, f.Type.String(), f.Tag)
		}
		for _, ix := range sc.Index {
			fmt.Fprintln(h, "by", ix.Name)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// create is the DDL: the engine's own tables, and one for each schema.
func create(schemas []kind.Schema) string {
	var b strings.Builder
	b.WriteString(`
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, time INTEGER NOT NULL, record BLOB);
CREATE TABLE entry (idx INTEGER PRIMARY KEY, id BLOB NOT NULL, act BLOB, rule TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX entry_id ON entry (id);
CREATE INDEX entry_act ON entry (act) WHERE act IS NOT NULL;
CREATE TABLE digest (idx INTEGER PRIMARY KEY, digest BLOB NOT NULL);
CREATE TABLE charter (idx INTEGER PRIMARY KEY, document BLOB NOT NULL);
CREATE TABLE alarm (kind TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
`)
	for _, sc := range schemas {
		fmt.Fprintf(&b, "CREATE TABLE t_%s (room TEXT NOT NULL, key TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, row BLOB",
			sc.Name)
		for _, ix := range sc.Index {
			fmt.Fprintf(&b, ", by_%s TEXT NOT NULL", ix.Name)
		}
		b.WriteString(", PRIMARY KEY (room, key, since)) WITHOUT ROWID;\n")
		for _, ix := range sc.Index {
			fmt.Fprintf(&b, "CREATE INDEX t_%s_%s ON t_%s (room, by_%s, key);\n", sc.Name, ix.Name, sc.Name, ix.Name)
		}
	}
	return b.String()
}

// Load returns what the file holds.
func (s *Store) Load() (projection.Saved, error) {
	var saved projection.Saved
	err := s.read.QueryRow(`SELECT size, time, record FROM place`).Scan(&saved.Size, &saved.Time, &saved.Record)
	if errors.Is(err, sql.ErrNoRows) {
		return saved, nil
	}
	if err != nil {
		return saved, fmt.Errorf("load picture: %w", err)
	}
	if saved.Digest, err = s.DigestAt(math.MaxInt64); err != nil {
		return saved, err
	}
	rows, err := s.read.Query(`SELECT kind, key, at FROM alarm`)
	if err != nil {
		return saved, fmt.Errorf("load alarms: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var a projection.AlarmOf
		if err := rows.Scan(&a.Kind, &a.Key, &a.At); err != nil {
			return saved, fmt.Errorf("load alarms: %w", err)
		}
		saved.Alarms = append(saved.Alarms, a)
	}
	return saved, rows.Err()
}

// Row returns the row that holds at an index.
func (s *Store) Row(room, table, key string, at int64) ([]byte, error) {
	var row []byte
	err := s.read.QueryRow(`SELECT row FROM t_`+table+` WHERE room = ? AND key = ? AND since <= ? ORDER BY since DESC LIMIT 1`,
		room, key, at).Scan(&row)
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
	rows, err := s.read.Query(query+` ORDER BY key`, args...)
	if err != nil {
		return nil, fmt.Errorf("rows of %s: %w", table, err)
	}
	defer rows.Close()
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
	return s.seen(`SELECT idx, id, rule, text FROM entry WHERE id = ? ORDER BY idx LIMIT 1`, id[:])
}

// EntryAt returns what is remembered of the entry at an index.
func (s *Store) EntryAt(index int64) (projection.Seen, bool, error) {
	return s.seen(`SELECT idx, id, rule, text FROM entry WHERE idx = ?`, index)
}

func (s *Store) seen(query string, arg any) (projection.Seen, bool, error) {
	var e projection.Seen
	var id []byte
	err := s.read.QueryRow(query, arg).Scan(&e.Index, &id, &e.Rule, &e.Text)
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
	err := s.read.QueryRow(`SELECT EXISTS (SELECT 1 FROM entry WHERE act = ?)`, act[:]).Scan(&found)
	if err != nil {
		return false, fmt.Errorf("act: %w", err)
	}
	return found, nil
}

// DigestAt returns the chain's value at an index.
func (s *Store) DigestAt(index int64) (statement.Digest, error) {
	var d statement.Digest
	var b []byte
	err := s.read.QueryRow(`SELECT digest FROM digest WHERE idx <= ? ORDER BY idx DESC LIMIT 1`, index).Scan(&b)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return d, fmt.Errorf("digest: %w", err)
	}
	copy(d[:], b)
	return d, nil
}

// CharterAt returns the document in force at an index.
func (s *Store) CharterAt(index int64) ([]byte, error) {
	var b []byte
	err := s.read.QueryRow(`SELECT document FROM charter WHERE idx <= ? ORDER BY idx DESC LIMIT 1`, index).Scan(&b)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("charter: %w", err)
	}
	return b, nil
}

// Close closes the file.
func (s *Store) Close() error { return errors.Join(s.read.Close(), s.write.Close()) }
