package press

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// shared is the folder beside the checkout that holds texts and gold, or the
// test is skipped.
func shared(t testing.TB) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared")
	if _, err := os.Stat(filepath.Join(dir, "eval", "eval_intake.py")); err != nil {
		t.Skip("SKIPPED, NOT CHECKED: ../shared is not beside this checkout")
	}
	return dir
}

// seeds reads the published texts.
func seeds(t testing.TB) (*Lists, []Given) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(shared(t), "seeds", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no texts in ../shared/seeds: %v", err)
	}
	given := make([]Given, len(files))
	for i, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		given[i] = Given{File: filepath.Base(f), Text: text}
	}
	return load(t), given
}

func load(t testing.TB) *Lists {
	t.Helper()
	l, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// wanted are the scores of issue 3 on the development gold.
var wanted = map[string]float64{
	"offsets_exact": 1, "articles": 1, "published": 1, "recall": 0.85, "precision": 0.80, "type": 0.75, "source_kind": 0.93,
	"source_name": 0.85, "date": 0.92, "figures": 0.95, "denies_declines": 1, "entity_precision": 0.98, "entity_recall": 0.90,
}

func TestScores(t *testing.T) {
	dir := shared(t)
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("SKIPPED, NOT CHECKED: python3 is not installed, which the scorer is written in")
	}
	l, given := seeds(t)
	b, err := json.Marshal(Read(l, given))
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out.json")
	if err := os.WriteFile(out, b, 0o600); err != nil {
		t.Fatal(err)
	}
	eval := filepath.Join(dir, "eval")
	cmd := exec.CommandContext(t.Context(), python, filepath.Join(eval, "eval_intake.py"), filepath.Join(eval, "gold", "claims.json"),
		out, filepath.Join(dir, "seeds"), "--entities", filepath.Join(eval, "gold", "entities.json"), "--json")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	printed, err := cmd.Output()
	if err != nil {
		t.Fatalf("score: %v: %s", err, stderr.String())
	}
	lines := bytes.Split(bytes.TrimSpace(printed), []byte("\n"))
	var got map[string]float64
	if err := json.Unmarshal(lines[len(lines)-1], &got); err != nil {
		t.Fatalf("%v: %s", err, printed)
	}
	t.Logf("%s", lines[len(lines)-1])
	for name, want := range wanted {
		if got[name] < want {
			t.Errorf("%s is %v, want %v at least", name, got[name], want)
		}
	}
}
