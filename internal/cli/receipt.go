package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley.example/internal/kinds/notice"
	"parley.example/record/charter"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

func (w *world) receipt() *cobra.Command {
	c := w.group("receipt", "get receipts, and check them offline")
	c.AddCommand(w.receiptGet(), w.receiptVerify())
	return c
}

// verdict is what a receipt or an extract proves, in JSON.
type verdict struct {
	Sort     string       `json:"sort"` // receipt or extract
	Exercise bool         `json:"exercise"`
	Proved   []proof.Line `json:"proved"`
	Rests    []proof.Line `json:"rests"`
	NotShown []proof.Line `json:"not_shown"`

	Inner json.RawMessage `json:"inner,omitempty"` // of a sealed statement that the receipt opens, as it was sealed
	Void  string          `json:"void_in_room,omitempty"`
}

// verifyFlags say what is asked of a file.
type verifyFlags struct {
	charter, silenceOf, notice, until string
	revisions                         []string
	extract, json                     bool
}

func (w *world) receiptVerify() *cobra.Command {
	var f verifyFlags
	c := &cobra.Command{
		Use:   "verify FILE --charter FILE",
		Short: "say in words what a receipt or an extract proves, what it rests on, what it does not show",
		Long: "Checks a receipt, or with --extract a run of leaves, against the charter alone: nothing is asked of any\n" +
			"server. A file that does not hold proves nothing, and the exit code is 1. FILE may be - for the standard input.\n" +
			"Where a receipt opens a sealed statement, what stands within is judged for its room, as far as the file shows.",
		Example: "  parley receipt verify answer.receipt --charter charter.json\n" +
			"  parley receipt verify quiet.extract --charter charter.json --extract --silence-of bravo \\\n" +
			"    --notice ID --until 2027-03-09T08:40:00Z",
		Args: exactly("file"),
		RunE: func(_ *cobra.Command, args []string) error { return w.verifyFile(args[0], f) },
	}
	c.Flags().StringVar(&f.charter, "charter", "", "the first charter document")
	c.Flags().BoolVar(&f.extract, "extract", false, "the file is an extract: a run of leaves")
	c.Flags().StringVar(&f.silenceOf, "silence-of", "", "of an extract: the member that did not answer")
	c.Flags().StringVar(&f.notice, "notice", "", "with --silence-of: statement id of the notice")
	c.Flags().StringArrayVar(&f.revisions, "revision", nil, "with --silence-of: statement id of a revision of it; may be repeated")
	c.Flags().StringVar(&f.until, "until", "", "with --silence-of: the time in question")
	c.Flags().BoolVar(&f.json, "json", false, "print the verdict as JSON")
	return c
}

func (w *world) verifyFile(path string, f verifyFlags) error {
	if (f.silenceOf != "") && (!f.extract || f.notice == "" || f.until == "") {
		return usage("--silence-of wants --extract, --notice and --until")
	}
	if f.silenceOf == "" && (f.notice != "" || f.until != "" || len(f.revisions) > 0) {
		return usage("--notice, --revision and --until go with --silence-of")
	}
	document, _, err := readCharter(f.charter)
	if err != nil {
		return err
	}
	file, err := w.readFile(path, proof.MaxExtract)
	if err != nil {
		return err
	}
	var v verdict
	if f.extract {
		v, err = verifyExtract(file, document, f)
	} else {
		v, err = verifyReceipt(file, document)
	}
	if err != nil {
		return fmt.Errorf("%s proves nothing: %w", path, err)
	}
	if f.json {
		return json.NewEncoder(w.out).Encode(v)
	}
	return w.showVerdict(path, v)
}

func verifyReceipt(file, document []byte) (verdict, error) {
	got, err := proof.VerifyReceipt(file, document)
	v := verdict{Sort: "receipt", Exercise: got.Exercise, Proved: got.Proved, Rests: got.Rests, NotShown: got.NotShown}
	if got.Inner != nil {
		v.Inner = got.Body.Content
	}
	if got.InnerVoid != nil {
		v.Void = got.InnerVoid.Rule
	}
	return v, err
}

