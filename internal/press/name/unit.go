package name

// unit is one part of a person's name: a word with the particles that belong to
// it. Articles and the particles of European names are left out; "bin", "Abdel"
// and "Abu" are part of the name.
type unit struct {
	prefix string // bin, abd, abu, umm
	low    string // folded
	spell  spelling
	short  bool // an initial
}

// key is what two units of one spelling share exactly.
func (u unit) key() string {
	if u.prefix == "" {
		return u.low
	}
	return u.prefix + " " + u.low
}

// block is what two units that may be near always share.
func (u unit) block() string { return u.prefix + "." + u.spell.cons }

// near reports whether two units can be spellings of one name.
func (u unit) near(v unit) bool {
	return u.prefix == v.prefix && (u.low == v.low || u.spell.near(v.spell))
}

// units cuts a person's name into its parts.
func units(head string) []unit {
	var out []unit
	prefix := ""
	toks := cut(head)
	for i, t := range toks {
		if t.class != word {
			continue
		}
		last := i == len(toks)-1
		switch p := prefixOf(t.low); {
		case !last && p != "" && (p != "bin" || t.low != "ben" || len(out) != 0):
			prefix = p
			continue
		case !last && (article(t.low) && (toks[i+1].low == "-" || t.low == "al" || t.low == "el") || !t.capital && particle(t.low)):
			continue
		}
		low := t.low
		if prefix == "" && !last && (low == "abdul" || low == "abdel") {
			prefix = "abd"
			continue
		}
		if rest := servant(low); rest != "" && prefix == "" {
			prefix, low = "abd", rest
		}
		out = append(out, unit{prefix: prefix, low: low, spell: spell(low), short: t.end-t.start == 1})
		prefix = ""
	}
	return out
}

// servant returns what follows "abdul" or "abdel" in a name written as one word.
func servant(low string) string {
	for _, p := range []string{"abdul", "abdel", "abdal"} {
		if len(low) > len(p)+2 && low[:len(p)] == p && low != "abdallah" && low != "abdalla" {
			return low[len(p):]
		}
	}
	return ""
}

func prefixOf(low string) string {
	switch low {
	case "bin", "ibn", "ben", "bint":
		return "bin"
	case "abd", "abdel", "abdul", "abdal":
		return "abd"
	case "abu", "abou":
		return "abu"
	case "umm":
		return "umm"
	}
	return ""
}
