package press

import "parley.example/internal/press/number"

// figuresOf are the figures of a claim.
func figuresOf(text string) []Quantity {
	out := []Quantity{}
	for _, q := range number.Find(text) {
		out = append(out, Quantity{Text: q.Text, What: q.What, Min: q.Min, Max: q.Max, Modifier: q.Modifier})
	}
	return out
}
