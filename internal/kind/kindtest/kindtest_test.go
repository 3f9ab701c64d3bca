package kindtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"parley.example/internal/kind"
	"parley.example/record/statement"
)

// recorder is a reporter that keeps what it is told.
type recorder struct {
	dir   string
	found []string
}

func (r *recorder) Helper()                   {}
func (r *recorder) Logf(string, ...any)       {}
func (r *recorder) TempDir() string           { return r.dir }
func (r *recorder) Errorf(f string, a ...any) { r.found = append(r.found, fmt.Sprintf(f, a...)) }

func (r *recorder) Fatalf(f string, a ...any) {
	r.Errorf(f, a...)
	runtime.Goexit()
}

// record runs a check and returns what it found.
func record(t *testing.T, check func(reporter)) string {
	r := &recorder{dir: t.TempDir()}
	done := make(chan struct{})
	go func() {
		defer close(done)
		check(r)
	}()
	<-done
	return strings.Join(r.found, "\n")
}

type lit struct {
	Room string `json:"room"`
}

type lamp struct {
	Count int64 `json:"count"`
}

var lamps = kind.Table[lamp]{Name: "lamp"}

// sound is a kind without a fault: it counts how often a room was lit.
func sound() kind.Kind {
	return kind.Kind{
		Name: "lamp", Rules: 1, Tables: []kind.AnyTable{lamps},
		Entries: []kind.EntryType{{Name: "lamp.lit/v1", Parse: func(b []byte) (any, error) {
			var a lit
			err := statement.Decode(b, &a)
			return a, err
		}}},
		Admit: func(kind.View, kind.Entry) error { return nil },
		Fold: func(tx kind.Tx, e kind.Entry) error {
			a, _ := e.Act.(lit)
			row, _ := lamps.Get(tx, a.Room)
			lamps.Put(tx, a.Room, lamp{Count: row.Count + 1})
			return nil
		},
	}
}

const lit3 = `# A room is lit three times. LAMP-1.
-- members --
alpha bravo
-- 1 lamp.lit/v1 by:a1 at:+1s --
{"room": "hall"}
-- 2 lamp.lit/v1 by:b1 at:+2s --
{"room": "hall"}
-- 3 lamp.lit/v1 by:a2 at:+3s --
{"room": "hall"}
-- 4 again:2 at:+4s --
-- want/void --
4 R-KIND-2
`

