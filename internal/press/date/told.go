package date

// Event is the date of what a claim tells, of all the dates in it: the first
// that does not only name a thing. A count since some day that was told on a
// later one, as in "said Friday that 321 were killed since July 13", runs from
// the one to the other. It reports false when nothing is dated.
func Event(found []Found) (Range, bool) {
	first, since, said := -1, -1, -1
	for i, f := range found {
		if f.Name || !f.Dated() {
			continue
		}
		if first < 0 {
			first = i
		}
		switch {
		case f.Precision == Since && since < 0:
			since = i
		case f.Precision == Day && said < 0 && (f.Said || i == first):
			said = i
		}
	}
	if first < 0 {
		return Range{}, false
	}
	if since >= 0 && said >= 0 && (first == since || first == said) && found[said].Range.Start >= found[since].Range.Start {
		from, to := found[since], found[said]
		r := from.Range
		r.End, r.Precision = to.Range.End, AsOf
		r.Expr, r.Rule = from.Expr+"; "+to.Expr, "counted "+from.Rule+"; told: "+to.Rule
		return r, true
	}
	return found[first].Range, true
}
