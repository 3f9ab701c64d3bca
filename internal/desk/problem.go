package desk

import (
	"embed"
	"errors"
	"fmt"

	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// Messages are the desk's sentences for people, to be given to the catalogue.
//
//go:embed messages/*.json
var Messages embed.FS

// What a caller must tell apart. Mistakes in an act's input are a
// *kind.Problem, a verdict of the rules is a *kind.Void.
var (
	// ErrSignIn is the one answer to an unknown officer and to a wrong password.
	ErrSignIn = errors.New("officer or password is wrong")
	// ErrSession is returned for a session or token that is unknown or over.
	ErrSession = errors.New("not signed in, or no longer")
	// ErrLocked is returned to an officer whose key is not at hand: the node was
	// started again since, or the token only reads. Sign in with the password.
	ErrLocked = errors.New("the officer's key is locked: sign in again")
	// ErrNoAct is returned for an act that no kind has.
	ErrNoAct = errors.New("no such act")
	// ErrNoPower is returned where the appointment does not name every type that
	// the act may draft, or does not hold. R-AUTH-4.
	ErrNoPower = errors.New("the appointment gives no power for this")
	// ErrNoToken is returned for a confirmation that is not this officer's.
	ErrNoToken = errors.New("no such confirmation")
	// ErrExpired is returned for a confirmation that came too late, or went back
	// to the officer: plan the act again.
	ErrExpired = errors.New("the confirmation no longer holds: plan the act again")
	// ErrReused is returned for an idempotency key that came with another act.
	ErrReused = errors.New("the idempotency key was used for another act")
	// ErrNoDraft is returned for a form that this officer has no draft of, and
	// for a statement that this desk did not file in the last thirty days.
	ErrNoDraft = errors.New("no draft or filing of that name here")
	// ErrSeal is returned where a statement cannot be sealed: the record has no
	// sealing key for one of its readers, or this node does not hold its own.
	ErrSeal = errors.New("there is no key to seal this to")
	// ErrUnderWay is returned where a filing of the officer was begun and has not
	// ended: confirm it again, or wait until its time is over.
	ErrUnderWay = errors.New("a filing of the officer is under way")
	// ErrTaken is returned for an officer's code that is in use here.
	ErrTaken = errors.New("an officer of that code is known here already")
)

// WaitError asks for patience after wrong passwords, or while very many sign in
// at once. It is the same for an officer who is unknown here.
type WaitError struct {
	Until statement.Time // by the node's clock
}

// Error says when to try again.
func (e *WaitError) Error() string {
	return fmt.Sprintf("too many tries: try again after %v", e.Until)
}

// Problems that the desk itself finds. Keys are those of messages/*.json.
func tooLarge(most int64) *kind.Problem  { return kind.Wrong("", "desk.too_large", "most", most) }
func noReader(code string) *kind.Problem { return kind.Wrong("", "desk.no_reader", "member", code) }
func noKey(err error) error              { return errors.Join(kind.Wrong("", "desk.no_sealing_key"), err) }

func tooMany() *kind.Problem {
	return kind.Wrong("", "desk.too_many_readers", "most", int64(statement.MaxReaders))
}

// noForm says that the input makes a statement that cannot stand on the record.
func noForm(err error) error {
	return errors.Join(kind.Wrong("", "desk.no_form", "text", err.Error()), err)
}
