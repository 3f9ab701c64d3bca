package ask

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"parley.example/record/statement"
)

// Envelope is what is answered. Whatever leaves it is a revision and needs
// fresh answers; particulars may change inside it. R-ASK-5, PROTOCOL B5.
type Envelope struct {
	Activity   string         `json:"activity"` // an activity of the notice rules
	Altitude   Band           `json:"altitude,omitzero"`
	Area       Shape          `json:"area"`
	Asks       []Asking       `json:"asks,omitempty"`       // sorted by member, each once
	Conditions []Condition    `json:"conditions,omitempty"` // sorted, each once; what With added
	Force      int64          `json:"force"`                // largest force, in persons
	From       statement.Time `json:"from"`
	Until      statement.Time `json:"until"`
	Weapons    []Weapon       `json:"weapons,omitempty"` // sorted by category, each once
	Zone       string         `json:"zone"`
}

// Band is an altitude band in metres above mean sea level. The zero value
// means that nothing flies.
type Band struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// Asking says what one addressee is asked for.
type Asking struct {
	Asked  Asked  `json:"asked"`
	Member string `json:"member"`
}

// Weapon is the largest number of one category of weapons.
type Weapon struct {
	Category string `json:"category"`
	Count    int64  `json:"count"`
}

// Condition is picked from the agreement's list, with its parameters; or it is
// the digest of a free text that needs a signed translation. PROTOCOL B7.
type Condition struct {
	Code   string           `json:"code,omitempty"`
	Params []Param          `json:"params,omitempty"` // sorted by name, each once
	Text   statement.Digest `json:"text,omitzero"`
}

// Param is one parameter of a condition: a number or a code, never text.
type Param struct {
	Code   string `json:"code,omitempty"`
	Name   string `json:"name"`
	Number int64  `json:"number"`
}

const (
	envelopeLabel = "parley/envelope/v1\n"
	maxList       = 64
	maxWindow     = 366 * 24 * 3600 * 1000 // milliseconds
	maxCount      = 1_000_000_000
	maxInt        = 1<<53 - 1 // R-FORM-5
)

// ParseEnvelope reads canonical bytes into an envelope that holds.
func ParseEnvelope(b []byte) (Envelope, error) {
	var e Envelope
	if err := statement.Decode(b, &e); err != nil {
		return Envelope{}, fmt.Errorf("parse envelope: %w", err)
	}
	if err := e.Check(); err != nil {
		return Envelope{}, fmt.Errorf("parse envelope: %w", err)
	}
	return e, nil
}

// Check reports every way in which the envelope does not hold by itself. One
// that holds has one spelling, so that equal envelopes have equal digests.
func (e *Envelope) Check() error {
	var errs []error
	bad := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf("%w: %s", ErrEnvelope, fmt.Sprintf(format, args...)))
		}
	}
	bad(statement.IsCode(e.Activity), "activity %.40q is not a code", e.Activity)
	bad(statement.IsCode(e.Zone), "zone %.40q is not a code", e.Zone)
	bad(e.Force >= 0 && e.Force <= maxCount, "force %d is not a number of persons", e.Force)
	bad(e.From > 0 && e.From < e.Until && e.Until-e.From <= maxWindow, "window %s to %s is not a time to come", e.From, e.Until)
	bad(e.Altitude.From <= e.Altitude.To && e.Altitude.From >= -1000 && e.Altitude.To <= 100_000,
		"altitude %d to %d metres is not a band", e.Altitude.From, e.Altitude.To)
	if err := e.Area.Check(); err != nil {
		errs = append(errs, err)
	}
	bad(len(e.Asks) <= maxList && ascend(e.Asks, func(a, b Asking) bool { return a.Member < b.Member }),
		"asks: at most %d, sorted by member, each once", maxList)
	for _, a := range e.Asks {
		bad(statement.IsCode(a.Member) && a.Asked.String() != "", "asks %.40q for number %d", a.Member, a.Asked)
	}
	bad(len(e.Weapons) <= maxList && ascend(e.Weapons, func(a, b Weapon) bool { return a.Category < b.Category }),
		"weapons: at most %d, sorted by category, each once", maxList)
	for _, w := range e.Weapons {
		bad(statement.IsCode(w.Category) && w.Count > 0 && w.Count <= maxCount, "weapon %.40q, %d pieces", w.Category, w.Count)
	}
	if err := CheckConditions(e.Conditions); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Digest names the envelope. An answer repeats it, so that nobody answers what
