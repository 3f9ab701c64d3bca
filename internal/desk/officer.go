package desk

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"parley.example/record/statement"
)

// leastPassword is the least length of a password, in bytes. Length is the one
// rule that helps; what it is made of is the officer's affair.
const leastPassword = 10

// Listed is an officer as desk.db has one. Whether the record knows the
// key is another matter: Standing says.
type Listed struct {
	Code string
	Name string
	Key  statement.PublicKey
}

// AddOfficer takes an officer in, with the signing key that the member's root
// has appointed or will appoint. The key is kept sealed under the password;
// nobody can bring it back without.
func (d *Desk) AddOfficer(ctx context.Context, code, name, password string, key ed25519.PrivateKey) error {
	switch {
	case !statement.IsCode(code):
		return fmt.Errorf("officer %.40q is not a code: a lower-case letter, then letters, digits, hyphens", code)
	case name == "":
		return errors.New("officer without a name")
	case len(key) != ed25519.PrivateKeySize:
		return fmt.Errorf("officer %s: a signing key has %d bytes, this one %d", code, ed25519.PrivateKeySize, len(key))
	}
	row, err := d.sealed(ctx, code, password, key)
	if err != nil {
		return err
	}
	res, err := d.db.ExecContext(ctx, `
INSERT INTO officer (code, name, pub, cost, salt, verifier, sealed, added) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (code) DO NOTHING`, code, name, row.pub[:], row.cost, row.salt, row.verifier, row.box, int64(d.Clock()))
	if err != nil {
		return fmt.Errorf("officer %s: %w", code, err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return fmt.Errorf("officer %s: %w", code, errors.Join(ErrTaken, err))
	}
	return nil
}

// ChangePassword seals an officer's key anew. Sessions and tokens stay.
func (d *Desk) ChangePassword(ctx context.Context, code, old, fresh string) error {
	key, l, err := d.open(ctx, code, old)
	if err != nil {
		return err
	}
	row, err := d.sealed(ctx, code, fresh, key)
	if err != nil {
		return err
	}
	// Only where the key is still the one that was opened: it may have been
	// renewed in between.
	_, err = d.db.ExecContext(ctx, "UPDATE officer SET cost = ?, salt = ?, verifier = ?, sealed = ? WHERE code = ? AND pub = ?",
		row.cost, row.salt, row.verifier, row.box, code, l.Key[:])
	if err != nil {
		return fmt.Errorf("officer %s: %w", code, err)
	}
	return nil
}

// RenewKey gives an officer another signing key, under the same password: the
// record appoints a key once, for ninety days at most. The officer's sessions
// lose the old key, and tokens that carried it are dropped.
func (d *Desk) RenewKey(ctx context.Context, code, password string, fresh ed25519.PrivateKey) error {
	if len(fresh) != ed25519.PrivateKeySize {
		return fmt.Errorf("officer %s: a signing key has %d bytes, this one %d", code, ed25519.PrivateKeySize, len(fresh))
	}
	if _, _, err := d.open(ctx, code, password); err != nil {
		return err
	}
	row, err := d.sealed(ctx, code, password, fresh)
	if err != nil {
		return err
	}
	d.filing.Lock()
	defer d.filing.Unlock()
	err = inTx(ctx, d.db, func(tx *sql.Tx) error {
		var open int
		err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM confirmation WHERE officer = ? AND state = 'signing'", code).Scan(&open)
		if err != nil {
			return err
		}
		if open > 0 {
			return ErrUnderWay
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM token WHERE officer = ?", code); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "UPDATE officer SET pub = ?, cost = ?, salt = ?, verifier = ?, sealed = ? WHERE code = ?",
			row.pub[:], row.cost, row.salt, row.verifier, row.box, code)
		return err
	})
	if err != nil {
		return fmt.Errorf("renew the key of %s: %w", code, err)
	}
	d.keys.drop(code)
	return nil
}

// DropOfficer forgets an officer with the sealed key, sessions and tokens. What
// the officer said stays on the record; only the member's root ends the
// appointment.
func (d *Desk) DropOfficer(ctx context.Context, code string) error {
	err := inTx(ctx, d.db, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM token WHERE officer = ?", code); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "DELETE FROM officer WHERE code = ?", code)
		return err
	})
	if err != nil {
		return fmt.Errorf("drop officer %s: %w", code, err)
	}
	d.keys.drop(code)
	return nil
}

