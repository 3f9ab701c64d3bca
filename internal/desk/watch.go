package desk

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/record/statement"
)

// Watch returns what has become of a statement that this desk filed: promised,
// logged and receipted apart, or the way back to the officer. R-DESK-8.
func (d *Desk) Watch(ctx context.Context, id statement.ID) (kind.Result, error) {
	f, err := d.followed(ctx, "id = ?", id[:])
	if err != nil {
		return kind.Result{}, err
	}
	if len(f) == 0 {
		return kind.Result{}, ErrNoDraft
	}
	if f[0].done {
		return f[0].result, nil
	}
	return d.follow(ctx, f[0])
}

// Follow brings every open result up to date, lets go of drafts whose receipts
// are here, and takes in hand what a stop in the middle left. The node calls it
// once when it has opened, and after each fold. One statement that cannot be
// followed does not keep it from the others.
func (d *Desk) Follow(ctx context.Context) error {
	if err := d.resume(ctx); err != nil {
		return fmt.Errorf("follow: %w", err)
	}
	open, err := d.followed(ctx, "done = 0 AND id IS NOT NULL")
	if err != nil {
		return fmt.Errorf("follow: %w", err)
	}
	var faults []error
	for _, f := range open {
		if _, err := d.follow(ctx, f); err != nil {
			faults = append(faults, fmt.Errorf("follow: %w", err))
		}
	}
	return errors.Join(faults...)
}

// followed is a statement with its newest result.
type followed struct {
	token  string
	id     statement.ID
	done   bool
	sealed bool
	result kind.Result
}

func (d *Desk) followed(ctx context.Context, where string, args ...any) ([]followed, error) {
	const columns = "token, id, done, CASE draft WHEN '' THEN 0 ELSE json_extract(draft, '$.readers') IS NOT NULL END, result"
	query := "SELECT " + columns + " FROM filing WHERE " + where + " ORDER BY token, n" //nolint:gosec // where is a constant of this file
	rows, err := d.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read results: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err says what went wrong
	var list []followed
	for rows.Next() {
		var f followed
		var id []byte
		var text string
		if err := rows.Scan(&f.token, &id, &f.done, &f.sealed, &text); err != nil {
			return nil, fmt.Errorf("read results: %w", err)
		}
		if err := json.Unmarshal([]byte(text), &f.result); err != nil {
			return nil, fmt.Errorf("read results: %w", err)
		}
		copy(f.id[:], id)
		list = append(list, f)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, fmt.Errorf("read results: %w", err)
	}
	return list, nil
}

// follow asks for the newest result of a statement and keeps it. How far the
// picture is, it asks first: a verdict that was there then is in the result.
func (d *Desk) follow(ctx context.Context, f followed) (kind.Result, error) {
	place, err := d.place(ctx)
	if err != nil {
		return kind.Result{}, err
	}
	r, err := d.Submit.Result(ctx, f.id)
	if err != nil {
		return kind.Result{}, fmt.Errorf("result of %s: %w", f.id, err)
	}
	r.ID, r.Type = f.id, f.result.Type
	// A receipt is not the end before the picture has judged the entry.
	judged := r.Receipted && place >= r.Logged
	if judged && r.Void == nil {
		var read bool
		if r.Lapsed, read, err = d.lapsed(ctx, f); err != nil {
			return kind.Result{}, err
		}
		judged = read
	}
	if reflect.DeepEqual(r, f.result) && !judged {
		return r, nil
	}
	text, err := json.Marshal(r)
	if err != nil {
		return kind.Result{}, fmt.Errorf("result of %s: %w", f.id, err)
	}
	done := judged || r.Void != nil || r.Lapsed
	err = inTx(ctx, d.db, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE filing SET result = ?, done = ? WHERE id = ? AND done = 0", string(text), done, f.id[:])
		if err != nil {
			return fmt.Errorf("keep the result: %w", err)
		}
		return d.letGo(ctx, tx, f.token, r)
	})
	return r, err
}

