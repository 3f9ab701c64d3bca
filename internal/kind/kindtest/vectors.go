package kindtest

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// vector is what testdata/vectors.json has for a type: acts in their canonical
// spelling, and bytes that the parser must refuse.
type vector struct {
	Good []string `json:"good"`
	Bad  []string `json:"bad"`
}

const vectorFile = "testdata/vectors.json"

func readVectors(tb reporter) map[string]vector {
	tb.Helper()
	raw, err := os.ReadFile(vectorFile)
	if err != nil {
		tb.Fatalf("every kind has vectors for its types: %v", err)
	}
	var all map[string]vector
	if err := json.Unmarshal(raw, &all); err != nil {
		tb.Fatalf("%s: %v", vectorFile, err)
	}
	return all
}

// vectors holds that each type's parser takes its vectors and gives back their
// bytes, and refuses every other spelling of them.
func vectors(t reporter, k kind.Kind) {
	all := readVectors(t)
	for _, e := range k.Entries {
		v := all[e.Name]
		delete(all, e.Name)
		if len(v.Good) == 0 {
			t.Errorf("%s has no vector in %s", e.Name, vectorFile)
		}
		for _, text := range v.Good {
			if err := roundTrip(e, []byte(text)); err != "" {
				t.Errorf("%s: %s: %s", e.Name, text, err)
			}
			for _, other := range spellings(text) {
				if _, err := e.Parse([]byte(other)); err == nil {
					t.Errorf("%s takes %q, which is not canonical", e.Name, other)
				}
			}
		}
		for _, text := range v.Bad {
			if _, err := e.Parse([]byte(text)); err == nil {
				t.Errorf("%s takes %s", e.Name, text)
			}
		}
	}
	for name := range all {
		t.Errorf("%s has vectors for %s, which the kind does not own", vectorFile, name)
	}
}

// roundTrip says what is wrong with a parser over bytes that it should take.
func roundTrip(e kind.EntryType, b []byte) string {
	act, err := e.Parse(b)
	if err != nil {
		return "refused: " + err.Error()
	}
	again, err := statement.Encode(act)
	if err != nil {
		return "does not encode: " + err.Error()
	}
	if !bytes.Equal(again, b) {
		return "encodes as " + string(again)
	}
	return ""
}

// spellings are other ways to write the same object, and one with a key more.
func spellings(text string) []string {
	more := `"zz":1}`
	if text != "{}" {
		more = "," + more
	}
	body := strings.TrimSuffix(text, "}")
	list := []string{" " + text, text + "\n", strings.Replace(text, "{", "{ ", 1), body + more, body + more[:len(more)-1], text + text, "[" + text + "]"}
	if key, _, ok := strings.Cut(text, ":"); ok {
		name := strings.TrimPrefix(key, "{")
		list = append(list, body+","+name+":0}", strings.Replace(text, name, strings.ToUpper(name), 1))
	}
	return list
}

// Fuzz holds the parsers of a kind against any bytes: what one takes, it gives
// back byte for byte.
func Fuzz(f *testing.F, k kind.Kind) {
	names := map[string]kind.EntryType{}
	for name, v := range readVectors(f) {
		for _, text := range append(v.Good, v.Bad...) {
			f.Add(name, []byte(text))
		}
	}
	for _, e := range k.Entries {
		names[e.Name] = e
	}
	f.Fuzz(func(t *testing.T, name string, b []byte) {
		e, ok := names[name]
		if !ok {
			t.Skip()
		}
		if _, err := e.Parse(b); err != nil {
			t.Skip()
		}
		if wrong := roundTrip(e, b); wrong != "" {
			t.Errorf("%s takes %q: %s", name, b, wrong)
		}
	})
}
