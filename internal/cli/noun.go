package cli

import (
	"reflect"
	"strings"

	"github.com/spf13/cobra"

	"parley.example/internal/kind"
)

// noun is what acts and queries of one name are about, whichever kind has them.
type noun struct {
	name    string
	acts    []kind.Act
	queries []kind.Query
}

// nouns are those of a list of kinds, in their order.
type nouns struct{ list []*noun }

func nounsOf(kinds []kind.Kind) nouns {
	var all nouns
	for _, k := range kinds {
		for _, a := range k.Acts {
			n := all.of(a.Name)
			n.acts = append(n.acts, a)
		}
		for _, q := range k.Queries {
			n := all.of(q.Name)
			n.queries = append(n.queries, q)
		}
	}
	return all
}

func (all *nouns) of(name string) *noun {
	name, _, _ = strings.Cut(name, ".")
	for _, n := range all.list {
		if n.name == name {
			return n
		}
	}
	all.list = append(all.list, &noun{name: name})
	return all.list[len(all.list)-1]
}

// noun makes the commands of a noun: a verb for each act and query.
func (w *world) noun(n *noun) *cobra.Command {
	var verbs []string
	for _, a := range n.acts {
		verbs = append(verbs, verbOf(a.Name))
	}
	for _, q := range n.queries {
		verbs = append(verbs, verbOf(q.Name))
	}
	c := w.group(n.name, "of a node: "+strings.Join(verbs, ", "))
	for _, a := range n.acts {
		c.AddCommand(w.act(a))
	}
	for _, q := range n.queries {
		c.AddCommand(w.query(q))
	}
	return c
}

func verbOf(name string) string {
	_, verb, _ := strings.Cut(name, ".")
	return verb
}

// idField is the field by which a query shows one, or nil.
func idField(in reflect.Type) *reflect.StructField {
	if in == nil {
		return nil
	}
	f, ok := in.FieldByName("ID")
	if !ok {
		return nil
	}
	return &f
}
