package erasure

import (
	"testing"

	"parley.example/internal/kind/kindtest"
)

func TestKind(t *testing.T) { kindtest.Run(t, Kind) }

func FuzzParse(f *testing.F) { kindtest.Fuzz(f, Kind) }
