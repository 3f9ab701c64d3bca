package desk

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"parley.example/record/statement"
)

var (
	_ scs.Store    = (*Sessions)(nil)
	_ scs.CtxStore = (*Sessions)(nil)
)

// The file goes forward step by step, keeps what it holds, and is never opened
// by a program that is older than it.
func TestSteps(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "desk.db")
	db, err := openFile(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "INSERT INTO access (at, officer, what, subject) VALUES (1, 'a1', 'shown', '/board')"); err != nil {
		t.Fatal(err)
	}
	more := append(append([]string{}, steps...), "ALTER TABLE access ADD COLUMN why TEXT NOT NULL DEFAULT 'duty'")
	for range 2 { // the second time there is nothing to do
		if err := step(ctx, db, more); err != nil {
			t.Fatal(err)
		}
	}
	var why string
	if err := db.QueryRowContext(ctx, "SELECT why FROM access WHERE subject = '/board'").Scan(&why); err != nil || why != "duty" {
		t.Errorf("after the step: %q, %v, want duty", why, err)
	}
	if err := step(ctx, db, steps); err == nil || !strings.Contains(err.Error(), "run the newer program") {
		t.Errorf("an older program: %v, want a refusal", err)
	}
	if err := step(ctx, db, append(more, "CREATE TABLE half (a INTEGER); CREATE TABLE access (a INTEGER)")); err == nil {
		t.Error("a step that fails was taken")
	}
	var n int
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'half'").Scan(&n); err != nil || n != 0 {
		t.Errorf("half a step is there: %d, %v", n, err)
	}
}

func TestPragmas(t *testing.T) {
	ctx := context.Background()
	db, err := openFile(ctx, filepath.Join(t.TempDir(), "a desk?#%.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"} {
		var got string
		if err := db.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s = %q, %v, want %q", pragma, got, err, want)
		}
	}
}

func TestSessions(t *testing.T) {
	db, err := openFile(context.Background(), filepath.Join(t.TempDir(), "desk.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := statement.TimeOf(time.Date(2027, 3, 9, 8, 0, 0, 0, time.UTC))
	s := &Sessions{db: db, clock: func() statement.Time { return now }}
	find := func(token string) string {
		t.Helper()
		b, _, err := s.Find(token)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for _, content := range []string{"one", "two"} {
		if err := s.Commit("token", []byte(content), now.UTC().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if got := find("token"); got != content {
			t.Errorf("Find = %q, want %q", got, content)
		}
	}
	if got := find("other"); got != "" {
		t.Errorf("Find of another = %q, want nothing", got)
	}
	now = now.Add(time.Hour)
	if got := find("token"); got != "" {
		t.Errorf("Find after the end = %q, want nothing", got)
	}
	if err := s.Delete("token"); err != nil {
		t.Error(err)
	}
	if err := s.Delete("never there"); err != nil {
		t.Errorf("Delete of nothing = %v, want nil", err)
	}
}
