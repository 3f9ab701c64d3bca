package sqlite

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"reflect"
	"strings"
	"sync"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"parley.example/internal/kind"
	"parley.example/internal/projection"
)

// Store is a projection.Store over one file.
type Store struct {
	write   *sql.DB // one connection
	read    *sql.DB
	columns map[string][]string // index columns by table

	mu       sync.Mutex // guards prepared
	prepared map[string]*sql.Stmt
}

// readers is how many read at once.
const readers = 8

// layout is raised when the engine's own tables change.
const layout = "3"

// Open opens the file, and makes it anew where it is torn, its tables are not
// those of the schemas or its layout is an older one: the picture is then rebuilt
// from the mirror. R-PICTURE-8.
func Open(path string, schemas []kind.Schema) (*Store, error) {
	want := fingerprint(schemas)
	s, err := open(path, schemas)
	if isTorn(err) {
		if err = Remove(path); err == nil {
			s, err = open(path, schemas)
		}
	}
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
	if err := Remove(path); err != nil {
		return nil, err
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

// isTorn reports whether a file is no database any more.
func isTorn(err error) bool {
	var e *driver.Error
	return errors.As(err, &e) && (e.Code()&0xff == sqlite3.SQLITE_NOTADB || e.Code()&0xff == sqlite3.SQLITE_CORRUPT)
}

// Remove removes a picture that is closed. It is derived: the mirror makes it
// anew.
func Remove(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove outdated picture: %w", err)
		}
	}
	return nil
}

func open(path string, schemas []kind.Schema) (*Store, error) {
	// What the picture loses in a power cut is folded again from the mirror, so
	// NORMAL is enough: it never tears.
	dsn := "file:" + path + "?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=busy_timeout(10000)" +
		"&_pragma=cache_size(-65536)"
	s := &Store{columns: map[string][]string{}, prepared: map[string]*sql.Stmt{}}
	for _, sc := range schemas {
		s.columns[sc.Name] = nil
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
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers) // a connection knows its prepared queries
	if err := s.write.Ping(); err != nil {
		return nil, errors.Join(fmt.Errorf("open picture %s: %w", path, err), s.Close())
	}
	return s, nil
}

// fingerprint names the tables: their indexes and their rows' fields, down to
// the fields of what these hold. R-PICTURE-8.
func fingerprint(schemas []kind.Schema) string {
	h := sha256.New()
	fmt.Fprintln(h, layout)
	seen := map[reflect.Type]bool{}
	for _, sc := range schemas {
		fmt.Fprintln(h, "table", sc.Name)
		describe(h, sc.Row, seen)
		for _, ix := range sc.Index {
			fmt.Fprintln(h, "by", ix.Name)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// describe writes a type's shape, each once.
func describe(w io.Writer, t reflect.Type, seen map[reflect.Type]bool) {
	fmt.Fprintln(w, t.String(), t.Kind())
	if seen[t] {
		return
	}
	seen[t] = true
	switch t.Kind() { //nolint:exhaustive // a scalar says all with its name
	case reflect.Struct:
		for f := range t.Fields() {
			fmt.Fprintln(w, f.Name, f.Tag)
			describe(w, f.Type, seen)
		}
	case reflect.Map:
		describe(w, t.Key(), seen)
		describe(w, t.Elem(), seen)
	case reflect.Slice, reflect.Array, reflect.Pointer:
		describe(w, t.Elem(), seen)
	}
}

// create is the DDL: the engine's own tables, and one for each schema.
func create(schemas []kind.Schema) string {
	var b strings.Builder
	b.WriteString(roomTables + `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, time INTEGER NOT NULL, record BLOB,
	rules BLOB NOT NULL);
CREATE TABLE entry (idx INTEGER PRIMARY KEY, id BLOB NOT NULL, time INTEGER NOT NULL, act BLOB, rule TEXT NOT NULL,
	text TEXT NOT NULL);
CREATE INDEX entry_id ON entry (id);
CREATE INDEX entry_act ON entry (act) WHERE act IS NOT NULL;
CREATE TABLE digest (idx INTEGER PRIMARY KEY, digest BLOB NOT NULL);
CREATE TABLE charter (idx INTEGER PRIMARY KEY, document BLOB NOT NULL);
CREATE TABLE alarm (kind TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
`)
	for _, sc := range schemas {
		fmt.Fprintf(&b, "CREATE TABLE t_%s (room TEXT NOT NULL, key TEXT NOT NULL, since INTEGER NOT NULL,", sc.Name)
		b.WriteString(" until INTEGER NOT NULL, row BLOB")
		for _, ix := range sc.Index {
			fmt.Fprintf(&b, ", by_%s TEXT NOT NULL", ix.Name)
		}
		b.WriteString(", PRIMARY KEY (room, key, since)) WITHOUT ROWID;\n")
		// until stands before the key: versions that ended long ago are passed over.
		fmt.Fprintf(&b, "CREATE INDEX t_%s__all ON t_%s (room, until, key);\n", sc.Name, sc.Name)
		for _, ix := range sc.Index {
			fmt.Fprintf(&b, "CREATE INDEX t_%s_%s ON t_%s (room, by_%s, until, key);\n", sc.Name, ix.Name, sc.Name, ix.Name)
		}
	}
	return b.String()
}

// Load returns what the file holds.
func (s *Store) Load() (projection.Saved, error) {
	var saved projection.Saved
	var rules []byte
	err := s.read.QueryRow(`SELECT size, time, record, rules FROM place`).Scan(&saved.Size, &saved.Time, &saved.Record, &rules)
	if errors.Is(err, sql.ErrNoRows) {
		return saved, nil
	}
	if err != nil {
		return saved, fmt.Errorf("load picture: %w", err)
	}
	copy(saved.Rules[:], rules)
	if saved.Digest, err = s.DigestAt(math.MaxInt64); err != nil {
		return saved, err
	}
	rows, err := s.read.Query(`SELECT kind, key, at FROM alarm`)
	if err != nil {
		return saved, fmt.Errorf("load alarms: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err says what went wrong
	for rows.Next() {
		var a projection.AlarmOf
		if err := rows.Scan(&a.Kind, &a.Key, &a.At); err != nil {
			return saved, fmt.Errorf("load alarms: %w", err)
		}
		saved.Alarms = append(saved.Alarms, a)
	}
	return saved, rows.Err()
}

// Close closes the file.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, st := range s.prepared {
		errs = append(errs, st.Close())
	}
	clear(s.prepared)
	return errors.Join(append(errs, s.read.Close(), s.write.Close())...)
}
