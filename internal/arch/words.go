package arch

import (
	"encoding/json"
	"path"
	"regexp"
	"sort"
	"strings"
	"unicode"
)

// avoided are words that no screen says, because each claims what no party can
// promise to another; docs/spec/terms.md gives the reason for each.
var avoided = map[string]bool{
	"deconfliction": true, "deconflict": true, "deconflicted": true, "clearance": true, "cleared": true,
	"approved": true, "approval": true, "safe": true,
	"آمن": true, "آمنة": true, "معتمد": true, "معتمدة": true,
	"בטוח": true, "בטוחה": true, "מאושר": true, "מאושרת": true,
}

// Words reports avoided words in the texts for people: the messages of the
// kinds and of the page shell.
func Words(t *Tree) []Fault {
	var faults []Fault
	for _, name := range t.Sorted() {
		if path.Ext(name) != ".json" || path.Base(path.Dir(name)) != "messages" || !strings.HasPrefix(name, "internal/") {
			continue
		}
		var content any
		if err := json.Unmarshal(t.Texts[name], &content); err != nil {
			faults = append(faults, Fault{name, 0, "not JSON: " + err.Error()})
			continue
		}
		for _, text := range texts(content) {
			for _, word := range strings.FieldsFunc(strings.ToLower(text), notLetter) {
				if avoided[word] {
					faults = append(faults, Fault{name, 0, "says " + word + " in " + text + " (docs/spec/terms.md says what to say instead)"})
				}
			}
		}
	}
	return faults
}

// texts are the strings of a message file, in a fixed order, without the
// descriptions, which are for translators.
func texts(content any) []string {
	switch v := content.(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, x := range v {
			all = append(all, texts(x)...)
		}
		return all
	case map[string]any:
		keys := make([]string, 0, len(v))
		for key := range v {
			if key != "description" {
				keys = append(keys, key)
			}
		}
		sort.Strings(keys)
		var all []string
		for _, key := range keys {
			all = append(all, texts(v[key])...)
		}
		return all
	}
	return nil
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }

// homely would tie the project to one machine, or speak of how it is made
// rather than of what it is.
var homely = regexp.MustCompile(`(?:^|[\s"'` + "`" + `(=:])/(?:work|tmp|root|home)/|` +
	`(?i:\bCEO\b|\bsub-?agents?\b|\bco-founders?\b|preamble\.md|\.library/|\bthis workplace\b|\bthe lead (?:commits|writes|will)\b)`)

// Homely reports paths of one machine and words about how the work is
// organised, and lock files that name where their packages were fetched.
func Homely(t *Tree) []Fault {
	var faults []Fault
	for _, name := range t.Sorted() {
		if path.Dir(name) == "internal/arch" {
			continue // it has the words to look for
		}
		for i, line := range strings.Split(string(t.Texts[name]), "\n") {
			if m := homely.FindString(line); m != "" {
				faults = append(faults, Fault{name, i + 1, "has " + strings.TrimSpace(m) + ", which does not belong in the project"})
			}
			if path.Base(name) == "package-lock.json" && strings.Contains(line, `"resolved"`) {
				faults = append(faults, Fault{name, i + 1, "records where a package was fetched: see .npmrc beside it"})
			}
		}
	}
	return faults
}
