package lang

import (
	"strings"

	"golang.org/x/text/language"
)

// Tag names a language of the screen. The set is closed.
type Tag string

// The languages of the screen.
const (
	English Tag = "en"
	Arabic  Tag = "ar"
	Hebrew  Tag = "he"
)

// Tags returns every language of the screen, in the order in which they are
// offered.
func Tags() []Tag { return []Tag{English, Arabic, Hebrew} }

// Parse returns the language of that tag, and false where the screen has none.
func Parse(s string) (Tag, bool) {
	for _, t := range Tags() {
		if string(t) == s {
			return t, true
		}
	}
	return English, false
}

// Dir returns the direction of the script, as HTML spells it.
func (t Tag) Dir() string {
	switch t {
	case Arabic, Hebrew:
		return "rtl"
	case English:
		return "ltr"
	}
	return "ltr"
}

// Name returns what speakers of the language call it.
func (t Tag) Name() string {
	switch t {
	case Arabic:
		return "العربية"
	case Hebrew:
		return "עברית"
	case English:
		return "English"
	}
	return string(t)
}

// forms are the plural forms that CLDR gives the language for whole numbers.
func (t Tag) forms() []string {
	switch t {
	case Arabic:
		return []string{"zero", "one", "two", "few", "many", "other"}
	case Hebrew:
		return []string{"one", "two", "other"}
	case English:
		return []string{"one", "other"}
	}
	return nil
}

// Match returns the language that a reader chose, else the first that the
// browser's Accept-Language asks for and the screen has, else English.
func Match(chosen, acceptLanguage string) Tag {
	if t, ok := Parse(chosen); ok {
		return t
	}
	const longest = 200 // a header of a stranger is not parsed without bound
	if acceptLanguage == "" || len(acceptLanguage) > longest {
		return English
	}
	wanted, _, err := language.ParseAcceptLanguage(strings.ReplaceAll(acceptLanguage, "iw", "he"))
	if err != nil || len(wanted) == 0 {
		return English
	}
	tags := Tags()
	offered := make([]language.Tag, len(tags))
	for i, t := range tags {
		offered[i] = language.Make(string(t))
	}
	_, i, confidence := language.NewMatcher(offered).Match(wanted...)
	if confidence == language.No {
		return English
	}
	return tags[i]
}
