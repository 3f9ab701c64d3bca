package lang

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed messages/*.json
var own embed.FS

// ErrMessages is returned for message files that do not fit together: a key
// that a language lacks or that stands twice, a plural form that is missing, a
// placeholder that only some languages have.
var ErrMessages = errors.New("message files do not hold")

// Source is one owner of messages: a kind, or the page shell.
type Source struct {
	Name  string // for error texts
	Files fs.FS  // messages/en.json, messages/ar.json, messages/he.json; or none of them
}

// Catalogue holds every message in every language. It does not change once
// made, and is safe for concurrent use.
type Catalogue struct {
	bundle *i18n.Bundle
	keys   map[string]*entry
}

// entry is what the languages have in common about one key.
type entry struct {
	source string
	plural bool
	names  []string // placeholders, sorted
	in     map[Tag]bool
	texts  map[Tag]map[string]string // as they stand in the file, by plural form
}

// NewCatalogue reads the messages of every source, and those of this package.
// Whatever a reader would only meet on a page at night is an error here.
func NewCatalogue(sources ...Source) (*Catalogue, error) {
	c := &Catalogue{bundle: i18n.NewBundle(language.English), keys: map[string]*entry{}}
	var faults []error
	for _, s := range append([]Source{{Name: "lang", Files: own}}, sources...) {
		faults = append(faults, c.take(s)...)
	}
	for _, key := range c.Keys() {
		e := c.keys[key]
		for _, t := range Tags() {
			if !e.in[t] {
				faults = append(faults, fmt.Errorf("%w: %s: %s is missing in %s", ErrMessages, e.source, key, t))
			}
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return c, nil
}

// take adds one source. A source that has none of the files has no messages.
func (c *Catalogue) take(s Source) []error {
	var faults []error
	absent := 0
	for _, t := range Tags() {
		name := "messages/" + string(t) + ".json"
		raw, err := fs.ReadFile(s.Files, name)
		if errors.Is(err, fs.ErrNotExist) {
			absent++
			continue
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%w: %s: %w", ErrMessages, s.Name, err))
			continue
		}
		for _, err := range c.file(s.Name, t, raw) {
			faults = append(faults, fmt.Errorf("%w: %s: %s: %w", ErrMessages, s.Name, name, err))
		}
	}
	if absent > 0 && absent < len(Tags()) {
		faults = append(faults, fmt.Errorf("%w: %s: messages in some of the languages only", ErrMessages, s.Name))
	}
	return faults
}

// file adds the messages of one language of one source.
func (c *Catalogue) file(source string, t Tag, raw []byte) []error {
	messages, faults := parseFile(t, raw)
	for _, m := range messages {
		e := c.keys[m.ID]
		if e == nil {
			e = &entry{source: source, plural: m.plural, names: m.names, in: map[Tag]bool{}, texts: map[Tag]map[string]string{}}
			c.keys[m.ID] = e
		}
		switch {
		case e.source != source:
			faults = append(faults, fmt.Errorf("%s: %s has this key already", m.ID, e.source))
			continue
		case e.plural != m.plural:
			faults = append(faults, fmt.Errorf("%s: plural forms in some of the languages only", m.ID))
		case !slices.Equal(e.names, m.names):
			faults = append(faults, fmt.Errorf("%s: placeholders %v here and %v in another language", m.ID, m.names, e.names))
		}
		e.in[t], e.texts[t] = true, m.texts
		if err := c.bundle.AddMessages(language.Make(string(t)), m.Message); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", m.ID, err))
		}
	}
	return faults
}

// Keys returns every key, sorted.
func (c *Catalogue) Keys() []string {
	keys := make([]string, 0, len(c.keys))
	for key := range c.keys {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Has reports whether a key exists. Pages leave out an optional text, such as
// the hint of a field, where it does not.
func (c *Catalogue) Has(key string) bool { return c.keys[key] != nil }

// Placeholders returns the names that the message of a key wants, sorted.
func (c *Catalogue) Placeholders(key string) []string {
	if e := c.keys[key]; e != nil {
		return slices.Clone(e.names)
	}
	return nil
}

// In returns the voice of a language. A tag that the screen does not have
// speaks English.
func (c *Catalogue) In(t Tag) Voice {
	if _, ok := Parse(string(t)); !ok {
		t = English
	}
	return Voice{catalogue: c, tag: t, localizer: i18n.NewLocalizer(c.bundle, string(t))}
}

// missing is what a page shows for a key that does not exist: never a blank.
func missing(key string) string { return "!" + strings.TrimSpace(key) }
