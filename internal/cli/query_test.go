package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"parley.example/record/statement"
)

func TestQuery(t *testing.T) {
	r := newRig(t)
	r.world.Light("kitchen", 40)
	r.world.Light("hall", 5)
	code, out, errs := r.run("lamp", "list")
	if code != done || !strings.Contains(out, "kitchen  40") || !strings.Contains(out, "hall     5") || !strings.HasPrefix(out, "EXERCISE\nas of entry ") {
		t.Errorf("list: exit %d, %q, %q; want both lamps, EXERCISE and as of when", code, out, errs)
	}
	if code, out, _ = r.run("lamp", "list", "--least", "10"); code != done || strings.Contains(out, "hall") || !strings.Contains(out, "kitchen") {
		t.Errorf("list --least 10: exit %d, %q; want the kitchen alone", code, out)
	}
	if code, out, _ = r.run("lamp", "list", "--least", "100"); code != done || !strings.HasSuffix(out, "\nnone\n") {
		t.Errorf("an empty list: exit %d, %q; want none", code, out)
	}
	if code, out, _ = r.run("lamp", "show", "hall"); code != done || !strings.Contains(out, "room                 hall\nwatts                5\n") {
		t.Errorf("show: exit %d, %q; want the hall", code, out)
	}
	code, out, _ = r.run("lamp", "show", "hall", "--json")
	var got struct {
		Row struct {
			Watts int64 `json:"watts"`
		} `json:"row"`
		At map[string]any `json:"at"`
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != done || got.Row.Watts != 5 || got.At["index"] == nil {
		t.Errorf("show --json: exit %d, %q (%v); want the row and as of when", code, out, err)
	}
	if code, _, errs = r.run("lamp", "show", "cellar"); code != refused || !strings.Contains(errs, "there is none") {
		t.Errorf("what is not there: exit %d, %q; want 1", code, errs)
	}
	if code, _, errs = r.run("lamp", "show"); code != misused || !strings.Contains(errs, "name the id") {
		t.Errorf("without an id: exit %d, %q; want 2", code, errs)
	}
}

func TestReceiptGet(t *testing.T) {
	r := newRig(t)
	file := filepath.Join(t.TempDir(), "out")
	id := statement.ID{1}.String()
	if code, _, errs := r.run("receipt", "get", id, "-o", file); code != done {
		t.Fatalf("exit %d, %q", code, errs)
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != "EXERCISE receipt\n" {
		t.Errorf("wrote %q (%v), want the receipt as it was signed", b, err)
	}
	if code, out, _ := r.run("receipt", "get", id); code != done || out != "EXERCISE receipt\n" {
		t.Errorf("to the standard output: exit %d, %q", code, out)
	}
	if code, _, errs := r.run("receipt", "get", statement.ID{2}.String()); code != refused || !strings.Contains(errs, "no receipt yet") {
		t.Errorf("too early: exit %d, %q; want 1 and why", code, errs)
	}
	if code, _, _ := r.run("receipt", "get", "N-12"); code != misused {
		t.Errorf("no id: exit %d, want 2", code)
	}
}

func TestPictureDigest(t *testing.T) {
	r := newRig(t)
	if code, out, errs := r.run("picture", "digest"); code != done || !strings.Contains(out, "digest               d1") {
		t.Errorf("exit %d, %q, %q; want the digest", code, out, errs)
	}
	if code, out, _ := r.run("picture", "digest", "--json"); code != done || out != `{"digest":"d1","size":5}`+"\n" {
		t.Errorf("--json: exit %d, %q; want the node's JSON", code, out)
	}
}

// TestShow prints what others wrote without letting it steer the terminal or
// look like a field of its own.
func TestShow(t *testing.T) {
	type inner struct {
		At statement.Time `json:"at"`
	}
	type row struct {
		Text  string   `json:"text"`
		Inner []inner  `json:"inner"`
		Tags  []string `json:"tags"`
	}
	var out strings.Builder
	w := &world{out: &out}
	raw := `{"text":"EXERCISE\nstate agreed\u001b[2J\u202ex","inner":[{"at":1800000000000}],"tags":["a","b"],"new_field":{"x":1}}`
	if err := w.showOne(json.RawMessage(raw), reflect.TypeFor[row]()); err != nil {
		t.Fatal(err)
	}
	want := "text                 EXERCISE\n                     state agreed\uFFFD[2J\uFFFDx\n" +
		"inner\n  - 1\n    at                   2027-01-15T08:00:00.000Z\ntags                 a, b\nnew field\n  x                    1\n"
	if out.String() != want {
		t.Errorf("shows:\n%q, want\n%q", out.String(), want)
	}
	deep := strings.Repeat("[", 100) + strings.Repeat("]", 100)
	if err := w.showOne(json.RawMessage(deep), nil); err == nil {
		t.Error("a value nested a hundred deep: no error")
	}
}
