package desk

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// steps make desk.db what this version needs, one after the other. It is truth
// and cannot be rebuilt: a step that was released is never changed, only
// followed by another.
var steps = []string{
	`
CREATE TABLE officer (
	code     TEXT PRIMARY KEY,
	name     TEXT NOT NULL,
	pub      BLOB NOT NULL,
	cost     TEXT NOT NULL, -- of argon2id, JSON
	salt     BLOB NOT NULL,
	verifier BLOB NOT NULL,
	sealed   BLOB NOT NULL, -- the signing key
	added    INTEGER NOT NULL
) STRICT;
CREATE TABLE session (
	token   BLOB PRIMARY KEY, -- SHA-256 of it
	content BLOB NOT NULL,
	expires INTEGER NOT NULL
) STRICT;
CREATE TABLE token (
	hash    BLOB PRIMARY KEY, -- SHA-256 of it
	officer TEXT NOT NULL REFERENCES officer(code),
	label   TEXT NOT NULL,
	sealed  BLOB, -- the signing key under the token; NULL for one that only reads
	made    INTEGER NOT NULL,
	expires INTEGER NOT NULL
) STRICT;
CREATE TABLE draft (
	officer TEXT NOT NULL,
	form    TEXT NOT NULL,
	act     TEXT NOT NULL,
	content TEXT NOT NULL, -- JSON
	saved   INTEGER NOT NULL,
	why     TEXT NOT NULL, -- "" or why it came back, a message in JSON
	PRIMARY KEY (officer, form)
) STRICT;
CREATE TABLE confirmation (
	token   TEXT PRIMARY KEY,
	officer TEXT NOT NULL,
	act     TEXT NOT NULL,
	input   TEXT NOT NULL, -- JSON, empty once all is receipted
	digest  BLOB NOT NULL, -- of act and input
	once    TEXT NOT NULL, -- idempotency key, or ""
	expires INTEGER NOT NULL,
	state   TEXT NOT NULL CHECK (state IN ('planned', 'signing', 'filed', 'returned'))
) STRICT;
CREATE UNIQUE INDEX once ON confirmation (officer, once) WHERE once <> '' AND state IN ('signing', 'filed');
CREATE INDEX signing ON confirmation (token) WHERE state = 'signing';
CREATE INDEX over ON confirmation (expires);
CREATE TABLE filing (
	token    TEXT NOT NULL REFERENCES confirmation(token) ON DELETE CASCADE,
	n        INTEGER NOT NULL,
	nonce    BLOB NOT NULL,
	draft    TEXT NOT NULL, -- JSON, empty once all is receipted
	id       BLOB,          -- of the statement, once it was handed over
	result   TEXT NOT NULL, -- JSON, newest
	done     INTEGER NOT NULL,
	PRIMARY KEY (token, n)
) STRICT;
CREATE UNIQUE INDEX filed ON filing (id) WHERE id IS NOT NULL;
CREATE INDEX undone ON filing (done) WHERE done = 0;
CREATE TABLE access (
	n       INTEGER PRIMARY KEY AUTOINCREMENT,
	at      INTEGER NOT NULL,
	officer TEXT NOT NULL,
	what    TEXT NOT NULL,
	subject TEXT NOT NULL
) STRICT;
`,
}

// openFile opens desk.db, readable by its owner alone. One connection does
// all: the file is small, and what it holds must be on the disk before anybody
// is told.
func openFile(ctx context.Context, path string) (*sql.DB, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open desk: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("open desk: %w", err)
	}
	pragmas := url.Values{"_pragma": {
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)",
	}, "_txlock": {"immediate"}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: pragmas.Encode()}).String())
	if err != nil {
		return nil, fmt.Errorf("open desk %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	if err := step(ctx, db, steps); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open desk %s: %w", path, err)
	}
	return db, nil
}

// step takes the file forward to the last step, each in its own transaction.
// A file that is further than this program is refused: an older version must
// not write into it. R-DESK-12.
func step(ctx context.Context, db *sql.DB, steps []string) error {
	var at int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&at); err != nil {
		return fmt.Errorf("read its version: %w", err)
	}
	if at > len(steps) {
		return fmt.Errorf("it is of version %d, this program knows %d: run the newer program", at, len(steps))
	}
	for n := at; n < len(steps); n++ {
		err := inTx(ctx, db, func(tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, steps[n]); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", n+1))
			return err
		})
		if err != nil {
			return fmt.Errorf("step %d: %w", n+1, err)
		}
	}
	return nil
}

// inTx runs do in a transaction that is kept only where do returns nil.
func inTx(ctx context.Context, db *sql.DB, do func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback()
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}
