package server

import (
	"errors"
	"fmt"

	"parley.example/internal/terms/tick"
	"parley.example/record/statement"
)

// Why a search confirms nothing.
var (
	errOtherRules = errors.New("its picture has other rules by now")
	errMadeAnew   = errors.New("our own picture was made anew meanwhile")
	errNotItsWord = errors.New("its node does not say what its tick said: its picture was made anew, or one of the two is not true")
	errUnsteady   = errors.New("its node does not say the same twice")
)

// Digest returns this picture's digest after an entry, for other nodes to hold
// against theirs. R-WIRE-52.
func (p *picture) Digest(index int64) (tick.Picture, bool, error) {
	if index < 0 || index >= p.engine.Standing().Size {
		return tick.Picture{}, false, nil
	}
	d, err := p.engine.DigestAt(index)
	return tick.Picture{Digest: d, Rules: p.engine.Rules(), Size: index + 1}, true, err
}

// Changed returns the type of an entry, and the kinds whose rows it changed.
func (p *picture) Changed(index int64) (string, []string, error) {
	e, err := p.beside.Entry(index)
	if err != nil {
		return "", nil, err
	}
	kinds, err := p.engine.Changed(index, e.Statement.Type)
	return e.Statement.Type, kinds, err
}

// firstDiffering searches for the first entry after which two pictures differ,
// with as many questions as the record's size has binary digits. The other's
// chain is compared at places alone: each value rests on all before it, so that
// once they differ they differ to the end. It confirms only what is consistent
// with the tick: at the tick's own place the other still says the tick's digest,
// at the entry found another one than ours, before it ours. R-PICTURE-21.
func firstDiffering(m Mismatch, o our, ask func(index int64) (tick.Picture, error)) (int64, error) {
	theirs := func(index int64) (statement.Digest, error) {
		p, err := ask(index)
		if err == nil && p.Rules != m.Rules {
			err = errOtherRules
		}
		return p.Digest, err
	}
	ours := func(index int64) (statement.Digest, error) {
		p, ok, err := o.Digest(index)
		if err == nil && (!ok || p.Rules != m.Rules) {
			err = errMadeAnew
		}
		return p.Digest, err
	}
	same := func(index int64) (bool, error) {
		a, err := ours(index)
		if err != nil {
			return false, err
		}
		b, err := theirs(index)
		return a == b, err
	}
	last := m.Size - 1
	said := func() error {
		a, err := ours(last)
		if err == nil && a != m.Ours {
			err = errMadeAnew
		}
		if err != nil {
			return err
		}
		b, err := theirs(last)
		if err == nil && b != m.Theirs {
			err = errNotItsWord
		}
		return err
	}
	if err := said(); err != nil {
		return 0, err
	}
	before, first := int64(-1), last // equal there, different here
	for first-before > 1 {
		middle := before + (first-before)/2
		equal, err := same(middle)
		if err != nil {
			return 0, fmt.Errorf("after entry %d: %w", middle, err)
		}
		if equal {
			before = middle
		} else {
			first = middle
		}
	}
	return first, confirm(first, same, said)
}

// confirm asks once more for the three places on which the finding rests.
func confirm(first int64, same func(int64) (bool, error), said func() error) error {
	here, err := same(first)
	if err != nil {
		return err
	}
	before := true
	if first > 0 {
		if before, err = same(first - 1); err != nil {
			return err
		}
	}
	if here || !before {
		return fmt.Errorf("at entry %d: %w", first, errUnsteady)
	}
	return said()
}
