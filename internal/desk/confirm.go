package desk

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"

	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Confirm signs what a plan kept, and hands it over. Only the officer who
// planned may, within ten minutes; the same token again is the same filing, and
// signs nothing. The rules are asked once more: what would be void by now goes
// back to the officer as a *kind.Void, with the draft kept.
//
// An error after the first of several statements was handed over leaves the
// rest with the officer: the same token carries on where it stopped. R-DESK-3 to
// R-DESK-6.
func (d *Desk) Confirm(ctx context.Context, by kind.Officer, token string) (kind.Filing, error) {
	officer := by.Officer
	if len(by.Powers) == 0 {
		return kind.Filing{}, ErrNoPower
	}
	d.filing.Lock()
	defer d.filing.Unlock()
	key, err := d.signingKey(ctx, officer)
	if err != nil {
		return kind.Filing{}, fmt.Errorf("confirm: %w", err)
	}
	defer clear(key)
	token, err = d.sameOnce(ctx, officer, token)
	if err != nil {
		return kind.Filing{}, fmt.Errorf("confirm: %w", err)
	}
	// The work outlives the request that began it: a line that drops between two
	// statements must not decide which of them is signed.
	ctx = context.WithoutCancel(ctx)
	filing, err := d.confirm(ctx, by, key, token)
	if err != nil {
		return kind.Filing{}, fmt.Errorf("confirm: %w", err)
	}
	return filing, nil
}

func (d *Desk) confirm(ctx context.Context, by kind.Officer, key ed25519.PrivateKey, token string) (kind.Filing, error) {
	p, err := d.begin(ctx, by.Officer, token)
	if err != nil {
		return kind.Filing{}, err
	}
	if p.state == stateFiled {
		return d.results(ctx, token)
	}
	a, err := d.act(p.act)
	if err != nil {
		return kind.Filing{}, err
	}
	open, err := d.unsent(ctx, statement.PublicOf(key).ID(), p)
	if err != nil {
		return kind.Filing{}, err
	}
	if len(open) > 0 && d.Clock() >= p.expires {
		return kind.Filing{}, d.giveBack(ctx, p, len(open) == len(p.lines), ErrExpired)
	}
	if err := d.again(ctx, by, a, p, open); err != nil {
		return kind.Filing{}, err
	}
	for _, l := range open {
		if err := d.sign(ctx, key, p, l); err != nil {
			return kind.Filing{}, err
		}
	}
	if err := d.finish(ctx, p); err != nil {
		return kind.Filing{}, err
	}
	return d.results(ctx, token)
}

// unsent returns the lines of a plan that nobody has signed. Where a stop fell
// between the signature and the note of it, the submitter knows.
func (d *Desk) unsent(ctx context.Context, key statement.Digest, p planned) ([]line, error) {
	var open []line
	for _, l := range p.lines {
		if l.id != nil {
			continue
		}
		id, sent, err := d.Submit.Sent(ctx, key, l.nonce)
		if err != nil {
			return nil, fmt.Errorf("ask what was signed: %w", err)
		}
		if !sent {
			open = append(open, l)
			continue
		}
		if err := d.note(ctx, p, l, id); err != nil {
			return nil, err
		}
	}
	return open, nil
}

// again asks appointment and rules once more, now.
func (d *Desk) again(ctx context.Context, by kind.Officer, a owned, p planned, open []line) error {
	if len(open) == 0 {
		return nil
	}
	seat, err := d.seat(ctx, by.Officer)
	if err != nil {
		return err
	}
	drafts := make([]kept, 0, len(open))
	for _, l := range open {
		drafts = append(drafts, l.draft)
	}
	verdict, err := d.stillHolds(ctx, seat, by.Author, a, drafts)
	if err != nil {
		return fmt.Errorf("read the record: %w", err)
	}
	if verdict == nil {
		return nil
	}
	return d.giveBack(ctx, p, len(open) == len(p.lines), verdict)
}

// stillHolds asks, for each draft in its own room, whether the officer may sign
// it and whether it would count. The verdict is apart from a read that failed.
func (d *Desk) stillHolds(ctx context.Context, s seat, by charter.Author, a owned, drafts []kept) (verdict, err error) {
	for _, h := range drafts {
		err := d.ReadIn(ctx, h.room(), func(r kind.Reader) error {
			author, why := d.standing(r, s)
			switch {
			case why != nil:
				verdict = errors.Join(ErrNoPower, why)
			case !mayAll(author, a.Types) || !mayAll(by, a.Types):
				verdict = ErrNoPower
			default:
				verdict = d.judge(r, author, h)
			}
			return nil
		})
		if verdict != nil || err != nil {
			return verdict, err
		}
	}
	return nil, nil
}

// sign hands one statement over. It takes made_at and not_after from the clock
// now, at the signature.
func (d *Desk) sign(ctx context.Context, key ed25519.PrivateKey, p planned, l line) error {
	var (
		st     statement.Statement
		body   []byte
		faulty error
	)
	err := d.Read(ctx, func(r kind.Reader) error {
		st, body, faulty = d.build(r.Charter(), l.draft, d.Clock())
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the record: %w", err)
	}
	if faulty != nil {
		return d.giveBack(ctx, p, l.n == 0, faulty)
	}
	st.Key, st.Nonce = statement.PublicOf(key).ID(), l.nonce
	id, err := d.submit(ctx, key, st, body, l.draft.Readers)
	var void *kind.Void
	switch {
	case errors.As(err, &void):
		return d.giveBack(ctx, p, l.n == 0, err)
	case errors.Is(err, ErrSeal):
		return d.giveBack(ctx, p, l.n == 0, noKey(err))
	case err != nil:
		// It may have been signed all the same: an officer who is told of a fault
		// plans the act again, and would say it twice.
		var sent bool
		var again error
		id, sent, again = d.Submit.Sent(ctx, st.Key, l.nonce)
		if again != nil || !sent {
			return fmt.Errorf("hand over %s: %w", l.draft.Type, err)
		}
	}
	return d.note(ctx, p, l, id)
}

// submit hands a statement over, sealed where it has readers.
func (d *Desk) submit(
	ctx context.Context, key ed25519.PrivateKey, st statement.Statement, body []byte, readers []string,
) (statement.ID, error) {
	if len(readers) > 0 {
		return d.Submit.SubmitSealed(ctx, key, st, body, readers)
	}
	return d.Submit.Submit(ctx, key, st, body)
}
