package projection_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"parley.example/internal/kind"
	"parley.example/internal/projection"
	"parley.example/internal/projection/sqlite"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// errDisk is what a full disk says.
var errDisk = errors.New("no space left on device")

// flaky fails at a commit once in a while, before or after it took effect.
type flaky struct {
	projection.Store
	before, after bool
}

func (f *flaky) Commit(c projection.Commit) error {
	if f.before {
		f.before = false
		return errDisk
	}
	err := f.Store.Commit(c)
	if f.after {
		f.after = false
		return errDisk
	}
	return err
}

func toySchemas() []kind.Schema {
	var all []kind.Schema
	for _, k := range toyKinds() {
		for _, t := range k.Tables {
			all = append(all, t.Schema())
		}
	}
	return all
}

type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func openToy(t fataler, store projection.Store, doc *charter.Document) *projection.Engine {
	t.Helper()
	e, err := projection.Open(store, toyKinds(), doc)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func drawLines(t *rapid.T) []toyLine {
	line := rapid.Custom(func(t *rapid.T) toyLine {
		l := toyLine{typ: toyType, same: -1, step: rapid.SampledFrom([]int64{0, 0, 1, 3, 10, 40}).Draw(t, "step")}
		l.Do = rapid.SampledFrom([]string{"put", "put", "put", "bare", "drop", "arm", "arm", "clear"}).Draw(t, "do")
		l.Key = rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "key")
		l.N = rapid.Int64Range(-1, 13).Draw(t, "n")
		l.Alarm = rapid.Int64Range(-20, 30).Draw(t, "alarm")
		switch rapid.IntRange(0, 9).Draw(t, "sort") {
		case 0:
			l.void = true
		case 1:
			l.typ = toyNext
		case 2:
			l.node = true
		case 3:
			l.same = rapid.IntRange(0, 20).Draw(t, "same")
		}
		return l
	})
	return rapid.SliceOfN(line, 1, 40).Draw(t, "lines")
}

// Whatever the record, a map folded whole, any split, a restart after any batch,
// a disk that is full for a while, and SQLite come to one picture: digest and
// verdict after every entry, rows, and the next alarm. R-PICTURE-1.
func TestOnePicture(t *testing.T) {
	doc := toyDocument(t)
	rapid.Check(t, func(r *rapid.T) {
		entries := toyEntries(t, doc, drawLines(r))
		whole := openToy(r, projection.NewMemory(), doc)
		if err := whole.Fold(entries, nil); err != nil {
			r.Fatal(err)
		}
		var store projection.Store = projection.NewMemory()
		path := ""
		if rapid.IntRange(0, 5).Draw(r, "sqlite") == 0 {
			dir, err := os.MkdirTemp(t.TempDir(), "") //nolint:usetesting // one of each draw
			if err != nil {
				r.Fatal(err)
			}
			path = filepath.Join(dir, "picture.db")
			store = openFile(r, path)
		}
		e := foldRoughly(r, store, path, doc, entries)
		samePicture(r, entries, whole, e)
		if err := e.Close(); err != nil {
			r.Fatal(err)
		}
	})
}

