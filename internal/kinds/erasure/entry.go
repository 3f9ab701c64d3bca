package erasure

import (
	"errors"

	"parley.example/internal/terms/erase"
	"parley.example/record/statement"
)

// ErrAsked is returned for an asking without a body, a ground of the list or a
// type.
var ErrAsked = errors.New("want a body, a ground of the list and a type of statement")

func parseAsked(act []byte) (any, error) {
	var a erase.Asked
	if err := statement.Decode(act, &a); err != nil {
		return nil, err
	}
	if !a.Check() {
		return nil, ErrAsked
	}
	return a, nil
}

// parse reads an act in its one spelling.
func parse[A any](act []byte) (any, error) {
	var a A
	if err := statement.Decode(act, &a); err != nil {
		return nil, err
	}
	return a, nil
}
