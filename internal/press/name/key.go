package name

import "strings"

// nameKey is an organisation's name word for word: no article, one spelling of
// words that Britain and America write apart.
func nameKey(s string) string {
	w := words(s)
	if len(w) > 1 && w[0] == "the" {
		w = w[1:]
	}
	for len(w) > 1 && article(w[0]) {
		w = w[1:]
	}
	kept := w[:0:0]
	for i, x := range w {
		if i > 0 && i < len(w)-1 && article(x) {
			continue
		}
		switch {
		case strings.HasSuffix(x, "isation"):
			x = strings.TrimSuffix(x, "isation") + "ization"
		case strings.HasSuffix(x, "isations"):
			x = strings.TrimSuffix(x, "isations") + "izations"
		case x == "centre":
			x = "center"
		case x == "defence":
			x = "defense"
		case x == "programme":
			x = "program"
		case x == "labour":
			x = "labor"
		}
		kept = append(kept, x)
	}
	return strings.Join(kept, " ")
}

// placeKey is what spellings of one unlisted place share: consonants and, where
// these are few, the name itself.
func placeKey(s string) string {
	var parts []string
	for _, w := range words(s) {
		if article(w) {
			continue
		}
		parts = append(parts, translated(w))
	}
	joined := strings.Join(parts, " ")
	sp := spell(strings.ReplaceAll(joined, " ", ""))
	if len(sp.cons) < 3 {
		return joined
	}
	key := []byte(sp.cons)
	for i := 0; i <= len(sp.cons) && i < len(sp.vowels); i++ {
		v := sp.vowels[i]
		key = append(key, '.', 'v'+v.strong&back)
	}
	return string(key)
}

// translated gives the English word for the head words of Arabic place names.
func translated(low string) string {
	switch low {
	case "jabal", "jebel", "djebel", "gebel", "mount":
		return "mountain"
	case "wadi":
		return "valley"
	case "nahr":
		return "river"
	case "tel", "tall":
		return "tell"
	case "khirbat", "khirbet", "khirbeh", "kherbet":
		return "khirbet"
	case "beit", "bayt", "bait", "bet", "beyt":
		return "beit"
	case "deir", "dayr", "dair", "der":
		return "deir"
	case "ain", "ein", "ayn", "en":
		return "ain"
	}
	return low
}
