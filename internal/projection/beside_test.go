package projection_test

import (
	"parley.example/internal/kind"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// beside is a node that holds entries and no bodies.
type beside struct{ entries []charter.Entry }

func (b beside) Entry(index int64) (charter.Entry, error) { return b.entries[index], nil }

func (b beside) Content(*statement.Statement) ([]byte, kind.Gone) { return nil, kind.Missing }

func (b beside) Aside() kind.Local { return kind.Local{Live: true} }
