package kindof

import (
	"strings"

	"parley.example/internal/press/word"
)

// trie holds phrases by their words, for finding many of them in one pass.
type trie struct {
	exact  map[string]*trie
	prefix []branch // words that end with a star
	value  string   // of the phrase that ends here
	words  int
}

type branch struct {
	stem string
	next *trie
}

func (t *trie) add(phrase, value string) {
	at := t
	words := word.Cut(strings.ReplaceAll(phrase, "*", "zzstar"))
	for i, w := range words {
		at = at.child(w.Lower)
		at.words = i + 1
	}
	at.value = value
}

func (t *trie) child(w string) *trie {
	if stem, ok := strings.CutSuffix(w, "zzstar"); ok {
		for _, b := range t.prefix {
			if b.stem == stem {
				return b.next
			}
		}
		t.prefix = append(t.prefix, branch{stem, &trie{}})
		return t.prefix[len(t.prefix)-1].next
	}
	if t.exact == nil {
		t.exact = map[string]*trie{}
	}
	if t.exact[w] == nil {
		t.exact[w] = &trie{}
	}
	return t.exact[w]
}

// at calls each for every phrase that begins at word i.
func (t *trie) at(words []word.Token, i int, each func(value string, end int)) {
	if t.value != "" {
		each(t.value, i)
	}
	if i >= len(words) {
		return
	}
	w := words[i].Lower
	if next := t.exact[w]; next != nil {
		next.at(words, i+1, each)
	}
	for _, b := range t.prefix {
		if strings.HasPrefix(w, b.stem) {
			b.next.at(words, i+1, each)
		}
	}
}
