package lang

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"text/template/parse"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// parsed is one message of one language.
type parsed struct {
	*i18n.Message
	plural bool
	names  []string
	texts  map[string]string // by plural form; "other" alone where there is one
}

// parseFile reads one message file. go-i18n would let a key that stands twice
// win silently, and would notice a missing form only when a number needs it.
func parseFile(t Tag, raw []byte) ([]parsed, []error) {
	if err := once(raw); err != nil {
		return nil, []error{err}
	}
	list, err := i18n.ParseMessageBytes(raw, json.Unmarshal)
	if err != nil {
		return nil, []error{err}
	}
	slices.SortFunc(list, func(a, b *i18n.Message) int { return bytes.Compare([]byte(a.ID), []byte(b.ID)) })
	var out []parsed
	var faults []error
	for _, m := range list {
		p, err := check(t, m)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", m.ID, err))
			continue
		}
		out = append(out, p)
	}
	return out, faults
}

// check holds one message to the forms of its language and to placeholders
// that are plain names.
func check(t Tag, m *i18n.Message) (parsed, error) {
	p := parsed{Message: m, texts: map[string]string{}}
	texts := map[string]string{"zero": m.Zero, "one": m.One, "two": m.Two, "few": m.Few, "many": m.Many, "other": m.Other}
	names := map[string]bool{}
	var have []string
	for _, form := range []string{"zero", "one", "two", "few", "many", "other"} {
		if texts[form] == "" {
			continue
		}
		have = append(have, form)
		p.texts[form] = texts[form]
		if err := placeholders(texts[form], names); err != nil {
			return p, err
		}
	}
	p.names = slices.Sorted(maps.Keys(names))
	p.plural = len(have) > 1
	if len(have) == 0 {
		return p, errors.New("no text")
	}
	if p.plural && !slices.Equal(have, t.forms()) {
		return p, fmt.Errorf("plural forms %v, want %v", have, t.forms())
	}
	if !p.plural && have[0] != "other" {
		return p, fmt.Errorf("only the form %s", have[0])
	}
	return p, nil
}

// placeholders adds the names of a text, and refuses every other template action.
func placeholders(text string, names map[string]bool) error {
	trees, err := parse.Parse("message", text, "{{", "}}")
	if err != nil {
		return err
	}
	tree := trees["message"]
	if tree == nil || tree.Root == nil {
		return errors.New("no text")
	}
	for _, n := range tree.Root.Nodes {
		if n.Type() == parse.NodeText {
			continue
		}
		a, ok := n.(*parse.ActionNode)
		if !ok || len(a.Pipe.Cmds) != 1 || len(a.Pipe.Decl) != 0 || len(a.Pipe.Cmds[0].Args) != 1 {
			return fmt.Errorf("%s is no placeholder: {{.name}} and nothing else", n)
		}
		f, ok := a.Pipe.Cmds[0].Args[0].(*parse.FieldNode)
		if !ok || len(f.Ident) != 1 {
			return fmt.Errorf("%s is no placeholder: {{.name}} and nothing else", n)
		}
		names[f.Ident[0]] = true
	}
	return nil
}

// once refuses a JSON object in which a key stands twice, at any depth.
func once(raw []byte) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	type frame struct {
		object bool
		want   bool // a key comes next
		keys   map[string]bool
	}
	var stack []frame
	for {
		tok, err := dec.Token()
		if err != nil {
			return nil //nolint:nilerr // json.Unmarshal says what is wrong
		}
		top := len(stack) - 1
		if d, ok := tok.(json.Delim); ok && (d == '}' || d == ']') {
			if top < 1 {
				return nil
			}
			stack = stack[:top]
			stack[top-1].want = stack[top-1].object
			continue
		}
		if top >= 0 && stack[top].want {
			key, _ := tok.(string)
			if stack[top].keys[key] {
				return fmt.Errorf("%s stands twice", key)
			}
			stack[top].keys[key] = true
			stack[top].want = false
			continue
		}
		if d, ok := tok.(json.Delim); ok {
			stack = append(stack, frame{object: d == '{', want: d == '{', keys: map[string]bool{}})
			continue
		}
		if top >= 0 {
			stack[top].want = stack[top].object
		}
	}
}
