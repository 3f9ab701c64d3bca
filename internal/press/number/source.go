package number

// heads are nouns for people who tell a reporter something. A source is one by
// its name; the others only if the sentence shows that they told.
var heads = set("people persons official officials diplomat diplomats witness witnesses resident residents analyst " +
	"analysts lawmaker lawmakers commander commanders minister ministers envoy envoys expert experts insider " +
	"insiders executive executives aide aides adviser advisers advisor advisors officer officers negotiator " +
	"negotiators mediator mediators leader leaders person")

// SourceCounts returns how many people told something, where a sentence counts
// them: "six people familiar with the plan", "two of the sources", "three
// Alphan and two Bravan sources, as well as a harbour police source".
func SourceCounts(text string) []Quantity { return read(text).sources() }

func (s *scan) sources() []Quantity {
	var out []Quantity
	for i := 0; i < len(s.toks); {
		if !s.toks[i].digit && !starts[s.toks[i].low] && !s.is(i, "another") {
			i++
			continue
		}
		g, ok := s.tellers(i)
		if !ok {
			i++
			continue
		}
		n := g.n
		q := Quantity{What: "sources", Min: &n, Max: &n, Modifier: "exact", Rule: "count of sources"}
		q.Start, q.End = s.toks[g.from].start, s.toks[g.to-1].end
		switch {
		case g.vague:
			q.Max, q.Modifier = nil, "several"
		case g.parts > 1:
			q.Modifier, q.Rule = "sum", "sum of sources"
		case g.bound != exactly:
			q.Min, q.Max = g.bound.limits(value{lo: n, hi: n})
			q.Modifier = g.modifier
		}
		q.Text = s.text[q.Start:q.End]
		out = append(out, q)
		i = g.to
	}
	return out
}

// tellers is a group of people who told something.
type tellers struct {
	from, to int
	n        int64
	parts    int
	vague    bool
	source   bool // by the noun itself
	bound    bound
	modifier string
}

// tellers reads a group that begins with a number at i.
func (s *scan) tellers(i int) (tellers, bool) {
	g, ok := s.member(i, 0)
	if !ok {
		return tellers{}, false
	}
	for g.parts < 8 {
		j, joined := s.joiner(g.to)
		if !joined {
			break
		}
		h, ok := s.member(j, 0)
		if !ok {
			break
		}
		g.to, g.n, g.parts = h.to, g.n+h.n, g.parts+h.parts
		g.source, g.vague = g.source || h.source, g.vague || h.vague
	}
	alone := g.parts == 1 && g.n == 1
	if alone || !g.source && !s.told(g) {
		return tellers{}, false
	}
	if !s.is(i, "a", "an", "another") && !g.vague {
		g.bound, g.modifier, g.from = s.modifier(i)
	}
	return g, true
}

func (s *scan) joiner(i int) (int, bool) {
	if s.is(i, ",") {
		i++
	}
	switch {
	case s.is(i, "and", "plus"):
		return i + 1, true
	case s.is(i, "as") && s.is(i+1, "well") && s.is(i+2, "as"):
		return i + 3, true
	case s.is(i, "along") && s.is(i+1, "with"):
		return i + 2, true
	}
	return i, false
}

// member reads one counted part: "two of the sources", "five people", "an Alphan
// and a Bravan source", where the noun of the first stands with the last. depth
// keeps hostile text from nesting.
func (s *scan) member(i, depth int) (tellers, bool) {
	g := tellers{from: i, parts: 1}
	j := i + 1
	if s.is(i, "a", "an", "another") {
		g.n = 1
	} else {
		v, ok := s.value(i)
		if !ok || !v.vague && (v.lo != v.hi || v.hi > 500 || v.hi < 1) || v.vague && v.lo > 200 || s.digit(i) && s.named(i, v.next) {
			return g, false
		}
		g.n, g.vague, j = v.lo, v.vague, v.next
	}
	if s.is(j, "of") && s.is(j+1, "the", "its", "their", "those", "these") {
		j += 2
	}
	for k := j; k < len(s.toks) && k < j+6; k++ {
		switch {
		case s.is(k, "source", "sources"):
			g.to, g.source = k+1, true
			return g, true
		case heads[s.low(k)] && !heads[s.low(k+1)] && !s.is(k+1, "source", "sources"):
			g.to = k + 1
			return g, true
		case s.is(k, "and") && k > j && depth < 4:
			h, ok := s.member(k+1, depth+1)
			if !ok || h.parts+g.parts > 8 {
				return g, false
			}
			g.to, g.n, g.parts, g.source = h.to, g.n+h.n, g.parts+h.parts, h.source
			return g, true
		case s.is(k, "-") && s.glued(k), s.is(k, ".") && s.glued(k) && len(s.low(k-1)) == 1:
		case !s.word(k) || stops[s.low(k)] || fates[s.low(k)] != "":
			return g, false
		}
	}
	return g, false
}

// told reports whether the sentence shows that the people of g told something,
// and that nothing befell them.
func (s *scan) told(g tellers) bool {
	j := g.to
	if s.fateAfter(j) != "" {
		return false
	}
	if s.is(j, ",") {
		j++
	}
	switch {
	case s.is(j, "said") && s.is(j+1, "to"):
		return false
	case s.is(j, "familiar", "briefed", "said", "say", "told", "confirmed", "acknowledged", "added", "described", "speaking", "aware"):
		return true
	case s.is(j, "close") && s.is(j+1, "to"), s.is(j, "involved") && s.is(j+1, "in"):
		return true
	case s.is(j, "with") && (s.is(j+1, "knowledge") || s.is(j+2, "knowledge")), s.is(j, "directly") && s.is(j+1, "familiar"):
		return true
	case s.is(j, "who") && s.is(j+1, "spoke", "asked", "declined", "requested", "said"):
		return true
	}
	k := g.from - 1
	return s.is(k, "citing", "said", "quoting") || s.is(k, "to") && s.is(k-1, "according") || s.is(k, "with") && s.is(k-1, "interviews")
}
