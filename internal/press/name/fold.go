package name

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fold brings a word to the form in which lists and names are compared: lower
// case, Latin letters without their marks, no apostrophes, stops or unseen signs.
func fold(s string) string {
	ascii, same := true, true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			ascii = false
			break
		}
		if c < 'a' || c > 'z' {
			same = false
		}
	}
	switch {
	case !ascii:
		return foldRunes(s)
	case same:
		return s
	}
	s = strings.ToLower(s)
	if strings.ContainsAny(s, "'`.") {
		s = unsigned.Replace(s)
	}
	return s
}

// unsigned takes out the signs that no comparison regards.
var unsigned = strings.NewReplacer("'", "", "`", "", ".", "")

func foldRunes(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			if r != '\'' && r != '`' && r != '.' {
				b.WriteRune(unicode.ToLower(r))
			}
		case unicode.Is(unicode.Mn, r) || apostrophe(r) || invisible(r):
		default:
			b.WriteString(plain(unicode.ToLower(r)))
		}
	}
	return b.String()
}

// bases lists, after each ASCII base, the marked Latin letters that names in the
// press bear.
const bases = "aàáâãäåāăąạảấầậắặə|cçćčĉċ|dďđḍḏḑð|eèéêëēėęěẹếềệ|gğģġǧ|hḥħḩḫẖĥ|iìíîïīįıịĩ|jĵ|kķḳǩ|lļľłḷ|nñńňņṇ" +
	"|oòóôõöøōőọốồộơ|rŕřṛ|sśšşșṣŝ|tťţțṭṯŧ|uùúûüūůűųụưứừ|wŵ|yýÿŷỳ|zźžżẓẕ"

// plain returns the ASCII letter for a Latin letter with marks; any other letter
// stands for itself.
func plain(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'þ':
		return "th"
	}
	at := strings.IndexRune(bases, r)
	if at < 0 {
		return string(r)
	}
	from := strings.LastIndexByte(bases[:at], '|') + 1
	return bases[from : from+1]
}

// articles are the spellings of the Arabic article.
func article(low string) bool {
	switch low {
	case "al", "el", "as", "ash", "ad", "adh", "an", "ar", "at", "ath", "az", "ed", "er", "es", "esh", "et", "ez", "en", "ul":
		return true
	}
	return false
}

// words folds a phrase of a list into the words that tokens are compared with.
func words(phrase string) []string {
	var out []string
	for _, t := range cut(phrase) {
		if t.class != mark {
			out = append(out, t.low)
		}
	}
	return out
}
