package ask

import (
	"errors"
	"fmt"
	"strings"
)

// ErrWord is returned for a word that is not in its closed set.
var ErrWord = errors.New("word not in its closed set")

// spell returns the n-th word of a list that is separated by spaces; the zero
// value has no word.
func spell(list string, n uint8) string {
	for i, w := range strings.Fields(list) {
		if i+1 == int(n) {
			return w
		}
	}
	return ""
}

func write(list string, n uint8) ([]byte, error) {
	w := spell(list, n)
	if w == "" {
		return nil, fmt.Errorf("%w: number %d of %q", ErrWord, n, list)
	}
	return []byte(w), nil
}

func read(list string, text []byte) (uint8, error) {
	for i, w := range strings.Fields(list) {
		if w == string(text) {
			return uint8(i + 1), nil
		}
	}
	return 0, fmt.Errorf("%w: %.40q, want one of: %s", ErrWord, text, list)
}

// Sort is what a notice wants. PROTOCOL B1.
type Sort uint8

// The sorts of a notice.
const (
	Notification Sort = iota + 1 // asks acknowledgment
	Coordination                 // asks consent before something is done
	Call                         // immediate call: minutes, no lead time
	Inquiry                      // asks what something was
	Protest                      // an inquiry that names a clause and asks a remedy
	Declaration                  // stands, asks nothing
)

const sorts = "notification coordination call inquiry protest declaration"

// String returns the word in canonical JSON.
func (s Sort) String() string { return spell(sorts, uint8(s)) }

// MarshalText refuses what is not in the set.
func (s Sort) MarshalText() ([]byte, error) { return write(sorts, uint8(s)) }

// UnmarshalText refuses what is not in the set.
func (s *Sort) UnmarshalText(b []byte) (err error) {
	*(*uint8)(s), err = read(sorts, b)
	return err
}

// Precedence sets tone, answer time and ladder. PROTOCOL B15.
type Precedence uint8

// The precedences, least first.
const (
	Routine Precedence = iota + 1 // never rings
	Priority
	Immediate
	Flash
)

const precedences = "routine priority immediate flash"

// String returns the word in canonical JSON.
func (p Precedence) String() string { return spell(precedences, uint8(p)) }

// MarshalText refuses what is not in the set.
func (p Precedence) MarshalText() ([]byte, error) { return write(precedences, uint8(p)) }

// UnmarshalText refuses what is not in the set.
func (p *Precedence) UnmarshalText(b []byte) (err error) {
	*(*uint8)(p), err = read(precedences, b)
	return err
}

// Answer is a word of an addressee on a revision. PROTOCOL B6, B9.
type Answer uint8

// The answers. Withdrawal comes by ConsentWithdrawn alone; it stands among the
// answers because their order decides.
const (
	Consent    Answer = iota + 1 // explicit, signed, positive; the agreement may call it no objection
	Conditions                   // objection now, consent beforehand to the envelope with exactly these
	Objection
	MoreTime
	Withdrawal
	Reply // to an inquiry or a protest; the word is in Word.Reply
)

const answers = "consent conditions objection more_time withdrawal reply"

// String returns the word in canonical JSON.
func (a Answer) String() string { return spell(answers, uint8(a)) }

// MarshalText refuses what is not in the set.
func (a Answer) MarshalText() ([]byte, error) { return write(answers, uint8(a)) }

// UnmarshalText refuses what is not in the set.
func (a *Answer) UnmarshalText(b []byte) (err error) {
	*(*uint8)(a), err = read(answers, b)
	return err
}

// State is the overall state of a revision. PROTOCOL B8.
type State uint8

// The states. What is short notice or over is a flag beside them.
const (
	Open State = iota + 1
	Agreed
	AgreedAsRelayed // as Agreed, at least one consent said through the channel that the agreement names (B13)
	Acknowledged    // a notification: every required addressee has
	Answered        // a call, an inquiry or a protest: every required addressee has answered
	Unanswered
	Objected
	Suspended
	Withdrawn
	Superseded
	Standing // a declaration: it asks nothing
)

const states = "open agreed agreed_as_relayed acknowledged answered unanswered objected suspended withdrawn superseded standing"

// String returns the word in canonical JSON.
func (s State) String() string { return spell(states, uint8(s)) }

// MarshalText refuses what is not in the set.
func (s State) MarshalText() ([]byte, error) { return write(states, uint8(s)) }

// UnmarshalText refuses what is not in the set.
func (s *State) UnmarshalText(b []byte) (err error) {
	*(*uint8)(s), err = read(states, b)
	return err
}
