package kindtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"

	"parley.example/internal/kind"
	"parley.example/internal/projection"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// beside is a node that holds the entries, no body in the open, and of what is
// sealed what its member opens.
type beside struct {
	entries []charter.Entry
	local   kind.Local
	opener  *opener
}

func (b beside) Entry(index int64) (charter.Entry, error) {
	if index < 0 || index >= int64(len(b.entries)) {
		return charter.Entry{}, fmt.Errorf("no entry %d", index)
	}
	return b.entries[index], nil
}

func (b beside) Content(*statement.Statement) ([]byte, kind.Gone) { return nil, kind.Missing }

func (b beside) Inner(st *statement.Statement) ([]byte, kind.Gone) {
	if b.opener == nil {
		return nil, kind.Sealed
	}
	return b.opener.Open(st)
}

func (b beside) Aside() kind.Local { return b.local }

func (p *played) beside() beside { return beside{entries: p.entries, local: kind.Local{Live: true}} }

// verdicts holds that those entries are void, by those rules, that the history
// names, and no others.
func (p *played) verdicts(e *projection.Engine) {
	p.t.Helper()
	r := e.Reader(p.beside())
	for i, ce := range p.entries {
		n := int(int64(i)-p.first) + 1
		seen, _ := r.Verdict(ce.ID)
		want := p.voids[n]
		if n < 1 || ce.Void == nil && ce.Statement.Type == statement.SealedType { // its room judges it
			want = ""
		}
		if seen.Rule != want {
			p.t.Errorf("entry %d is void by %q (%s), want %q", n, seen.Rule, seen.Text, want)
		}
	}
}

// dryRun holds that what the desk would be told before signing is what the
// picture came to.
func (p *played) dryRun(e *projection.Engine) {
	p.t.Helper()
	for i := max(p.first, 1); i < int64(len(p.entries)); i++ {
		ce := p.entries[i]
		owner, known := e.Type(ce.Statement.Type)
		if ce.Void != nil || !known {
			continue
		}
		after, err := e.ReaderAt(i, p.beside())
		if err != nil {
			p.t.Fatalf("%v", err)
		}
		seen, _ := after.Verdict(ce.ID)
		entry, ok := after.Entry(ce.ID)
		if _, err := owner.Parse(ce.Statement.Act); err != nil || !ok || seen.Rule == projection.RuleTwice {
			continue
		}
		before, err := e.ReaderAt(i-1, p.beside())
		if err != nil {
			p.t.Fatalf("%v", err)
		}
		var v *kind.Void
		err = e.Admit(before, entry)
		if err != nil && !errors.As(err, &v) {
			p.t.Errorf("entry %d: dry run: %v", i-p.first+1, err)
		}
		if got := rule(v); got != seen.Rule {
			p.t.Errorf("entry %d: the dry run says %q, the picture %q", i-p.first+1, got, seen.Rule)
		}
	}
}

func rule(v *kind.Void) string {
	if v == nil {
		return ""
	}
	return v.Rule
}

// states holds each line of want/state.
func (p *played) states(e *projection.Engine) {
	p.t.Helper()
	for _, want := range p.wants {
		words := strings.Fields(want)
		if len(words) < 4 {
			p.t.Errorf("%q: want ENTRY QUERY ENTRY PATH=VALUE...", want)
			continue
		}
		if strings.HasPrefix(words[1], "in:") {
			continue
		}
		r, err := e.ReaderAt(p.first+int64(p.number(words[0]))-1, p.beside())
		if err != nil {
			p.t.Fatalf("%v", err)
		}
		p.state(r, words[0], words[1:])
	}
}

// state holds the query, the entry and the values of one want.
func (p *played) state(r kind.Reader, after string, words []string) {
	p.t.Helper()
	tree, err := p.ask(r, words[0], p.entryOf(words[1]).ID)
	if err != nil {
		p.t.Errorf("%q: %v", words, err)
		return
	}
	for _, w := range words[2:] {
		path, value, _ := strings.Cut(w, "=")
		got := p.text(pick(tree, strings.Split(path, ".")))
		if got != value {
			p.t.Errorf("after entry %s: %s of %s is %q, want %q", after, path, words[1], got, value)
		}
	}
}

// ask runs a query that shows one, and reads its JSON.
func (p *played) ask(r kind.Reader, name string, id statement.ID) (any, error) {
	for _, k := range p.kinds {
		for _, q := range k.Queries {
			if q.Name != name {
				continue
			}
			in := reflect.New(q.In).Elem()
			if f := in.FieldByName("ID"); f.IsValid() && f.Kind() == reflect.String {
				f.SetString(id.String())
			} else if f.IsValid() && f.Type() == reflect.TypeFor[statement.ID]() {
				f.Set(reflect.ValueOf(id))
			}
			rows, err := q.Run(r, kind.Viewer{Lang: "en"}, in.Interface())
			if err != nil {
				return nil, err
			}
			if in.FieldByName("ID").IsValid() {
				if len(rows) == 0 {
					return nil, nil
				}
				return tree(rows[0])
			}
			return tree(rows)
		}
	}
	return nil, fmt.Errorf("no query %s", name)
}

func tree(row any) (any, error) {
	b, err := json.Marshal(row)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var x any
	return x, dec.Decode(&x)
}

// pick follows a path through objects and lists.
func pick(x any, path []string) any {
	for _, step := range path {
		switch y := x.(type) {
		case map[string]any:
			x = y[step]
		case []any:
			x = element(y, step)
		default:
			return nil
		}
	}
	return x
}

func element(list []any, name string) any {
	if name == "count" {
		return json.Number(strconv.Itoa(len(list)))
	}
	for _, x := range list {
		for _, field := range []string{"member", "addressee", "number", "officer", "code"} {
			if m, ok := x.(map[string]any); ok && fmt.Sprint(m[field]) == name {
				return x
			}
		}
	}
	return nil
}

// text writes a value as a history has it: lists joined, times from the start.
func (p *played) text(x any) string {
	switch x := x.(type) {
	case nil:
		return ""
	case json.Number:
		if n, err := x.Int64(); err == nil && n > 1_000_000_000_000 {
			return p.clock(statement.Time(n))
		}
		return x.String()
	case []any:
		parts := make([]string, 0, len(x))
		for _, y := range x {
			parts = append(parts, p.text(y))
		}
		return strings.Join(parts, ",")
	}
	return fmt.Sprint(x)
}

// calls holds that the kind's own folder calls Run and Fuzz.
func calls(t reporter, k kind.Kind) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(k.Name, "*_test.go"))
	if err != nil {
		t.Fatalf("%v", err)
	}
	var all strings.Builder
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatalf("%v", err)
		}
		all.Write(raw)
	}
	for _, call := range []string{"kindtest.Run(t, ", "kindtest.Fuzz(f, "} {
		if !strings.Contains(all.String(), call) {
			t.Errorf("no test in %s calls %s", k.Name, strings.TrimSuffix(call, ", "))
		}
	}
}
