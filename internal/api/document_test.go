package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"parley.example/internal/kinds"
)

// realGolden is the document of the kinds as they are: what programs outside rest
// on. Whoever changes it sees here what changes for them.
const realGolden = "openapi.kinds.golden.json"

// TestOpenAPIOfTheKinds compares the document of the real list of kinds with the
// one that is kept, and names each place that differs. -update rewrites it.
func TestOpenAPIOfTheKinds(t *testing.T) {
	got := newRig(t, kinds.All()...).call("GET", "/api/v1/openapi.json", "")
	if got.status != http.StatusOK {
		t.Fatalf("openapi.json: %d %s", got.status, got.text)
	}
	golden := filepath.Join("testdata", realGolden)
	if *update {
		if err := os.WriteFile(golden, []byte(got.text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(b) == got.text {
		return
	}
	var want any
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	const most = 60
	changes := changed(leaves(want), leaves(got.json))
	if len(changes) == 0 {
		changes = []string{"the order of names, or blanks"}
	}
	for _, c := range changes[:min(most, len(changes))] {
		t.Error(c)
	}
	t.Errorf("%d places differ from testdata/%s: what is gone or narrower breaks programs outside; -update rewrites it", len(changes), realGolden)
}

// leaves lists the values of a document by their places in it.
func leaves(v any) map[string]string {
	out := map[string]string{}
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, value := range v {
				walk(at+" > "+name, value)
			}
		case []any:
			for i, value := range v {
				walk(fmt.Sprintf("%s > %s", at, label(value, i)), value)
			}
		default:
			out[strings.TrimPrefix(at, " > ")] = fmt.Sprintf("%v", v)
		}
	}
	walk("", v)
	return out
}

// label names an item of a list: a parameter by its name, so that one which comes
// in between moves no other, and a word by itself.
func label(v any, i int) string {
	switch v := v.(type) {
	case map[string]any:
		if name, ok := v["name"].(string); ok {
			return name
		}
	case string:
		return v
	}
	return fmt.Sprint(i)
}

// changed names what is gone, new and changed, in order.
func changed(want, got map[string]string) []string {
	all := maps.Clone(want)
	maps.Copy(all, got)
	var out []string
	for _, at := range slices.Sorted(maps.Keys(all)) {
		was, before := want[at]
		is, after := got[at]
		switch {
		case !after:
			out = append(out, "gone: "+at+" = "+was)
		case !before:
			out = append(out, "new: "+at+" = "+is)
		case was != is:
			out = append(out, "changed: "+at+": was "+was+", is "+is)
		}
	}
	return out
}

// What changed is named, and nothing else.
func TestChangesAreNamed(t *testing.T) {
	parse := func(text string) map[string]string {
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		return leaves(v)
	}
	was := parse(`{"paths":{"/a":{"get":{"parameters":[{"name":"x","in":"query"},{"name":"y","in":"query"}],"required":["x"]}}}}`)
	is := parse(`{"paths":{"/a":{"get":{"parameters":[{"name":"w","in":"query"},{"name":"y","in":"path"}],"required":["x","y"]}}}}`)
	want := []string{
		"new: paths > /a > get > parameters > w > in = query",
		"new: paths > /a > get > parameters > w > name = w",
		"gone: paths > /a > get > parameters > x > in = query",
		"gone: paths > /a > get > parameters > x > name = x",
		"changed: paths > /a > get > parameters > y > in: was query, is path",
		"new: paths > /a > get > required > y = y",
	}
	if got := changed(was, is); !slices.Equal(got, want) {
		t.Errorf("changes are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := changed(was, was); len(got) != 0 {
		t.Errorf("of the same: %v, want none", got)
	}
}

// The document holds together, as its readers take it: every reference leads
// somewhere, every operation has a name of its own, and every part of a path that
// is filled in is a parameter.
func TestOpenAPIHoldsTogether(t *testing.T) {
	doc := newRig(t, kinds.All()...).call("GET", "/api/v1/openapi.json", "").json
	components, _ := doc["components"].(map[string]any)
	schemas, _ := components["schemas"].(map[string]any)
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case map[string]any:
			if ref, ok := v["$ref"].(string); ok {
				if name := strings.TrimPrefix(ref, "#/components/schemas/"); schemas[name] == nil {
					t.Errorf("%s: %s leads nowhere", at, ref)
				}
			}
			for name, value := range v {
				walk(at+"/"+name, value)
			}
		case []any:
			for i, value := range v {
				walk(fmt.Sprintf("%s/%d", at, i), value)
			}
		}
	}
	walk("", doc)
	paths, _ := doc["paths"].(map[string]any)
	if len(paths) < 20 {
		t.Errorf("%d paths, want those of every kind", len(paths))
	}
	names := map[string]string{}
	filled := regexp.MustCompile(`\{([^}]+)\}`)
	for path, item := range paths {
		operations, _ := item.(map[string]any)
		for method, op := range operations {
			what := method + " " + path
			o, _ := op.(map[string]any)
			id, _ := o["operationId"].(string)
			if first, twice := names[id]; twice || id == "" {
				t.Errorf("%s has the operationId %q, which %q has", what, id, first)
			}
			names[id] = what
			declared := map[string]bool{}
			params, _ := o["parameters"].([]any)
			for _, p := range params {
				param, _ := p.(map[string]any)
				if param["in"] == "path" {
					name, _ := param["name"].(string)
					declared[name] = true
				}
			}
			for _, m := range filled.FindAllStringSubmatch(path, -1) {
				if !declared[m[1]] {
					t.Errorf("%s: {%s} is no parameter of it", what, m[1])
				}
				delete(declared, m[1])
			}
			if len(declared) > 0 {
				t.Errorf("%s: the parameters %v are not in its path", what, declared)
			}
			if responses, _ := o["responses"].(map[string]any); responses["default"] == nil || len(responses) < 2 {
				t.Errorf("%s answers with %v, want an answer and why not", what, slices.Sorted(maps.Keys(responses)))
			}
		}
	}
}
