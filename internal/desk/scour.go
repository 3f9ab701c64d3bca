package desk

import (
	"context"
	"errors"
	"fmt"

	"parley.example/record/statement"
)

// Scour leaves nothing in this desk's file of a statement's text that the desk has
// let go of: what SQLite would overwrite in its own time is overwritten now. The
// node calls it when the text is erased. A draft that came back to its officer is
// the officer's own, and stays. R-ERASE-8.
func (d *Desk) Scour(ctx context.Context, id statement.ID) error {
	if _, err := d.Watch(ctx, id); err != nil && !errors.Is(err, ErrNoDraft) {
		return fmt.Errorf("scour the desk: %w", err)
	}
	var busy, size, moved int
	if err := d.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &size, &moved); err != nil {
		return fmt.Errorf("scour the desk: %w", err)
	}
	if busy != 0 {
		return errors.New("scour the desk: another program reads desk.db; end it")
	}
	return nil
}
