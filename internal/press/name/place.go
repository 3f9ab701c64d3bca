package name

import "strings"

// places files states, capitals, towns and regions that no other mention covers,
// and unknown names that the text itself calls places.
func (s *scan) places() {
	for _, h := range s.hits {
		if !s.isFree(h.start, h.end) {
			continue
		}
		from := s.articleStart(h.start)
		if from < h.start && s.taken[from] {
			from = h.start
		}
		if m, ok := s.placeOf(&h, from); ok {
			m.What = s.what(from, h.end)
			s.add(from, from, h.end, m)
		}
	}
	for i := range s.tok {
		s.unknownPlace(i)
	}
}

// placeOf says what place or state a hit is.
func (s *scan) placeOf(h *hit, from int) (Mention, bool) {
	if e := h.find(kindState); e != nil && s.town(h) == nil {
		return Mention{Kind: State, State: e.ref, key: "state:" + e.ref, Rule: "state, by list"}, true
	}
	if t := s.town(h); t != nil {
		if s.weakFor(h) && !s.placeCue(from, h.end) {
			return Mention{}, false
		}
		if s.partOfName(h) && !s.placeCue(from, h.end) {
			return Mention{}, false
		}
		if t.people < 500000 && !t.seat && t.state != "" && s.states[t.state] == 0 {
			return Mention{Kind: Place, Rule: "place, by the gazetteer, of a state that the text does not name: not located"}, true
		}
		m := Mention{Kind: Place, State: t.state, key: t.key, local: s.located(from, h.end), Rule: "place, by the gazetteer"}
		if e := h.find(kindCapital); e != nil {
			m.seat, m.acts = e.ref, !m.local && s.acts(h.end)
		}
		return m, true
	}
	if e := h.find(kindCapital); e != nil {
		return Mention{Kind: State, State: e.ref, key: "state:" + e.ref, Rule: "state, by the seat of its government"}, true
	}
	if e := h.find(kindState); e != nil {
		return Mention{Kind: State, State: e.ref, key: "state:" + e.ref, Rule: "state, by list"}, true
	}
	return Mention{}, false
}

// town chooses among the towns and regions of one name: one in a state that the
// text writes of before the largest.
func (s *scan) town(h *hit) *town {
	var best *town
	for i := range h.entries {
		e := &h.entries[i]
		if e.kind == kindState {
			return nil
		}
		if e.kind != kindTown {
			continue
		}
		t := s.l.townOf(e)
		if best == nil || t != nil && s.states[t.state] > 0 && s.states[best.state] == 0 {
			best = t
		}
	}
	return best
}

func (s *scan) weakFor(h *hit) bool {
	for i := range h.entries {
		if e := &h.entries[i]; e.kind == kindTown && !e.weak || e.kind == kindCapital {
			return false
		}
	}
	return !s.whole(h)
}

// whole reports whether a weak name of more than one word stands alone between
// small words: enough of a name to be no accident.
func (s *scan) whole(h *hit) bool { return h.end-h.start > 1 && !s.partOfName(h) }

// partOfName reports whether capitalised words that no list knows touch the hit.
func (s *scan) partOfName(h *hit) bool {
	touch := func(i int) bool {
		return i >= 0 && i < len(s.tok) && s.tok[i].class == word && s.tok[i].capital && !s.taken[i] && s.hitAt(i) == nil &&
			!s.l.in(ordinary, s.low(i)) && !s.beginsOffice(i) && s.l.features[s.low(i)] == ""
	}
	return touch(h.start-1) || touch(h.end) && !s.tok[h.end].first
}

// placeCue reports whether the words around [from, to) say that a place is named.
func (s *scan) placeCue(from, to int) bool {
	k := from - 1
	for k > 0 && (s.low(k) == "the" || direction(s.low(k)) || s.l.features[s.low(k)] != "" && s.low(k) != "state") {
		k--
	}
	switch s.low(k) {
	case "in", "near", "at", "around", "outside", "inside", "toward", "towards", "into", "through", "across", "between", "from", "over", "reach",
		"reached", "entered", "leaving", "left", "nearby", "bombed", "shelled", "struck", "seized", "captured", "stormed", "to":
		return true
	case "of":
		return s.l.features[s.low(k-1)] != "" || direction(s.low(k-1)) || s.tok[k-1].class == word && s.low(k-1) == "outskirts"
	}
	if side := s.l.features[s.low(to)]; side == "after" || side == "both" {
		return true
	}
	return s.low(to) == "," && s.hitAt(to+1).find(kindState, kindTown) != nil
}

// located reports whether the words before a capital name it as a place where
// something is, not as a government: "in X", "south of X", "bombed X".
func (s *scan) located(from, to int) bool {
	if s.what(from, to) != "" || s.low(to) == "-" && s.low(to+1) == "based" {
		return true
	}
	if !s.placeCue(from, to) {
		return false
	}
	switch s.low(from - 1) {
	case "to", "from", "between", "at", "over", "left", "into":
		return false
	}
	return true
}

// acts reports whether the words behind a capital say that it does what a
// government does: "X said", "X and Moscow".
func (s *scan) acts(to int) bool {
	if s.l.in(speech, s.low(to)) || s.low(to) == "are" || s.low(to) == "s" && s.l.in(speech, s.low(to+1)) {
		return true
	}
	return s.low(to) == "and" && s.hitAt(to+1).find(kindState, kindCapital) != nil
}

func direction(low string) bool {
	return strings.Contains(" north south east west northern southern eastern western northeast northwest southeast southwest northeastern "+
		"northwestern southeastern southwestern central rural coastal downtown upper lower greater ", " "+low+" ") && low != ""
}

