package parties

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley.example/internal/ledger/node/mirror"
)

// aged is a mechanism of processes that has run and was stopped, with a copy of
// the host's directory from before its last statements.
func aged(t *testing.T) (m *mill, early string) {
	t.Helper()
	m = newMill(t, "alpha", "bravo")
	until(t, "there is a record", func() bool { return m.receipts() > 20 })
	m.parts["host"].end()
	early = filepath.Join(t.TempDir(), "early")
	if err := os.CopyFS(early, os.DirFS(m.f.HostDir())); err != nil {
		t.Fatal(err)
	}
	m.start("host")
	before := m.receipts()
	until(t, "the record has grown", func() bool { return m.receipts() > before+20 })
	m.settle()
	return m, early
}

// replace puts a file or directory of one copy in the place of another's.
func replace(t *testing.T, to, from string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(from)
	if err != nil {
		t.Fatal(err)
	}
	if info.IsDir() {
		err = os.CopyFS(to, os.DirFS(from))
	} else {
		var b []byte
		if b, err = os.ReadFile(from); err == nil {
			err = os.WriteFile(to, b, 0o600)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// newest returns the last file of a pattern, by the time of its change.
func newest(t *testing.T, pattern string) string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no file %s: %v", pattern, err)
	}
	last, at := "", time.Time{}
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.ModTime().After(at) {
			last, at = name, info.ModTime()
		}
	}
	return last
}

func shorten(t *testing.T, name string, by int64) {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, info.Size()-by); err != nil {
		t.Fatal(err)
	}
}

// harm is what happened to a host's directory, and what is in the one line with
// which the host then refuses to start; nothing where it starts.
type harm struct {
	do   func(t *testing.T, dir string)
	want []string
}

func harms(m *mill, early string) map[string]harm {
	return map[string]harm{
		"tree state deleted": {
			func(t *testing.T, dir string) {
				if err := os.Remove(filepath.Join(dir, "log", ".state", "treeState")); err != nil {
					t.Fatal(err)
				}
			},
			[]string{"treeState", "is missing", "restore"},
		},
		"newest bundle torn": {
			func(t *testing.T, dir string) {
				var state struct{ Size int64 }
				m.read(filepath.Join(dir, "log/.state/treeState"), &state)
				size := state.Size
				shorten(t, filepath.Join(dir, "log/tile", mirror.BundlePath(size/mirror.Width, int(size%mirror.Width))), 40)
			},
			[]string{"tile/entries", "torn", "restore"},
		},
		"cosigned checkpoint newer than the log": {
			func(t *testing.T, dir string) {
				replace(t, filepath.Join(dir, "log"), filepath.Join(early, "log"))
				replace(t, filepath.Join(dir, "journal"), filepath.Join(early, "journal"))
			},
			[]string{"treeState", "cosigned", "set back", "restore"},
		},
		"journal lost": {
			func(t *testing.T, dir string) {
				if err := os.RemoveAll(filepath.Join(dir, "journal")); err != nil {
					t.Fatal(err)
				}
			},
			[]string{"journal", "is missing", "mirror"},
		},
		"another host runs here": {
			func(t *testing.T, dir string) {
				p := spawn(t, "host", dir, "")
				p.says("ready", patience)
			},
			[]string{"lock", "another host", "stop it first"},
		},
		"journal's end torn": {
			func(t *testing.T, dir string) {
				f, err := os.OpenFile(newest(t, filepath.Join(dir, "journal/*")), os.O_APPEND|os.O_WRONLY, 0)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := f.Write([]byte{0, 0, 1}); err != nil {
					t.Fatal(err)
				}
				if err := f.Close(); err != nil {
					t.Fatal(err)
				}
			},
			nil,
		},
		"unharmed": {func(*testing.T, string) {}, nil},
	}
}

// A host does not start over a lost or torn state. It says what, where and the
// way out, in one line, and changes nothing.
func TestStart(t *testing.T) {
	t.Parallel()
	m, early := aged(t)
	for name, tt := range harms(m, early) {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "host")
			if err := os.CopyFS(dir, os.DirFS(m.f.HostDir())); err != nil {
				t.Fatal(err)
			}
			tt.do(t, dir)
			p := spawn(t, "host", dir, "")
			if tt.want == nil {
				p.says("ready", patience)
				p.end()
				return
			}
			text := p.refuses()
			for _, word := range tt.want {
				if !strings.Contains(text, word) {
					t.Errorf("the host says %q, want %q in it", text, word)
				}
			}
		})
	}
}

// A node whose mirror is torn cuts it back, says nothing on the record that it
// does not hold, and fetches the rest.
func TestTornMirror(t *testing.T) {
	t.Parallel()
	m, _ := aged(t)
	size := len(m.audited(m.f.NodeDir("alpha")))
	shorten(t, newest(t, filepath.Join(m.f.NodeDir("bravo"), "mirror/tile/entries/*")), 100)
	shorten(t, filepath.Join(m.f.NodeDir("alpha"), "mirror", "hashes"), 40)
	for _, name := range []string{"host", "alpha", "bravo"} {
		m.start(name)
	}
	until(t, "both nodes are live again", func() bool {
		for _, code := range m.codes {
			if d, err := pictureOf(m.nodeFile(code).Officers); err != nil || !d.Live || d.Size < int64(size) {
				return false
			}
		}
		return true
	})
	m.settle()
	m.hold()
}
