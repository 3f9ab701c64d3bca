package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"parley.example/internal/cli/fetch"
	"parley.example/internal/press"
	"parley.example/internal/press/load"
	"parley.example/internal/press/table"
)

// intakeFlags are how intake reads and prints.
type intakeFlags struct {
	json, explain, private bool
	lists, texts           string
}

func (w *world) intake() *cobra.Command {
	var f intakeFlags
	c := &cobra.Command{
		Use:   "intake [--json] FILE|DIR|URL...",
		Short: "read published reports into attributed claims, without any server",
		Long: "Reads texts, pages, feeds, mails and, where pdftotext is installed, PDF, and prints the claims in them: the exact\n" +
			"words, who says it, when it was, and how it stands to the others. Nothing is filed: an officer decides what goes on\n" +
			"the record. A URL is loaded only when it is named here. Exits with 1 if a document could not be read; the others\n" +
			"are read all the same.",
		Example: "  parley intake report.txt pages/\n" +
			"  parley intake --json --explain https://news.example/report",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("name the files, directories or addresses to read")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return w.readPress(c.Context(), f, args) },
	}
	c.Flags().BoolVar(&f.json, "json", false, "print the result as JSON, with byte offsets into each document's text")
	c.Flags().BoolVar(&f.explain, "explain", false, "say for each field which rule gave it")
	c.Flags().StringVar(&f.lists, "lists", "", "directory of word lists that replace the built-in ones of the same name")
	c.Flags().StringVar(&f.texts, "text-out", "", "directory in which to keep each document's text, under its hash: what offsets count in")
	c.Flags().BoolVar(&f.private, "allow-private", false, "load addresses of this machine and of private networks too")
	return c
}

// readPress reads what the arguments name and prints it. A document that cannot
// be read is named, and the rest goes on.
func (w *world) readPress(ctx context.Context, f intakeFlags, args []string) error {
	lists, err := pressLists(f.lists)
	if err != nil {
		return err
	}
	var given []press.Given
	collector := fetch.Collector{Client: &fetch.Client{AllowPrivate: f.private}}
	options := load.Options{PDF: fetch.PDF(ctx)}
	for source, err := range collector.Each(ctx, args) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			given = append(given, press.Given{File: source.File, Fault: err.Error()})
			continue
		}
		for _, d := range load.Read(source, options) {
			if f.texts != "" && d.Fault == nil {
				if _, err := fetch.KeepText(f.texts, &d); err != nil {
					return fmt.Errorf("keep text of %s: %w", d.File, err)
				}
			}
			given = append(given, loaded(&d))
		}
	}
	if len(given) == 0 {
		return errors.New("no document in what was named")
	}
	result := press.Read(lists, given)
	if !f.explain {
		result.Unexplained()
	}
	if err := w.printPress(f, &result); err != nil {
		return err
	}
	return unread(result.Documents)
}

// pressLists reads the word lists, from a directory if one is named.
func pressLists(dir string) (*press.Lists, error) {
	var over fs.FS
	if dir != "" {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("--lists %s: not a directory", dir)
		}
		over = os.DirFS(dir)
	}
	lists, err := press.Load(over)
	if err != nil {
		return nil, fmt.Errorf("--lists %s: %w", dir, err)
	}
	return lists, nil
}

// loaded is a document as the rules take it.
func loaded(d *load.Document) press.Given {
	g := press.Given{
		File: d.File, Text: d.Text, SHA256: d.SHA256, Title: d.Hints.Title, Outlet: d.Hints.Outlet,
		Published: d.Hints.Published, How: d.Hints.How, Language: d.Language.Tag, Captions: d.Captions, Notes: d.Notes,
	}
	if d.Fault != nil {
		g.Fault = d.Fault.Error()
	}
	return g
}

func (w *world) printPress(f intakeFlags, result *press.Result) error {
	if !f.json {
		return table.Write(w.out, result, table.Options{Explain: f.explain})
	}
	enc := json.NewEncoder(w.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(result); err != nil {
		return fmt.Errorf("write claims: %w", err)
	}
	return nil
}

// unread is the refusal that names each document with a fault.
func unread(docs []press.Document) error {
	var many manyError
	for _, d := range docs {
		if d.Fault != "" {
			many.lines = append(many.lines, d.Fault)
		}
	}
	if many.lines == nil {
		return nil
	}
	return &many
}
