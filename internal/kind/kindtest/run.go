package kindtest

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"parley.example/internal/kind"
)

var (
	kindName = regexp.MustCompile(`^[a-z]+$`)
	typeName = regexp.MustCompile(`^[a-z]+\.[a-z]+/v[1-9][0-9]*$`)
	actName  = regexp.MustCompile(`^[a-z]+\.[a-z]+$`)
)

// reporter is what the suite needs of a test, so that its own test can see it
// find planted faults.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Logf(format string, args ...any)
	TempDir() string
}

// Run holds a kind to what it can be held to alone. It is called from a test in
// the kind's own folder.
func Run(t *testing.T, k kind.Kind) {
	t.Run("names", func(t *testing.T) { names(t, k) })
	t.Run("vectors", func(t *testing.T) { vectors(t, k) })
	t.Run("templates", func(t *testing.T) { templates(t, k) })
	t.Run("messages", func(t *testing.T) { messages(t, k) })
}

// names holds that every name has its form and comes once.
func names(t reporter, k kind.Kind) {
	if !kindName.MatchString(k.Name) {
		t.Errorf("kind %q: want one lower-case word", k.Name)
	}
	if k.Rules < 1 {
		t.Errorf("rules version %d, want 1 or more", k.Rules)
	}
	seen := map[string]bool{}
	once := func(what, name string, ok bool) {
		if !ok || seen[what+name] {
			t.Errorf("%s %q has not the form of one, or comes twice", what, name)
		}
		seen[what+name] = true
	}
	owns := map[string]bool{}
	for _, e := range k.Entries {
		once("type", e.Name, typeName.MatchString(e.Name))
		owns[e.Name] = true
		if e.Parse == nil {
			t.Errorf("type %s has no parser", e.Name)
		}
	}
	for _, h := range k.Hears {
		if owns[h] {
			t.Errorf("hears %s, which it owns", h)
		}
	}
	for _, a := range k.Acts {
		once("act", a.Name, actName.MatchString(a.Name) && strings.HasPrefix(a.Name, k.Name+"."))
		if a.Plan == nil || a.In == nil || a.In.Kind() != reflect.Struct || len(a.Types) == 0 {
			t.Errorf("act %s: want a plan, a struct as its input, and the types that it drafts", a.Name)
		}
		for _, typ := range a.Types {
			if !owns[typ] {
				t.Logf("act %s drafts %s of another owner", a.Name, typ)
			}
		}
	}
	for _, q := range k.Queries {
		once("query", q.Name, actName.MatchString(q.Name) && strings.HasPrefix(q.Name, k.Name+"."))
		if q.Run == nil || q.In == nil || q.In.Kind() != reflect.Struct || q.Row == nil {
			t.Errorf("query %s: want a struct as its input, a row and a run", q.Name)
		}
	}
	for _, p := range k.Pages {
		once("page", p.Path, strings.HasPrefix(p.Path, "/"+k.Name))
	}
	for _, tb := range k.Tables {
		once("table", tb.Schema().Name, true)
	}
}
