package vectors

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the vectors anew")

// file is a vector file. Bytes are in base64, digests too.
type file struct {
	About string `json:"about"`
	Cases any    `json:"cases"`
}

// check is one file with what Go finds in each of its cases.
type check[C any] struct {
	name  string
	about string
	make  func(t *testing.T) []C
	find  func(t *testing.T, c C) any // what a reader finds
	want  func(c C) any               // what the case says
	title func(c C) string
}

// run compares the file with what is made now, and each case, as it stands in
// the file, with what Go finds.
func run[C any](t *testing.T, c check[C]) {
	t.Helper()
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(file{c.about, c.make(t)}); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(c.name, buf.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	held, err := os.ReadFile(c.name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(held, buf.Bytes()) {
		t.Errorf("%s is not what is made now; look at what changed, then run with -update", c.name)
	}
	var cases []C
	if err := json.Unmarshal(held, &file{Cases: &cases}); err != nil {
		t.Fatal(err)
	}
	valid, invalid := 0, 0
	for _, one := range cases {
		if diff := cmp.Diff(c.want(one), c.find(t, one)); diff != "" {
			t.Errorf("%s, %s (-want +got):\n%s", c.name, c.title(one), diff)
		}
		if strings.Contains(c.title(one), "invalid") {
			invalid++
		} else {
			valid++
		}
	}
	if valid == 0 || invalid == 0 {
		t.Errorf("%s has %d valid and %d invalid cases, want some of each", c.name, valid, invalid)
	}
}

// TestPython runs the verifier in a second language over the vectors, and once
// more over vectors whose answers are turned round, which it has to find.
func TestPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("NOT CHECKED in a second language: there is no python3")
	}
	if err := exec.CommandContext(t.Context(), python, "-c", "import cryptography").Run(); err != nil {
		t.Skip("NOT CHECKED in a second language: python3-cryptography is not installed")
	}
	out, err := exec.CommandContext(t.Context(), python, "verify.py").CombinedOutput()
	if err != nil || !strings.Contains(string(out), " passed, 0 failed") {
		t.Fatalf("verify.py: %v\n%s", err, out)
	}
	t.Log(strings.TrimSpace(string(out)))
	dir := t.TempDir()
	names := []string{
		"canonical.json", "inner.json", "ids.json", "chains.json", "leaves.json", "checkpoints.json", "receipts.json",
		"extracts.json",
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		turned := bytes.ReplaceAll(b, []byte(`"valid": false`), []byte(`"valid": true`))
		if bytes.Equal(turned, b) {
			t.Errorf("%s has no invalid case", name)
		}
		if err := os.WriteFile(filepath.Join(dir, name), turned, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err = exec.CommandContext(t.Context(), python, "verify.py", dir).CombinedOutput()
	for _, name := range names {
		if err == nil || !strings.Contains(string(out), name) {
			t.Errorf("verify.py over answers turned round: %v\n%s\nwant exit 1 and %s among what failed", err, out, name)
		}
	}
}
