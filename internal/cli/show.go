package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
	"text/tabwriter"
)

// showOne prints a row with all that is in it, in the order of the row.
func (w *world) showOne(raw json.RawMessage, of reflect.Type) error {
	t, err := parseTree(raw, of)
	if err != nil {
		return fmt.Errorf("the node's answer cannot be read: %w", err)
	}
	var b strings.Builder
	t.block(&b, "")
	return w.show("%s", strings.TrimSuffix(b.String(), "\n"))
}

// block writes an object, one field a line.
func (t *tree) block(b *strings.Builder, indent string) {
	for i, name := range t.names {
		v := &t.fields[i]
		if v.flat() {
			fmt.Fprintf(b, "%s%-20s %s\n", indent, label(name), indented(v.word(), indent))
			continue
		}
		fmt.Fprintf(b, "%s%s\n", indent, label(name))
		v.inner(b, indent+"  ")
	}
}

func (t *tree) inner(b *strings.Builder, indent string) {
	if t.names != nil {
		t.block(b, indent)
		return
	}
	for i := range t.items {
		item := &t.items[i]
		if item.flat() {
			fmt.Fprintf(b, "%s- %s\n", indent, indented(item.word(), indent))
			continue
		}
		fmt.Fprintf(b, "%s- %d\n", indent, i+1)
		item.inner(b, indent+"  ")
	}
}

func label(name string) string { return strings.ReplaceAll(name, "_", " ") }

// indented keeps further lines of a text inside their field, so that nobody's
// words look like a field of their own.
func indented(text, indent string) string {
	return strings.ReplaceAll(text, "\n", "\n"+indent+"                     ")
}

// showList prints rows as a table of what fits into a line. What is empty in
// every row is left out; the rest is in show, and in --json.
func (w *world) showList(raw []json.RawMessage, of reflect.Type) error {
	rows := make([]tree, len(raw))
	for i := range raw {
		var err error
		if rows[i], err = parseTree(raw[i], of); err != nil {
			return fmt.Errorf("the node's answer cannot be read: %w", err)
		}
	}
	if len(rows) == 0 {
		return w.show("none")
	}
	columns := columnsOf(rows)
	var b strings.Builder
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	writeCells(table, len(columns), func(i int) string { return label(columns[i]) })
	for i := range rows {
		writeCells(table, len(columns), func(k int) string { return rows[i].cell(columns[k]) })
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return w.show("%s", strings.TrimSuffix(b.String(), "\n"))
}

// columnsOf names the fields that are flat in every row and not empty in all.
func columnsOf(rows []tree) []string {
	var order []string
	use, nested := map[string]bool{}, map[string]bool{}
	seen := map[string]bool{}
	for i := range rows {
		for k, name := range rows[i].names {
			v := &rows[i].fields[k]
			if !seen[name] {
				seen[name] = true
				order = append(order, name)
			}
			use[name] = use[name] || !v.zero
			nested[name] = nested[name] || !v.flat()
		}
	}
	var columns []string
	for _, name := range order {
		if use[name] && !nested[name] {
			columns = append(columns, name)
		}
	}
	return columns
}

// cell is a value in a table: in one line, a digest by its beginning.
func (t *tree) cell(name string) string {
	for i := range t.names {
		if t.names[i] != name || t.fields[i].zero && !t.fields[i].list && t.fields[i].leaf != "no" {
			continue
		}
		text := strings.Join(strings.Fields(t.fields[i].word()), " ")
		if len(text) == 64 && !strings.Contains(text, " ") && strings.Trim(text, "0123456789abcdef") == "" {
			return text[:12] + "..."
		}
		return text
	}
	return ""
}

func writeCells(table io.Writer, n int, cell func(i int) string) {
	cells := make([]string, n)
	for i := range cells {
		cells[i] = cell(i)
	}
	_, _ = fmt.Fprintln(table, strings.Join(cells, "\t")) // a builder takes everything
}
