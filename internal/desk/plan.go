package desk

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/record/statement"
)

// reviewAfter is when a body's marking is looked at again.
const reviewAfter = 365 * 24 * time.Hour

// kept is a draft as it is kept between the plan and the signature: the bytes
// that the officer's sentences speak of, and no more.
type kept struct {
	Type     string         `json:"type"`
	About    []statement.ID `json:"about"`
	Act      []byte         `json:"act"`            // canonical: as base64 here, so that no encoder touches it
	Body     []byte         `json:"body,omitempty"` // content alone
	NotAfter statement.Time `json:"not_after,omitempty"`
	Lasts    bool           `json:"lasts,omitempty"`   // no not_after, though the type lapses
	Readers  []string       `json:"readers,omitempty"` // of a sealed one, sorted, the own member among them
}

// room is where the draft will be read.
func (h kept) room() string { return kind.RoomOf(h.Readers) }

// Plan says what an act would put on the record, and keeps exactly that under
// the confirmation's token. in is a value of the act's In, or a pointer to one.
// Every draft is read by its type's Parse and judged by its kind's Admit before
// anybody is asked to confirm: a *kind.Void names the rule, a *kind.Problem the
// field. R-DESK-1, R-DESK-2.
func (d *Desk) Plan(ctx context.Context, by kind.Officer, act string, in any) (kind.Confirmation, error) {
	return d.PlanOnce(ctx, by, act, in, "")
}

// PlanOnce is Plan with a key for Once; "" is none.
func (d *Desk) PlanOnce(ctx context.Context, by kind.Officer, act string, in any, once Once) (kind.Confirmation, error) {
	a, err := d.act(act)
	if err != nil {
		return kind.Confirmation{}, err
	}
	in, err = valueOf(in, a.In)
	if err != nil {
		return kind.Confirmation{}, fmt.Errorf("plan %s: %w", act, err)
	}
	if len(once) > 200 {
		return kind.Confirmation{}, fmt.Errorf("plan %s: the idempotency key has %d bytes, at most 200", act, len(once))
	}
	seat, err := d.seat(ctx, by.Officer)
	if err != nil {
		return kind.Confirmation{}, err
	}
	if !mayAll(by.Author, a.Types) {
		return kind.Confirmation{}, ErrNoPower
	}
	c := kind.Confirmation{Act: act}
	var drafts []kept
	var verdict error // of the rules; a read that failed makes it worthless
	err = d.Read(ctx, func(r kind.Reader) error {
		c.Says, drafts, verdict = d.plan(r, seat, a, in)
		return nil
	})
	if err == nil && verdict == nil {
		verdict, err = d.stillHolds(ctx, seat, by.Author, a, drafts)
	}
	if err != nil {
		return kind.Confirmation{}, fmt.Errorf("plan %s: read the record: %w", act, err)
	}
	if verdict != nil {
		return kind.Confirmation{}, fmt.Errorf("plan %s: %w", act, verdict)
	}
	if c.Token, err = d.secret(); err != nil {
		return kind.Confirmation{}, fmt.Errorf("plan %s: %w", act, err)
	}
	c.Expires = d.Clock().Add(d.ConfirmWithin)
	if err := d.keep(ctx, seat.Code, c, in, once, drafts); err != nil {
		return kind.Confirmation{}, fmt.Errorf("plan %s: %w", act, err)
	}
	return c, nil
}

// plan runs the act's plan at one place, and writes down what it drafts. It sees
// all that the member can read, as its officers do.
func (d *Desk) plan(r kind.Reader, s seat, a owned, in any) (says []lang.Message, drafts []kept, err error) {
	author, why := d.standing(r, s)
	if why != nil {
		return nil, nil, errors.Join(ErrNoPower, why)
	}
	if !mayAll(author, a.Types) {
		return nil, nil, ErrNoPower
	}
	p, err := a.Plan(r, author, in)
	if err != nil {
		return nil, nil, err
	}
	if len(p.Drafts) == 0 || len(p.Says) == 0 {
		return nil, nil, fmt.Errorf("act %s: a plan without drafts, or without a sentence to confirm", a.Name)
	}
	for _, draft := range p.Drafts {
		h, err := d.encode(r.Charter(), a, draft)
		if err != nil {
			return nil, nil, err
		}
		drafts = append(drafts, h)
	}
	return append(p.Says, sealedSays(r.Charter(), drafts)...), drafts, nil
}

func (d *Desk) act(name string) (owned, error) {
	for _, a := range d.acts {
		if a.Name == name {
			return a, nil
		}
	}
	return owned{}, fmt.Errorf("%w: %.80q", ErrNoAct, name)
}

// valueOf takes the pointer off an input and holds it to its type.
func valueOf(in any, want reflect.Type) (any, error) {
	v := reflect.ValueOf(in)
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if !v.IsValid() || v.Type() != want {
		return nil, fmt.Errorf("input is a %T, want %v", in, want)
	}
	return v.Interface(), nil
}
