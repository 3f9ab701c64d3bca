package arch

import (
	"go/ast"
	"path"
	"strings"
)

// impure are packages of the standard library that reach a disk, a network, a
// clock, another process or chance. A folder stands for all below it.
var impure = []string{
	"os", "io/ioutil", "net", "syscall", "log", "database/sql", "plugin", "testing", "crypto/rand", "math/rand",
	"time/tzdata", "runtime/debug", "C", "unsafe",
}

// stillPure lie below an impure folder and only compute.
var stillPure = map[string]bool{"net/url": true, "net/netip": true, "net/textproto": true, "net/mail": true}

// moving are the functions of otherwise harmless packages that read a clock,
// wait, look at this machine's own zones, or draw from chance.
var moving = map[string]map[string]bool{
	"time": {
		"Now": true, "Since": true, "Until": true, "Sleep": true, "After": true, "AfterFunc": true, "Tick": true,
		"NewTimer": true, "NewTicker": true, "Local": true, "LoadLocation": true,
	},
	"crypto/ed25519": {"GenerateKey": true},
}

// Pure reports what would keep others from replaying the record with the pure
// layers alone: I/O, a clock, chance, or a module that the table does not list.
func Pure(t *Tree, table []Layer) []Fault {
	var faults []Fault
	for _, f := range t.Files {
		l := layerOf(table, f.Dir)
		if f.Test || f.Nested || l == nil || !l.Pure {
			continue
		}
		for _, spec := range f.Syntax.Imports {
			if text := l.impurity(t.Module, importPath(spec)); text != "" {
				faults = append(faults, Fault{f.Path, t.line(spec.Pos()), text})
			}
		}
		faults = append(faults, motions(t, f)...)
	}
	return faults
}

// impurity says why a pure layer may not import p, or "".
func (l *Layer) impurity(module, p string) string {
	if p == module || strings.HasPrefix(p, module+"/") {
		return "" // the layers' business
	}
	if first, _, _ := strings.Cut(p, "/"); strings.Contains(first, ".") {
		for _, allowed := range l.Outside {
			if within(p, allowed) {
				return ""
			}
		}
		return l.Dir + " imports " + p + ": the table does not list that module for it"
	}
	for _, bad := range impure {
		if within(p, bad) && !stillPure[p] {
			return l.Dir + " imports " + p + ": no I/O, no clock, no chance from the kinds down"
		}
	}
	return ""
}

// motions looks for the functions of moving, under whatever name their package
// is imported, and for times that would come out in this machine's zone.
func motions(t *Tree, f *File) []Fault {
	var faults []Fault
	names := map[string]string{} // name in this file: package
	for _, spec := range f.Syntax.Imports {
		p := importPath(spec)
		switch {
		case moving[p] == nil:
		case spec.Name == nil:
			names[path.Base(p)] = p
		case spec.Name.Name == ".":
			faults = append(faults, Fault{f.Path, t.line(spec.Pos()), "imports " + p + " without its name: its clock could not be seen"})
		default:
			names[spec.Name.Name] = p
		}
	}
	ast.Inspect(f.Syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && moving[names[x.Name]][n.Sel.Name] {
				faults = append(faults, Fault{f.Path, t.line(n.Pos()), "uses " + path.Base(names[x.Name]) + "." + n.Sel.Name +
					": time and chance are handed in, from the kinds down"})
			}
		case *ast.CallExpr:
			if s, ok := n.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "Local" && len(n.Args) == 0 {
				faults = append(faults, Fault{f.Path, t.line(n.Pos()), "turns a time into this machine's zone"})
			}
		}
		return true
	})
	return faults
}

// Cgo reports every import of C: the product is pure Go, tests too.
func Cgo(t *Tree) []Fault {
	var faults []Fault
	for _, f := range t.Files {
		for _, spec := range f.Syntax.Imports {
			if importPath(spec) == "C" {
				faults = append(faults, Fault{f.Path, t.line(spec.Pos()), "imports C: the product is pure Go (docs/decisions)"})
			}
		}
	}
	return faults
}

// within reports whether p is top or lies below it.
func within(p, top string) bool { return p == top || strings.HasPrefix(p, path.Clean(top)+"/") }
