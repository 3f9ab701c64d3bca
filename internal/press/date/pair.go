package date

// pair resolves "from Monday to Wednesday", "between March and May", "July 13 -
// August 2", "2011-2020", and "Monday and Tuesday".
func (s *scan) pair(m, n match, a Anchor) (Found, bool) {
	gap := n.from - m.to
	lead := s.is(m.from-1, "between", "from")
	switch {
	case gap < 1 || gap > 2 || gap == 2 && !s.is(m.to+1, "on", "in", "the", "late", "early"):
		return Found{}, false
	case s.is(m.to, "-", "to", "through", "until", "till"):
	case s.is(m.to, "and") && (s.is(m.from-1, "between") || m.rule == n.rule && m.precision == Day && !m.told):
	default:
		return Found{}, false
	}
	if m.told || n.told || m.weekday != n.weekday || m.precision == Approx && !lead {
		return Found{}, false
	}
	from := m.from
	if lead {
		from--
	}
	to := s.direction(m.from, n.to)
	d := s.ends(m, n, a, to)
	const list = 1
	if s.is(m.to, "and") && !lead && d.sane() && daysBetween(d.from, d.to) > list {
		return Found{}, false // "Friday and Thursday", "Monday and Thursday"
	}
	f := Found{Start: s.toks[from].start, End: s.toks[n.to-1].end}
	r := Range{Precision: Between, Expr: s.text[f.Start:f.End], Rule: "from, " + m.rule + "; to, " + n.rule}
	if !d.sane() {
		f.Range = undated(r, n)
		return f, true
	}
	f.Range = d.write(r)
	return f, true
}

// ends resolves both ends of a run, the one by the other.
func (s *scan) ends(m, n match, a Anchor, to direction) days {
	if m.counted {
		first := s.settle(m, a, to)
		if !first.sane() {
			return days{}
		}
		return days{first.from, n.at(first.from, future).to}
	}
	if to == future && !m.fixed && !n.fixed {
		first := s.settle(m, a, to)
		if !first.sane() {
			return days{}
		}
		return days{first.from, n.at(first.from, future).to}
	}
	last := s.settle(n, a, to)
	if !last.sane() {
		return days{}
	}
	return days{m.at(last.to, past).from, last.to}
}
