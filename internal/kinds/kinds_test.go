package kinds_test

import (
	"fmt"
	"testing"

	"parley.example/internal/kind/kindtest"
	"parley.example/internal/kinds"
	"parley.example/internal/kinds/erasure"
	"parley.example/internal/kinds/notice"
	"parley.example/internal/terms/ask"
)

// TestTogether folds every kind's histories with all kinds of the list.
func TestTogether(t *testing.T) {
	kindtest.Together(t, kinds.All(), kindtest.Fill{"envelope": digestOf})
}

// TestSealedNotice folds the histories of notices with what is sealed in them, at
// the nodes of all who read it and of one who does not.
func TestSealedNotice(t *testing.T) {
	kindtest.Sealed(t, notice.Kind, kinds.All(), kindtest.Fill{"envelope": digestOf})
}

// TestSealedErasure folds those of erasures: what is asked for in a room, and for
// what is sealed, comes to nothing.
func TestSealedErasure(t *testing.T) {
	kindtest.Sealed(t, erasure.Kind, kinds.All(), kindtest.Fill{"envelope": digestOf})
}

// digestOf is what an answer repeats of the envelope of a filing or a revision.
func digestOf(act any) (string, error) {
	var env ask.Envelope
	switch a := act.(type) {
	case notice.Filed:
		env = a.Envelope
	case notice.Revised:
		env = a.Envelope
	default:
		return "", fmt.Errorf("%T has no envelope", act)
	}
	d, err := env.Digest()
	if err != nil {
		return "", err
	}
	b, err := d.MarshalText()
	return string(b), err
}
