package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"parley.example/internal/api"
)

// input makes the body of an act: what --file holds, and over it what the flags
// say.
func (w *world) input(file string, flags *pflag.FlagSet, fields []field) (map[string]json.RawMessage, error) {
	body := map[string]json.RawMessage{}
	if file != "" {
		b, err := w.readFile(file, api.MaxInput)
		if err != nil {
			return nil, err
		}
		if body, err = object(b); err != nil {
			return nil, fmt.Errorf("--file %s: %w", file, err)
		}
	}
	for i := range fields {
		v, ok, err := fields[i].given(flags)
		if err != nil {
			return nil, err
		}
		if ok {
			body[fields[i].name] = v
		}
	}
	return body, nil
}

// object reads one JSON object, and refuses a name that stands twice in it:
// which one is signed must not be left to a parser. Deeper ones the node refuses.
func object(b []byte) (map[string]json.RawMessage, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("want a JSON object, such as {\"notice\": \"N-12\"}")
	}
	out, seen := map[string]json.RawMessage{}, map[string]bool{}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return nil, fmt.Errorf("not JSON: %w", err)
		}
		name, _ := t.(string)
		folded := strings.ToUpper(strings.ToLower(name)) // as encoding/json folds
		if seen[folded] {
			return nil, fmt.Errorf("the name %q stands twice: give it once", name)
		}
		seen[folded] = true
		var v json.RawMessage
		if err := dec.Decode(&v); err != nil {
			return nil, fmt.Errorf("not JSON at %q: %w", name, err)
		}
		out[name] = v
	}
	if _, err := dec.Token(); err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("not JSON: text after the end")
	}
	return out, nil
}
