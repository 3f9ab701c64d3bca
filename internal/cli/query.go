package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"

	"github.com/spf13/cobra"

	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// query makes the command of a query from its input type.
func (w *world) query(q kind.Query) *cobra.Command {
	var f nodeFlags
	var asJSON bool
	verb, use, args := verbOf(q.Name), "", exactly()
	fields := fieldsOf(q.In)
	id := idField(q.In)
	if id != nil {
		use, args = " ID", exactly("id")
		for i := range fields {
			if sf, ok := q.In.FieldByName("ID"); ok && fields[i].name == jsonName(sf) {
				fields[i].form = other // it is the argument
			}
		}
	}
	c := &cobra.Command{Use: verb + use + " --node URL", Short: "read " + q.Name + " from a node", Args: args}
	c.RunE = func(c *cobra.Command, args []string) error {
		path, err := pathOf(q, c, args, fields)
		if err != nil {
			return err
		}
		return w.doQuery(c.Context(), f, path, fields, q.Row, asJSON)
	}
	f.add(c)
	c.Flags().BoolVar(&asJSON, "json", false, "print the node's answer as JSON")
	addFlags(c.Flags(), fields)
	return c
}

// pathOf is the path of a query with its parameters. R-API-1.
func pathOf(q kind.Query, c *cobra.Command, args []string, fields []field) (string, error) {
	name, verb := nounName(q.Name), verbOf(q.Name)
	path := "/" + name
	if len(args) > 0 {
		path += "/" + url.PathEscape(args[0])
	}
	if verb != "list" && verb != "show" {
		path += "/" + verb
	}
	params := url.Values{}
	for i := range fields {
		v, ok, err := fields[i].given(c.Flags())
		if err != nil {
			return "", err
		}
		if !ok {
			continue
		}
		list := []json.RawMessage{v}
		if fields[i].list {
			if err := json.Unmarshal(v, &list); err != nil {
				return "", fmt.Errorf("--%s: %w", flagName(fields[i].name), err)
			}
		}
		for _, v := range list {
			params.Add(fields[i].name, bare(v))
		}
	}
	if len(params) > 0 {
		path += "?" + params.Encode()
	}
	return path, nil
}

// bare is a JSON value as a parameter: a text without its quotes.
func bare(v json.RawMessage) string {
	var s string
	if json.Unmarshal(v, &s) == nil {
		return s
	}
	return string(v)
}

// place is what an answer rests on. R-API-8.
type place struct {
	Index int64          `json:"index"`
	Time  statement.Time `json:"time"`
	Live  bool           `json:"live"`
}

func (w *world) doQuery(ctx context.Context, f nodeFlags, path string, fields []field, row reflect.Type, asJSON bool) error {
	cl, err := w.signIn(ctx, f)
	if err != nil {
		return err
	}
	defer cl.end(ctx)
	cl.fields = fields
	b, err := cl.get(ctx, path)
	if err != nil {
		return err
	}
	if asJSON {
		return w.verbatim(b)
	}
	var answer struct {
		Exercise bool              `json:"exercise"`
		At       *place            `json:"at"`
		Rows     []json.RawMessage `json:"rows"`
		Row      json.RawMessage   `json:"row"`
	}
	if err := json.Unmarshal(b, &answer); err != nil || answer.At == nil {
		return fmt.Errorf("the node's answer cannot be read: %.100s", b)
	}
	if err := w.showPlace(answer.Exercise, *answer.At); err != nil {
		return err
	}
	if answer.Row != nil {
		return w.showOne(answer.Row, row)
	}
	return w.showList(answer.Rows, row)
}

// showPlace says of when an answer is, and whether that is the newest.
func (w *world) showPlace(exercise bool, at place) error {
	if exercise {
		if err := w.show("EXERCISE"); err != nil {
			return err
		}
	}
	if !at.Live {
		return w.show("NOT LIVE: as of entry %d, record time %s; there may be more", at.Index, at.Time)
	}
	return w.show("as of entry %d, record time %s", at.Index, at.Time)
}

// verbatim prints JSON as it came, in one line.
func (w *world) verbatim(b []byte) error {
	if !json.Valid(b) {
		return fmt.Errorf("the node's answer is not JSON: %.100s", b)
	}
	_, err := fmt.Fprintf(w.out, "%s\n", bytes.TrimSpace(b))
	return err
}
