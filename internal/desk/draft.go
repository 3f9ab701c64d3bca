package desk

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/record/statement"
)

// mostDraft bounds one draft.
const mostDraft = MaxBody

// Draft is an act's input before it is on the record. A page keeps what is
// typed under a form of its own naming; the desk keeps what was confirmed as
// "ACT#..." until its receipt. A session that ends takes no draft with it.
type Draft struct {
	Officer string          `json:"officer"`
	Form    string          `json:"form"`
	Act     string          `json:"act"`
	Content json.RawMessage `json:"content"`
	Saved   statement.Time  `json:"saved"`
	Why     lang.Message    `json:"why,omitzero"` // why it came back; no key if it did not
}

// SaveDraft keeps what an officer has typed into a form, in place of what was
// kept for it before.
func (d *Desk) SaveDraft(ctx context.Context, by kind.Officer, form, act string, content json.RawMessage) error {
	if form == "" || len(form) > 200 || len(content) > mostDraft || !json.Valid(content) {
		return fmt.Errorf("draft %.60q: a form's name, and JSON of at most %d bytes", form, mostDraft)
	}
	return inTx(ctx, d.db, func(tx *sql.Tx) error {
		return putDraft(ctx, tx, Draft{Officer: by.Officer, Form: form, Act: act, Content: content, Saved: d.Clock()})
	})
}

// Draft returns the draft of a form, or ErrNoDraft.
func (d *Desk) Draft(ctx context.Context, by kind.Officer, form string) (Draft, error) {
	list, err := d.drafts(ctx, "officer = ? AND form = ?", by.Officer, form)
	if err != nil {
		return Draft{}, err
	}
	if len(list) == 0 {
		return Draft{}, ErrNoDraft
	}
	return list[0], nil
}

// Drafts lists an officer's drafts, the newest first.
func (d *Desk) Drafts(ctx context.Context, by kind.Officer) ([]Draft, error) {
	return d.drafts(ctx, "officer = ?", by.Officer)
}

// DropDraft forgets a draft. What was signed from it is not touched.
func (d *Desk) DropDraft(ctx context.Context, by kind.Officer, form string) error {
	if _, err := d.db.ExecContext(ctx, "DELETE FROM draft WHERE officer = ? AND form = ?", by.Officer, form); err != nil {
		return fmt.Errorf("drop a draft: %w", err)
	}
	return nil
}

func (d *Desk) drafts(ctx context.Context, where string, args ...any) ([]Draft, error) {
	rows, err := d.db.QueryContext(ctx,
		"SELECT officer, form, act, content, saved, why FROM draft WHERE "+where+" ORDER BY saved DESC, form", args...) //nolint:gosec // where is a constant of this file
	if err != nil {
		return nil, fmt.Errorf("drafts: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err says what went wrong
	var list []Draft
	for rows.Next() {
		var dr Draft
		var content, why string
		if err := rows.Scan(&dr.Officer, &dr.Form, &dr.Act, &content, &dr.Saved, &why); err != nil {
			return nil, fmt.Errorf("drafts: %w", err)
		}
		if why != "" {
			if err := json.Unmarshal([]byte(why), &dr.Why); err != nil {
				return nil, fmt.Errorf("drafts: why %s came back: %w", dr.Form, err)
			}
		}
		dr.Content = json.RawMessage(content)
		list = append(list, dr)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, fmt.Errorf("drafts: %w", err)
	}
	return list, nil
}

func putDraft(ctx context.Context, tx *sql.Tx, dr Draft) error {
	_, err := tx.ExecContext(ctx, `
INSERT INTO draft (officer, form, act, content, saved, why) VALUES (?, ?, ?, ?, ?, '')
ON CONFLICT (officer, form) DO UPDATE SET act = excluded.act, content = excluded.content, saved = excluded.saved, why = ''`,
		dr.Officer, dr.Form, dr.Act, string(dr.Content), int64(dr.Saved))
	if err != nil {
		return fmt.Errorf("keep a draft: %w", err)
	}
	return nil
}

func putWhy(ctx context.Context, tx *sql.Tx, officer, form string, why lang.Message) error {
	text, err := json.Marshal(why)
	if err != nil {
		return fmt.Errorf("note why a draft came back: %w", err)
	}
	if _, err := tx.ExecContext(ctx, "UPDATE draft SET why = ? WHERE officer = ? AND form = ?", string(text), officer, form); err != nil {
		return fmt.Errorf("note why a draft came back: %w", err)
	}
	return nil
}
