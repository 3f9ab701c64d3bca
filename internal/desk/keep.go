package desk

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// remembered is for how long a filing answers to its token, its idempotency key
// and Watch, after all of it has ended. The record answers for ever.
const remembered = 30 * 24 * time.Hour

// clearAway drops plans that nobody confirmed in time, and filings that ended
// long ago.
func (d *Desk) clearAway(ctx context.Context, tx *sql.Tx) error {
	now := d.Clock()
	for _, q := range []struct {
		text   string
		before statement.Time
	}{
		{"DELETE FROM confirmation WHERE expires <= ? AND state = 'planned'", now},
		{`DELETE FROM confirmation WHERE expires <= ? AND state IN ('filed', 'returned')
AND NOT EXISTS (SELECT 1 FROM filing WHERE filing.token = confirmation.token AND filing.done = 0)`, now.Add(-remembered)},
	} {
		if _, err := tx.ExecContext(ctx, q.text, int64(q.before)); err != nil {
			return fmt.Errorf("clear away plans: %w", err)
		}
	}
	return nil
}

// keep writes a plan down under its token.
func (d *Desk) keep(ctx context.Context, officer string, c kind.Confirmation, in any, once Once, drafts []kept) error {
	input, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("keep the input: %w", err)
	}
	digest := inputDigest(c.Act, input)
	return inTx(ctx, d.db, func(tx *sql.Tx) error {
		if err := d.clearAway(ctx, tx); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `
INSERT INTO confirmation (token, officer, act, input, digest, once, expires, state) VALUES (?, ?, ?, ?, ?, ?, ?, 'planned')`,
			c.Token, officer, c.Act, string(input), digest, string(once), int64(c.Expires))
		if err != nil {
			return fmt.Errorf("keep the plan: %w", err)
		}
		for n, h := range drafts {
			nonce := make([]byte, 16)
			if _, err := io.ReadFull(d.Rand, nonce); err != nil {
				return fmt.Errorf("nonce: %w", err)
			}
			text, err := json.Marshal(h)
			if err != nil {
				return fmt.Errorf("keep a draft: %w", err)
			}
			_, err = tx.ExecContext(ctx, "INSERT INTO filing (token, n, nonce, draft, result, done) VALUES (?, ?, ?, ?, '', 0)",
				c.Token, n, nonce, string(text))
			if err != nil {
				return fmt.Errorf("keep a draft: %w", err)
			}
		}
		return nil
	})
}