// it did not see. PROTOCOL A1.
func (e *Envelope) Digest() (statement.Digest, error) {
	b, err := statement.Encode(e)
	if err != nil {
		return statement.Digest{}, fmt.Errorf("envelope digest: %w", err)
	}
	return sha256.Sum256(append([]byte(envelopeLabel), b...)), nil
}

// With returns exactly this envelope plus the conditions given, which share no
// memory with it. A revision accepts one addressee's conditions if its digest
// is that of With, and nothing else does. R-ASK-24, PROTOCOL B7.
func (e *Envelope) With(conditions []Condition) Envelope {
	out := e.clone()
	out.Conditions = append(out.Conditions, cloneConditions(conditions)...)
	slices.SortFunc(out.Conditions, compareConditions)
	out.Conditions = slices.CompactFunc(out.Conditions, func(a, b Condition) bool { return compareConditions(a, b) == 0 })
	return out
}

// hours is the length of the window, a begun hour counting as one.
func (e *Envelope) hours() int64 { return (int64(e.Until-e.From) + 3_599_999) / 3_600_000 }

// CheckConditions reports whether a list of conditions has one spelling: each
// a code with parameters or a digest, sorted, none twice.
func CheckConditions(list []Condition) error {
	if len(list) > maxList || !ascend(list, func(a, b Condition) bool { return compareConditions(a, b) < 0 }) {
		return fmt.Errorf("%w: conditions: at most %d, sorted, each once", ErrEnvelope, maxList)
	}
	for _, c := range list {
		free := !c.Text.IsZero()
		if free == (c.Code != "") || free && len(c.Params) > 0 || !free && !statement.IsCode(c.Code) {
			return fmt.Errorf("%w: condition %.40q: a code with parameters, or the digest of a text", ErrEnvelope, c.Code)
		}
		if len(c.Params) > maxList || !ascend(c.Params, func(a, b Param) bool { return a.Name < b.Name }) {
			return fmt.Errorf("%w: condition %s: parameters sorted by name, each once", ErrEnvelope, c.Code)
		}
		for _, p := range c.Params {
			if !statement.IsCode(p.Name) || p.Code != "" && (p.Number != 0 || !statement.IsCode(p.Code)) ||
				p.Number > maxInt || p.Number < -maxInt {
				return fmt.Errorf("%w: condition %s, parameter %.40q: a number or a code", ErrEnvelope, c.Code, p.Name)
			}
		}
	}
	return nil
}

// SortConditions puts a picked list into its one spelling, in place.
func SortConditions(list []Condition) {
	for i := range list {
		slices.SortFunc(list[i].Params, func(a, b Param) int { return cmp.Compare(a.Name, b.Name) })
	}
	slices.SortFunc(list, compareConditions)
}

func compareConditions(a, b Condition) int {
	return cmp.Or(cmp.Compare(a.Code, b.Code), bytes.Compare(a.Text[:], b.Text[:]),
		slices.CompareFunc(a.Params, b.Params, func(p, q Param) int {
			return cmp.Or(cmp.Compare(p.Name, q.Name), cmp.Compare(p.Code, q.Code), cmp.Compare(p.Number, q.Number))
		}))
}

func cloneConditions(list []Condition) []Condition {
	out := slices.Clone(list)
	for i := range out {
		out[i].Params = slices.Clone(out[i].Params)
	}
	return out
}

func (e *Envelope) clone() Envelope {
	out := *e
	out.Area.Points = slices.Clone(e.Area.Points)
	out.Asks = slices.Clone(e.Asks)
	out.Conditions = cloneConditions(e.Conditions)
	out.Weapons = slices.Clone(e.Weapons)
	return out
}

func ascend[T any](list []T, less func(a, b T) bool) bool {
	for i := 1; i < len(list); i++ {
		if !less(list[i-1], list[i]) {
			return false
		}
	}
	return true
}
