package kindtest

import (
	"bytes"
	"errors"
	"math/rand/v2" //nolint:depguard // where a history is split; the same in every run
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley.example/internal/kind"
	"parley.example/internal/projection"
	"parley.example/internal/projection/sqlite"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// Together folds the histories of every kind with all kinds of the list, but for
// those of Sealed. It is called from the folder that holds the kinds' own folders.
func Together(t *testing.T, kinds []kind.Kind, fill Fill) {
	for _, k := range kinds {
		t.Run(k.Name, func(t *testing.T) {
			calls(t, k)
			files := slices.DeleteFunc(histories(t, k), sealed)
			if len(files) == 0 {
				t.Fatalf("every kind has histories in %s/testdata/history", k.Name)
			}
			tell(t, files, k, kinds, fill)
		})
	}
}

// Sealed folds those histories of a kind that are about what is sealed: their
// names begin with it.
func Sealed(t *testing.T, k kind.Kind, kinds []kind.Kind, fill Fill) {
	files := slices.DeleteFunc(histories(t, k), func(file string) bool { return !sealed(file) })
	if len(files) == 0 {
		t.Fatalf("%s has no history sealed*.txtar in testdata/history", k.Name)
	}
	tell(t, files, k, kinds, fill)
}

func histories(t *testing.T, k kind.Kind) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(k.Name, "testdata", "history", "*.txtar"))
	if err != nil {
		t.Fatalf("%v", err)
	}
	return files
}

func sealed(file string) bool { return strings.HasPrefix(filepath.Base(file), "sealed") }

func tell(t *testing.T, files []string, k kind.Kind, kinds []kind.Kind, fill Fill) {
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			p := play(t, readHistory(t, file), k.Name, kinds, fill)
			if !strings.Contains(p.comment, "R-") {
				t.Errorf("the comment names no rule")
			}
			if sealed(file) != (len(p.hidden) > 0) {
				t.Errorf("something is sealed in it: %t; the name of the file says otherwise", len(p.hidden) > 0)
			}
			p.check(k)
		})
	}
}

// check folds the record in several ways, and holds each against the first and
// that against what the history says.
func (p *played) check(k kind.Kind) {
	whole := p.engine(projection.NewMemory())
	p.fold(whole, len(p.entries))
	p.verdicts(whole)
	p.states(whole)
	p.dryRun(whole)
	p.shown(whole, k)
	random := rand.New(rand.NewPCG(1, 2))
	for range 3 {
		e := p.engine(projection.NewMemory())
		p.foldRandom(e, random)
		p.same("another split", whole, e)
	}
	one := p.engine(projection.NewMemory())
	p.fold(one, 1)
	p.same("one by one", whole, one)
	p.sqlite(whole)
	p.rooms(whole, k)
}

func (p *played) engine(store projection.Store) *projection.Engine {
	p.t.Helper()
	doc, err := charter.ParseDocument(p.m.Document())
	if err != nil {
		p.t.Fatalf("%v", err)
	}
	e, err := projection.Open(store, p.kinds, &doc)
	if err != nil {
		p.t.Fatalf("%v", err)
	}
	return e
}

// fold takes what is still to be folded, so many entries at a time.
func (p *played) fold(e *projection.Engine, batch int) {
	p.t.Helper()
	for part := range slices.Chunk(p.entries[e.Standing().Size:], batch) {
		if err := e.Fold(part, []byte("{}")); err != nil {
			p.t.Fatalf("%v", err)
		}
	}
}

func (p *played) foldRandom(e *projection.Engine, random *rand.Rand) {
	p.t.Helper()
	for rest := p.entries; len(rest) > 0; {
		n := 1 + random.IntN(min(len(rest), 5))
		if err := e.Fold(rest[:n], []byte("{}")); err != nil {
			p.t.Fatalf("%v", err)
		}
		rest = rest[n:]
	}
}

// sqlite folds into a file that is closed and opened in between.
func (p *played) sqlite(whole *projection.Engine) {
	p.t.Helper()
	var schemas []kind.Schema
	for _, k := range p.kinds {
		for _, tb := range k.Tables {
			schemas = append(schemas, tb.Schema())
		}
	}
	path := filepath.Join(p.t.TempDir(), "picture.db")
	half := (len(p.entries) + int(p.first)) / 2
	for _, until := range []int{half, len(p.entries)} {
		store, err := sqlite.Open(path, schemas)
		if err != nil {
			p.t.Fatalf("%v", err)
		}
		e := p.engine(store)
		if err := e.Fold(p.entries[e.Standing().Size:until], []byte("{}")); err != nil {
			p.t.Fatalf("%v", err)
		}
		if until == len(p.entries) {
			p.same("in SQLite, reopened half-way", whole, e)
		}
		if err := e.Close(); err != nil {
			p.t.Fatalf("%v", err)
		}
	}
}

// same holds two engines to one digest after every entry, to one verdict on
// each, and to equal rows.
func (p *played) same(how string, want, got *projection.Engine) {
	p.t.Helper()
	for i, e := range p.entries {
		a, errA := want.DigestAt(int64(i))
		b, errB := got.DigestAt(int64(i))
		if err := errors.Join(errA, errB); err != nil || a != b {
			p.t.Fatalf("%s: after entry %d the digest is %s, want %s (%v)", how, int64(i)-p.first+1, b, a, err)
		}
		x, _ := want.Reader(p.beside()).Verdict(e.ID)
		y, _ := got.Reader(p.beside()).Verdict(e.ID)
		if x.Rule != y.Rule {
			p.t.Errorf("%s: entry %d is void by %q, want %q", how, int64(i)-p.first+1, y.Rule, x.Rule)
		}
	}
	a, b := want.Reader(p.beside()), got.Reader(p.beside())
	for _, table := range want.Tables() {
		if x, y := rows(p.t, a, table), rows(p.t, b, table); !bytes.Equal(x, y) {
			p.t.Errorf("%s: rows of %s are\n%s\nwant\n%s", how, table, y, x)
		}
	}
	if err := errors.Join(a.Err(), b.Err()); err != nil {
		p.t.Errorf("%v", err)
	}
}

func rows(t reporter, r *projection.Reader, table string) []byte {
	t.Helper()
	var out bytes.Buffer
	for key, row := range r.Rows(table, "", "") {
		b, err := statement.Encode(row)
		if err != nil {
			t.Fatalf("%v", err)
		}
		out.WriteString(key + " ")
		out.Write(b)
		out.WriteByte('\n')
	}
	return out.Bytes()
}

func compactSorted(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
