package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley.example/record/checkpoint"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// TestRecordVerifyEmpty: a log that has not begun is not said to hold, and not
// said to be broken.
func TestRecordVerifyEmpty(t *testing.T) {
	m := recordtest.Unfounded(t, recordtest.Document("alpha", "bravo", "mediator"))
	raw, err := checkpoint.Sign(recordtest.Origin, 0, statement.EmptyRoot, recordtest.HostKey())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string][]byte{"checkpoint": raw, "charter.json": m.Document()} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := &rig{t: t}
	for _, form := range [][]string{nil, {"--json"}} {
		args := append([]string{"record", "verify", "--dir", dir, "--charter", filepath.Join(dir, "charter.json")}, form...)
		code, out, errs := r.run(args...)
		if code != refused || out != "" || !strings.Contains(errs, "checkpoint: the log is empty") || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: exit %d, prints %q and %q; want 1 and one line that it is empty", form, code, out, errs)
		}
	}
}
