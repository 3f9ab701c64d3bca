package kindtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
)

var keyForm = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]+)+\.?$`)

// messages holds that each key that pages, acts and code use exists in every
// language with its plural forms, and that each key in the files is used.
func messages(t reporter, k kind.Kind) {
	c, err := lang.NewCatalogue(lang.Source{Name: k.Name, Files: k.Files})
	if err != nil {
		t.Fatalf("%v", err)
	}
	used, families := map[string]bool{}, []string{}
	for _, key := range slices.Concat(keysOfPages(t, k), keysOfActs(k)) {
		used[key] = true
	}
	for _, key := range keysOfCode(t, k) {
		if strings.HasSuffix(key, ".") {
			families = append(families, key)
			continue
		}
		used[key] = true
	}
	for key := range used {
		if !c.Has(key) {
			t.Errorf("message %s is used and not in messages/*.json", key)
		}
	}
	optional := regexp.MustCompile(`^act\.[a-z]+\.[a-z]+(\..+)?\.(hint|about)$`)
	for _, key := range c.Keys() {
		family := slices.ContainsFunc(families, func(f string) bool { return strings.HasPrefix(key, f) })
		if strings.HasPrefix(key, "lang.") || used[key] || family || optional.MatchString(key) {
			continue
		}
		t.Errorf("message %s is in messages/*.json and nothing uses it", key)
	}
	for _, f := range families {
		if !slices.ContainsFunc(c.Keys(), func(key string) bool { return strings.HasPrefix(key, f) }) {
			t.Errorf("no message begins with %s", f)
		}
	}
}

// keysOfPages are the titles and the literal keys of the templates.
func keysOfPages(t reporter, k kind.Kind) []string {
	var keys []string
	for _, p := range k.Pages {
		keys = append(keys, p.Title)
		tm, err := page(k, p, lang.Voice{})
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		for _, part := range tm.Templates() {
			if part.Tree == nil {
				continue
			}
			walk(part.Tree.Root, func(n parse.Node) {
				c, ok := n.(*parse.CommandNode)
				if !ok || len(c.Args) < 2 || c.Args[0].String() != "t" {
					return
				}
				if s, ok := c.Args[1].(*parse.StringNode); ok {
					keys = append(keys, s.Text)
				}
			})
		}
	}
	return keys
}

// keysOfActs are the labels that the page shell wants of a form.
func keysOfActs(k kind.Kind) []string {
	var keys []string
	for _, a := range k.Acts {
		keys = append(keys, "act."+a.Name)
		keys = append(keys, labels("act."+a.Name, a.In)...)
	}
	return keys
}

func labels(above string, t reflect.Type) []string {
	var keys []string
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() || f.Tag.Get("format") == "hidden" {
			continue
		}
		key := above + "." + name
		keys = append(keys, key)
		for option := range strings.SplitSeq(f.Tag.Get("enum"), ",") {
			if option != "" {
				keys = append(keys, key+"."+option)
			}
		}
		of := f.Type
		for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
			of = of.Elem()
		}
		if of.Kind() == reflect.Struct && of.PkgPath() == t.PkgPath() {
			keys = append(keys, labels(key, of)...)
		}
	}
	return keys
}

// keysOfCode are the string literals of the kind's folder that have the form of
// a key of its own. One that ends in a dot begins a family of keys.
func keysOfCode(t reporter, k kind.Kind) []string {
	not := map[string]bool{}
	for _, e := range k.Entries {
		name, _, _ := strings.Cut(e.Name, "/")
		not[name] = true
	}
	for _, a := range k.Acts {
		not[a.Name] = true
	}
	for _, q := range k.Queries {
		not[q.Name] = true
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatalf("%v", err)
	}
	var keys []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatalf("%v", err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("%v", err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			s, err := strconv.Unquote(lit.Value)
			if err == nil && strings.HasPrefix(s, k.Name+".") && keyForm.MatchString(s) && !not[s] && !strings.HasSuffix(s, ".html") {
				keys = append(keys, s)
			}
			return true
		})
	}
	return keys
}
