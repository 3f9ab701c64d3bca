package kindtest

import (
	"embed"
	"fmt"
	"html/template"
	"regexp"
	"strings"
	"text/template/parse"
	"unicode"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
)

//go:embed messages
var own embed.FS // what the stubs say

// stubs stand for the functions of the page shell (internal/web, doc.go), so
// that a kind's pages parse and render here without it.
func stubs(v lang.Voice) template.FuncMap {
	plain := func(args ...any) string { return lang.Isolate(fmt.Sprint(args...)) }
	text := func(x any) string { return v.Render(lang.Say("kindtest.value", "x", x)) }
	m := template.FuncMap{
		"t":   func(key string, pairs ...any) string { return v.Render(lang.Say(key, pairs...)) },
		"say": v.Render, "has": v.Has, "text": text,
	}
	for _, name := range []string{
		"time", "clock", "window", "left", "num", "ref", "id", "hash", "coord", "ltr", "user", "member", "members", "tone", "icon",
		"act", "receipt", "verify", "hex", "called", "word",
	} {
		m[name] = plain
	}
	return m
}

// page parses a page of a kind.
func page(k kind.Kind, p kind.Page, v lang.Voice) (*template.Template, error) {
	t, err := template.New(p.Template).Funcs(stubs(v)).ParseFS(k.Files, "page/"+p.Template)
	if err != nil {
		return nil, fmt.Errorf("page %s: %w", p.Path, err)
	}
	if t = t.Lookup("main"); t == nil {
		return nil, fmt.Errorf("page %s: %s defines no block \"main\"", p.Path, p.Template)
	}
	return t, nil
}

var (
	action = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	markup = regexp.MustCompile(`(?s)<[^>]*>`)
)

// templates holds that the pages parse, and say nothing but by messages.
func templates(t reporter, k kind.Kind) {
	for _, p := range k.Pages {
		if _, err := page(k, p, lang.Voice{}); err != nil {
			t.Errorf("%v", err)
			continue
		}
		raw, err := k.Files.ReadFile("page/" + p.Template)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		text := markup.ReplaceAllString(action.ReplaceAllString(string(raw), ""), "")
		if words := strings.Join(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }), " "); words != "" {
			t.Errorf("%s: %q stands in one language: say it by a message", p.Template, words)
		}
	}
}

// walk visits the nodes of a template.
func walk(n parse.Node, visit func(parse.Node)) {
	if n == nil {
		return
	}
	visit(n)
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, c := range n.Nodes {
			walk(c, visit)
		}
	case *parse.IfNode:
		branch(&n.BranchNode, visit)
	case *parse.RangeNode:
		branch(&n.BranchNode, visit)
	case *parse.WithNode:
		branch(&n.BranchNode, visit)
	case *parse.ActionNode:
		walk(n.Pipe, visit)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			walk(n.Pipe, visit)
		}
	case *parse.PipeNode:
		if n == nil {
			return
		}
		for _, c := range n.Cmds {
			walk(c, visit)
		}
	case *parse.CommandNode:
		for _, a := range n.Args {
			walk(a, visit)
		}
	}
}

func branch(n *parse.BranchNode, visit func(parse.Node)) {
	walk(n.Pipe, visit)
	walk(n.List, visit)
	if n.ElseList != nil {
		walk(n.ElseList, visit)
	}
}
