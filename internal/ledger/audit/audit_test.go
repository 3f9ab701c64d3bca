package audit_test

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley.example/internal/ledger/audit"
	"parley.example/internal/ledger/audit/audittest"
	"parley.example/internal/ledger/node/mirror"
	"parley.example/record/recordtest"
	"parley.example/record/statement"
)

// small writes a log of eight entries, two of them with bodies.
func small(t *testing.T) (dir string, document []byte) {
	t.Helper()
	l := audittest.New(t)
	id := l.Say("a1", "notice.filed/v1", `{"EXERCISE":"a convoy"}`)
	l.Say("b1", "notice.answered/v1", `{"EXERCISE":"the road is closed"}`, id)
	l.File(l.Now().Add(time.Second), "a1", "notice.withdrawn/v1", nil, id)
	dir = t.TempDir()
	l.Write(dir)
	return dir, l.Document()
}

func run(t *testing.T, dir string, document []byte) (audit.Report, error) {
	t.Helper()
	check := audit.Audit{Source: audit.Dir(filepath.Join(dir, "log")), Document: document, Bodies: filepath.Join(dir, "bodies")}
	return check.Run(t.Context())
}

func TestAudit(t *testing.T) {
	dir, document := small(t)
	got, err := run(t, dir, document)
	if err != nil {
		t.Fatalf("a log that holds: %v", err)
	}
	if got.Size != 8 || got.Entries != 8 || !got.Exercise || got.Quorum != 2 || len(got.Cosigned) != 3 || len(got.Foreign) != 0 {
		t.Errorf("report = %+v, want 8 entries, EXERCISE, quorum 2, cosigned by 3, no foreign line", got)
	}
	if want := (audit.Bodies{Checked: 2}); got.Bodies == nil || *got.Bodies != want {
		t.Errorf("bodies = %+v, want %+v", got.Bodies, want)
	}
	if got.Time != recordtest.Start.Add(3*time.Second) {
		t.Errorf("record time = %v, want three seconds after the start", got.Time)
	}
}

// TestFlips changes one bit of each byte of every file of a small log: each is
// found, and the fault names what it is.
func TestFlips(t *testing.T) {
	dir, document := small(t)
	seen := 0
	for _, path := range files(t, dir) {
		if path == "charter.json" {
			continue // what the audit is held against, not part of the log
		}
		whole := filepath.Join(dir, filepath.FromSlash(path))
		b := read(t, whole)
		for i := 0; i < len(b); i += stride { //nolint:modernize // under the race detector stride is not 1
			seen++
			b[i] ^= 1 << (i % 8)
			write(t, whole, b)
			_, err := run(t, dir, document)
			b[i] ^= 1 << (i % 8)
			if err == nil {
				t.Errorf("%s: bit %d of byte %d flipped (in %q): no fault", path, i%8, i, around(b, i))
				continue
			}
			named(t, path, err)
		}
		write(t, whole, b)
	}
	if seen < 5000/stride {
		t.Errorf("%d bytes were flipped, want all of a log of some thousands", seen)
	}
	if _, err := run(t, dir, document); err != nil {
		t.Errorf("all flipped back: %v", err)
	}
}

// TestTornFiles cuts, removes and lengthens every file.
func TestTornFiles(t *testing.T) {
	dir, document := small(t)
	older := map[string]bool{"log/tile/0/000.p/2": true, "log/tile/entries/000.p/2": true} // a newer one has what they had
	for _, path := range files(t, dir) {
		if path == "charter.json" {
			continue
		}
		whole := filepath.Join(dir, filepath.FromSlash(path))
		b := read(t, whole)
		for name, changed := range map[string][]byte{
			"cut by a byte": b[:len(b)-1], "cut to half": b[:len(b)/2], "emptied": {}, "longer by a byte": append(slices.Clip(b), 0),
		} {
			write(t, whole, changed)
			if _, err := run(t, dir, document); err == nil {
				t.Errorf("%s %s: no fault", path, name)
			} else {
				named(t, path, err)
			}
		}
		if err := os.Remove(whole); err != nil {
			t.Fatal(err)
		}
		report, err := run(t, dir, document)
		switch {
		case strings.HasPrefix(path, "bodies/"):
			if err != nil || report.Bodies.Absent != 1 || report.Bodies.Checked != 1 {
				t.Errorf("%s removed: %+v, %v; want it counted as absent and no fault", path, report.Bodies, err)
			}
		case older[path]:
			if err != nil {
				t.Errorf("%s removed: %v; want no fault", path, err)
			}
		case err == nil:
			t.Errorf("%s removed: no fault", path)
		case !errors.Is(err, audit.ErrAbsent):
			t.Errorf("%s removed: %v, want ErrAbsent", path, err)
		}
		write(t, whole, b)
	}
}

