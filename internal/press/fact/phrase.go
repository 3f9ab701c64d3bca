package fact

import "strings"

// phrases finds listed runs of words in a sentence. A star at the end of a word stands for any
// ending, a star alone for any one word. The longest listed run wins; among equals the one listed
// first.
type phrases struct {
	exact  map[string][]phrase // by first word
	prefix map[string][]phrase // by the first two letters of a first word with a star
}

type phrase struct {
	words []string
	name  string
}

// match is a run of words [from, to) that stands for name.
type match struct {
	from, to int
	name     string
}

func (p *phrases) add(text, name string) {
	w := strings.Fields(strings.ToLower(text))
	if len(w) == 0 {
		return
	}
	if p.exact == nil {
		p.exact, p.prefix = map[string][]phrase{}, map[string][]phrase{}
	}
	if head, star := strings.CutSuffix(w[0], "*"); star && len(head) >= 2 {
		p.prefix[head[:2]] = append(p.prefix[head[:2]], phrase{w, name})
		return
	}
	p.exact[w[0]] = append(p.exact[w[0]], phrase{w, name})
}

// at returns the longest listed run that begins at word i.
func (p *phrases) at(words []string, i int) (match, bool) {
	best, found := match{}, false
	w := words[i]
	take := func(list []phrase) {
		for _, ph := range list {
			if n := len(ph.words); (!found || n > best.to-best.from) && i+n <= len(words) && fits(ph.words, words[i:i+n]) {
				best, found = match{i, i + n, ph.name}, true
			}
		}
	}
	take(p.exact[w])
	if len(w) >= 2 {
		take(p.prefix[w[:2]])
	}
	return best, found
}

// all returns the matches in reading order, none overlapping another.
func (p *phrases) all(words []string) []match {
	var out []match
	for i := 0; i < len(words); {
		if m, ok := p.at(words, i); ok {
			out = append(out, m)
			i = m.to
			continue
		}
		i++
	}
	return out
}

func (p *phrases) has(words []string) bool {
	for i := range words {
		if _, ok := p.at(words, i); ok {
			return true
		}
	}
	return false
}

func fits(pattern, words []string) bool {
	for i, p := range pattern {
		head, star := strings.CutSuffix(p, "*")
		if star && !strings.HasPrefix(words[i], head) || !star && p != words[i] {
			return false
		}
	}
	return true
}
