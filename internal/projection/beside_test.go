package projection_test

import (
	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// beside is a node that holds entries, and of bodies those that its safe opens.
type beside struct {
	entries []charter.Entry
	safe    *safe // may be nil
}

func (b beside) Entry(index int64) (charter.Entry, error) { return b.entries[index], nil }

func (b beside) Content(st *statement.Statement) ([]byte, kind.Gone) {
	if _, gone := b.Inner(st); gone != kind.Here {
		return nil, kind.Missing
	}
	return []byte(`{"content":{"words":"inside"},"marking":"","originator":"alpha","releasable_to":[],"review":0}`), kind.Here
}

func (b beside) Inner(st *statement.Statement) ([]byte, kind.Gone) {
	if b.safe == nil {
		return nil, kind.Sealed
	}
	return b.safe.Open(st)
}

func (b beside) Aside() kind.Local { return kind.Local{Live: true} }
