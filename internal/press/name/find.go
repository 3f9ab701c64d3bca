package name

import (
	"slices"
	"strconv"
	"strings"
)

// longestText bounds what one call reads; what is beyond is not searched.
const longestText = 8 << 20

// hit is a run of tokens that a list knows under one name or several.
type hit struct {
	start, end int
	entries    []entry
}

// scan is the work on one text.
type scan struct {
	l       *Lists
	text    string
	tok     []token
	hits    []hit
	at      []int32 // token: 1 + index of the hit that covers it
	taken   []bool  // token: belongs to a mention
	inside  []bool  // token: stands inside an office of several words
	office  []int32 // token: where the office that begins here ends
	small   map[string]bool
	home    string // the state that the text writes most about
	states  map[string]int
	surname map[string][]int // folded last unit of a person's name: indexes into out
	defined map[string]int   // abbreviation: index into out of what it stands for
	out     []Mention
}

// Find returns the mentions in a text in order, none overlapping another. The
// text is best a whole article: what its first lines call by full name is known
// by surname below.
func (l *Lists) Find(text string) []Mention {
	if len(text) > longestText {
		text = text[:longestText]
	}
	s := &scan{l: l, text: text, tok: cut(text), states: map[string]int{}, surname: map[string][]int{}, defined: map[string]int{}}
	s.at = make([]int32, len(s.tok))
	s.taken = make([]bool, len(s.tok))
	s.offices()
	s.small = make(map[string]bool, len(s.tok)/3)
	for _, t := range s.tok {
		if t.class == word && !t.capital {
			s.small[t.low] = true
		}
	}
	s.look()
	s.zones()
	s.ministries()
	s.organs()
	s.peoples()
	s.knownOrganisations()
	s.shapes()
	s.persons()
	s.outletsBeside()
	s.places()
	s.namesakes()
	s.abbreviations()
	s.speakers()
	slices.SortFunc(s.out, func(a, b Mention) int { return a.Start - b.Start })
	s.owners()
	return s.out
}

// look notes what the lists know, the longest first, and counts states.
func (s *scan) look() {
	for i := 0; i < len(s.tok); i++ {
		t := s.tok[i]
		if t.class != word || !t.capital {
			continue
		}
		es, end := s.matchAt(s.l.known, i)
		es = s.fitting(es, i, end)
		if t.low == "the" && len(es) > 0 && i+1 < len(s.tok) && allWeak(es) {
			if more, e := s.matchAt(s.l.known, i+1); e > end && len(s.fitting(more, i+1, e)) > 0 {
				continue
			}
		}
		if len(es) == 0 || s.longerName(es, end) {
			continue
		}
		s.hits = append(s.hits, hit{i, end, es})
		for k := i; k < end; k++ {
			s.at[k] = int32(len(s.hits)) //nolint:gosec // a text has at most 1 MiB
		}
		for _, e := range es {
			if e.kind == kindState || e.kind == kindAdjective || e.kind == kindCapital && s.oneState(es) {
				s.states[e.ref]++
				if s.home == "" {
					s.home = e.ref
				}
				break
			}
		}
		i = end - 1
	}
	s.home = s.about(s.home)
}

// oneState reports whether all that bears one name lies in one state.
func (s *scan) oneState(es []entry) bool {
	code := ""
	for i := range es {
		in := es[i].ref
		if es[i].kind == kindTown {
			in = s.l.townOf(&es[i]).state
		}
		if code != "" && in != code {
			return false
		}
		code = in
	}
	return true
}

// about says which state the text is about: the one it names first, unless
// another is named much more often.
func (s *scan) about(lead string) string {
	most := lead
	for code, n := range s.states {
		if m := s.states[most]; n > m || n == m && most != lead && code < most {
			most = code
		}
	}
	if s.states[most]*3 > s.states[lead]*5 {
		return most
	}
	return lead
}

// longerName reports whether a listed town is only the beginning of a name that
// goes on with the Arabic article: "X al-Y".
func (s *scan) longerName(es []entry, end int) bool {
	if end+2 >= len(s.tok) || !article(s.low(end)) || s.low(end+1) != "-" || !s.tok[end+1].glued || !s.tok[end+2].capital {
		return false
	}
	for _, e := range es {
		if e.kind != kindTown {
			return false
		}
	}
	return true
}

