package arch

import (
	"fmt"
	"go/ast"
	"strings"
)

// The limits of STYLE §1.
const (
	mostFileLines     = 500
	mostFunctionLines = 80
)

// Sizes reports files and functions beyond the limits. Tests may have long
// tables, and generated files are not read by people.
func Sizes(t *Tree) []Fault {
	var faults []Fault
	for _, f := range t.Files {
		if f.Test || ast.IsGenerated(f.Syntax) {
			continue
		}
		if f.Lines > mostFileLines {
			faults = append(faults, Fault{f.Path, 0, fmt.Sprintf("%d lines, at most %d: split it by meaning", f.Lines, mostFileLines)})
		}
		for _, decl := range f.Syntax.Decls {
			function, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			first, last := t.line(function.Pos()), t.line(function.End())
			if n := last - first + 1; n > mostFunctionLines {
				text := fmt.Sprintf("%s has %d lines, at most %d", function.Name.Name, n, mostFunctionLines)
				faults = append(faults, Fault{f.Path, first, text})
			}
		}
	}
	return faults
}

// PackageComments reports each package without one.
func PackageComments(t *Tree) []Fault {
	var order []string
	said, first := map[string]bool{}, map[string]string{}
	for _, f := range t.Files {
		key := f.Dir + " " + strings.TrimSuffix(f.Syntax.Name.Name, "_test")
		if first[key] == "" {
			first[key] = f.Path
			order = append(order, key)
		}
		said[key] = said[key] || f.Syntax.Doc != nil
	}
	var faults []Fault
	for _, key := range order {
		if !said[key] {
			faults = append(faults, Fault{first[key], 0, "the package has no comment: write one in doc.go"})
		}
	}
	return faults
}
