package desk

import (
	"context"
	"fmt"

	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// Look is one line of the access log: who looked at what, or took it out.
type Look struct {
	At      statement.Time
	Officer string
	What    string // "shown", "exported", "printed"
	Subject string // a path or a statement id, never a content
}

// AddLook writes a line of the access log.
func (d *Desk) AddLook(ctx context.Context, by kind.Officer, what, subject string) error {
	_, err := d.db.ExecContext(ctx, "INSERT INTO access (at, officer, what, subject) VALUES (?, ?, ?, ?)",
		int64(d.Clock()), by.Officer, what, subject)
	if err != nil {
		return fmt.Errorf("access log: %w", err)
	}
	return nil
}

// Looks returns the newest lines of the access log, the newest first.
func (d *Desk) Looks(ctx context.Context, most int) ([]Look, error) {
	rows, err := d.db.QueryContext(ctx, "SELECT at, officer, what, subject FROM access ORDER BY n DESC LIMIT ?", most)
	if err != nil {
		return nil, fmt.Errorf("access log: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err says what went wrong
	var list []Look
	for rows.Next() {
		var l Look
		if err := rows.Scan(&l.At, &l.Officer, &l.What, &l.Subject); err != nil {
			return nil, fmt.Errorf("access log: %w", err)
		}
		list = append(list, l)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("access log: %w", err)
	}
	return list, nil
}
