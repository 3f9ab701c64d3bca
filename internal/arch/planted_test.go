package arch

import (
	"strings"
	"testing"
	"testing/fstest"
)

// whole is a small tree in which nothing is wrong. Each test below plants one
// fault in it.
var whole = map[string]string{
	"tools/go.mod":                           "module parley.example/tools\n",
	"go.mod":                                 "module parley.example\n",
	"internal/geo/doc.go":                    "// Package geo measures.\npackage geo\n",
	"record/statement/doc.go":                "// Package statement reads. R-FORM-1.\npackage statement\n\nimport _ \"parley.example/internal/geo\"\n",
	"internal/kind/doc.go":                   "// Package kind is the contract.\npackage kind\n\nimport _ \"parley.example/record/statement\"\n",
	"internal/terms/ask/doc.go":              "// Package ask asks.\npackage ask\n\nimport _ \"parley.example/internal/kind\"\n",
	"internal/kinds/kinds.go":                "// Package kinds is the list.\npackage kinds\n\nimport _ \"parley.example/internal/kinds/notice\"\n",
	"internal/kinds/notice/doc.go":           "// Package notice asks.\npackage notice\n\nimport _ \"parley.example/internal/terms/ask\"\n",
	"internal/kinds/notice/a_test.go":        "package notice\n\nimport \"testing\"\n\nfunc TestForm(t *testing.T) {}\n",
	"internal/kinds/member/doc.go":           "// Package member lists.\npackage member\n",
	"internal/ledger/doc.go":                 "// Package ledger writes.\npackage ledger\n\nimport (\n\t_ \"os\"\n\n\t_ \"parley.example/internal/kinds\"\n)\n",
	"cmd/parley/main.go":                     "// Parley.\npackage main\n\nimport _ \"parley.example/internal/ledger\"\n\nfunc main() {}\n",
	"internal/kinds/notice/messages/en.json": `{"a": "consent", "b": {"description": "not safe to say", "other": "{n} consents"}}`,
	"docs/spec/form.md":                      "# Form\n\n- **R-FORM-1** Bytes have one spelling. Test: `TestForm`\n",
	"docs/index.md":                          "[form](spec/form.md) [there](https://example.org/x) [here](#here)\n",
}