func verifyExtract(file, document []byte, f verifyFlags) (verdict, error) {
	var ids []statement.ID
	var until statement.Time
	if f.silenceOf != "" {
		for _, text := range append([]string{f.notice}, f.revisions...) {
			id, err := parseDigest(text)
			if err != nil {
				return verdict{}, &usageError{err}
			}
			ids = append(ids, id)
		}
		at, err := parseTime(f.until)
		if err != nil {
			return verdict{}, &usageError{fmt.Errorf("--until: %w", err)}
		}
		until = statement.TimeOf(at)
	}
	got, err := proof.VerifyExtract(file, document)
	if err != nil {
		return verdict{}, err
	}
	v := verdict{Sort: "extract", Exercise: got.Exercise, Proved: got.Proved, Rests: got.Rests, NotShown: got.NotShown}
	if f.silenceOf != "" {
		ids = withRevisions(ids, got.Entries)
		quiet, err := got.Silence(f.silenceOf, until, answers, ids[0], ids[1:]...)
		if err != nil {
			return verdict{}, err
		}
		v.Proved = append(v.Proved, quiet)
	}
	return v, nil
}

// withRevisions adds every revision of a notice that stands in the run: an answer
// to one is an answer, whether or not whoever asks has named it. One that is void
// only makes silence harder to prove.
func withRevisions(ids []statement.ID, entries []charter.Entry) []statement.ID {
	for i := range entries {
		st := &entries[i].Statement
		of := func(id statement.ID) bool { return slices.Contains(ids, id) }
		if st.Type == notice.TypeRevised && slices.ContainsFunc(st.About, of) && !of(entries[i].ID) {
			ids = append(ids, entries[i].ID)
		}
	}
	return ids
}

// answers are the types that break silence: an answer, or a consent withdrawn.
// An acknowledgment says that a notice was seen; it answers nothing.
func answers(typ string) bool {
	return slices.Contains([]string{notice.TypeAnswered, notice.TypeStopped}, typ)
}

func (w *world) showVerdict(path string, v verdict) error {
	if err := w.show("%s holds, by the charter given.", path); err != nil {
		return err
	}
	for _, part := range []struct {
		title string
		lines []proof.Line
	}{{"Proved", v.Proved}, {"Rests on", v.Rests}, {"Not shown", v.NotShown}} {
		if err := w.show("\n%s:", part.title); err != nil {
			return err
		}
		for _, l := range part.lines {
			if err := w.show("  - %s", strings.TrimPrefix(l.Text, "Not shown: ")); err != nil {
				return err
			}
		}
	}
	if len(v.Inner) > 0 {
		return w.show("\nThe inner statement:\n  %s", v.Inner)
	}
	return nil
}

// readFile reads a file that was named, or the standard input, up to a bound.
func (w *world) readFile(path string, most int64) ([]byte, error) {
	in := w.in
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer func() { _ = f.Close() }() // read only
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, most+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if int64(len(b)) > most {
		return nil, fmt.Errorf("read %s: more than %d bytes", path, most)
	}
	return b, nil
}

func (w *world) receiptGet() *cobra.Command {
	var f nodeFlags
	var out string
	c := &cobra.Command{
		Use: "get ID --node URL [-o FILE]", Short: "get the receipt of a statement from a node",
		Example: "  parley receipt get 6b1f...e2 --node http://127.0.0.1:8451 --officer m.saleh -o answer.receipt",
		Args:    exactly("statement's id"),
		RunE:    func(c *cobra.Command, args []string) error { return w.getReceipt(c.Context(), f, args[0], out) },
	}
	f.add(c)
	c.Flags().StringVarP(&out, "out", "o", "-", "file to write; - for the standard output")
	return c
}

func (w *world) getReceipt(ctx context.Context, f nodeFlags, text, out string) error {
	id, err := parseDigest(text)
	if err != nil {
		return &usageError{err}
	}
	cl, err := w.signIn(ctx, f)
	if err != nil {
		return err
	}
	defer cl.end(ctx)
	b, err := cl.get(ctx, "/receipt/"+id.String())
	if err != nil {
		return err
	}
	if out == "-" {
		_, err = w.out.Write(b)
		return err
	}
	if err := os.WriteFile(out, b, 0o600); err != nil {
		return fmt.Errorf("write receipt: %w", err)
	}
	return w.show("%s: %d bytes; check it with: parley receipt verify %s --charter FILE", out, len(b), out)
}
