package desk

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/chacha20poly1305"

	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// longestToken bounds the life of an API token.
const longestToken = 90 * 24 * time.Hour

// tokenPrefix lets people and scanners of secrets tell a token when they see one.
const tokenPrefix = "parley_"

// IsToken reports whether what a request bears is an API token and no session's
// handle. It says nothing of whether the token holds.
func IsToken(handle string) bool { return strings.HasPrefix(handle, tokenPrefix) }

// Token describes an API token; the token itself is shown once and kept nowhere.
type Token struct {
	Label   string
	Acts    bool // it signs; else it only reads
	Made    statement.Time
	Expires statement.Time
}

// AddToken makes an API token for a program of the officer's. One that acts
// carries the signing key, sealed under the token: whoever has it signs as the
// officer until it expires or is dropped.
func (d *Desk) AddToken(ctx context.Context, by kind.Officer, label string, acts bool, life time.Duration) (string, error) {
	if label == "" || len(label) > 100 || life <= 0 || life > longestToken {
		return "", fmt.Errorf("a token has a label of at most 100 bytes and a life of at most %v", longestToken)
	}
	secret, err := d.secret()
	if err != nil {
		return "", fmt.Errorf("token: %w", err)
	}
	token := tokenPrefix + secret
	var box []byte
	if acts {
		key, err := d.signingKey(ctx, by.Officer)
		if err != nil {
			return "", err
		}
		under, err := tokenKey(token)
		if err != nil {
			return "", err
		}
		if box, err = seal(d.Rand, under, key, bound(by.Officer, statement.PublicOf(key))); err != nil {
			return "", err
		}
	}
	now := d.Clock()
	_, err = d.db.ExecContext(ctx, "INSERT INTO token (hash, officer, label, sealed, made, expires) VALUES (?, ?, ?, ?, ?, ?)",
		hashOf(token), by.Officer, label, box, int64(now), int64(now.Add(life)))
	if err != nil {
		return "", fmt.Errorf("token: %w", err)
	}
	return token, nil
}

// Tokens lists an officer's tokens that are not over, the newest first.
func (d *Desk) Tokens(ctx context.Context, by kind.Officer) ([]Token, error) {
	rows, err := d.db.QueryContext(ctx,
		"SELECT label, sealed IS NOT NULL, made, expires FROM token WHERE officer = ? AND expires > ? ORDER BY made DESC, label",
		by.Officer, int64(d.Clock()))
	if err != nil {
		return nil, fmt.Errorf("tokens: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err says what went wrong
	var list []Token
	for rows.Next() {
		var t Token
		if err := rows.Scan(&t.Label, &t.Acts, &t.Made, &t.Expires); err != nil {
			return nil, fmt.Errorf("tokens: %w", err)
		}
		list = append(list, t)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("tokens: %w", err)
	}
	return list, nil
}

// DropTokens ends every token of a label.
func (d *Desk) DropTokens(ctx context.Context, by kind.Officer, label string) error {
	if _, err := d.db.ExecContext(ctx, "DELETE FROM token WHERE officer = ? AND label = ?", by.Officer, label); err != nil {
		return fmt.Errorf("drop token: %w", err)
	}
	return nil
}

// tokenOfficer finds a token's officer and whether it acts. The key of one that
// does is held for a minute, long enough for the request that brought it.
func (d *Desk) tokenOfficer(ctx context.Context, token string) (code string, acts bool, err error) {
	var (
		box []byte
		pub []byte
	)
	now := d.Clock()
	err = d.db.QueryRowContext(ctx, `SELECT t.officer, t.sealed, o.pub FROM token t JOIN officer o ON o.code = t.officer
WHERE t.hash = ? AND t.expires > ?`, hashOf(token), int64(now)).Scan(&code, &box, &pub)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, ErrSession
	}
	if err != nil {
		return "", false, fmt.Errorf("token: %w", err)
	}
	if box == nil {
		return code, false, nil
	}
	under, err := tokenKey(token)
	if err != nil {
		return "", false, err
	}
	var public statement.PublicKey
	copy(public[:], pub)
	key, err := unseal(under, box, bound(code, public))
	if err != nil {
		return "", false, fmt.Errorf("token of %s: %w", code, err)
	}
	d.keys.add(code, key, "token "+token, now.Add(time.Minute))
	return code, true, nil
}

func tokenKey(token string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, []byte(token), nil, labelToken, chacha20poly1305.KeySize)
	if err != nil {
		return nil, fmt.Errorf("token: %w", err)
	}
	return key, nil
}
