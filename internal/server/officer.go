package server

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"parley.example/internal/desk"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// ErrNotAppointed is returned for an officer whose key the record does not know,
// as far as the node in the directory has it.
var ErrNotAppointed = errors.New("the record that this node holds has no appointment of the officer's key; " +
	"let the node catch up, or appoint the officer with parley root appoint")

// AddOfficer makes an officer's key behind a password at the desk of a node that
// does not run, and returns its public half for the root to appoint. An officer
// who is there already keeps the key, where the password opens it: what was cut
// off before the appointment goes on.
func AddOfficer(ctx context.Context, dir, officer, name, password string) (key statement.PublicKey, err error) {
	d, err := openDesk(ctx, dir)
	if err != nil {
		return key, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	_, fresh, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return key, fmt.Errorf("add officer: %w", err)
	}
	err = d.AddOfficer(ctx, officer, name, password, fresh)
	if !errors.Is(err, desk.ErrTaken) {
		return statement.PublicOf(fresh), err
	}
	there, wrong := unlock(ctx, d, officer, password)
	if wrong != nil {
		return key, fmt.Errorf("%w; to appoint the key that is there: %w", err, wrong)
	}
	return there, nil
}

// Renewed is what an officer's new key was appointed with.
type Renewed struct {
	ID      statement.ID // of the appointment
	Key     statement.PublicKey
	Desks   []string
	Powers  []charter.Power
	Expires statement.Time
}

// RenewOfficer gives an officer of a node that does not run another key, under
// the same password, and has the member's root appoint it with the desks and
// powers of the key before: the record appoints a key once, for ninety days at
// most. Tokens that carried the old key end.
//
// The root signs first. Where the host refuses, the officer keeps the old key.
// Where it cannot be reached the appointment is pending and the officer has the
// new key already; the next call of a root hands it in.
func RenewOfficer(ctx context.Context, dir, officer, password string, expires statement.Time) (got Renewed, err error) {
	if err := SettleRoot(ctx, dir); err != nil {
		return got, err
	}
	d, err := openDesk(ctx, dir)
	if err != nil {
		return got, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	old, err := unlock(ctx, d, officer, password)
	if err != nil {
		return got, err
	}
	before, err := appointment(dir, old)
	if err != nil {
		return got, fmt.Errorf("officer %s: %w", officer, err)
	}
	_, fresh, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return got, fmt.Errorf("renew officer: %w", err)
	}
	got = Renewed{Key: statement.PublicOf(fresh), Desks: before.Desks, Powers: before.Powers, Expires: expires}
	a := Appointment{Officer: officer, Desks: got.Desks, Powers: got.Powers, Key: got.Key}
	var unsent error
	if got.ID, unsent = SignRoot(ctx, dir, charter.TypeAppointed, a.Act(expires)); unsent != nil {
		chain, err := readChain(dir)
		if err != nil || len(chain.Pending) == 0 {
			return got, errors.Join(unsent, err) // nothing of it stands: the old key stays
		}
	}
	if err := d.RenewKey(ctx, officer, password, fresh); err != nil {
		return got, errors.Join(unsent, fmt.Errorf("the appointment %s is of key %s, which nobody holds: %w; renew again",
			got.ID, got.Key.ID(), err))
	}
	return got, unsent
}

// openDesk opens the desk of a node that does not run.
func openDesk(ctx context.Context, dir string) (*desk.Desk, error) {
	file, err := readFile[NodeFile](filepath.Join(dir, nodeFile))
	if err != nil {
		return nil, err
	}
	return desk.Open(ctx, filepath.Join(dir, "desk.db"), desk.Closed(file.Member, Clock, rand.Reader))
}

// unlock returns the key of an officer whom the password is of. The closed desk
// signs nobody in; it seals the key anew under the same password.
func unlock(ctx context.Context, d *desk.Desk, officer, password string) (statement.PublicKey, error) {
	if err := d.ChangePassword(ctx, officer, password, password); err != nil {
		return statement.PublicKey{}, fmt.Errorf("officer %s: %w", officer, err)
	}
	all, err := d.Officers(ctx)
	if err != nil {
		return statement.PublicKey{}, err
	}
	i := slices.IndexFunc(all, func(l desk.Listed) bool { return l.Code == officer })
	if i < 0 {
		return statement.PublicKey{}, fmt.Errorf("officer %s: %w", officer, desk.ErrSession)
	}
	return all[i].Key, nil
}

// appointment finds what the record has of an officer's key, in the mirror of a
// node that does not run.
func appointment(dir string, key statement.PublicKey) (k charter.Key, err error) {
	n, err := openStopped(dir)
	if err != nil {
		return k, err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	document, _, err := readCharter(dir)
	if err != nil {
		return k, err
	}
	state, err := charter.New(document)
	if err != nil {
		return k, err
	}
	const atOnce = 1024
	for at, size := int64(0), n.Mirror().Size(); at < size; at = state.Size() {
		leaves, err := n.Mirror().Leaves(at, min(at+atOnce, size))
		if err != nil {
			return k, fmt.Errorf("read the mirror: %w", err)
		}
		for _, leaf := range leaves {
			state.Take(leaf)
		}
	}
	k, ok := state.Key(key.ID())
	if !ok || k.Seat != charter.Officer {
		return k, ErrNotAppointed
	}
	return k, nil
}
