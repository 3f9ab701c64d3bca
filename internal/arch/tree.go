package arch

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"sort"
	"strconv"
	"strings"
)

// Fault is one thing that does not hold, said so that it can be mended.
type Fault struct {
	Path string
	Line int // 0 where the file as a whole is meant
	Text string
}

func (f Fault) String() string {
	if f.Line == 0 {
		return f.Path + ": " + f.Text
	}
	return fmt.Sprintf("%s:%d: %s", f.Path, f.Line, f.Text)
}

// File is one Go file.
type File struct {
	Path   string // slash path from the module's folder
	Dir    string
	Test   bool
	Nested bool // belongs to another module inside this one: tools, test/e2e
	Lines  int
	Source []byte
	Syntax *ast.File
}

// Tree is the checkout: its Go files parsed, its other text files as bytes.
type Tree struct {
	Module string
	Files  []*File
	Texts  map[string][]byte
	Names  map[string]bool // every file and folder
	Set    *token.FileSet
}

// unread reports whether a folder holds nothing of ours: what git ignores.
func unread(name string) bool {
	return path.Base(name) == ".git" || path.Base(name) == "node_modules" || name == "bin" || name == "build"
}

// textual are the endings of files that people read. Files of .ci and files
// without an ending are read too.
var textual = map[string]bool{
	"": true, ".go": true, ".md": true, ".sh": true, ".yml": true, ".json": true, ".html": true, ".css": true, ".js": true,
	".sql": true, ".txt": true, ".txtar": true, ".toml": true, ".py": true, ".mod": true, ".service": true,
}

// Read reads the whole tree below the module's folder.
func Read(fsys fs.FS) (*Tree, error) {
	t := &Tree{Texts: map[string][]byte{}, Names: map[string]bool{}, Set: token.NewFileSet()}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && unread(name):
			return fs.SkipDir
		case d.IsDir():
			t.Names[name] = true
			return nil
		}
		t.Names[name] = true
		if !textual[path.Ext(name)] || strings.HasPrefix(name, "internal/web/assets/dist/") {
			return nil
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		if !bytes.ContainsRune(b, 0) {
			t.Texts[name] = b
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the tree: %w", err)
	}
	t.Module = moduleOf(t.Texts["go.mod"])
	if t.Module == "" {
		return nil, fmt.Errorf("read the tree: go.mod names no module")
	}
	return t, t.parse()
}

func (t *Tree) parse() error {
	for _, name := range t.Sorted() {
		dir := path.Dir(name)
		if path.Ext(name) != ".go" || strings.Contains("/"+dir+"/", "/testdata/") {
			continue
		}
		b := t.Texts[name]
		syntax, err := parser.ParseFile(t.Set, name, b, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return fmt.Errorf("parse: %w", err)
		}
		t.Files = append(t.Files, &File{
			Path: name, Dir: dir, Test: strings.HasSuffix(name, "_test.go"), Nested: t.nested(dir),
			Lines: bytes.Count(b, []byte("\n")), Source: b, Syntax: syntax,
		})
	}
	return nil
}

// nested reports whether dir or a folder above it, below the root, has a go.mod.
func (t *Tree) nested(dir string) bool {
	for ; dir != "."; dir = path.Dir(dir) {
		if t.Names[dir+"/go.mod"] {
			return true
		}
	}
	return false
}

// Sorted lists the text files in a fixed order.
func (t *Tree) Sorted() []string {
	names := make([]string, 0, len(t.Texts))
	for name := range t.Texts {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// line is where pos stands in its file.
func (t *Tree) line(pos token.Pos) int { return t.Set.Position(pos).Line }

// importPath is the path that a spec names. The parser has checked the quotes.
func importPath(spec *ast.ImportSpec) string {
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return spec.Path.Value
	}
	return p
}

func moduleOf(gomod []byte) string {
	for line := range strings.Lines(string(gomod)) {
		if rest, ok := strings.CutPrefix(line, "module "); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}
