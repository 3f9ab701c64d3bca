package lang

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

// files makes a source of three languages.
func files(en, ar, he string) Source {
	fs := fstest.MapFS{}
	for tag, text := range map[string]string{"en": en, "ar": ar, "he": he} {
		if text != "" {
			fs["messages/"+tag+".json"] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return Source{Name: "drill", Files: fs}
}

func TestNewCatalogueRefuses(t *testing.T) {
	const one = `{"drill.a": "x"}`
	tests := map[string]struct {
		sources []Source
		want    string
	}{
		"a key that a language lacks":       {[]Source{files(`{"drill.a": "x", "drill.b": "y"}`, one, one)}, "drill.b is missing in ar"},
		"a language that is missing":        {[]Source{files(one, one, "")}, "some of the languages only"},
		"a key of two sources":              {[]Source{files(one, one, one), files(one, one, one)}, ""},
		"a key of this package":             {[]Source{files(`{"lang.yes": "x"}`, `{"lang.yes": "x"}`, `{"lang.yes": "x"}`)}, "lang.yes: lang has this key already"},
		"a key twice in one file":           {[]Source{files(`{"drill.a": "x", "drill.a": "y"}`, one, one)}, "drill.a stands twice"},
		"a plural form that is missing":     {[]Source{files(`{"drill.a": {"one": "{{.n}}", "other": "{{.n}}"}}`, `{"drill.a": {"one": "{{.n}}", "other": "{{.n}}"}}`, `{"drill.a": {"one": "{{.n}}", "two": "{{.n}}", "other": "{{.n}}"}}`)}, "want [zero one two few many other]"},
		"a form that the language has not":  {[]Source{files(`{"drill.a": {"one": "x", "many": "y", "other": "z"}}`, one, one)}, "want [one other]"},
		"plural in one language only":       {[]Source{files(`{"drill.a": {"one": "x", "other": "y"}}`, one, one)}, "some of the languages only"},
		"other placeholders":                {[]Source{files(`{"drill.a": "{{.who}}"}`, one, one)}, "placeholders"},
		"a template that is no placeholder": {[]Source{files(`{"drill.a": "{{if .x}}y{{end}}"}`, one, one)}, "no placeholder"},
		"a function in a template":          {[]Source{files(`{"drill.a": "{{print .x}}"}`, one, one)}, "drill.a"},
		"no JSON":                           {[]Source{files(`{`, one, one)}, "en.json"},
		"an empty text":                     {[]Source{files(`{"drill.a": ""}`, one, one)}, "drill.a"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if name == "a key of two sources" {
				tt.sources[1].Name, tt.want = "other", "drill.a: drill has this key already"
			}
			_, err := NewCatalogue(tt.sources...)
			if !errors.Is(err, ErrMessages) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("NewCatalogue() = %v, want ErrMessages with %q", err, tt.want)
			}
		})
	}
}

func TestNewCatalogueTakesASourceWithoutMessages(t *testing.T) {
	c, err := NewCatalogue(Source{Name: "bare", Files: fstest.MapFS{}})
	if err != nil {
		t.Fatal(err)
	}
	if !c.Has("lang.yes") || c.Has("drill.a") {
		t.Errorf("Has(lang.yes), Has(drill.a) = %v, %v, want true, false", c.Has("lang.yes"), c.Has("drill.a"))
	}
	if got := c.Placeholders("lang.left.hour"); strings.Join(got, " ") != "hours minutes" {
		t.Errorf("Placeholders(lang.left.hour) = %v, want hours and minutes", got)
	}
}

func TestMatch(t *testing.T) {
	tests := map[string]struct {
		chosen, header string
		want           Tag
	}{
		"nothing":                       {"", "", English},
		"a choice wins":                 {"he", "ar", Hebrew},
		"a choice that is none":         {"fr", "ar-LB,en;q=0.5", Arabic},
		"Arabic of a country":           {"", "ar-SY", Arabic},
		"Hebrew by its old code":        {"", "iw-IL,iw;q=0.9", Hebrew},
		"the first that we have":        {"", "fr,he;q=0.8,en;q=0.7", Hebrew},
		"none that we have":             {"", "ja", English},
		"nonsense":                      {"", ";;;", English},
		"a header without end":          {"", strings.Repeat("ar,", 1000), English},
		"a choice with something added": {"ar\r\nSet-Cookie: x", "", English},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := Match(tt.chosen, tt.header); got != tt.want {
				t.Errorf("Match(%q, %q) = %s, want %s", tt.chosen, tt.header, got, tt.want)
			}
		})
	}
}

func TestDirections(t *testing.T) {
	for tag, want := range map[Tag]string{English: "ltr", Arabic: "rtl", Hebrew: "rtl"} {
		if got := tag.Dir(); got != want {
			t.Errorf("%s.Dir() = %s, want %s", tag, got, want)
		}
	}
}
