package host_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley.example/record/statement"
)

// TestJournalReplay puts a journal that is ahead beside an older log, as a kill
// between promise and integration leaves them: what was promised is logged
// before anything else, with the promised times.
func TestJournalReplay(t *testing.T) {
	k, early := filled(t)
	last := k.m.Leaves()[299]
	env := parseLeaf(t, last).Envelope
	want := parseLeaf(t, last).ReceivedAt
	for _, part := range []string{"log", "cosigned"} {
		copyDir(t, filepath.Join(k.cfg.Dir, part), filepath.Join(early, part))
	}
	k.start()
	if got := k.promised("alpha", env)[env.ID()]; got != want {
		t.Errorf("after the crash it is promised at %v, want %v", got, want)
	}
	k.file("node:alpha", "node.shown/v1", nil)
	if c := k.size(301); c.Root != k.m.Root() {
		t.Errorf("after the crash the log has another root")
	}
}

// TestJournalTail cuts the newest frame, as a kill in the middle of a write
// does: it was never promised, and the host starts.
func TestJournalTail(t *testing.T) {
	for name, how := range map[string]func([]byte) []byte{
		"cut":   cut(7),
		"zeros": func(b []byte) []byte { return append(b[:len(b)-300], make([]byte, 300)...) },
		"more":  func(b []byte) []byte { return append(b, make([]byte, 4096)...) },
		"head":  func(b []byte) []byte { return append(b, 0, 0, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t, nil, "alpha", "bravo").start().found()
			k.settled(2)
			k.stop()
			before := t.TempDir()
			copyDir(t, before, k.cfg.Dir)
			k.start()
			k.file("node:bravo", "node.shown/v1", nil)
			k.stop()
			for _, part := range []string{"log", "cosigned"} {
				copyDir(t, filepath.Join(k.cfg.Dir, part), filepath.Join(before, part))
			}
			names, err := filepath.Glob(filepath.Join(k.cfg.Dir, "journal/*"))
			if err != nil || len(names) != 1 {
				t.Fatalf("journal: %v, %v", names, err)
			}
			change(t, names[0], how)
			k.start()
			lost := name == "cut" || name == "zeros"
			if got, want := k.host.Status().Admitted, int64(3); got != want && (!lost || got != 2) {
				t.Errorf("after a torn tail %d entries, want 3, or 2 where its frame was torn", got)
			}
		})
	}
}

// TestDiskFull fills the disk under a running host. It needs a file system of
// its own.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	if err := mountSmall(dir, "12m"); err != nil {
		t.Skipf("SKIPPED: no small file system can be mounted here (root and mount are needed): %v", err)
	}
	k := newKit(t, nil, "alpha", "bravo")
	k.cfg.Dir = filepath.Join(dir, "host")
	t.Cleanup(func() {
		k.stop()
		if err := unmount(dir); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	k.start().found()
	k.settled(2)
	ballast := filepath.Join(dir, "ballast")
	fillDisk(t, ballast)
	var refused statement.Envelope
	for len(refused.Payload) == 0 && len(k.m.Leaves()) < 400 {
		env := k.m.Sign("node:bravo", "node.shown/v1", nil)
		status, b := k.do("bravo", http.MethodPost, "/submit", lines(env))
		switch {
		case status == http.StatusOK:
			k.log(env, k.times(b)[env.ID()])
		case status == http.StatusServiceUnavailable && strings.Contains(string(b), "disk"):
			refused = env
		default:
			t.Fatalf("a full disk answers %d: %s, want 503 and why", status, b)
		}
	}
	if len(refused.Payload) == 0 {
		t.Fatal("the disk did not fill up")
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	k.until("it goes on by itself", func() bool { return k.host.Status().Refusing == "" })
	k.log(refused, k.promised("bravo", refused)[refused.ID()]) // the same bytes again
	size := int64(len(k.m.Leaves()))
	if c := k.size(size); c.Size != size || c.Root != k.m.Root() {
		t.Errorf("after the disk was full the log has size %d, want %d, or another root", c.Size, size)
	}
}