// TestFindsPlantedFaults plants a fault each, and wants it found. R-KIND-4.
func TestFindsPlantedFaults(t *testing.T) {
	calls := 0
	tests := map[string]struct {
		plant func(*kind.Kind)
		want  string
	}{
		"none": {func(*kind.Kind) {}, ""},
		"a fold with a memory of its own": {func(k *kind.Kind) {
			k.Fold = func(tx kind.Tx, _ kind.Entry) error {
				calls++
				lamps.Put(tx, "hall", lamp{Count: int64(calls)})
				return nil
			}
		}, "the digest is"},
		"an admit that counts its calls": {func(k *kind.Kind) {
			k.Admit = func(kind.View, kind.Entry) error {
				if calls++; calls%5 == 4 {
					return &kind.Void{Rule: "LAMP-1"}
				}
				return nil
			}
		}, "LAMP-1"},
		"a table that is not declared": {func(k *kind.Kind) {
			k.Admit = func(v kind.View, _ kind.Entry) error {
				v.Row("other", "hall")
				return nil
			}
		}, "does not declare"},
		"a table of nobody": {func(k *kind.Kind) { k.Tables = nil }, "does not declare"},
		"a row that is not canonical": {func(k *kind.Kind) {
			bad := kind.Table[struct {
				X float64 `json:"x"`
			}]{Name: "bad"}
			k.Tables = append(k.Tables, bad)
			k.Fold = func(tx kind.Tx, _ kind.Entry) error {
				tx.Put("bad", "hall", struct {
					X float64 `json:"x"`
				}{1.5})
				return nil
			}
		}, "row hall of bad"},
		"a verdict that the history does not have": {func(k *kind.Kind) {
			k.Admit = func(kind.View, kind.Entry) error { return &kind.Void{Rule: "LAMP-2"} }
		}, `is void by "LAMP-2"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			calls = 0
			k := sound()
			tt.plant(&k)
			file := filepath.Join(t.TempDir(), "lit.txtar")
			if err := os.WriteFile(file, []byte(lit3), 0o600); err != nil {
				t.Fatal(err)
			}
			got := record(t, func(r reporter) {
				play(r, readHistory(r, file), t.TempDir(), []kind.Kind{k}, nil).check(k)
			})
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("found %q, want %q in it", got, tt.want)
			}
		})
	}
}

const litSealed = `# A room is lit in the open, and another for Bravo alone; the second late. LAMP-1.
-- members --
alpha bravo mediator
-- 1 lamp.lit/v1 by:a1 at:+1s --
{"room": "hall"}
-- 2 lamp.lit/v1 by:a1 at:+2s sealed:bravo --
{"room": "cellar"}
-- 3 lamp.lit/v1 by:b1 at:+3s sealed:alpha late:4 --
{"room": "cellar"}
-- 4 lamp.lit/v1 by:a1 at:+4s sealed:bravo --
{"room": "cellar"}
-- want/void --
4 LAMP-2
`

// TestFindsFaultsInRooms plants a fault each that only shows where something is
// sealed, and wants it found. R-KIND-5.
func TestFindsFaultsInRooms(t *testing.T) {
	// twice lets a room be lit twice.
	twice := func(v kind.View, e kind.Entry) error {
		a, _ := e.Act.(lit)
		if row, _ := lamps.Get(v, a.Room); row.Count > 1 {
			return &kind.Void{Rule: "LAMP-2"}
		}
		return nil
	}
	calls := 0
	tests := map[string]struct {
		plant func(*kind.Kind)
		want  string
	}{
		"none": {func(*kind.Kind) {}, ""},
		"a fold that writes over a common row": {func(k *kind.Kind) {
			k.Fold = func(tx kind.Tx, _ kind.Entry) error {
				row, _ := lamps.Get(tx, "hall")
				lamps.Put(tx, "hall", lamp{Count: row.Count + 1})
				return nil
			}
		}, `entry 2 is void in alpha,bravo by "R-PICTURE-16"`},
		"a fold with a memory of its own": {func(k *kind.Kind) {
			fold := k.Fold
			k.Fold = func(tx kind.Tx, e kind.Entry) error {
				if e.Room == "" {
					return fold(tx, e)
				}
				calls++
				lamps.Put(tx, "cellar", lamp{Count: int64(calls)})
				return nil
			}
		}, "the digest of alpha,bravo is"},
		"an admit that is told nothing of the room": {func(k *kind.Kind) {
			k.Admit = func(v kind.View, e kind.Entry) error {
				if e.Room == "" {
					return nil
				}
				return &kind.Void{Rule: "LAMP-2"}
			}
		}, `entry 2 is void in alpha,bravo by "LAMP-2"`},
		"a fold that fails in rooms": {func(k *kind.Kind) {
			fold := k.Fold
			k.Fold = func(tx kind.Tx, e kind.Entry) error {
				if e.Room != "" {
					return errors.New("no rooms here")
				}
				return fold(tx, e)
			}
		}, "no rooms here"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			calls = 0
			k := sound()
			k.Admit = twice
			tt.plant(&k)
			file := filepath.Join(t.TempDir(), "lit.txtar")
			if err := os.WriteFile(file, []byte(litSealed), 0o600); err != nil {
				t.Fatal(err)
			}
			got := record(t, func(r reporter) {
				play(r, readHistory(r, file), t.TempDir(), []kind.Kind{k}, nil).check(k)
			})
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("found %q, want %q in it", got, tt.want)
			}
		})
	}
}

// TestFindsBadNames plants names that are not in form.
func TestFindsBadNames(t *testing.T) {
	k := sound()
	k.Acts = []kind.Act{{Name: "room.light", In: reflect.TypeFor[lit]()}}
	k.Pages = []kind.Page{{Path: "/rooms"}}
	k.Entries = append(k.Entries, k.Entries[0], kind.EntryType{Name: "Lamp/v0"})
	got := record(t, func(r reporter) { names(r, k) })
	for _, want := range []string{`act "room.light"`, "act room.light: want a plan", `page "/rooms"`, `type "lamp.lit/v1"`, `type "Lamp/v0"`, "has no parser"} {
		if !strings.Contains(got, want) {
			t.Errorf("found %q, want %q in it", got, want)
		}
	}
}

// TestFindsLooseParser holds that a parser which takes more than one spelling,
// or gives back other bytes, is found.
func TestFindsLooseParser(t *testing.T) {
	loose := kind.EntryType{Name: "lamp.lit/v1", Parse: func([]byte) (any, error) { return lit{"hall"}, nil }}
	if got := roundTrip(loose, []byte(`{"room":"cellar"}`)); !strings.Contains(got, "encodes as") {
		t.Errorf("found %q, want that other bytes come back", got)
	}
	strict := sound().Entries[0]
	if got := roundTrip(strict, []byte(`{"room":"cellar"}`)); got != "" {
		t.Errorf("found %q in a parser without a fault", got)
	}
	for _, other := range spellings(`{"room":"cellar"}`) {
		if _, err := strict.Parse([]byte(other)); err == nil {
			t.Errorf("a strict parser takes %q: the spelling is canonical", other)
		}
	}
}

// TestFindsBadMessages plants a page and a title that are not there.
func TestFindsBadMessages(t *testing.T) {
	k := kind.Kind{Name: "kindtest", Files: own, Pages: []kind.Page{{Path: "/kindtest", Title: "kindtest.title", Template: "none.html"}}}
	if got := record(t, func(r reporter) { messages(r, k) }); !strings.Contains(got, "message kindtest.title is used and not in") {
		t.Errorf("found %q, want the missing title", got)
	}
	if got := record(t, func(r reporter) { templates(r, k) }); !strings.Contains(got, "none.html") {
		t.Errorf("found %q, want the missing page", got)
	}
}
