package name

import "strings"

// spelling is what stays the same when one name is written in Latin letters by
// different hands: its consonants, and between them the class of the vowels.
type spelling struct {
	cons   string
	vowels [12]slot // vowels[i] stands before consonant i; what is beyond is not compared
}

// slot is a group of vowels: strong letters say their class, weak ones may stand
// for it.
type slot struct{ strong, weak uint8 }

const (
	open  = 1 // a
	front = 2 // i, y, ee
	back  = 4 // o, u, w
)

// twins are the ways to write one consonant.
var twins = strings.NewReplacer("sch", "S", "sh", "S", "tch", "h", "kh", "h", "ch", "h", "gh", "g", "th", "t", "dh", "d", "ph", "f",
	"dj", "g", "j", "g", "tz", "z", "ts", "z", "ck", "k", "c", "k", "q", "k", "x", "ks", " ", "")

// spell reads a folded word.
func spell(low string) spelling {
	var out spelling
	var cons [24]byte
	n, s := 0, twins.Replace(low)
	for i := 0; i < len(s) && n < len(cons); i++ {
		c := s[i]
		if isVowel(c) {
			if n < len(out.vowels) {
				out.vowels[n].add(s, i)
			}
			continue
		}
		if c == 'h' && i == len(s)-1 && i > 0 && isVowel(s[i-1]) {
			continue
		}
		if n > 0 && cons[n-1] == c && i > 0 && s[i-1] == c { //nolint:gosec // n is how many of cons are set
			continue
		}
		cons[n] = c
		n++
	}
	out.cons = string(cons[:n])
	return out
}

func isVowel(c byte) bool { return strings.IndexByte("aeiouyw", c) >= 0 }

// add notes the vowel at s[i].
func (v *slot) add(s string, i int) {
	next := byte(0)
	if i+1 < len(s) {
		next = s[i+1]
	}
	switch s[i] {
	case 'a':
		switch next {
		case 'i', 'y', 'u', 'w':
			v.weak |= open
		default:
			v.strong |= open
		}
	case 'e':
		switch {
		case next == 'e' || (i > 0 && s[i-1] == 'e'):
			v.strong |= front
		default:
			v.weak |= open | front
		}
	case 'i', 'y':
		v.strong |= front
	default:
		v.strong |= back
	}
}

// near reports whether two spellings can be of one name: the same consonants,
// and no vowel that excludes another.
func (a spelling) near(b spelling) bool {
	if a.cons != b.cons {
		return false
	}
	for i := range a.vowels {
		x, y := a.vowels[i], b.vowels[i]
		last := i >= len(a.cons)
		if x.strong&^(y.strong|y.weak) != 0 || y.strong&^(x.strong|x.weak) != 0 {
			if last && (x == slot{} || y == slot{}) && (x.strong|y.strong)&(front|back) == 0 {
				continue
			}
			return false
		}
		if i == 0 && (x == slot{}) != (y == slot{}) {
			return false
		}
	}
	return true
}
