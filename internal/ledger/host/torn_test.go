package host_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley.example/internal/ledger/host"
	"parley.example/record/statement"
)

// filled is a host's directory with 300 entries, all covered by a quorum; early
// is a copy of it made at 270.
func filled(t *testing.T) (k *kit, early string) {
	t.Helper()
	k = newKit(t, nil, "alpha", "bravo").start().found()
	early = t.TempDir()
	k.fill(270)
	k.again()
	k.settled(270)
	k.stop()
	copyDir(t, early, k.cfg.Dir)
	k.start()
	k.fill(300)
	k.settled(300)
	k.stop()
	return k, early
}

// fill files statements until the record has so many entries.
func (k *kit) fill(size int) {
	k.Helper()
	var envs []statement.Envelope
	for n := len(k.m.Leaves()); n+len(envs) < size; {
		envs = append(envs, k.m.Sign("node:bravo", "node.shown/v1", nil))
	}
	at := k.promised("bravo", envs...)
	for _, env := range envs {
		k.log(env, at[env.ID()])
	}
}

func copyDir(t testing.TB, to, from string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// cut shortens a file by some bytes.
func cut(n int) func([]byte) []byte { return func(b []byte) []byte { return b[:len(b)-n] } }

// flip changes one bit.
func flip(at int) func([]byte) []byte {
	return func(b []byte) []byte { b[at] ^= 1; return b }
}

// otherRoot names the empty tree's root in a tree state.
func otherRoot(b []byte) []byte {
	root, _ := statement.EmptyRoot.MarshalText() // never fails
	head, _, _ := bytes.Cut(b, []byte(`"root":"`))
	return append(append(append(head, `"root":"`...), root...), `"}`...)
}

func remove([]byte) []byte { return nil }

// change rewrites a file; nil removes it.
func change(t testing.TB, name string, f func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if b = f(bytes.Clone(b)); b == nil {
		err = os.Remove(name)
	} else {
		err = os.WriteFile(name, b, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestTorn(t *testing.T) {
	k, early := filled(t)
	tests := map[string]struct {
		files string // a pattern; every match is changed
		how   func([]byte) []byte
		old   string // or a part of the directory, taken from the early copy
		want  string // in the text
	}{
		"tree state deleted":              {files: "log/.state/treeState", how: remove, want: "is missing"},
		"tree state torn":                 {files: "log/.state/treeState", how: cut(20), want: "torn"},
		"tree state of another root":      {files: "log/.state/treeState", how: otherRoot, want: "the tree state says"},
		"tree state set back":             {old: "log/.state/treeState", want: "set back"},
		"newest partial bundle truncated": {files: "log/tile/entries/001.p/44", how: cut(100), want: "torn"},
		"bit flipped in newest bundle":    {files: "log/tile/entries/001.p/44", how: flip(500), want: "differ"},
		"bit flipped in old full bundle":  {files: "log/tile/entries/000", how: flip(5000), want: "differ"},
		"old full bundle deleted":         {files: "log/tile/entries/000", how: remove, want: "torn"},
		"bit flipped in tile":             {files: "log/tile/0/001.p/44", how: flip(40), want: "differ"},
		"bit flipped at level 1":          {files: "log/tile/1/000.p/1", how: flip(3), want: "right edge"},
		"both checkpoints torn":           {files: "*/checkpoint", how: cut(30), want: "no cosigned checkpoint"},
		"journal deleted":                 {files: "journal/*", how: remove, want: "journal is missing"},
		"bit flipped in journal":          {files: "journal/*", how: flip(300), want: "does not hold"},
		"journal set back":                {old: "journal", want: "the journal ends"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			cfg := k.cfg
			cfg.Dir = t.TempDir()
			copyDir(t, cfg.Dir, k.cfg.Dir)
			if tt.old != "" {
				restore(t, filepath.Join(cfg.Dir, tt.old), filepath.Join(early, tt.old))
			} else {
				names, err := filepath.Glob(filepath.Join(cfg.Dir, tt.files))
				if err != nil || len(names) == 0 {
					t.Fatalf("no file %s: %v", tt.files, err)
				}
				for _, name := range names {
					change(t, name, tt.how)
				}
			}
			h, err := host.Open(cfg)
			if err == nil {
				t.Fatalf("the host opens; %+v", h.Status())
			}
			var f *host.Fault
			if !errors.As(err, &f) || !strings.Contains(f.What, tt.want) {
				t.Fatalf("Open: %v, want a Fault with %q", err, tt.want)
			}
			if !strings.HasPrefix(f.Where, cfg.Dir) || !strings.Contains(f.Mend, "parley host succeed") {
				t.Errorf("Fault at %q, mended by %q: want a file and the way out", f.Where, f.Mend)
			}
		})
	}
}

// restore puts the early copy of a file or a directory in the place of the newer.
func restore(t testing.TB, name, early string) {
	t.Helper()
	info, err := os.Stat(early)
	if err != nil {
		t.Fatal(err)
	}
	if info.IsDir() {
		copyDir(t, name, early)
		return
	}
	b, err := os.ReadFile(early)
	if err != nil {
		t.Fatal(err)
	}
	change(t, name, func([]byte) []byte { return b })
}

func TestMendsCheckpoint(t *testing.T) {
	k, _ := filled(t)
	tests := map[string]struct {
		file string
		how  func([]byte) []byte
	}{
		"public torn":    {"log/checkpoint", cut(10)},
		"public deleted": {"log/checkpoint", remove},
		"second torn":    {"cosigned/checkpoint", cut(10)},
		"second deleted": {"cosigned/checkpoint", remove},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			cfg := k.cfg
			cfg.Dir = t.TempDir()
			copyDir(t, cfg.Dir, k.cfg.Dir)
			change(t, filepath.Join(cfg.Dir, tt.file), tt.how)
			h, err := host.Open(cfg)
			if err != nil {
				t.Fatalf("Open: %v", err)
			}
			defer h.Close()
			if got := h.Status().Published; got != 300 {
				t.Errorf("published %d, want 300", got)
			}
			got, err := os.ReadFile(filepath.Join(cfg.Dir, tt.file))
			want, werr := os.ReadFile(filepath.Join(k.cfg.Dir, tt.file))
			if err := errors.Join(err, werr); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s is not what it was: %v", tt.file, err)
			}
		})
	}
}

func TestSweep(t *testing.T) {
	k, _ := filled(t)
	left := []string{
		"log/tile/entries/001.p/44982036931", "log/tile/entries/0001769672630", "log/tile/0/001.p/301769672630",
		"log/.state/treeState1769672630", "log/checkpoint1769672630", "cosigned/checkpoint.new",
	}
	for _, name := range left {
		if err := os.WriteFile(filepath.Join(k.cfg.Dir, name), []byte("left by a kill"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	k.start()
	for _, name := range left {
		if _, err := os.Stat(filepath.Join(k.cfg.Dir, name)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there: %v", name, err)
		}
	}
	if c := k.size(300); c.Size != 300 || c.Root != k.m.Root() {
		t.Errorf("after the sweep the log has size %d and another root", c.Size)
	}
}

func TestSecondHost(t *testing.T) {
	k := newKit(t, nil, "alpha").start()
	if _, err := host.Open(k.cfg); err == nil || !strings.Contains(err.Error(), "another host runs") {
		t.Errorf("a second host on the directory: %v, want a refusal", err)
	}
}