// Officers lists the officers of this node, in order of their codes.
func (d *Desk) Officers(ctx context.Context) ([]Listed, error) {
	rows, err := d.db.QueryContext(ctx, "SELECT code, name, pub FROM officer ORDER BY code")
	if err != nil {
		return nil, fmt.Errorf("officers: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err says what went wrong
	var list []Listed
	for rows.Next() {
		var l Listed
		var pub []byte
		if err := rows.Scan(&l.Code, &l.Name, &pub); err != nil {
			return nil, fmt.Errorf("officers: %w", err)
		}
		copy(l.Key[:], pub)
		list = append(list, l)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("officers: %w", err)
	}
	return list, nil
}

// sealedRow is what desk.db keeps of an officer's key.
type sealedRow struct {
	pub                 statement.PublicKey
	cost                string // JSON
	salt, verifier, box []byte
}

// sealed seals a key under a password.
func (d *Desk) sealed(ctx context.Context, code, password string, key ed25519.PrivateKey) (sealedRow, error) {
	row := sealedRow{pub: statement.PublicOf(key), salt: make([]byte, 16)}
	if len(password) < leastPassword {
		return row, fmt.Errorf("officer %s: a password of at least %d characters", code, leastPassword)
	}
	if _, err := io.ReadFull(d.Rand, row.salt); err != nil {
		return row, fmt.Errorf("officer %s: salt: %w", code, err)
	}
	got, err := d.derive(ctx, password, row.salt, d.Cost)
	if err != nil {
		return row, fmt.Errorf("officer %s: %w", code, err)
	}
	row.verifier = got.verifier
	if row.box, err = seal(d.Rand, got.seal, key, bound(code, row.pub)); err != nil {
		return row, fmt.Errorf("officer %s: %w", code, err)
	}
	cost, err := json.Marshal(d.Cost)
	if err != nil {
		return row, fmt.Errorf("officer %s: %w", code, err)
	}
	row.cost = string(cost)
	return row, nil
}

// open checks a password and opens the key. Whoever is unknown here costs the
// same derivation, and gets the same answer, as a wrong password.
func (d *Desk) open(ctx context.Context, code, password string) (ed25519.PrivateKey, Listed, error) {
	if !statement.IsCode(code) {
		return nil, Listed{}, ErrSignIn // nobody's, which is no secret
	}
	if err := d.waits.begin(code, d.Clock()); err != nil {
		return nil, Listed{}, err
	}
	var (
		l                               = Listed{Code: code}
		pub, salt, verifier, box, empty []byte
		costText                        string
	)
	err := d.db.QueryRowContext(ctx, "SELECT name, pub, cost, salt, verifier, sealed FROM officer WHERE code = ?", code).
		Scan(&l.Name, &pub, &costText, &salt, &verifier, &box)
	known := err == nil
	cost := d.Cost
	switch {
	case errors.Is(err, sql.ErrNoRows):
		salt, verifier, box = make([]byte, 16), make([]byte, 32), empty
	case err != nil:
		return nil, Listed{}, fmt.Errorf("sign in: %w", err)
	default:
		if cost, err = parseCost(costText); err != nil {
			return nil, Listed{}, fmt.Errorf("sign in: %w", err)
		}
	}
	got, err := d.derive(ctx, password, salt, cost)
	if err != nil {
		return nil, Listed{}, err
	}
	if !sameBytes(got.verifier, verifier) || !known {
		return nil, Listed{}, ErrSignIn
	}
	copy(l.Key[:], pub)
	key, err := unseal(got.seal, box, bound(code, l.Key))
	if err != nil || statement.PublicOf(key) != l.Key {
		return nil, Listed{}, fmt.Errorf("officer %s: the password is right and the key does not open: restore desk.db", code)
	}
	d.waits.right(code)
	return key, l, nil
}

// listed returns one officer.
func (d *Desk) listed(ctx context.Context, code string) (Listed, error) {
	l := Listed{Code: code}
	var pub []byte
	err := d.db.QueryRowContext(ctx, "SELECT name, pub FROM officer WHERE code = ?", code).Scan(&l.Name, &pub)
	if errors.Is(err, sql.ErrNoRows) {
		return Listed{}, ErrSession
	}
	if err != nil {
		return Listed{}, fmt.Errorf("officer %s: %w", code, err)
	}
	copy(l.Key[:], pub)
	return l, nil
}

// bound is what a sealed key belongs to.
func bound(code string, pub statement.PublicKey) string { return code + "\n" + pub.ID().String() }
