package notice

import (
	"testing"

	"parley.example/internal/lang"
	"parley.example/internal/terms/ask"
)

// Every word of a closed set has its message: a word that is added to terms/ask
// is not shown as a bare key.
func TestWordsHaveMessages(t *testing.T) {
	c, err := lang.NewCatalogue(lang.Source{Name: "notice", Files: files})
	if err != nil {
		t.Fatal(err)
	}
	sets := map[string]func(uint8) string{
		"notice.sort.":       func(n uint8) string { return ask.Sort(n).String() },
		"notice.precedence.": func(n uint8) string { return ask.Precedence(n).String() },
		"notice.state.":      func(n uint8) string { return ask.State(n).String() },
		"notice.answer.":     func(n uint8) string { return ask.Answer(n).String() },
		"notice.choice.":     func(n uint8) string { return ask.Choice(n).String() },
		"notice.intention.":  func(n uint8) string { return ask.Choice(n).String() },
		"notice.outcome.":    func(n uint8) string { return ask.Outcome(n).String() },
		"notice.doing.":      func(n uint8) string { return ask.Doing(n).String() },
		"notice.asked.":      func(n uint8) string { return ask.Asked(n).String() },
		"notice.area.":       func(n uint8) string { return ask.Form(n).String() },
	}
	for family, word := range sets {
		n := uint8(1)
		for ; word(n) != ""; n++ {
			if !c.Has(family + word(n)) {
				t.Errorf("no message %s%s", family, word(n))
			}
		}
		if n < 3 {
			t.Errorf("%s: %d words, want the whole set", family, n-1)
		}
	}
}
