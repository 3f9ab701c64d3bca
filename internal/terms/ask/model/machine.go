package model

import (
	"parley.example/internal/terms/ask"
	"parley.example/record/statement"
)

// Machine is what is under proof.
type Machine struct {
	Apply  func(ask.Ask, ask.Act) (ask.Ask, error)
	State  func(ask.Ask, statement.Time) ask.Overall
	Screen func(ask.Ask, statement.Time, ask.Local) ask.View
	Bells  func(ask.Ask, statement.Time) []ask.Bell
}

// Real returns the product's own functions.
func Real() Machine {
	return Machine{Apply: ask.Apply, State: ask.StateAt, Screen: ask.Screen, Bells: ask.Bells}
}

// replay folds a log from its beginning, as a node that was not there does.
// Before each entry, at its time, it does what before says: nothing, or a
// restart.
func (m Machine) replay(log []ask.Act, before func(ask.Ask, statement.Time) (ask.Ask, error)) (ask.Ask, error) {
	var a ask.Ask
	for _, act := range log {
		if before != nil && len(a.Revisions) > 0 {
			var err error
			if a, err = before(a, ask.EntryOf(act).At); err != nil {
				return a, err
			}
		}
		if next, err := m.Apply(a, act); err == nil {
			a = next
		}
	}
	return a, nil
}

// restart encodes the row and decodes it again, as a node that was killed does.
func restart(a ask.Ask, _ statement.Time) (ask.Ask, error) {
	b, err := statement.Encode(a)
	if err != nil {
		return a, err
	}
	var back ask.Ask
	err = statement.Decode(b, &back)
	return back, err
}
