package arch

import (
	"os"
	"testing"
)

// checks are all that the tree is held to.
var checks = map[string]func(*Tree) []Fault{
	"layers":           func(t *Tree) []Fault { return Layers(t, Table) },
	"pure":             func(t *Tree) []Fault { return Pure(t, Table) },
	"cgo":              Cgo,
	"sizes":            Sizes,
	"package comments": PackageComments,
	"rules":            Rules,
	"links":            Links,
	"dependencies":     Dependencies,
	"words":            Words,
	"homely":           Homely,
}

func TestTheTreeHoldsItsOwnRules(t *testing.T) {
	tree, err := Read(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Files) < 10 {
		t.Fatalf("read %d Go files, want the whole tree", len(tree.Files))
	}
	for name, check := range checks {
		t.Run(name, func(t *testing.T) {
			for _, fault := range check(tree) {
				t.Errorf("%s", fault)
			}
		})
	}
}

// Every layer of the table may import only what stands above it in the table,
// so that no change of a row can make a circle.
func TestTheTableGoesDownOnly(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range Table {
		for _, dir := range l.Imports {
			if !seen[dir] {
				t.Errorf("%s may import %s, which does not stand before it", l.Dir, dir)
			}
			if to := layerOf(Table, dir); to == nil || to.Dir != dir {
				t.Errorf("%s may import %s, which is no layer", l.Dir, dir)
			} else if l.Pure && !to.Pure {
				t.Errorf("%s is pure and may import %s, which is not", l.Dir, dir)
			}
		}
		seen[l.Dir] = true
	}
}
