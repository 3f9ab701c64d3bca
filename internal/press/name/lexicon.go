package name

import (
	"slices"
	"strings"
	"unicode"
)

type entryKind uint8

const (
	kindState entryKind = iota + 1
	kindAdjective
	kindCapital
	kindOrganisation
	kindTown
	kindOffice
	kindOrgan
	kindPortfolio
)

// entry is one way to write something that a list knows.
type entry struct {
	words   []string // folded, without Arabic articles
	kind    entryKind
	ref     string // state code, number of an organisation or town, portfolio
	weight  int    // orders what is written alike
	weak    bool   // an ordinary word or another's name too: needs a cue
	loud    bool   // written in capitals only
	small   bool   // its last word is written in small letters
	article bool   // begins with the Arabic article
}

// addEntry files a phrase under its first word that is no article.
func addEntry(to map[string][]entry, phrase string, e entry) {
	w := words(phrase)
	for len(w) > 1 && article(w[0]) {
		w, e.article = w[1:], true
	}
	kept := w[:0:0]
	for i, x := range w {
		if i > 0 && i < len(w)-1 && article(x) {
			continue
		}
		kept = append(kept, x)
	}
	if len(kept) == 0 {
		return
	}
	e.words = kept
	e.loud = len(kept) == 1 && len(phrase) > 1 && strings.ToUpper(phrase) == phrase
	last := phrase[strings.LastIndexByte(phrase, ' ')+1:]
	for _, r := range last {
		e.small = unicode.IsLower(r)
		break
	}
	to[kept[0]] = append(to[kept[0]], e)
}

// order puts the longest phrases first, and what is written alike by kind and weight.
func order(m map[string][]entry) {
	for _, es := range m {
		slices.SortStableFunc(es, func(a, b entry) int {
			if d := len(b.words) - len(a.words); d != 0 {
				return d
			}
			if d := strings.Compare(strings.Join(a.words, " "), strings.Join(b.words, " ")); d != 0 {
				return d
			}
			if a.kind != b.kind {
				return int(a.kind) - int(b.kind)
			}
			return b.weight - a.weight
		})
	}
}

// matchAt returns the entries whose words stand at token i, all of the longest
// length that fits, and the token after them. Hyphens and Arabic articles between
// the words are passed over.
func (s *scan) matchAt(m map[string][]entry, i int) ([]entry, int) {
	es := m[s.tok[i].low]
	for a := 0; a < len(es); {
		b := a + 1
		for b < len(es) && slices.Equal(es[a].words, es[b].words) {
			b++
		}
		if end := s.phraseEnd(es[a].words, i); end > 0 {
			return es[a:b], end
		}
		a = b
	}
	return nil, 0
}

// phraseEnd returns the token after the words if they stand at i, else 0.
func (s *scan) phraseEnd(words []string, i int) int {
	if s.tok[i].low != words[0] || s.tok[i].class == mark {
		return 0
	}
	i++
	for _, w := range words[1:] {
		i = s.next(i, w)
		if i < 0 || i >= len(s.tok) || s.tok[i].low != w || s.tok[i].class == mark || s.tok[i].first {
			return 0
		}
		i++
	}
	return i
}

// next passes over a hyphen and an article before word w.
func (s *scan) next(i int, w string) int {
	for range 3 {
		if i >= len(s.tok) {
			return -1
		}
		t := s.tok[i]
		switch {
		case t.low == w && t.class != mark:
			return i
		case t.class == mark && t.low == "-" && t.glued:
		case t.class == word && article(t.low) && i+1 < len(s.tok):
		default:
			return i
		}
		i++
	}
	return i
}
