package arch

import (
	"path"
	"slices"
	"strings"
)

// Layer is one row of the table, or a part of one: a folder with all below it.
type Layer struct {
	Dir     string
	Imports []string // the folders of this module that it may import, besides its own
	Each    bool     // its subfolders may not import one another
	Pure    bool     // no I/O, no clock; of other modules, only Outside
	Outside []string // prefixes of import paths of other modules
}

// The rows, from the lowest up. What a pure layer may import of other modules
// is part of the table, because the test sees direct imports only.
var (
	ground = []string{"internal/geo", "internal/lang"}
	record = append([]string{"record"}, ground...)
	kind   = append([]string{"internal/kind"}, record...)
	terms  = append([]string{"internal/terms"}, kind...)
	kinds  = append([]string{"internal/kinds"}, terms...)
	engine = append([]string{"internal/ledger", "internal/projection"}, kinds...)
	desk   = append([]string{"internal/desk"}, engine...)
	face   = append([]string{"internal/web", "internal/api", "internal/press", "internal/press/load", "examples"}, desk...)
	wiring = append([]string{"internal/server"}, face...)
	all    = append([]string{"internal/cli", "internal/bench"}, wiring...)
)

// Table is DESIGN §10: imports go down only. To change it needs a page in
// docs/decisions.
var Table = []Layer{
	{Dir: "internal/geo", Pure: true},
	{Dir: "internal/lang", Pure: true, Outside: []string{"github.com/nicksnyder/go-i18n/v2", "golang.org/x/text"}},
	{Dir: "internal/press", Imports: ground, Pure: true},
	{Dir: "internal/press/load", Imports: ground, Pure: true, Outside: []string{ // strangers' bytes into text: apart, 0020
		"codeberg.org/readeck/go-readability/v2", "github.com/mmcdole/gofeed", "golang.org/x/net/html", "golang.org/x/text",
	}},
	{Dir: "record", Imports: ground, Pure: true, Outside: []string{
		"golang.org/x/mod/sumdb/note", "golang.org/x/mod/sumdb/tlog",
		"github.com/transparency-dev/merkle", "github.com/transparency-dev/formats",
	}},
	{Dir: "internal/kind", Imports: record, Pure: true},
	{Dir: "internal/terms", Imports: kind, Pure: true},
	{Dir: "internal/terms/ask/model", Imports: terms}, // a proof about ask, no part of the product
	{Dir: "internal/kinds", Imports: terms, Each: true, Pure: true},
	{Dir: "internal/ledger", Imports: kinds},
	{Dir: "internal/projection", Imports: kinds},
	{Dir: "internal/kind/kindtest", Imports: append([]string{"internal/projection"}, terms...)},
	{Dir: "internal/desk", Imports: engine},
	{Dir: "internal/web", Imports: desk},
	{Dir: "internal/api", Imports: desk},
	{Dir: "examples", Imports: terms},
	{Dir: "internal/server", Imports: face},
	{Dir: "internal/bench", Imports: wiring},
	{Dir: "internal/cli", Imports: append([]string{"internal/bench"}, wiring...)},
	{Dir: "internal/arch"},
	{Dir: "cmd", Imports: all},
	{Dir: "test", Imports: append([]string{"internal/kind/kindtest"}, all...)},
}

// Layers reports each import that does not go down. Test files may reach
// further, but the kinds stay apart in their tests too.
func Layers(t *Tree, table []Layer) []Fault {
	var faults []Fault
	for _, f := range t.Files {
		if f.Nested {
			continue
		}
		from := layerOf(table, f.Dir)
		if from == nil {
			faults = append(faults, Fault{f.Path, 0, "no layer has this folder: add it to the table in internal/arch, with a decision"})
			continue
		}
		for _, spec := range f.Syntax.Imports {
			dir, ours := strings.CutPrefix(importPath(spec), t.Module+"/")
			if !ours {
				continue
			}
			if text := from.refuses(table, f, dir); text != "" {
				faults = append(faults, Fault{f.Path, t.line(spec.Pos()), text})
			}
		}
	}
	return faults
}

// refuses says why a file of l may not import dir, or "".
func (l *Layer) refuses(table []Layer, f *File, dir string) string {
	to := layerOf(table, dir)
	switch {
	case to == nil:
		return "imports " + dir + ", which has no layer"
	case to.Dir == l.Dir:
		if a, b := part(l.Dir, f.Dir), part(l.Dir, dir); l.Each && a != "" && a != b {
			return path.Join(l.Dir, a) + " imports " + dir + ": these never import one another; share by internal/terms"
		}
		return ""
	case f.Test || slices.Contains(l.Imports, to.Dir):
		return ""
	}
	return l.Dir + " imports " + dir + ": imports go down only (DESIGN §10)"
}

// layerOf is the layer with the longest folder that dir lies in.
func layerOf(table []Layer, dir string) *Layer {
	var found *Layer
	for i, l := range table {
		if (dir == l.Dir || strings.HasPrefix(dir, l.Dir+"/")) && (found == nil || len(l.Dir) > len(found.Dir)) {
			found = &table[i]
		}
	}
	return found
}

// part is the first folder of dir below top: the kind that a file belongs to.
func part(top, dir string) string {
	rest, _ := strings.CutPrefix(dir, top)
	first, _, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
	return first
}
