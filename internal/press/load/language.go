package load

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Language is what a text is written in.
type Language struct {
	Tag    string // of BCP 47: "en", "ar", "he"; "und" where it is not told
	RTL    bool   // written from the right
	Script string // of most letters: "Latn", "Arab", "Hebr"; "" without letters
}

// scripts are those that are counted. A script that one language alone uses
// names the language.
var scripts = []struct {
	name  string
	table *unicode.RangeTable
	tag   string
	rtl   bool
}{
	{"Latn", unicode.Latin, "", false},
	{"Arab", unicode.Arabic, "ar", true},
	{"Hebr", unicode.Hebrew, "he", true},
	{"Cyrl", unicode.Cyrillic, "ru", false},
	{"Grek", unicode.Greek, "el", false},
	{"Armn", unicode.Armenian, "hy", false},
	{"Geor", unicode.Georgian, "ka", false},
	{"Syrc", unicode.Syriac, "syr", true},
	{"Ethi", unicode.Ethiopic, "am", false},
	{"Deva", unicode.Devanagari, "hi", false},
	{"Thai", unicode.Thai, "th", false},
	{"Hang", unicode.Hangul, "ko", false},
	{"Kana", unicode.Hiragana, "ja", false},
	{"Hani", unicode.Han, "zh", false},
}

// functionWords are the words that a language cannot do without and that its
// neighbours in the same script do not use, or use less.
var functionWords = []struct {
	script, tag string
	words       map[string]bool
}{
	{"Latn", "en", set("the of and to in that is was for on with said by from at he has have as it be are were which " +
		"not they their who after will would an")},
	{"Latn", "fr", set("le la les des et en un une du dans qui que pour par sur au est pas avec ce il sont plus ont son " +
		"aux cette mais ses selon été")},
	{"Latn", "de", set("der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an " +
		"werden aus er hat dass sie nach wird")},
	{"Latn", "es", set("el la de que y en los del las un por con una su para es al lo como más pero sus le ha este " +
		"sobre entre cuando según fue")},
	{"Latn", "it", set("il di che e la in un per è del della non sono con una si da le i dei nel alla ha gli più anche " +
		"al delle dal lo")},
	{"Latn", "pt", set("o de que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu " +
		"sua foi são")},
	{"Latn", "nl", set("de het een van en in is dat op te zijn met voor die niet aan er om ook als door naar bij heeft " +
		"nog uit wordt werd deze")},
	{"Latn", "tr", set("ve bir bu için ile da de olarak daha çok olan gibi kadar sonra ise en göre olduğu ancak dedi " +
		"ettiği tarafından bin iki")},
	{"Latn", "ku", set("û li ji bi di ku ev ew jî bo ne her yê ya yên ên hat kir dike")},
	{"Arab", "ar", set("في من على إلى أن التي الذي عن مع هذا هذه بعد بين كما قال ما لا كان وقال قد بأن أو خلال ذلك وفي " +
		"ومن")},
	{"Arab", "fa", set("در به از که این است را با برای آن شد کرد شده می های بود تا خود ایران کند گفت یک هم باید")},
	{"Arab", "ur", set("کے کی میں ہے اور سے کو کا نے ہیں پر اس کہ ایک تھا ہو بھی یہ کر نہیں گیا")},
	{"Arab", "ckb", set("لە بە کە و بۆ ئەم لەگەڵ ئەو کرد نییە هەیە دەکات ئەوە یان")},
	{"Cyrl", "ru", set("в и на не что с по как из он за это его был для от но также они мы или было бы")},
	{"Cyrl", "uk", set("в і на не що з у та як за це його був для від але також вони ми або було про до й є")},
	{"Cyrl", "bg", set("на и да се от за в с не е че по са ще със до при като беше това този които")},
}

// LanguageOf tells the language of a text or of a paragraph by the script of
// most of its letters, and where several languages share one, by the words that
// none can do without. A short text in such a script may stay "und".
func LanguageOf(text []byte) Language {
	text = text[:min(len(text), sample)]
	counts := make([]int, len(scripts))
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		i += n
		if r < utf8.RuneSelf {
			if r|0x20 >= 'a' && r|0x20 <= 'z' {
				counts[0]++
			}
			continue
		}
		if !unicode.IsLetter(r) {
			continue
		}
		for s := range scripts {
			if unicode.Is(scripts[s].table, r) {
				counts[s]++
				break
			}
		}
	}
	best := 0
	for s := range scripts {
		if counts[s] > counts[best] {
			best = s
		}
	}
	if counts[best] == 0 {
		return Language{Tag: "und"}
	}
	s := scripts[best]
	if s.name == "Hani" && counts[best-1] > 0 {
		return Language{Tag: "ja", Script: "Jpan"}
	}
	return Language{Tag: byWords(string(text), s.name, s.tag), RTL: s.rtl, Script: s.name}
}

// byWords is the language of a script with the most function words in the text,
// or own, where fewer than one word in forty is one. In Latin letters a text is
// taken for another language than English only by four such words and twice as
// many as of English: "9 die in raid" is no German.
func byWords(text, script, own string) string {
	words, hits := 0, make([]int, len(functionWords))
	for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r)
	}) {
		if words++; words > 600 {
			break
		}
		for i := range functionWords {
			if functionWords[i].script == script && functionWords[i].words[word] {
				hits[i]++
			}
		}
	}
	best, english := -1, 0
	for i, n := range hits {
		if functionWords[i].tag == "en" {
			english = n
		}
		if n > 0 && n*40 >= words && (best < 0 || n > hits[best]) {
			best = i
		}
	}
	switch {
	case best >= 0 && (own != "" || functionWords[best].tag == "en" || hits[best] >= max(4, 2*english)):
		return functionWords[best].tag
	case own != "":
		return own
	}
	return "und"
}
