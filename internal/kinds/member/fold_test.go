package member

import (
	"iter"
	"maps"
	"slices"
	"testing"

	"parley.example/internal/kind"
	"parley.example/internal/terms/seat"
	"parley.example/internal/terms/tick"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

// rows is a Tx over maps that counts what is written.
type rows struct {
	tables map[string]map[string]any
	doc    *charter.Document
	writes int
}

func (r *rows) Place() (int64, statement.Time) { return 0, 0 }
func (r *rows) Charter() *charter.Document     { return r.doc }
func (r *rows) Alarm(kind.Alarm)               {}

func (r *rows) Row(table, key string) (any, bool) {
	row, ok := r.tables[table][key]
	return row, ok
}

func (r *rows) Rows(table, index, value string) iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for _, key := range slices.Sorted(maps.Keys(r.tables[table])) {
			k, officer := r.tables[table][key].(seat.Key)
			if index == "member" && officer && k.Member != value {
				continue
			}
			if !yield(key, r.tables[table][key]) {
				return
			}
		}
	}
}

func (r *rows) Put(table, key string, row any) {
	if r.tables[table] == nil {
		r.tables[table] = map[string]any{}
	}
	r.tables[table][key] = row
	r.writes++
}

func (r *rows) Drop(table, key string) {
	if _, ok := r.tables[table][key]; ok {
		delete(r.tables[table], key)
		r.writes++
	}
}

// take folds an act and returns how many rows it wrote.
func (r *rows) take(t *testing.T, index int64, member string, act any) int {
	t.Helper()
	before := r.writes
	err := fold(r, kind.Entry{Index: index, Author: charter.Author{Member: member}, Act: act, Charter: r.doc})
	if err != nil {
		t.Fatal(err)
	}
	return r.writes - before
}

func of(codes ...string) *charter.Document {
	doc := &charter.Document{}
	for _, c := range codes {
		doc.Members = append(doc.Members, charter.Member{Code: c, Role: charter.Party})
	}
	return doc
}

// A member that leaves by an amendment leaves no seat, no key that holds and no
// word of its node; who stays is not touched. R-MEMBER-1, R-MEMBER-2.
func TestLeaving(t *testing.T) {
	r := &rows{tables: map[string]map[string]any{}, doc: of("alpha", "bravo")}
	r.take(t, 0, "alpha", charter.Signed{})
	r.take(t, 1, "alpha", charter.Appointed{Officer: "a1", Key: statement.PublicKey{1}})
	r.take(t, 2, "bravo", charter.Appointed{Officer: "b1", Key: statement.PublicKey{2}})
	r.take(t, 3, "bravo", tick.Tick{Missing: []statement.Digest{{1}}})
	if n := r.take(t, 4, "alpha", charter.Signed{}); n != 0 {
		t.Errorf("a signature that changes no seat wrote %d rows, want none", n)
	}
	r.doc = of("alpha", "charlie")
	r.take(t, 5, "charlie", charter.Signed{})
	if got := slices.Sorted(maps.Keys(r.tables[Seats.Name])); !slices.Equal(got, []string{"alpha", "charlie"}) {
		t.Errorf("seats are %v, want alpha and charlie", got)
	}
	if _, ok := Nodes.Get(r, "bravo"); ok {
		t.Error("what the node of a member that left misses is still a row")
	}
	for key, want := range map[statement.PublicKey]int64{{1}: -1, {2}: 5} {
		if k, _ := seat.Keys.Get(r, key.ID().String()); k.Ended != want {
			t.Errorf("the key of %s ended at %d, want %d", k.Officer, k.Ended, want)
		}
	}
}

// What is revoked again ended where it ended, and is compromised since the
// earlier time. R-MEMBER-1.
func TestRevokedTwice(t *testing.T) {
	r := &rows{tables: map[string]map[string]any{}, doc: of("alpha")}
	key := statement.PublicKey{1}
	r.take(t, 0, "alpha", charter.Appointed{Officer: "a1", Key: key})
	r.take(t, 1, "alpha", charter.Revoked{Key: key.ID()})
	r.take(t, 2, "alpha", charter.Revoked{Key: key.ID(), Since: 50})
	r.take(t, 3, "alpha", charter.Revoked{Key: key.ID(), Since: 20}) // the record lets none through from a later time
	if k, _ := seat.Keys.Get(r, key.ID().String()); k.Ended != 1 || k.Since != 20 {
		t.Errorf("ended at %d, compromised since %d; want 1 and 20", k.Ended, k.Since)
	}
	if n := r.take(t, 4, "alpha", charter.Revoked{Key: statement.Digest{9}}); n != 0 {
		t.Errorf("the end of a node's key wrote %d rows, want none", n)
	}
}

// What a node says again writes nothing, and of two words on one statement the
// first stays. R-MEMBER-2, R-PICTURE-12.
func TestSaidAgain(t *testing.T) {
	r := &rows{tables: map[string]map[string]any{}, doc: of("alpha", "bravo")}
	id := statement.ID{7}
	for _, act := range []any{
		tick.Tick{Missing: []statement.Digest{{1}}},
		tick.Refused{Reason: tick.Future, Since: 5},
		tick.Held{IDs: []statement.ID{id}, Since: 30},
	} {
		if n := r.take(t, 0, "alpha", act); n != 1 {
			t.Errorf("%T wrote %d rows, want 1", act, n)
		}
		if n := r.take(t, 1, "alpha", act); n != 0 {
			t.Errorf("%T said again wrote %d rows, want none", act, n)
		}
	}
	r.take(t, 2, "alpha", tick.Held{IDs: []statement.ID{id}, Since: 10})
	r.take(t, 3, "bravo", tick.Held{IDs: []statement.ID{id}, Since: 40})
	h, _ := tick.Holds.Get(r, id.String())
	if len(h.By) != 2 || h.By[0].Since != 30 || h.By[1].Member != "bravo" {
		t.Errorf("held by %+v, want alpha since 30 and bravo since 40", h.By)
	}
	if n := r.take(t, 4, "bravo", tick.Tick{Missing: []statement.Digest{}}); n != 0 {
		t.Errorf("a node that never missed anything wrote %d rows, want none", n)
	}
}
