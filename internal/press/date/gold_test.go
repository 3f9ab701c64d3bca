package date_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley.example/internal/press/date"
)

// goldFloor is how many of the gold's dated claims must come out exactly right
// from their own words and the article's day.
const goldFloor = 54

type goldClaim struct {
	ID    string `json:"id"`
	Quote string `json:"quote"`
	Date  struct {
		Start, End, Precision, Expr *string
	} `json:"event_date"`
}

type goldArticle struct {
	Published struct{ Start, End string }
	Claims    []goldClaim
}

// TestGold holds the rules to the development gold, where it is at hand.
func TestGold(t *testing.T) {
	path := filepath.Join("..", "..", "..", "..", "shared", "eval", "gold", "claims.json")
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("SKIPPED: no gold at %s, the dates of the press are not measured", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	var gold struct {
		Files []struct{ Articles []goldArticle }
	}
	if err := json.Unmarshal(content, &gold); err != nil {
		t.Fatal(err)
	}
	right, all := 0, 0
	for _, file := range gold.Files {
		for _, article := range file.Articles {
			a := anchor(t, article.Published.Start, article.Published.End)
			for _, c := range article.Claims {
				if c.Date.Expr == nil || c.Date.Start == nil {
					continue
				}
				all++
				got, _ := date.Event(date.Find(c.Quote, a))
				if got.Start == *c.Date.Start && got.End == *c.Date.End {
					right++
					continue
				}
				t.Logf("%s: %s..%s (%s, %s), the gold has %s..%s (%s)\n\t%s", c.ID, got.Start, got.End, got.Expr, got.Rule,
					*c.Date.Start, *c.Date.End, *c.Date.Expr, c.Quote)
			}
		}
	}
	t.Logf("%d of %d dated claims exact", right, all)
	if right < goldFloor {
		t.Errorf("%d of %d dated claims are exact, want at least %d", right, all, goldFloor)
	}
}

func anchor(t *testing.T, start, end string) date.Anchor {
	t.Helper()
	return date.Anchor{Day: day(t, start), Days: int(day(t, end).Sub(day(t, start)).Hours() / 24)}
}

func day(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
