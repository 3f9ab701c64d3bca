package fact

import "strings"

// When two articles tell one story: so many claims in common, in hundredths of the shorter article
// and at least so many; or so much of the shorter one's wording, in runs of three words. Wording
// alone misses rewrites and takes in neighbours from one newsroom; it only helps.
const (
	copiedShare  = 25
	copiedClaims = 3
	copiedWords  = 30
)

// findCopies notes which articles are rewrites of one another, from the claims they share.
func (r *relater) findCopies(links []link) {
	claims := map[int]int{}
	texts := map[int]map[string]bool{}
	for _, it := range r.items {
		claims[it.art]++
	}
	in := map[[2]int][2]map[int]bool{}
	for _, l := range links {
		a, b := r.items[l.a], r.items[l.b]
		if a.art == b.art {
			continue
		}
		if a.art > b.art {
			a, b = b, a
		}
		p := pairOf(a.art, b.art)
		if in[p][0] == nil {
			in[p] = [2]map[int]bool{{}, {}}
		}
		in[p][0][a.at], in[p][1][b.at] = true, true
	}
	for p, m := range in {
		n := min(len(m[0]), len(m[1]))
		least := min(claims[p[0]], claims[p[1]])
		if n >= copiedClaims && 100*n >= copiedShare*least ||
			n >= 1 && least >= copiedClaims && 100*contained(r.shingles(texts, p[0]), r.shingles(texts, p[1])) >= copiedWords {
			r.copied[p] = true
		}
	}
}

// shingles returns the runs of three words in the quotes of an article.
func (r *relater) shingles(texts map[int]map[string]bool, art int) map[string]bool {
	if s, ok := texts[art]; ok {
		return s
	}
	s := map[string]bool{}
	for _, i := range r.byArticle[art] {
		w := r.items[i].words
		for k := 0; k+3 <= len(w); k++ {
			s[strings.Join(w[k:k+3], " ")] = true
		}
	}
	texts[art] = s
	return s
}

// contained is how much of the smaller set the larger holds.
func contained(a, b map[string]bool) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return 0
	}
	n := 0
	for s := range a {
		if b[s] {
			n++
		}
	}
	return float64(n) / float64(len(a))
}