func openFile(t fataler, path string) projection.Store {
	t.Helper()
	s, err := sqlite.Open(path, toySchemas())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// foldRoughly folds in random batches with restarts and full disks between them.
func foldRoughly(
	r *rapid.T, store projection.Store, path string, doc *charter.Document, entries []charter.Entry,
) *projection.Engine {
	f := &flaky{Store: store}
	e := openToy(r, f, doc)
	for {
		at := e.Standing().Size
		if at == int64(len(entries)) {
			return e
		}
		n := at + int64(rapid.IntRange(1, 6).Draw(r, "batch"))
		batch := entries[at:min(n, int64(len(entries)))]
		switch rapid.IntRange(0, 5).Draw(r, "trouble") {
		case 0:
			f.before = true
		case 1:
			f.after = true
		case 2:
			if path != "" {
				if err := e.Close(); err != nil {
					r.Fatal(err)
				}
				f.Store = openFile(r, path)
			}
			e = openToy(r, f, doc)
		}
		full := f.before || f.after
		err := e.Fold(batch, nil)
		if full != errors.Is(err, errDisk) || !full && err != nil {
			r.Fatalf("fold at %d with trouble %v: %v", at, full, err)
		}
		if full {
			if e.Broken() == nil {
				r.Fatalf("the fold failed, and Broken says nothing")
			}
			// The node asks where the rows stand, and goes on from there.
			size, _, err := e.Resume()
			if err != nil {
				r.Fatal(err)
			}
			if err := e.Fold(entries[size:max(size, min(n, int64(len(entries))))], nil); err != nil {
				r.Fatalf("fold again at %d: %v", size, err)
			}
		}
	}
}

func samePicture(t fataler, entries []charter.Entry, want, got *projection.Engine) {
	t.Helper()
	if a, b := want.Standing(), got.Standing(); a.Digest != b.Digest || a.Next != b.Next || a.Time != b.Time || a.Size != b.Size {
		t.Fatalf("stands at %+v, want %+v", b, a)
	}
	a, b := want.Reader(beside{entries: entries}), got.Reader(beside{entries: entries})
	for i, e := range entries {
		da, errA := want.DigestAt(int64(i))
		db, errB := got.DigestAt(int64(i))
		va, _ := a.Verdict(e.ID)
		vb, _ := b.Verdict(e.ID)
		if err := errors.Join(errA, errB); err != nil || da != db || va.Rule != vb.Rule || va.Time != vb.Time {
			t.Fatalf("after entry %d: digest %s verdict %+v, want %s %+v (%v)", i, db, vb, da, va, err)
		}
	}
	if x, y := dump(t, a), dump(t, b); x != y {
		t.Fatalf("rows are\n%s\nwant\n%s", y, x)
	}
}

// dump is every row, by table and by index.
func dump(t fataler, r *projection.Reader) string {
	t.Helper()
	var out bytes.Buffer
	for _, by := range [][3]string{{"toy", "", ""}, {"toy", "parity", "0"}, {"toy", "parity", "1"}, {"echo", "", ""}} {
		for key, row := range r.Rows(by[0], by[1], by[2]) {
			b, err := statement.Encode(row)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&out, by, key, string(b))
			if one, ok := r.Row(by[0], key); !ok || fmt.Sprint(one) != fmt.Sprint(row) {
				t.Fatalf("row %s of %s is %v alone, %v among others", key, by[0], one, row)
			}
		}
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The picture as known at an entry is the picture of a node that has folded only
// so far, also for a reader that was opened then and reads later. R-PICTURE-7.
func TestKnownAt(t *testing.T) {
	doc := toyDocument(t)
	rapid.Check(t, func(r *rapid.T) {
		entries := toyEntries(t, doc, drawLines(r))
		var store projection.Store = projection.NewMemory()
		if rapid.IntRange(0, 9).Draw(r, "sqlite") == 0 {
			dir, err := os.MkdirTemp(t.TempDir(), "") //nolint:usetesting // one of each draw
			if err != nil {
				r.Fatal(err)
			}
			store = openFile(r, filepath.Join(dir, "picture.db"))
		}
		e := openToy(r, store, doc)
		held := make([]*projection.Reader, len(entries))
		wants := make([]string, len(entries))
		for i := range entries {
			if err := e.Fold(entries[i:i+1], nil); err != nil {
				r.Fatal(err)
			}
			held[i] = e.Reader(beside{entries: entries})
			wants[i] = dump(r, e.Reader(beside{entries: entries}))
		}
		for i := range entries {
			at, err := e.ReaderAt(int64(i), beside{entries: entries})
			if err != nil {
				r.Fatal(err)
			}
			if index, when := at.Place(); index != int64(i) || when != entries[i].Time {
				r.Fatalf("the picture at %d stands at %d, %v; want %v", i, index, when, entries[i].Time)
			}
			if got := dump(r, at); got != wants[i] {
				r.Fatalf("as known at %d:\n%s\nwant\n%s", i, got, wants[i])
			}
			if got := dump(r, held[i]); got != wants[i] {
				r.Fatalf("a reader opened at %d:\n%s\nwant\n%s", i, got, wants[i])
			}
		}
		if err := e.Close(); err != nil {
			r.Fatal(err)
		}
	})
}

// A batch with a gap in it leaves nothing behind, alarms neither.
func TestGapLeavesNothing(t *testing.T) {
	doc := toyDocument(t)
	lines := []toyLine{
		{toyAct: toyAct{Do: "arm", Key: "a", Alarm: 5}, typ: toyType, same: -1},
		{toyAct: toyAct{Do: "put", Key: "b"}, typ: toyType, same: -1, step: 50},
		{toyAct: toyAct{Do: "put", Key: "c"}, typ: toyType, same: -1, step: 50},
	}
	entries := toyEntries(t, doc, lines)
	want, got := openToy(t, projection.NewMemory(), doc), openToy(t, projection.NewMemory(), doc)
	if err := got.Fold([]charter.Entry{entries[0], entries[2]}, nil); err == nil {
		t.Fatal("a batch with a gap is taken")
	}
	for _, e := range []*projection.Engine{want, got} {
		if err := e.Fold(entries, nil); err != nil {
			t.Fatal(err)
		}
	}
	samePicture(t, entries, want, got)
}

// A rule that fails, panics or never comes to rest stops the fold with nothing
// kept, says so, and leaves readers what they had. R-PICTURE-2, R-PICTURE-5.
func TestFaultKeepsNothing(t *testing.T) {
	doc := toyDocument(t)
	good := toyLine{toyAct: toyAct{Do: "put", Key: "a", N: 2}, typ: toyType, same: -1, step: 1}
	tests := map[string]struct {
		kinds []kind.Kind
		bad   string
	}{
		"error":    {toyKinds(), "fail"},
		"panic":    {toyKinds(), "panic"},
		"restless": {[]kind.Kind{restlessKind()}, "arm"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			bad := toyLine{toyAct: toyAct{Do: tt.bad, Key: "b"}, typ: toyType, same: -1, step: 1}
			entries := toyEntries(t, doc, []toyLine{good, good, bad, good})
			e, err := projection.Open(projection.NewMemory(), tt.kinds, doc)
			if err != nil {
				t.Fatal(err)
			}
			if err := e.Fold(entries[:1], nil); err != nil {
				t.Fatal(err)
			}
			before := e.Standing()
			for range 2 {
				if err := e.Fold(entries[1:], nil); err == nil || e.Broken() == nil {
					t.Fatalf("the fold says %v and Broken %v, want a fault", err, e.Broken())
				}
			}
			if got := e.Standing(); got.Size != before.Size || got.Digest != before.Digest || got.Next != before.Next {
				t.Errorf("stands at %+v after the fault, want %+v", got, before)
			}
			if row, ok := toyRows.Get(e.Reader(beside{entries: entries}), "a"); !ok || len(row.Tags) != 1 {
				t.Errorf("row a is %+v, want what entry 0 made", row)
			}
		})
	}
}

// A verdict is part of the digest: pictures that show another entry as void, or
// by another rule, are not the same. R-PICTURE-3.
func TestVerdictInDigest(t *testing.T) {
	doc := toyDocument(t)
	entries := toyEntries(t, doc, []toyLine{{typ: toyNext, same: -1}, {typ: toyNext, same: -1}})
	var digests []statement.Digest
	for _, rule := range []string{"", "R-ONE", "R-TWO"} {
		e := openToy(t, projection.NewMemory(), doc)
		if rule != "" {
			entries[1].Void = &charter.Void{Rule: rule, Text: strconv.Itoa(len(digests))}
		}
		if err := e.Fold(entries, nil); err != nil {
			t.Fatal(err)
		}
		digests = append(digests, e.Standing().Digest)
	}
	if digests[0] == digests[1] || digests[1] == digests[2] {
		t.Errorf("three different verdicts have digests %v", digests)
	}
}

// What a kind voided does not count when it is chained anew; what the record's
// rules voided is no act at all. R-PICTURE-6.
func TestActOnce(t *testing.T) {
	doc := toyDocument(t)
	put := toyAct{Do: "put", Key: "a", N: 2}
	lines := []toyLine{
		{toyAct: put, typ: toyType, same: -1, void: true},                             // by the record: anybody's
		{toyAct: put, typ: toyType, same: 0, step: 1},                                 // counts
		{toyAct: put, typ: toyType, same: 0, step: 1},                                 // twice
		{toyAct: toyAct{Do: "put", Key: "a", N: 13}, typ: toyType, same: -1, step: 1}, // void by the kind
		{toyAct: put, typ: toyType, same: 3, step: 1},                                 // the same again
	}
	entries := toyEntries(t, doc, lines)
	e := openToy(t, projection.NewMemory(), doc)
	if err := e.Fold(entries, nil); err != nil {
		t.Fatal(err)
	}
	r := e.Reader(beside{entries: entries})
	for i, want := range []string{"R-RECORD", "", projection.RuleTwice, thirteen, projection.RuleTwice} {
		if seen, ok := r.Verdict(entries[i].ID); !ok || seen.Rule != want {
			t.Errorf("entry %d is void by %q, want %q", i, seen.Rule, want)
		}
	}
}

// A picture that other rules made is not gone on with. R-PICTURE-8.
func TestOtherRules(t *testing.T) {
	doc := toyDocument(t)
	store := projection.NewMemory()
	e := openToy(t, store, doc)
	if err := e.Fold(toyEntries(t, doc, []toyLine{{typ: toyNext, same: -1}}), nil); err != nil {
		t.Fatal(err)
	}
	changed := toyKinds()
	changed[0].Rules++
	if _, err := projection.Open(store, changed, doc); !errors.Is(err, projection.ErrRules) {
		t.Errorf("opened with other rules: %v, want %v", err, projection.ErrRules)
	}
}

// What nobody owns cannot be heard, and what nobody writes cannot be read.
func TestOpenRefusesKinds(t *testing.T) {
	doc := toyDocument(t)
	for name, bend := range map[string]func(k []kind.Kind) []kind.Kind{
		"hears an unknown type": func(k []kind.Kind) []kind.Kind { k[1].Hears = []string{toyNext}; return k },
		"hears its own":         func(k []kind.Kind) []kind.Kind { k[0].Hears = []string{toyType}; return k },
		"reads an unknown":      func(k []kind.Kind) []kind.Kind { return k[1:] },
		"the same twice":        func(k []kind.Kind) []kind.Kind { return append(k, k[0]) },
	} {
		if _, err := projection.Open(projection.NewMemory(), bend(toyKinds()), doc); err == nil {
			t.Errorf("a list of kinds in which one %s is opened", name)
		}
	}
}

// Readers beside the engine see whole commits: every batch puts the same number
// into all rows, and no reader ever meets two. R-PICTURE-7.
func TestReadersWhileFolding(t *testing.T) {
	doc := toyDocument(t)
	var lines []toyLine
	keys := []string{"a", "b", "c", "d"}
	for i := range 400 {
		lines = append(lines, toyLine{
			toyAct: toyAct{Do: "bare", Key: keys[i%4], N: 2 * int64(1000+i/4)}, typ: toyType, same: -1, step: 1,
		})
	}
	entries := toyEntries(t, doc, lines)
	e := openToy(t, openFile(t, filepath.Join(t.TempDir(), "picture.db")), doc)
	if err := e.Fold(entries[:4], nil); err != nil {
		t.Fatal(err)
	}
	done, faults := make(chan struct{}), make(chan string, 4)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if said := oneNumber(e.Reader(beside{entries: entries})); said != "" {
					faults <- said
					return
				}
			}
		})
	}
	for at := 4; at < len(entries); at += 4 {
		if err := e.Fold(entries[at:at+4], nil); err != nil {
			t.Fatal(err)
		}
	}
	close(done)
	wg.Wait()
	close(faults)
	for f := range faults {
		t.Error(f)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

// oneNumber says what is wrong where the rows have not all the same number, "" if
// nothing is.
func oneNumber(r *projection.Reader) string {
	seen := map[int64]int{}
	for _, row := range toyRows.All(r) {
		seen[row.N]++
	}
	for _, key := range []string{"a", "b", "c", "d"} {
		if row, ok := toyRows.Get(r, key); ok {
			seen[row.N]++
		}
	}
	if len(seen) != 1 || r.Err() != nil {
		return fmt.Sprintf("one reader sees %v (%v), want one number", seen, r.Err())
	}
	return ""
}