// TestLarge audits a log of several bundles and levels, from a directory and
// from a server that has grown since, and finds what is changed in any file.
func TestLarge(t *testing.T) {
	l := audittest.New(t)
	for range 600 {
		l.File(l.Now().Add(time.Millisecond), "a1", "notice.filed/v1", nil)
	}
	dir := t.TempDir()
	l.Write(dir)
	report, err := run(t, dir, l.Document())
	if err != nil || report.Size != 605 {
		t.Fatalf("%d entries, %v; want 605 and no fault", report.Size, err)
	}
	for _, path := range files(t, filepath.Join(dir, "log")) {
		whole := filepath.Join(dir, "log", filepath.FromSlash(path))
		b := read(t, whole)
		for _, i := range []int{0, len(b) / 3, len(b) / 2, len(b) - 1} {
			b[i] ^= 0x10
			write(t, whole, b)
			if _, err := run(t, dir, l.Document()); err == nil {
				t.Errorf("%s: byte %d changed: no fault", path, i)
			} else {
				named(t, path, err)
			}
			b[i] ^= 0x10
		}
		write(t, whole, b)
	}
	site := httptest.NewServer(http.FileServer(http.Dir(filepath.Join(dir, "log"))))
	defer site.Close()
	server := audit.Server{URL: site.URL}
	if report, err = audit.Log(t.Context(), server, l.Document()); err != nil || report.Size != 605 {
		t.Errorf("from a server: %d entries, %v; want 605 and no fault", report.Size, err)
	}
	full := filepath.Join(dir, "log", "tile", "entries", "001")
	if err := os.Remove(full); err != nil {
		t.Fatal(err)
	}
	if _, err = audit.Log(t.Context(), server, l.Document()); !errors.Is(err, audit.ErrAbsent) {
		t.Errorf("a bundle withheld: %v, want ErrAbsent", err)
	}
}

func TestBeside(t *testing.T) {
	dir, document := small(t)
	var none statement.Digest
	write(t, filepath.Join(dir, "bodies", none.String()), []byte("EXERCISE: nobody's"))
	write(t, filepath.Join(dir, "bodies", "missing.json"), []byte("{}"))
	report, err := run(t, dir, document)
	if want := (audit.Bodies{Checked: 2, Unnamed: 1}); err != nil || *report.Bodies != want {
		t.Errorf("bodies = %+v, %v; want %+v", report.Bodies, err, want)
	}
	junk := filepath.Join(dir, "log", "tile", "0", "0x0")
	write(t, junk, []byte("EXERCISE"))
	if _, err := run(t, dir, document); err == nil {
		t.Error("a file under tile/ that no log has: no fault")
	}
}

// TestForeign keeps apart strangers who cosign, and witnesses whose line is
// nearly theirs.
func TestForeign(t *testing.T) {
	l := audittest.New(t)
	dir := t.TempDir()
	l.Write(dir)
	path := filepath.Join(dir, "log", "checkpoint")
	head := string(read(t, path))
	lines := strings.SplitAfter(head, "\n")
	last := lines[len(lines)-2] // the mediator's
	name := strings.Fields(last)[1]
	sig := strings.Fields(last)[2]
	tests := map[string]struct {
		line  string
		names []string
		fault bool
	}{
		"a stranger":                {"\u2014 EXERCISE-litewitness AAAAAQAAAAA=\n", []string{"EXERCISE-litewitness"}, false},
		"a name with another hash":  {"\u2014 " + name + " AAAAAQAAAAA=\n", nil, true},
		"a hash with another name":  {"\u2014 EXERCISE-other " + sig + "\n", nil, true},
		"the line as the record is": {last, nil, false},
	}
	for title, tt := range tests {
		t.Run(title, func(t *testing.T) {
			write(t, path, []byte(strings.TrimSuffix(head, last)+tt.line))
			report, err := run(t, dir, l.Document())
			if (err != nil) != tt.fault {
				t.Fatalf("fault %v, want one: %v", err, tt.fault)
			}
			if diff := cmp.Diff(tt.names, report.Foreign); diff != "" && err == nil {
				t.Errorf("foreign lines (-want +got):\n%s", diff)
			}
		})
	}
}

