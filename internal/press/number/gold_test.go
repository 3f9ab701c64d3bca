package number_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"parley.example/internal/press/number"
)

// Floors of exact figures in the gold's own words: all, and those of tolls.
const (
	goldFloor = 29
	tollFloor = 12
)

type goldQuantity struct {
	What, Modifier, Text string
	Min, Max             *int64
}

type goldClaim struct {
	ID, Quote, Type string
	Quantities      []goldQuantity
}

// TestGold holds the rules to the development gold, where it is at hand.
func TestGold(t *testing.T) {
	path := filepath.Join("..", "..", "..", "..", "shared", "eval", "gold", "claims.json")
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("SKIPPED: no gold at %s, the figures of the press are not measured", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	var gold struct {
		Files []struct {
			Articles []struct{ Claims []goldClaim }
		}
	}
	if err := json.Unmarshal(content, &gold); err != nil {
		t.Fatal(err)
	}
	right, all, tolls, allTolls, extra := 0, 0, 0, 0, 0
	for _, file := range gold.Files {
		for _, article := range file.Articles {
			for _, c := range article.Claims {
				got := append(number.Find(c.Quote), number.SourceCounts(c.Quote)...)
				extra += max(0, len(got)-len(c.Quantities))
				for _, want := range c.Quantities {
					toll := c.Type == "casualty_toll" || c.Type == "abduction_toll"
					hit := holds(got, want)
					all++
					if toll {
						allTolls++
					}
					switch {
					case hit && toll:
						tolls++
						right++
					case hit:
						right++
					default:
						t.Logf("%s: no %q %s in %s", c.ID, want.Text, limits(want.Min, want.Max), c.Quote)
					}
				}
			}
		}
	}
	t.Logf("%d of %d figures exact, %d of %d of tolls, %d beyond the gold's", right, all, tolls, allTolls, extra)
	if right < goldFloor || tolls < tollFloor {
		t.Errorf("%d figures exact and %d of tolls, want at least %d and %d", right, tolls, goldFloor, tollFloor)
	}
}

func holds(got []number.Quantity, want goldQuantity) bool {
	for _, q := range got {
		if limits(q.Min, q.Max) == limits(want.Min, want.Max) {
			return true
		}
	}
	return false
}

func limits(least, most *int64) string {
	b, err := json.Marshal([2]*int64{least, most})
	if err != nil {
		return err.Error()
	}
	return string(b)
}
