package fact

import (
	"strings"
	"unicode"
)

// splitWords returns the words of a text in lower case: runs of letters and digits, without the
// possessive ending, the points of "U.S." closed up, the commas of "2,000" dropped.
func splitWords(text string) []string {
	var out []string
	var b strings.Builder
	runes := []rune(text)
	flush := func() {
		if b.Len() > 0 {
			out = append(out, b.String())
			b.Reset()
		}
	}
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r):
			b.WriteRune(foldRune(unicode.ToLower(r)))
		case unicode.IsDigit(r):
			b.WriteRune(r)
		case r == '.' && initials(runes, i), r == ',' && between(runes, i, unicode.IsDigit):
		case (r == '\'' || r == '\u2019') && i+1 < len(runes) && (runes[i+1] == 's' || runes[i+1] == 't'):
			if runes[i+1] == 't' { // "didn't" reads as "did not"
				s := strings.TrimSuffix(b.String(), "n")
				b.Reset()
				if s != "" {
					out = append(out, s)
				}
				out = append(out, "not")
			}
			flush()
			i++
		default:
			flush()
		}
	}
	flush()
	return out
}

// foldRune takes the accent off the letters that names carry in European spellings, so that one
// name with and without its accents is one word.
func foldRune(r rune) rune {
	const from = "áàâäãåéèêëíìîïóòôöõúùûüçñýāēīōūḥṣṭḍẓğşıčšž"
	const to = "aaaaaaeeeeiiiiooooouuuucnyaeiouhstdzgsicsz"
	if r < 0x80 {
		return r
	}
	i := 0
	for _, f := range from {
		if f == r {
			return rune(to[i])
		}
		i++
	}
	return r
}

func between(r []rune, i int, is func(rune) bool) bool {
	return i > 0 && i+1 < len(r) && is(r[i-1]) && is(r[i+1])
}

// initials reports whether the point at i stands in a run of single capitals, as in "U.S.".
func initials(r []rune, i int) bool {
	if i == 0 || !unicode.IsUpper(r[i-1]) {
		return false
	}
	return i < 2 || r[i-2] == '.' || !unicode.IsLetter(r[i-2])
}

// stop are words that carry no matter of their own.
var stop = wordSet(`a an the of in on at to for from by with and or but as is are was were be been being has have had
it its he his she her they their them that this these those which who whom whose will would could may might can
said says say told tells saying according stated reported announced not no than more most also already after before
since during into over under between about against out up down new other others some all both there where when while
one two three four five six seven eight nine ten i my me myself any side sides we our you your him us so such only very still then now further
later earlier monday tuesday wednesday thursday friday saturday sunday january february march april june july august
september october november december week weeks month months day days year years last next least people among s al el
described confirmed stressed added noted warned wrote posted revealed claimed claims stated unveiled envoy minister
ministers president prime foreign spokesperson spokesman spokeswoman source sources official officials statement asked declined comment because did do does if just nearly around`)

func wordSet(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

// stem cuts the endings of English words roughly, and levels British and American spellings.
func stem(w string) string {
	if len(w) > 5 {
		for _, e := range [...][2]string{
			{"isation", "iz"},
			{"ization", "iz"},
			{"ising", "iz"},
			{"izing", "iz"},
			{"ised", "iz"},
			{"ized", "iz"},
			{"ise", "iz"},
			{"ize", "iz"},
			{"metres", "meter"},
			{"meters", "meter"},
			{"metre", "meter"},
			{"ours", "or"},
			{"our", "or"},
			{"ence", "enc"},
			{"ences", "enc"},
		} {
			if s, ok := strings.CutSuffix(w, e[0]); ok && len(s) > 2 {
				return s + e[1]
			}
		}
	}
	for _, e := range [...][2]string{{"ies", "y"}, {"sses", "ss"}, {"ing", ""}, {"ied", "y"}, {"ed", ""}, {"ly", ""}} {
		if s, ok := strings.CutSuffix(w, e[0]); ok && len(s) > 3 {
			w = s + e[1]
			break
		}
	}
	if strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && len(w) > 3 {
		w = w[:len(w)-1]
	}
	if len(w) > 4 && w[len(w)-1] == w[len(w)-2] {
		w = w[:len(w)-1]
	}
	if len(w) > 4 {
		w = strings.TrimSuffix(w, "e")
	}
	return w
}
