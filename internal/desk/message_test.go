package desk_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"parley.example/internal/desk"
	"parley.example/internal/lang"
)

// Every sentence of the desk exists in three languages, and none is left over.
func TestMessages(t *testing.T) {
	c, err := lang.NewCatalogue(lang.Source{Name: "desk", Files: desk.Messages})
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no source here: %v", err)
	}
	key := regexp.MustCompile(`"(desk\.[a-z_]+(?:\.[a-z_]+)?)"`)
	var used []string
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range key.FindAllStringSubmatch(string(source), -1) {
			used = append(used, m[1])
		}
	}
	for _, k := range used {
		if !c.Has(k) {
			t.Errorf("%s is said and has no message", k)
		}
	}
	for _, k := range c.Keys() {
		if strings.HasPrefix(k, "desk.") && !slices.Contains(used, k) {
			t.Errorf("%s has a message and is never said", k)
		}
	}
}
