package desk

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"parley.example/internal/kind"
)

// Once makes one filing of an act however often it is planned: a key of the
// caller's own, at most 200 bytes, that stands for this act of this officer.
// R-DESK-4.
type Once string

// Filed returns what an idempotency key was used for by this officer, if it was
// used: the filing as it stands. ErrReused says that it was another act.
func (d *Desk) Filed(ctx context.Context, by kind.Officer, act string, in any, once Once) (kind.Filing, bool, error) {
	a, err := d.act(act)
	if err != nil {
		return kind.Filing{}, false, err
	}
	if in, err = valueOf(in, a.In); err != nil {
		return kind.Filing{}, false, fmt.Errorf("act %s: %w", act, err)
	}
	input, err := json.Marshal(in)
	if err != nil {
		return kind.Filing{}, false, fmt.Errorf("act %s: %w", act, err)
	}
	digest := inputDigest(act, input)
	var token string
	var other []byte
	var state string
	err = d.db.QueryRowContext(ctx, `
SELECT token, digest, state FROM confirmation WHERE officer = ? AND once = ? AND once <> '' AND state IN ('signing', 'filed')`,
		by.Author.Officer, string(once)).Scan(&token, &other, &state)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return kind.Filing{}, false, nil
	case err != nil:
		return kind.Filing{}, false, fmt.Errorf("read a plan: %w", err)
	case !sameBytes(digest, other):
		return kind.Filing{}, false, ErrReused
	case state == stateSigning:
		f, err := d.Confirm(ctx, by, token)
		return f, err == nil, err
	}
	f, err := d.results(ctx, token)
	return f, err == nil, err
}

// inputDigest tells one act with its input from another.
func inputDigest(act string, input []byte) []byte { return hashOf(act + "\n" + string(input)) }

// sameOnce returns the token under which an idempotency key was used first, or
// the token given. One key for two acts is refused.
func (d *Desk) sameOnce(ctx context.Context, officer, token string) (string, error) {
	var once string
	var digest []byte
	err := d.db.QueryRowContext(ctx, "SELECT once, digest FROM confirmation WHERE token = ? AND officer = ?", token, officer).
		Scan(&once, &digest)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrNoToken
	}
	if err != nil {
		return "", fmt.Errorf("read a plan: %w", err)
	}
	if once == "" {
		return token, nil
	}
	var first string
	var other []byte
	err = d.db.QueryRowContext(ctx, `
SELECT token, digest FROM confirmation WHERE officer = ? AND once = ? AND state IN ('signing', 'filed')`, officer, once).
		Scan(&first, &other)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return token, nil
	case err != nil:
		return "", fmt.Errorf("read a plan: %w", err)
	case !sameBytes(digest, other):
		return "", ErrReused
	}
	return first, nil
}
