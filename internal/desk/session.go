package desk

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"parley.example/record/statement"
)

// Sessions is the store of the web's cookie sessions (scs.Store and
// scs.CtxStore). It keeps the hash of each token: who reads desk.db cannot
// take a session over.
type Sessions struct {
	db    *sql.DB
	clock func() statement.Time
}

// Sessions returns the store over this desk's file.
func (d *Desk) Sessions() *Sessions { return &Sessions{db: d.db, clock: d.Clock} }

// Find returns what a token stands for, unless it is over.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit stores what a token stands for.
func (s *Sessions) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}

// Delete forgets a token.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// FindCtx returns what a token stands for, unless it is over.
func (s *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var b []byte
	err := s.db.QueryRowContext(ctx,
		"SELECT content FROM session WHERE token = ? AND expires > ?", hashOf(token), int64(s.clock())).Scan(&b)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("session: %w", err)
	}
	return b, true, nil
}

// CommitCtx stores what a token stands for, and clears away what is over.
func (s *Sessions) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	return inTx(ctx, s.db, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM session WHERE expires <= ?", int64(s.clock())); err != nil {
			return fmt.Errorf("sessions that are over: %w", err)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO session (token, content, expires) VALUES (?, ?, ?)
ON CONFLICT (token) DO UPDATE SET content = excluded.content, expires = excluded.expires`,
			hashOf(token), b, int64(statement.TimeOf(expiry)))
		if err != nil {
			return fmt.Errorf("session: %w", err)
		}
		return nil
	})
}

// DeleteCtx forgets a token.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	if _, err := s.db.ExecContext(ctx, "DELETE FROM session WHERE token = ?", hashOf(token)); err != nil {
		return fmt.Errorf("session: %w", err)
	}
	return nil
}

func hashOf(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}
