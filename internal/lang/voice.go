package lang

import (
	"maps"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// The isolates that stand around every value in a sentence. They are written
// as escapes, since nobody can see them.
const (
	isolateFirst = "\u2068"
	isolatePop   = "\u2069"
)

// Isolate puts FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE around a value,
// for text without markup: mail, CSV, radio slips.
func Isolate(s string) string { return isolateFirst + s + isolatePop }

// Voice renders messages in one language for one reader. It is a value, cheap
// to copy and safe for concurrent use.
type Voice struct {
	catalogue *Catalogue
	localizer *i18n.Localizer
	tag       Tag
	zone      *time.Location
}

// Tag returns the language.
func (v Voice) Tag() Tag { return v.tag }

// Zone returns a voice that says times in the reader's zone too, after UTC.
func (v Voice) Zone(z *time.Location) Voice {
	v.zone = z
	return v
}

// Has reports whether a key exists.
func (v Voice) Has(key string) bool { return v.catalogue.Has(key) }

// Render returns the sentence. A key that does not exist, or an argument that is
// missing, shows as "!key": tests look for it, and a reader sees that something
// is wrong rather than nothing at all.
func (v Voice) Render(m Message) string {
	if m.Key == "" {
		return ""
	}
	e := v.catalogue.keys[m.Key]
	if e == nil {
		return missing(m.Key)
	}
	fill := make(map[string]string, len(m.Args))
	for name, arg := range m.Args {
		fill[name] = v.value(arg)
	}
	config := &i18n.LocalizeConfig{
		MessageID: m.Key, TemplateData: fill, TemplateParser: &template.TextParser{Option: "missingkey=error"},
	}
	if e.plural {
		n, ok := count(m.Args)
		if !ok {
			return missing(m.Key)
		}
		config.PluralCount = n
	}
	text, err := v.localizer.Localize(config)
	if err != nil {
		return missing(m.Key)
	}
	return text
}

// Forms returns the texts of a key by plural form, with their placeholders as
// {{.name}}: for a script on a page, which fills them in as time goes by. A key
// that does not exist has none.
func (v Voice) Forms(key string) map[string]string {
	e := v.catalogue.keys[key]
	if e == nil {
		return nil
	}
	return maps.Clone(e.texts[v.tag])
}

// Text returns a text in the reader's language, or in another that its author
// gave, and which language that is. English comes first among the others.
func (v Voice) Text(t Text) (text string, tag Tag) {
	if s := t[string(v.tag)]; s != "" {
		return s, v.tag
	}
	for _, other := range Tags() {
		if s := t[string(other)]; s != "" {
			return s, other
		}
	}
	least := ""
	for name, s := range t {
		if s != "" && (least == "" || name < least) {
			least = name
		}
	}
	return t[least], Tag(least)
}

// count finds the number that chooses the plural form: n, or the only whole
// number among the arguments.
func count(args map[string]any) (int64, bool) {
	if n, ok := whole(args["n"]); ok {
		return n, true
	}
	var found []int64
	for _, arg := range args {
		if n, ok := whole(arg); ok {
			found = append(found, n)
		}
	}
	if len(found) != 1 {
		return 0, false
	}
	return found[0], true
}
