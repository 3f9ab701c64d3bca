package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// vector returns the receipt of that name from test/vectors, as a file.
func vector(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile("../../test/vectors/receipts.json")
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Cases []struct {
			Name string
			File []byte
		}
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	for _, c := range all.Cases {
		if c.Name == name {
			path := filepath.Join(t.TempDir(), "receipt")
			if err := os.WriteFile(path, c.File, 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}
	}
	t.Fatalf("no vector %q", name)
	return ""
}

// TestReceiptVerifySealed: of a sealed statement the command says what stands
// within, or that it proves a sealed entry only. R-RECEIPT-6.
func TestReceiptVerifySealed(t *testing.T) {
	tests := map[string]struct {
		vector    string
		code      int
		says, not []string
		void      string
	}{
		"closed": {"sealed", done, []string{"not what it says"}, []string{"inner statement:", "whose room"}, ""},
		"opened": {
			"sealed, opened: an officer's notice", done,
			[]string{"type notice.filed/v1, whose room is alpha, bravo", "The inner statement:\n  {\"about\"", `"readers":["alpha","bravo"]`},
			[]string{"void in its room", "not what it says"},
			"",
		},
		"void in its room": {
			"sealed, opened: no power", done, []string{"void in its room", "R-VOID-10", "The inner statement:"}, nil, "R-VOID-10",
		},
		"no inner statement": {
			"sealed, opened: no inner statement", done, []string{"it counts in no room. R-SEAL-2"}, []string{"The inner statement:"}, "R-SEAL-2",
		},
		"another salt": {"invalid: sealed, opened with another salt", refused, nil, []string{"Proved"}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := &rig{t: t}
			args := []string{"receipt", "verify", vector(t, tt.vector), "--charter", "../../test/vectors/charter.json"}
			code, out, errs := r.run(args...)
			if code != tt.code || (code == done) != (errs == "") {
				t.Fatalf("exit %d, %q, want %d", code, errs, tt.code)
			}
			for _, text := range tt.says {
				if !strings.Contains(out, text) {
					t.Errorf("prints %q, want %q in it", out, text)
				}
			}
			for _, text := range tt.not {
				if strings.Contains(out, text) {
					t.Errorf("prints %q, want no %q in it", out, text)
				}
			}
			if code != done {
				return
			}
			_, out, _ = r.run(append(args, "--json")...)
			var v verdict
			if err := json.Unmarshal([]byte(out), &v); err != nil {
				t.Fatal(err)
			}
			if inner := strings.Contains(strings.Join(tt.says, ""), "The inner statement:"); v.Void != tt.void || (len(v.Inner) > 0) != inner {
				t.Errorf("JSON has inner %s, void in its room by %q; want one: %v, by %q", v.Inner, v.Void, inner, tt.void)
			}
		})
	}
}