// what returns the words that say what the place is: "southern", "province".
func (s *scan) what(from, to int) string {
	k := from - 1
	if direction(s.low(k)) {
		return s.low(k)
	}
	if w := s.low(to); s.l.features[w] == "after" || s.l.features[w] == "both" && w != "state" {
		return w
	}
	if s.low(k) == "of" {
		if w := s.low(k - 1); s.l.features[w] == "before" || s.l.features[w] == "both" {
			return w
		}
	}
	if w := s.low(k); s.l.features[w] == "before" || s.l.features[w] == "both" {
		return w
	}
	return ""
}

// unknownPlace files a name that the text calls a place: "the town of X", "X
// province", "in X", "a buffer zone".
func (s *scan) unknownPlace(i int) {
	end, n := s.nameRun(i)
	if end == 0 || n > 4 || s.tok[i].headline || !s.isFree(i, end) {
		return
	}
	before := s.low(i-1) == "of" && (direction(s.low(i-2)) || s.namesPlace(i-2))
	side := s.l.features[s.low(end)]
	switch {
	case before:
		for end < len(s.tok) && s.tok[end].class == word && s.tok[end].capital && s.isFree(end, end+1) && !s.tok[end].first && !s.beginsOffice(end) &&
			!s.l.in(ordinary, s.low(end)) {
			end++
		}
	case s.besidePlace(end):
	case s.l.in(placeHeads, s.low(i)) && n > 1:
	case s.amongPlaces(i) && n < 3 && s.l.features[s.low(end)] == "" && !s.tok[i].loud && !s.l.in(things, s.low(end-1)):
	case (side == "after" || side == "both") && !s.tok[end].first && s.low(end) != "state":
		if s.tok[end].capital {
			end++
		}
	case s.low(i-1) == "in" || s.low(i-1) == "near":
		if s.l.in(things, s.low(end-1)) || s.tok[i].loud || s.l.in(given, s.low(i)) && n > 1 || s.tok[end-1].loud {
			return
		}
	default:
		return
	}
	m := Mention{Kind: Place, What: s.what(i, end), Rule: "place, by the words beside it"}
	if at, ok := s.l.spelt[placeKey(s.words(i, end))]; ok && at >= 0 && s.states[s.l.towns[at].state] > 0 {
		m.key, m.State = s.l.towns[at].key, s.l.towns[at].state
		m.Rule += ", and by the gazetteer in another spelling"
	}
	s.add(i, i, end, m)
}

// namesPlace reports whether the word at token i says before "of" what the place
// is: "town of". With a capital it is mostly a name of its own, "Area of ...".
func (s *scan) namesPlace(i int) bool {
	side := s.l.features[s.low(i)]
	if side != "before" && side != "both" {
		return false
	}
	switch s.low(i) {
	case "city", "province", "governorate", "region", "state":
		return true
	}
	return !s.tok[i].capital
}

// zones files zones without a name.
func (s *scan) zones() {
	for i := range s.tok {
		if s.low(i) == "zone" && i > 0 {
			s.zone(i)
		}
	}
}

// zone files a zone without a name by what it is: "U.N. buffer zone".
func (s *scan) zone(i int) {
	from := i - 1
	kind := s.low(from)
	switch kind {
	case "buffer", "disengagement":
	case "demilitarized", "demilitarised":
		kind = "demilitarised"
	default:
		return
	}
	for n := 0; n < 4 && from > 0; n++ {
		switch low := s.low(from - 1); {
		case low == "un", low == "patrolled", low == "monitored", low == "-" && s.tok[from-1].glued, low == "demilitarized", low == "demilitarised":
			from--
			continue
		}
		break
	}
	for from < i && s.taken[from] {
		from++
	}
	if s.tok[from].class == mark || !s.isFree(from, i+1) {
		return
	}
	s.add(from, from, i+1, Mention{Kind: Place, What: "zone", key: "zone:" + kind, Rule: "zone, by what it is"})
}

// Place returns the coordinates of a listed place, region or the seat of a state's
// government under any of its listed names.
func (l *Lists) Place(name string) (lat, lon float64, ok bool) {
	s := &scan{l: l, text: name, tok: cut(name)}
	s.at, s.taken = make([]int32, len(s.tok)), make([]bool, len(s.tok))
	var best *town
	for i := range s.tok {
		if i > 0 && (s.tok[i-1].class != mark && !article(s.tok[i-1].low)) {
			break
		}
		es, end := s.matchAt(l.known, i)
		if end != len(s.tok) {
			continue
		}
		for k := range es {
			if es[k].kind != kindTown {
				continue
			}
			if t := l.townOf(&es[k]); best == nil || t != nil && t.weight() > best.weight() {
				best = t
			}
		}
	}
	if best == nil {
		return 0, 0, false
	}
	return best.lat, best.lon, true
}

// At returns the coordinates of a mentioned place: of the very town that its text
// means, where several bear the name, and none where the text does not say which.
func (l *Lists) At(m Mention) (lat, lon float64, ok bool) {
	i, ok := l.located[m.key]
	if !ok || m.Kind != Place {
		return 0, 0, false
	}
	return l.towns[i].lat, l.towns[i].lon, true
}

// Government returns the name of the state that the press means by a capital or
// by the state's own name, as in "Damascus said".
func (l *Lists) Government(name string) (state string, ok bool) {
	w := words(name)
	if len(w) == 0 {
		return "", false
	}
	for _, e := range l.known[w[0]] {
		if (e.kind == kindCapital || e.kind == kindState) && strings.Join(e.words, " ") == strings.Join(w, " ") {
			return l.states[e.ref].name, true
		}
	}
	return "", false
}
