package sqlite

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"parley.example/internal/kind"
	"parley.example/internal/projection"
)

type toyRow struct {
	State string `json:"state"`
}

var toys = kind.Table[toyRow]{Name: "toy", Index: []kind.TypedIndex[toyRow]{
	{Name: "state", Of: func(r toyRow) (string, bool) { return r.State, true }},
}}

func openToys(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(path, []kind.Schema{toys.Schema()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// versions is a batch of so many versions of a hundred rows, open for most of
// their life.
func versions(n int) projection.Commit {
	c := projection.Commit{Size: int64(n)}
	for i := range n {
		state := "open"
		if n-i <= 90 {
			state = "closed"
		}
		c.Changes = append(c.Changes, projection.Change{
			Index: int64(i), Table: "toy", Key: fmt.Sprintf("%03d", i%100), Row: []byte(`{"state":"` + state + `"}`), By: []string{state},
		})
	}
	return c
}

// The two questions of every page, what holds and what holds under an index, go
// by an index past all that ended before. R-PICTURE-9.
func TestPlans(t *testing.T) {
	s := openToys(t, filepath.Join(t.TempDir(), "picture.db"))
	if err := s.Commit(versions(4000)); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Rows("", "toy", 0, "open", projection.Now); err != nil || len(got) != 10 {
		t.Errorf("%d rows are open (%v), want 10", len(got), err)
	}
	if got, err := s.Rows("", "toy", -1, "", projection.Now); err != nil || len(got) != 100 || got[7].Key != "007" {
		t.Errorf("%d rows hold (%v), want 100 in order", len(got), err)
	}
	if got, err := s.Rows("", "toy", 0, "open", 1500); err != nil || len(got) != 100 {
		t.Errorf("%d rows were open at 1500 (%v), want 100", len(got), err)
	}
	const where = `SELECT key, row FROM t_toy WHERE room = ? AND since <= ? AND until > ? AND row IS NOT NULL`
	for query, want := range map[string]string{
		where + ` ORDER BY key`:                  "t_toy__all (room=? AND until>?)",
		where + ` AND by_state = ? ORDER BY key`: "t_toy_state (room=? AND by_state=? AND until>?)",
		`SELECT row FROM t_toy WHERE room = ? AND key = ? AND since <= ? ORDER BY since DESC LIMIT 1`: "(room=? AND key=? AND since<?)",
		`SELECT EXISTS (SELECT 1 FROM entry WHERE act = ?)`:                                           "entry_act (act=?)",
	} {
		if plan := explain(t, s, query); !strings.Contains(plan, want) {
			t.Errorf("%s\ngoes by %s\nwant %s", query, plan, want)
		}
	}
}

func explain(t *testing.T, s *Store, query string) string {
	t.Helper()
	args := make([]any, strings.Count(query, "?"))
	for i := range args {
		args[i] = 0
	}
	rows, err := s.read.Query("EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var plan []string
	for rows.Next() {
		var id, parent, none int
		var detail string
		if err := rows.Scan(&id, &parent, &none, &detail); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, detail)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(plan, "; ")
}

// A commit for which there is no room takes nothing, and is taken when there is.
// R-PICTURE-2.
func TestDiskFull(t *testing.T) {
	s := openToys(t, filepath.Join(t.TempDir(), "picture.db"))
	var pages int
	if err := s.write.QueryRow(`PRAGMA page_count`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := s.write.Exec(fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+20)); err != nil {
		t.Fatal(err)
	}
	c := versions(5000)
	if err := s.Commit(c); err == nil || !strings.Contains(err.Error(), "full") {
		t.Fatalf("a commit without room: %v, want that the disk is full", err)
	}
	if saved, err := s.Load(); err != nil || saved.Size != 0 {
		t.Errorf("size %d after a commit that failed (%v), want 0", saved.Size, err)
	}
	if _, err := s.write.Exec(`PRAGMA max_page_count = 100000`); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(c); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Rows("", "toy", -1, "", projection.Now); err != nil || len(got) != 100 {
		t.Errorf("%d rows (%v), want 100", len(got), err)
	}
}

// A file that is torn, or that other tables made, is made anew: it is derived.
// R-PICTURE-8.
func TestMadeAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "picture.db")
	s, err := Open(path, []kind.Schema{toys.Schema()})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(versions(10)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if saved, err := openToys(t, path).Load(); err != nil || saved.Size != 10 {
		t.Fatalf("opened again at %d (%v), want 10", saved.Size, err)
	}
	for name, spoil := range map[string]func() kind.Schema{
		"torn": func() kind.Schema {
			if err := os.WriteFile(path, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
				t.Fatal(err)
			}
			return toys.Schema()
		},
		"an older layout": func() kind.Schema {
			db, err := open(path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.write.Exec(`DROP TABLE kept; UPDATE meta SET value = 'of layout 2'`); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			return toys.Schema()
		},
		"another row": func() kind.Schema {
			other := toys.Schema()
			other.Row = reflect.TypeFor[struct{ Other string }]()
			return other
		},
	} {
		s, err := Open(path, []kind.Schema{spoil()})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if saved, err := s.Load(); err != nil || saved.Size != 0 {
			t.Errorf("%s: at %d (%v), want a new file", name, saved.Size, err)
		}
		if err := s.Commit(projection.Commit{Size: 3}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A field deep inside a row is part of the table: types are told apart by what
// they hold, not by their names.
func TestFingerprintGoesDeep(t *testing.T) {
	one := func() reflect.Type {
		type inner struct{ A int }
		type row struct{ Of []map[string]*inner }
		return reflect.TypeFor[row]()
	}()
	two := func() reflect.Type {
		type inner struct{ A, B int }
		type row struct{ Of []map[string]*inner }
		return reflect.TypeFor[row]()
	}()
	if one.String() != two.String() {
		t.Fatalf("%s and %s are told apart by name: the test shows nothing", one, two)
	}
	if fingerprint([]kind.Schema{{Name: "toy", Row: one}}) == fingerprint([]kind.Schema{{Name: "toy", Row: two}}) {
		t.Error("another field deep inside has the same fingerprint")
	}
}