// fitting keeps the entries that are written as the text writes them.
func (s *scan) fitting(es []entry, i, end int) []entry {
	var out []entry
	for _, e := range es {
		last := s.tok[end-1]
		switch {
		case e.loud && !s.tok[i].loud,
			!e.small && last.class == word && !last.capital,
			e.article && e.kind == kindOrganisation && len(e.words) == 1 && !s.articleBefore(i):
			continue
		}
		out = append(out, e)
	}
	return out
}

// articleBefore reports whether an Arabic article stands before token i: "al-X",
// "Al X".
func (s *scan) articleBefore(i int) bool { return s.articleStart(i) < i }

// articleStart is the token at which the name at i begins, its article included.
func (s *scan) articleStart(i int) int {
	if i >= 2 && s.tok[i-1].low == "-" && s.tok[i-1].glued && s.tok[i].glued && article(s.tok[i-2].low) {
		return i - 2
	}
	if i >= 1 && s.tok[i-1].capital && (s.tok[i-1].low == "al" || s.tok[i-1].low == "el") {
		return i - 1
	}
	return i
}

// hitAt returns the hit that covers token i, or nil.
func (s *scan) hitAt(i int) *hit {
	if i < 0 || i >= len(s.at) || s.at[i] == 0 {
		return nil
	}
	return &s.hits[s.at[i]-1]
}

func (h *hit) find(kinds ...entryKind) *entry {
	if h == nil {
		return nil
	}
	for i := range h.entries {
		if slices.Contains(kinds, h.entries[i].kind) {
			return &h.entries[i]
		}
	}
	return nil
}

// low returns the folded token i, or "" outside the text.
func (s *scan) low(i int) string {
	if i < 0 || i >= len(s.tok) {
		return ""
	}
	return s.tok[i].low
}

func (s *scan) isFree(from, to int) bool {
	for k := from; k < to; k++ {
		if s.taken[k] {
			return false
		}
	}
	return from < to
}

// stateBefore returns the state whose adjective, name or possessive ends before
// token i, and where it begins: "Syrian |", "Syria's |", "US |".
func (s *scan) stateBefore(i int) (code string, start int, possessive bool) {
	end := i
	if i >= 1 && s.tok[i-1].class == owner {
		end, possessive = i-1, true
	}
	h := s.hitAt(end - 1)
	if h == nil || h.end != end {
		return "", i, false
	}
	e := h.find(kindAdjective, kindState)
	if e == nil && possessive {
		e = h.find(kindCapital)
	}
	if e == nil {
		return "", i, false
	}
	return e.ref, h.start, possessive
}

// add files a mention of tokens [from, to); head is its first token without
// titles and owner.
func (s *scan) add(from, head, to int, m Mention) int {
	for k := from; k < to; k++ {
		s.taken[k] = true
	}
	m.Start, m.End = s.tok[from].start, s.tok[to-1].end
	m.Text, m.Head = s.text[m.Start:m.End], s.text[s.tok[head].start:m.End]
	if m.Flaw = flaw(m.Head); m.Flaw == "" {
		m.Flaw = flaw(m.Text)
	}
	if m.Flaw == "" && overridden(s.text, m.Start, m.End) {
		m.Flaw = "stands behind a mark that turns the direction of writing"
	}
	s.out = append(s.out, m)
	return len(s.out) - 1
}

// owners gives a ministry or an organ without a state of its own the state that
// the text is about, unless somebody of another state may be meant: an
// office-holder named before it in the same sentence.
func (s *scan) owners() {
	for i := range s.out {
		m := &s.out[i]
		if m.Kind != Organisation || m.State != "" || m.Class != "ministry" && m.Class != "organ" {
			continue
		}
		doubt := false
		for k := i - 1; k >= 0 && k > i-12 && !strings.ContainsAny(s.text[s.out[k].End:m.Start], ".\n!?"); k-- {
			if s.out[k].Kind == Person && s.out[k].Office != "" && s.out[k].State != s.home {
				doubt = true
			}
		}
		if !doubt && s.home != "" {
			m.State = s.home
			m.Rule += ", of the state the text is about"
		}
	}
}

// organisationOf returns the listed organisation of an entry.
func (l *Lists) organisationOf(e *entry) organisation {
	n, err := strconv.Atoi(e.ref)
	if err != nil || n >= len(l.orgs) {
		return organisation{}
	}
	return l.orgs[n]
}

func (l *Lists) townOf(e *entry) *town {
	n, err := strconv.Atoi(e.ref)
	if err != nil || n >= len(l.towns) {
		return nil
	}
	return &l.towns[n]
}
