package bench

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
	_ "modernc.org/sqlite" // the driver

	"parley.example/record/statement"
)

func bareKey(key ed25519.PrivateKey) ed25519.PublicKey {
	pub := statement.PublicOf(key)
	return pub[:]
}

// tesseraLog opens tessera alone on a new directory.
func tesseraLog(ctx context.Context, dir string, batch uint, age time.Duration) (*tessera.Appender, error) {
	skey, _, err := note.GenerateKey(rand.Reader, "parley.example/bench")
	if err != nil {
		return nil, err
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		return nil, err
	}
	if dir, err = os.MkdirTemp(dir, "tessera-"); err != nil {
		return nil, err
	}
	driver, err := posix.New(ctx, posix.Config{Path: dir})
	if err != nil {
		return nil, err
	}
	options := tessera.NewAppendOptions().WithBatching(batch, age).WithCheckpointSigner(signer).
		WithCheckpointInterval(100 * time.Millisecond)
	appender, _, _, err := tessera.NewAppender(ctx, driver, options)
	return appender, err
}

// tesseraOne adds leaf by leaf, each when the one before is integrated.
func tesseraOne(ctx context.Context, dir string, leaves [][]byte) ([]time.Duration, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	log, err := tesseraLog(ctx, dir, 1, time.Millisecond)
	if err != nil {
		return nil, err
	}
	var took []time.Duration
	for _, leaf := range leaves {
		before := time.Now()
		if _, err := log.Add(ctx, tessera.NewEntry(leaf))(); err != nil {
			return nil, err
		}
		took = append(took, time.Since(before))
	}
	return took, nil
}

// tesseraBulk adds all leaves at once, and returns how long it took until all
// were integrated.
func tesseraBulk(ctx context.Context, dir string, leaves [][]byte) (time.Duration, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	log, err := tesseraLog(ctx, dir, 1024, 20*time.Millisecond)
	if err != nil {
		return 0, err
	}
	before := time.Now()
	futures := make([]tessera.IndexFuture, 0, len(leaves))
	for _, leaf := range leaves {
		futures = append(futures, log.Add(ctx, tessera.NewEntry(leaf)))
	}
	for _, wait := range futures {
		if _, err := wait(); err != nil {
			return 0, err
		}
	}
	return time.Since(before), nil
}

// sqliteTable opens a table of leaves with their hashes, as durable as SQLite is.
func sqliteTable(ctx context.Context, dir string) (*sql.DB, error) {
	dir, err := os.MkdirTemp(dir, "sqlite-")
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "peer.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, "CREATE TABLE leaf (place INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, leaf BLOB NOT NULL)")
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

const insertLeaf = "INSERT INTO leaf (hash, leaf) VALUES (?, ?)"

// sqliteOne inserts row by row, each in a transaction of its own.
func sqliteOne(ctx context.Context, dir string, leaves [][]byte) (took []time.Duration, err error) {
	db, err := sqliteTable(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, leaf := range leaves {
		hash := sha256.Sum256(leaf)
		before := time.Now()
		if _, err := db.ExecContext(ctx, insertLeaf, hash[:], leaf); err != nil {
			return nil, err
		}
		took = append(took, time.Since(before))
	}
	return took, nil
}

// sqliteBulk inserts all leaves, so many a transaction.
func sqliteBulk(ctx context.Context, dir string, leaves [][]byte, each int) (took time.Duration, err error) {
	db, err := sqliteTable(ctx, dir)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	before := time.Now()
	for from := 0; from < len(leaves); from += each {
		if err := sqliteBatch(ctx, db, leaves[from:min(len(leaves), from+each)]); err != nil {
			return 0, err
		}
	}
	return time.Since(before), nil
}

func sqliteBatch(ctx context.Context, db *sql.DB, leaves [][]byte) (err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("insert: %w", errors.Join(err, tx.Rollback()))
		}
	}()
	insert, err := tx.PrepareContext(ctx, insertLeaf)
	if err != nil {
		return err
	}
	defer func() { _ = insert.Close() }() // closed with the transaction in any case
	for _, leaf := range leaves {
		hash := sha256.Sum256(leaf)
		if _, err := insert.ExecContext(ctx, hash[:], leaf); err != nil {
			return err
		}
	}
	return tx.Commit()
}