func TestQuorum(t *testing.T) {
	l := audittest.New(t)
	dir := t.TempDir()
	l.Write(dir)
	for _, tt := range []struct {
		members []string
		holds   bool
	}{{[]string{"alpha", "mediator"}, true}, {[]string{"mediator"}, false}, {nil, false}} {
		write(t, filepath.Join(dir, "log", "checkpoint"), l.Checkpoint(tt.members...))
		if _, err := run(t, dir, l.Document()); (err == nil) != tt.holds {
			t.Errorf("cosigned by %v: %v, want that it holds: %v", tt.members, err, tt.holds)
		}
	}
}

func TestVoidsAreListed(t *testing.T) {
	l := audittest.New(t)
	env := l.Sign("a1", "notice.filed/v1", nil)
	env.Signature[3] ^= 1
	l.Log(env, l.Now().Add(time.Second))
	dir := t.TempDir()
	l.Write(dir)
	report, err := run(t, dir, l.Document())
	if err != nil || len(report.Voids) != 1 || report.Voids[0].Index != 5 || report.Voids[0].Rule == "" {
		t.Errorf("voids = %+v, %v; want entry 5 with its rule, and no fault", report.Voids, err)
	}
}

func TestWrongCharter(t *testing.T) {
	dir, _ := small(t)
	other := recordtest.Unfounded(t, recordtest.Document("alpha", "bravo"))
	if _, err := run(t, dir, other.Document()); err == nil {
		t.Error("a log of another mechanism: no fault")
	}
}

// named holds a fault to naming the file in which something was changed, or the
// entry in it.
func named(t *testing.T, path string, err error) {
	t.Helper()
	if _, ok := errors.AsType[*audit.Fault](err); !ok {
		t.Errorf("%s: %v, want a *Fault", path, err)
		return
	}
	want := strings.TrimPrefix(path, "log/")
	if !strings.Contains(err.Error(), want) {
		t.Errorf("a change of %s is called %q, which does not name it", path, err)
	}
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			list = append(list, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func around(b []byte, i int) []byte { return b[max(0, i-10):min(len(b), i+10)] }

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestMirror audits a node's own copy, and finds a flipped bit in any byte of
// it that the log covers.
func TestMirror(t *testing.T) {
	l := audittest.New(t)
	l.Say("a1", "notice.filed/v1", `{"EXERCISE":"a convoy"}`)
	node := t.TempDir()
	dir := filepath.Join(node, "mirror")
	m, _, err := mirror.Open(dir, 0, statement.EmptyRoot)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(m.Append(l.Leaves()), m.Commit(), m.Close()); err != nil {
		t.Fatal(err)
	}
	head := l.Checkpoint("alpha", "bravo")
	heads := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint64(nil, uint64(len(l.Leaves()))), uint32(len(head)))
	write(t, filepath.Join(dir, "heads"), append(heads, head...))
	for _, where := range []string{node, dir} {
		src, err := audit.Open(where)
		if err != nil {
			t.Fatal(err)
		}
		report, err := audit.Log(t.Context(), src, l.Document())
		if err != nil || report.Size != 6 {
			t.Fatalf("a mirror that holds: %d entries, %v; want 6", report.Size, err)
		}
	}
	for _, name := range []string{"hashes", "tile/entries/000"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		b := read(t, path)
		for i := 0; i < len(b); i += 7 {
			b[i] ^= 4
			write(t, path, b)
			if _, err := audit.Log(t.Context(), audit.Mirror(dir), l.Document()); err == nil {
				t.Errorf("%s: byte %d changed: no fault", name, i)
			}
			b[i] ^= 4
		}
		write(t, path, b[:len(b)-1])
		if _, err := audit.Log(t.Context(), audit.Mirror(dir), l.Document()); err == nil {
			t.Errorf("%s cut by a byte: no fault", name)
		}
		write(t, path, b)
	}
}
