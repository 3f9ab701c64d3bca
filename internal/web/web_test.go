package web_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"parley.example/internal/kind"
	"parley.example/internal/lang"
	"parley.example/internal/ledger/node"
	"parley.example/internal/web"
	"parley.example/internal/web/webtest"
)

// What a page cannot show is found at start, not at night.
func TestNewRefuses(t *testing.T) {
	w := webtest.New()
	with := func(change func(*kind.Kind)) func(*web.Config) {
		return func(c *web.Config) { change(&c.Kinds[0]) }
	}
	tests := map[string]struct {
		change func(*web.Config)
		want   string
	}{
		"no member":               {func(c *web.Config) { c.Member = "" }, "is not a code"},
		"no charter":              {func(c *web.Config) { c.Charter = nil }, "the charter is needed"},
		"no desk":                 {func(c *web.Config) { c.Desk = nil }, "are needed"},
		"a page of another":       {with(func(k *kind.Kind) { k.Pages[0].Path = "/verify" }), "does not begin with /drill"},
		"a template that is none": {with(func(k *kind.Kind) { k.Pages[0].Template = "none.html" }), "none.html"},
		"an input without form":   {with(func(k *kind.Kind) { k.Acts[0].In = reflect.TypeFor[struct{ A float64 }]() }), "cannot be typed"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := webtest.Site(w, tt.change); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("New() = %v, want %q", err, tt.want)
			}
		})
	}
}

// Each sentence that record/proof can say, and each reason of ledger/node, has
// its words in three languages with the same placeholders.
func TestEverySentenceOfTheRecordIsTranslated(t *testing.T) {
	c, err := lang.NewCatalogue(lang.Source{Name: "web", Files: web.Messages()})
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), "../../record/proof/verdict.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	ast.Inspect(file, func(n ast.Node) bool {
		pair, ok := n.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		key, isKey := literal(pair.Key)
		text, _ := literal(pair.Value)
		if !isKey {
			return true
		}
		found++
		for name := range strings.SplitSeq(text, "{") {
			if name, _, inside := strings.Cut(name, "}"); inside && !strings.Contains(strings.Join(c.Placeholders(key), " "), name) {
				t.Errorf("%s: the translation leaves out {%s}", key, name)
			}
		}
		if !c.Has(key) {
			t.Errorf("%s has no translation", key)
		}
		return true
	})
	if found < 30 {
		t.Errorf("%d sentences found in record/proof, want all", found)
	}
	for _, r := range []node.Reason{
		node.NoCheckpoint, node.StaleQuorum, node.NobodyAnswers, node.HostKeeps, node.Forked, node.HostWentBack, node.NotFolded, node.DifferentVersions,
	} {
		if !c.Has("live.reason." + string(r)) {
			t.Errorf("live.reason.%s is missing", r)
		}
	}
	for _, tone := range []kind.Tone{kind.Calm, kind.Due, kind.Overdue, kind.Ringing, kind.Done} {
		if !c.Has("tone." + string(tone)) {
			t.Errorf("tone.%s is missing", tone)
		}
	}
}

// literal returns a string constant, also one in two parts.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.BinaryExpr:
		a, okA := literal(e.X)
		b, okB := literal(e.Y)
		return a + b, okA && okB
	}
	return "", false
}

func TestMessagesHoldEvenForAnEmptyKind(t *testing.T) {
	_, err := lang.NewCatalogue(lang.Source{Name: "web", Files: web.Messages()}, lang.Source{Name: "bare", Files: fstest.MapFS{}})
	if err != nil {
		t.Errorf("NewCatalogue() = %v, want nil", err)
	}
}