// place is the index of the last entry in the picture.
func (d *Desk) place(ctx context.Context) (index int64, err error) {
	err = d.Read(ctx, func(v kind.Reader) error {
		index, _ = v.Place()
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("read the record: %w", err)
	}
	return index, nil
}

// lapsed reports whether a statement came onto the record after its time: as
// words, without effect (PROTOCOL A10). What is sealed is judged in its room,
// after the common room has passed it; until it was read there, read is false.
func (d *Desk) lapsed(ctx context.Context, f followed) (late, read bool, err error) {
	err = d.Read(ctx, func(v kind.Reader) error {
		e, ok := v.Entry(f.id)
		read = !f.sealed || ok && e.Room != ""
		late = ok && read && e.NotAfter != 0 && e.ReceivedAt > e.NotAfter
		return nil
	})
	if err != nil {
		return false, false, fmt.Errorf("read the record: %w", err)
	}
	return late, read, nil
}

// letGo drops the draft of a filing that is receipted, all of it; where it is
// void or lapsed, the draft stays and says so.
func (d *Desk) letGo(ctx context.Context, tx *sql.Tx, token string, r kind.Result) error {
	p := planned{token: token}
	err := tx.QueryRowContext(ctx, "SELECT officer, act, state FROM confirmation WHERE token = ?", token).
		Scan(&p.officer, &p.act, &p.state)
	if err != nil {
		return fmt.Errorf("read a plan: %w", err)
	}
	switch {
	case r.Void != nil:
		return putWhy(ctx, tx, p.officer, p.form(), reason(r.Void))
	case r.Lapsed:
		return putWhy(ctx, tx, p.officer, p.form(), lang.Say("desk.why.lapsed"))
	}
	var open, bad int
	err = tx.QueryRowContext(ctx, `
SELECT COUNT(*) FILTER (WHERE done = 0),
       COUNT(*) FILTER (WHERE result <> '' AND (json_extract(result, '$.void') IS NOT NULL OR json_extract(result, '$.lapsed')))
FROM filing WHERE token = ?`, token).Scan(&open, &bad)
	if err != nil {
		return fmt.Errorf("read results: %w", err)
	}
	if p.state != stateFiled || open > 0 || bad > 0 {
		return nil
	}
	for _, q := range []string{
		"UPDATE confirmation SET input = '' WHERE token = ?",
		"UPDATE filing SET draft = '' WHERE token = ?",
	} {
		if _, err := tx.ExecContext(ctx, q, token); err != nil {
			return fmt.Errorf("let go of a draft: %w", err)
		}
	}
	_, err = tx.ExecContext(ctx, "DELETE FROM draft WHERE officer = ? AND form = ? AND why = ''", p.officer, p.form())
	if err != nil {
		return fmt.Errorf("let go of a draft: %w", err)
	}
	return nil
}

// resume looks after filings that were under way when the process stopped, or
// stopped at a fault. What was signed is noted; what was not stays with the
// officer, who confirms again or lets it be.
func (d *Desk) resume(ctx context.Context) error {
	rows, err := d.db.QueryContext(ctx, `
SELECT c.token, c.officer, c.act, c.expires, o.pub FROM confirmation c JOIN officer o ON o.code = c.officer WHERE c.state = 'signing'`)
	if err != nil {
		return fmt.Errorf("read what was under way: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err says what went wrong
	var list []planned
	var keys []statement.Digest
	for rows.Next() {
		var p planned
		var raw []byte
		var pub statement.PublicKey
		if err := rows.Scan(&p.token, &p.officer, &p.act, &p.expires, &raw); err != nil {
			return fmt.Errorf("read what was under way: %w", err)
		}
		copy(pub[:], raw)
		list, keys = append(list, p), append(keys, pub.ID())
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return fmt.Errorf("read what was under way: %w", err)
	}
	for i, p := range list {
		if err := d.resumeOne(ctx, p, keys[i]); err != nil && !errors.Is(err, ErrExpired) {
			return err
		}
	}
	return nil
}

func (d *Desk) resumeOne(ctx context.Context, p planned, key statement.Digest) error {
	d.filing.Lock()
	defer d.filing.Unlock()
	err := inTx(ctx, d.db, func(tx *sql.Tx) (err error) {
		if err := tx.QueryRowContext(ctx, "SELECT state FROM confirmation WHERE token = ?", p.token).Scan(&p.state); err != nil {
			return err
		}
		p.lines, err = lines(ctx, tx, p.token)
		return err
	})
	if err != nil {
		return fmt.Errorf("read what was under way: %w", err)
	}
	if p.state != stateSigning {
		return nil
	}
	open, err := d.unsent(ctx, key, p)
	switch {
	case err != nil:
		return err
	case len(open) == 0:
		return d.finish(ctx, p)
	case d.Clock() >= p.expires:
		return d.giveBack(ctx, p, len(open) == len(p.lines), ErrExpired)
	}
	return nil
}
