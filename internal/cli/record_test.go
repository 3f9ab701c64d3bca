package cli

import (
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley.example/internal/ledger/audit/audittest"
	"parley.example/internal/ledger/wire"
	"parley.example/record/charter"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// host serves a small log over TLS with the key of a name, as a host does.
func host(t *testing.T, open bool, key string) (url, document string) {
	t.Helper()
	l := audittest.New(t, func(d *charter.Document) { d.OpenLog = open })
	dir := t.TempDir()
	l.Write(dir)
	cert, err := wire.Certificate(recordtest.Key(key))
	if err != nil {
		t.Fatal(err)
	}
	member := statement.PublicOf(recordtest.TLSKey("alpha"))
	s := httptest.NewUnstartedServer(http.FileServer(http.Dir(dir)))
	s.TLS = wire.Server(cert, open, func(k statement.PublicKey) bool { return k == member })
	s.Config.ErrorLog = nil
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.URL, filepath.Join(dir, "charter.json")
}

// TestRecordVerifyURL pins the connection to the key that the charter names.
func TestRecordVerifyURL(t *testing.T) {
	other := recordtest.Pub("EXERCISE another host")
	otherKey := hex.EncodeToString(other[:])
	tests := map[string]struct {
		open bool
		key  string
		args []string
		code int
		says string
	}{
		"an open log":                  {true, "host tls", nil, done, ""},
		"by its path":                  {true, "host tls", []string{"/log"}, done, ""},
		"another key":                  {true, "EXERCISE another host", nil, refused, "not in the charter"},
		"another key, named":           {true, "EXERCISE another host", []string{"", "--tls-key", otherKey}, done, ""},
		"another key, any taken":       {true, "EXERCISE another host", []string{"", "--insecure-open"}, done, ""},
		"the key named is not there":   {true, "host tls", []string{"", "--tls-key", otherKey}, refused, "not in the charter"},
		"not open, without a key":      {false, "host tls", nil, refused, "checkpoint"},
		"not open, any key of a host":  {false, "host tls", []string{"", "--insecure-open"}, misused, "does not open"},
		"another place of that server": {true, "host tls", []string{"/elsewhere"}, refused, "checkpoint: not there"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			url, document := host(t, tt.open, tt.key)
			args := []string{"record", "verify", "--charter", document}
			if len(tt.args) > 0 {
				url += tt.args[0]
				args = append(args, tt.args[1:]...)
			}
			r := &rig{t: t}
			code, out, errs := r.run(append(args, "--url", url)...)
			if code != tt.code || !strings.Contains(errs, tt.says) {
				t.Errorf("exit %d, %q; want %d and %q", code, errs, tt.code, tt.says)
			}
			if (code == done) != strings.HasPrefix(out, "EXERCISE") {
				t.Errorf("prints %q with exit %d", out, code)
			}
		})
	}
}

// TestRebuild removes what is derived, and nothing else.
func TestRebuild(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"node.json", "picture.db", "picture.db-wal", "picture.db-shm", "desk.db"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("EXERCISE"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := &rig{t: t}
	for _, want := range []string{"removed the picture", "there is no picture"} {
		if code, out, errs := r.run("picture", "rebuild", "--dir", dir); code != done || !strings.Contains(out, want) {
			t.Errorf("exit %d, %q, %q; want 0 and %q", code, out, errs, want)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) != 2 {
		t.Errorf("left are %v (%v), want node.json and desk.db", left, err)
	}
}