// faults are one file each that breaks one rule, the check that must see it,
// and words of what it must say.
var faults = map[string]struct{ check, path, content, want string }{
	"an import that goes up": {
		"layers", "internal/geo/up.go",
		"package geo\n\nimport _ \"parley.example/record/statement\"\n", "imports go down only",
	},
	"a kind that imports another": {
		"layers", "internal/kinds/notice/up.go",
		"package notice\n\nimport _ \"parley.example/internal/kinds/member\"\n", "never import one another",
	},
	"a kind whose test imports another": {
		"layers", "internal/kinds/notice/b_test.go",
		"package notice\n\nimport _ \"parley.example/internal/kinds/member\"\n", "never import one another",
	},
	"a vocabulary that imports a kind": {
		"layers", "internal/terms/ask/up.go",
		"package ask\n\nimport _ \"parley.example/internal/kinds/notice\"\n", "imports go down only",
	},
	"the press library that imports the record": {
		"layers", "internal/press/doc.go",
		"// Package press reads.\npackage press\n\nimport _ \"parley.example/record/statement\"\n", "imports go down only",
	},
	"engines that import one another": {
		"layers", "internal/projection/doc.go",
		"// Package projection folds.\npackage projection\n\nimport _ \"parley.example/internal/ledger\"\n", "imports go down only",
	},
	"a folder without a layer": {
		"layers", "internal/util/doc.go",
		"// Package util is a drawer.\npackage util\n", "no layer has this folder",
	},
	"a disk below the engines": {
		"pure", "record/statement/disk.go",
		"package statement\n\nimport _ \"os\"\n", "no I/O",
	},
	"a network below the engines": {
		"pure", "internal/kinds/notice/net.go",
		"package notice\n\nimport _ \"net/http\"\n", "no I/O",
	},
	"chance below the engines": {
		"pure", "internal/terms/ask/chance.go",
		"package ask\n\nimport _ \"crypto/rand\"\n", "no chance",
	},
	"a clock below the engines": {
		"pure", "internal/kinds/notice/clock.go",
		"package notice\n\nimport \"time\"\n\nvar _ = time.Now\n", "uses time.Now",
	},
	"a clock under another name": {
		"pure", "internal/terms/ask/clock.go",
		"package ask\n\nimport tick \"time\"\n\nfunc wait() { tick.Sleep(1) }\n", "uses time.Sleep",
	},
	"a clock under no name": {
		"pure", "internal/terms/ask/clock.go",
		"package ask\n\nimport . \"time\"\n\nvar _ = Now\n", "without its name",
	},
	"a time in the zone of this machine": {
		"pure", "internal/geo/zone.go",
		"package geo\n\nfunc f(t interface{ Local() int }) { t.Local() }\n", "this machine's zone",
	},
	"a key drawn below the engines": {
		"pure", "record/statement/key.go",
		"package statement\n\nimport \"crypto/ed25519\"\n\nvar _ = ed25519.GenerateKey\n", "uses ed25519.GenerateKey",
	},
	"the zones of this machine": {
		"pure", "internal/geo/zone.go",
		"package geo\n\nimport \"time\"\n\nvar _ = time.Local\n", "uses time.Local",
	},
	"another module below the engines": {
		"pure", "internal/terms/ask/other.go",
		"package ask\n\nimport _ \"example.org/other\"\n", "does not list that module",
	},
	"a listed module in the wrong layer": {
		"pure", "internal/kind/other.go",
		"package kind\n\nimport _ \"golang.org/x/mod/sumdb/note\"\n", "does not list that module",
	},
	"cgo": {"cgo", "internal/ledger/c.go", "package ledger\n\nimport \"C\"\n", "imports C"},
	"a long file": {
		"sizes", "internal/geo/long.go",
		"package geo\n" + strings.Repeat("\n// line\n", mostFileLines/2), "split it by meaning",
	},
	"a long function": {
		"sizes", "internal/geo/long.go",
		"package geo\n\nfunc f() {\n" + strings.Repeat("\t_ = 0\n", mostFunctionLines) + "}\n", "f has 82 lines",
	},
	"a package without a comment": {"package comments", "internal/desk/act.go", "package desk\n", "no comment"},
	"a rule in the code that is nowhere": {
		"rules", "internal/geo/rule.go",
		"package geo\n\n// R-GEO-9.\n", "cites R-GEO-9",
	},
	"a rule without a test": {"rules", "docs/spec/ask.md", "- **R-ASK-1** silence is not consent.\n", "names no test"},
	"a rule whose test is nowhere": {
		"rules", "docs/spec/ask.md",
		"**R-ASK-1**\nSilence is not consent.\nTests: TestForm, TestSilence\n", "names TestSilence",
	},
	"a test of a long list that is nowhere": {
		"rules", "docs/spec/ask.md",
		"**R-ASK-1** Silence is not consent. Test:\nTestForm,\nTestForm, TestSilence.\n", "names TestSilence",
	},
	"a rule that is there twice": {"rules", "docs/spec/more.md", "| **R-FORM-1** | again | Test: TestForm |\n", "there twice"},
	"a test under the next heading": {
		"rules", "docs/spec/ask.md",
		"**R-ASK-1** Silence.\n\n## More\n\nTest: TestForm\n", "names no test",
	},
	"a module without a reason": {
		"dependencies", "go.mod",
		"module parley.example\n\nrequire (\n\texample.org/x v1.2.3\n\texample.org/y v1.0.0 // indirect\n)\n", "example.org/x has no line",
	},
	"a link to nowhere": {"links", "docs/more.md", "[x](spec/none.md#part)\n", "spec/none.md"},
	"a word that we avoid": {
		"words", "internal/web/messages/en.json",
		`{"a": {"other": "{n} notices are Approved"}}`, "says approved",
	},
	"a word that we avoid, in Arabic": {"words", "internal/web/messages/ar.json", `{"a": "الممر آمن"}`, "says آمن"},
	"a word that we avoid, in Hebrew": {"words", "internal/web/messages/he.json", `{"a": "המעבר בטוח"}`, "says בטוח"},
	"messages that are not JSON":      {"words", "internal/web/messages/he.json", `{"a": `, "not JSON"},
	"a path of one machine":           {"homely", "docs/more.md", "see `/home/me/notes`\n", "does not belong"},
	"a lock file that names a place": {
		"homely", "internal/web/assets/package-lock.json",
		"{\n\"resolved\": \"https://example.org/x.tgz\"\n}\n", "where a package was fetched",
	},
}

func TestEachCheckFindsAPlantedFault(t *testing.T) {
	for name, tt := range faults {
		t.Run(name, func(t *testing.T) {
			found := checks[tt.check](planted(t, tt.path, tt.content))
			for _, f := range found {
				if f.Path == tt.path && strings.Contains(f.Text, tt.want) {
					return
				}
			}
			t.Errorf("%s found %v, want a fault in %s with %q", tt.check, found, tt.path, tt.want)
		})
	}
}

func TestNothingIsFoundWhereNothingIsWrong(t *testing.T) {
	harmless := map[string]string{
		"":                           "",
		"tools/x/main.go":            "// X is a tool of the build, in a module of its own.\npackage main\n\nimport _ \"os\"\n",
		"internal/geo/gen.go":        "// Code generated by a tool. DO NOT EDIT.\n\npackage geo\n" + strings.Repeat("\n", mostFileLines+1),
		"record/statement/time.go":   "package statement\n\nimport \"time\"\n\nvar _ = time.UTC\n",
		"record/statement/note.go":   "package statement\n\nimport _ \"golang.org/x/mod/sumdb/note\"\n",
		"internal/geo/x_test.go":     "package geo_test\n\nimport _ \"os\"\n",
		"node_modules/x/x.go":        "not Go at all",
		"internal/geo/testdata/x.go": "package broken(",
	}
	for path, content := range harmless {
		tree := planted(t, path, content)
		for name, check := range checks {
			if faults := check(tree); len(faults) > 0 {
				t.Errorf("with %q, %s found %v, want nothing", path, name, faults)
			}
		}
	}
}

// planted is the small tree with one more file.
func planted(t *testing.T, path, content string) *Tree {
	t.Helper()
	files := fstest.MapFS{}
	for name, text := range whole {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	if path != "" {
		files[path] = &fstest.MapFile{Data: []byte(content)}
	}
	tree, err := Read(files)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}
