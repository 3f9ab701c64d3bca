package desk

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// Session is an officer who is signed in. Handle opens it again and stands for
// the unlocked key: it belongs into a cookie's session or a bearer token, never
// into a page or a log. It ends with this process.
type Session struct {
	Handle  string
	Officer kind.Officer
	Until   statement.Time // by the node's clock
}

// SignIn opens a session, and the officer's key for as long as the session
// lasts. An unknown officer and a wrong password are one answer, ErrSignIn, at
// one cost; whoever guesses waits longer and longer, a *WaitError.
//
// An officer whose appointment is not on the record may sign in, and is offered
// no acts: Standing says why. R-DESK-10.
func (d *Desk) SignIn(ctx context.Context, officer, password string) (Session, error) {
	key, l, err := d.open(ctx, officer, password)
	if err != nil {
		return Session{}, err
	}
	handle, err := d.secret()
	if err != nil {
		return Session{}, fmt.Errorf("sign in: %w", err)
	}
	who, err := d.resolve(ctx, l.Code)
	if err != nil {
		return Session{}, err
	}
	until := d.Clock().Add(d.SessionLife)
	d.keys.add(l.Code, key, handle, until)
	return Session{Handle: handle, Officer: who, Until: until}, nil
}

// Who returns the officer of a session's handle or of an API token, as the
// record has the officer now; through a token that only reads, without powers.
// It returns ErrSession for any other string.
func (d *Desk) Who(ctx context.Context, handle string) (kind.Officer, error) {
	code, acts := d.keys.officer(handle, d.Clock())
	if !acts {
		var err error
		if code, acts, err = d.tokenOfficer(ctx, handle); err != nil {
			return kind.Officer{}, err
		}
	}
	who, err := d.resolve(ctx, code)
	if !acts {
		who.Powers = nil
	}
	return who, err
}

// SignOut ends a session. With the officer's last one the key is forgotten.
func (d *Desk) SignOut(handle string) { d.keys.end(handle, d.Clock()) }

// signingKey returns the key of an officer who is signed in, as long as it is
// the one that desk.db has: it may have been renewed since.
func (d *Desk) signingKey(ctx context.Context, officer string) (ed25519.PrivateKey, error) {
	l, err := d.listed(ctx, officer)
	if err != nil {
		return nil, err
	}
	key, ok := d.keys.key(officer, d.Clock())
	if !ok || statement.PublicOf(key) != l.Key {
		return nil, ErrLocked
	}
	return key, nil
}

// resolve says what the record has of an officer now.
func (d *Desk) resolve(ctx context.Context, code string) (kind.Officer, error) {
	seat, err := d.seat(ctx, code)
	if err != nil {
		return kind.Officer{}, err
	}
	var who kind.Officer
	err = d.Read(ctx, func(r kind.Reader) error {
		author, _ := d.standing(r, seat)
		who = kind.Officer{Author: author, Name: seat.Name}
		return nil
	})
	if err != nil {
		return kind.Officer{}, fmt.Errorf("read the record: %w", err)
	}
	return who, nil
}

// secret makes 32 random bytes in text.
func (d *Desk) secret() (string, error) {
	var b [32]byte
	if _, err := io.ReadFull(d.Rand, b[:]); err != nil {
		return "", errors.Join(errors.New("no randomness"), err)
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil
}
