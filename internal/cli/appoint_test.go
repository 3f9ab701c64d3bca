package cli

import (
	"crypto/rand"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley.example/internal/desk"
	"parley.example/internal/server"
)

// away is the node directory of a member that starts alone and whose host is not
// there.
func away(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	err := server.InitSolo(t.Context(), dir, server.Solo{
		Member: "alpha", Name: "EXERCISE", Officer: "a1", Person: "EXERCISE", Password: "exercise-exercise", Exercise: true, Listen: "127.0.0.1:0",
	}, t.Logf)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "alpha")
}

// officers lists who is at the desk of a stopped node.
func officers(t *testing.T, dir string) []string {
	t.Helper()
	d, err := desk.Open(t.Context(), filepath.Join(dir, "desk.db"), desk.Closed("alpha", server.Clock, rand.Reader))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	all, err := d.Officers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, l := range all {
		codes = append(codes, l.Code)
	}
	return codes
}

// While a root's statement waits for the host nothing else is begun: no officer is
// made whose appointment could not be signed.
func TestAppointBehindWhatWaits(t *testing.T) {
	dir := away(t)
	r := &rig{t: t, env: map[string]string{"PARLEY_PASSWORD": "another-exercise"}}
	code, _, errs := r.run("root", "revoke", "--dir", dir, "--key", strings.Repeat("5d", 32))
	if code != refused || !strings.Contains(errs, "the next call hands it in") {
		t.Fatalf("revoke without a host: exit %d, %q; want 1, and that it waits", code, errs)
	}
	for range 2 {
		code, _, errs = r.run("root", "appoint", "--dir", dir, "--officer", "b1", "--name", "EXERCISE")
		if code != refused || !strings.Contains(errs, "deposit") {
			t.Errorf("appoint behind it: exit %d, %q; want 1, and that the host is away", code, errs)
		}
		if got := officers(t, dir); !slices.Equal(got, []string{"a1"}) {
			t.Errorf("the desk has %v, want a1 alone", got)
		}
	}
}

func TestRenewUsage(t *testing.T) {
	dir := away(t)
	r := &rig{t: t, env: map[string]string{"PARLEY_PASSWORD": "exercise-exercise"}}
	tests := map[string]struct {
		args []string
		code int
		says string
	}{
		"nothing":          {nil, misused, "give --dir"},
		"no officer":       {[]string{"--dir", dir}, misused, "give --officer"},
		"for no time":      {[]string{"--dir", dir, "--officer", "a1", "--days", "0"}, misused, "--days"},
		"no such officer":  {[]string{"--dir", dir, "--officer", "b9"}, refused, "officer b9"},
		"not appointed":    {[]string{"--dir", dir, "--officer", "a1"}, refused, "no appointment of the officer's key"},
		"not a node's":     {[]string{"--dir", t.TempDir(), "--officer", "a1"}, refused, "node.json"},
		"an argument more": {[]string{"--dir", dir, "a1"}, misused, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			code, out, errs := r.run(append([]string{"root", "renew"}, tt.args...)...)
			if code != tt.code || out != "" || !strings.Contains(errs, tt.says) {
				t.Errorf("exit %d, %q, %q; want %d and %q", code, out, errs, tt.code, tt.says)
			}
		})
	}
	if got := officers(t, dir); !slices.Equal(got, []string{"a1"}) {
		t.Errorf("the desk has %v, want a1 alone", got)
	}
}
