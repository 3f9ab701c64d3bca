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

// The states of a confirmation. Returned is one that went back to the officer
// before anything was signed.
const (
	statePlanned  = "planned"
	stateSigning  = "signing"
	stateFiled    = "filed"
	stateReturned = "returned"
)

// planned is a confirmation as it is kept.
type planned struct {
	token   string
	officer string
	act     string
	input   string
	once    string
	expires statement.Time
	state   string
	lines   []line
}

// line is one statement of a plan.
type line struct {
	n     int
	nonce [16]byte
	draft kept
	id    *statement.ID // nil until it was handed over
}

// form names the kept draft of a confirmed act among the officer's drafts.
func (p *planned) form() string { return p.act + "#" + p.token[:8] }

// begin reads a plan and, if it waits, marks it as under way and keeps its
// draft: from here on a stop leaves a trace.
func (d *Desk) begin(ctx context.Context, officer, token string) (planned, error) {
	p := planned{token: token, officer: officer}
	err := inTx(ctx, d.db, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx,
			"SELECT act, input, once, expires, state FROM confirmation WHERE token = ? AND officer = ?", token, officer).
			Scan(&p.act, &p.input, &p.once, &p.expires, &p.state)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNoToken
		}
		if err != nil {
			return fmt.Errorf("read a plan: %w", err)
		}
		switch p.state {
		case stateFiled:
			return nil
		case stateReturned:
			return ErrExpired
		case statePlanned:
			if d.Clock() >= p.expires {
				return ErrExpired
			}
			if err := d.start(ctx, tx, &p); err != nil {
				return err
			}
		case stateSigning:
		default:
			return fmt.Errorf("a plan in state %q", p.state)
		}
		p.lines, err = lines(ctx, tx, token)
		return err
	})
	return p, err
}

// start marks a plan as under way. A second one with the same idempotency key
// is stopped by the index.
func (d *Desk) start(ctx context.Context, tx *sql.Tx, p *planned) error {
	if _, err := tx.ExecContext(ctx, "UPDATE confirmation SET state = 'signing' WHERE token = ?", p.token); err != nil {
		return fmt.Errorf("begin to sign: %w", err)
	}
	p.state = stateSigning
	return putDraft(ctx, tx, Draft{Officer: p.officer, Form: p.form(), Act: p.act, Content: []byte(p.input), Saved: d.Clock()})
}

func lines(ctx context.Context, tx *sql.Tx, token string) ([]line, error) {
	rows, err := tx.QueryContext(ctx, "SELECT n, nonce, draft, id FROM filing WHERE token = ? ORDER BY n", token)
	if err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err says what went wrong
	var list []line
	for rows.Next() {
		var l line
		var nonce, id []byte
		var text string
		if err := rows.Scan(&l.n, &nonce, &text, &id); err != nil {
			return nil, fmt.Errorf("read drafts: %w", err)
		}
		if text != "" {
			if err := json.Unmarshal([]byte(text), &l.draft); err != nil {
				return nil, fmt.Errorf("read drafts: %w", err)
			}
		}
		copy(l.nonce[:], nonce)
		if len(id) > 0 {
			l.id = new(statement.ID)
			copy(l.id[:], id)
		}
		list = append(list, l)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	return list, nil
}

// note writes down that a statement was handed over.
func (d *Desk) note(ctx context.Context, p planned, l line, id statement.ID) error {
	result, err := json.Marshal(kind.Result{ID: id, Type: l.draft.Type, Logged: -1})
	if err != nil {
		return fmt.Errorf("note %s: %w", id, err)
	}
	_, err = d.db.ExecContext(ctx, "UPDATE filing SET id = ?, result = ? WHERE token = ? AND n = ?", id[:], string(result), p.token, l.n)
	if err != nil {
		return fmt.Errorf("note %s: %w", id, err)
	}
	return nil
}

// finish marks a plan as filed: all of it was handed over.
func (d *Desk) finish(ctx context.Context, p planned) error {
	if _, err := d.db.ExecContext(ctx, "UPDATE confirmation SET state = 'filed' WHERE token = ?", p.token); err != nil {
		return fmt.Errorf("note the filing: %w", err)
	}
	return nil
}

// giveBack returns a plan to its officer with the reason, which it also
// returns. Where a part of it was handed over already, that part stays filed.
func (d *Desk) giveBack(ctx context.Context, p planned, whole bool, why error) error {
	state := stateReturned
	if !whole {
		state = stateFiled
	}
	err := inTx(ctx, d.db, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE confirmation SET state = ? WHERE token = ?", state, p.token); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM filing WHERE token = ? AND id IS NULL", p.token); err != nil {
			return err
		}
		return putWhy(ctx, tx, p.officer, p.form(), reason(why))
	})
	if err != nil {
		return errors.Join(why, fmt.Errorf("give the draft back: %w", err))
	}
	return why
}

// reason is what a draft says of why it came back: the rule where there is one,
// never an internal error.
func reason(err error) lang.Message {
	var void *kind.Void
	var problem *kind.Problem
	switch {
	case errors.As(err, &void):
		return lang.Say("desk.why.void", "rule", void.Rule, "text", void.Text)
	case errors.Is(err, ErrExpired):
		return lang.Say("desk.why.expired")
	case errors.Is(err, ErrNoPower):
		return lang.Say("desk.why.no_power")
	case errors.As(err, &problem):
		return lang.Say("desk.why.input")
	}
	return lang.Say("desk.why.fault")
}

// results returns what is known of a token's statements.
func (d *Desk) results(ctx context.Context, token string) (kind.Filing, error) {
	rows, err := d.db.QueryContext(ctx, "SELECT result FROM filing WHERE token = ? AND id IS NOT NULL ORDER BY n", token)
	if err != nil {
		return kind.Filing{}, fmt.Errorf("read results: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err says what went wrong
	var f kind.Filing
	for rows.Next() {
		var text string
		var r kind.Result
		if err := rows.Scan(&text); err != nil {
			return kind.Filing{}, fmt.Errorf("read results: %w", err)
		}
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			return kind.Filing{}, fmt.Errorf("read results: %w", err)
		}
		f.Results = append(f.Results, r)
	}
	if err := rows.Err(); err != nil {
		return kind.Filing{}, fmt.Errorf("read results: %w", err)
	}
	return f, nil
}
