package seat_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley.example/internal/terms/seat"
	"parley.example/record/charter"
	"parley.example/record/statement"
)

const (
	ended   = 40
	expires = statement.Time(5_000)
)

func key() seat.Key {
	return seat.Key{
		Desks: []string{"military"}, Ended: -1, Expires: expires, Key: statement.Digest{9}, Member: "alpha", Officer: "a1", Place: 7,
		Powers: []charter.Power{{Activity: charter.Any, Force: 10, Hours: 24, Types: []string{"notice.*"}, Zone: charter.Any}},
	}
}

// A key holds until its appointment is over or an entry ends it, whichever comes
// first. PROTOCOL A9.
func TestHolds(t *testing.T) {
	tests := map[string]struct {
		ended int64
		at    statement.Time
		want  bool
	}{
		"in its time":                        {-1, expires.Add(-time.Second), true},
		"at the last moment":                 {-1, expires - 1, true},
		"at its end":                         {-1, expires, false},
		"past its end":                       {-1, expires + 1, false},
		"ended in its time":                  {ended, expires - 1, false},
		"ended by the first entry of all":    {0, expires - 1, false},
		"ended and over":                     {ended, expires + 1, false},
		"before any time, as before entry 0": {-1, 0, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			k := key()
			k.Ended = tt.ended
			if got := k.Holds(tt.at); got != tt.want {
				t.Errorf("Holds(%d) = %v, want %v", tt.at, got, tt.want)
			}
		})
	}
	if (seat.Key{}).Holds(1) {
		t.Error("the row of nobody holds")
	}
}

// A row is canonical, has one spelling for ever, and comes back as it was: the
// digest of the picture is made of it. PROTOCOL A8.
func TestRow(t *testing.T) {
	over := key()
	over.Ended, over.Since = ended, 4_000
	const powers = `[{"activity":"*","force":10,"hours":24,"types":["notice.*"],"zone":"*"}]`
	const id = `"CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="`
	tests := map[string]struct {
		row  seat.Key
		want string
	}{
		"while it holds": {key(), `{"desks":["military"],"ended":-1,"expires":5000,"key":` + id +
			`,"member":"alpha","officer":"a1","place":7,"powers":` + powers + `}`},
		"compromised since": {over, `{"desks":["military"],"ended":40,"expires":5000,"key":` + id +
			`,"member":"alpha","officer":"a1","place":7,"powers":` + powers + `,"since":4000}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b, err := statement.Encode(tt.row)
			if err != nil || string(b) != tt.want {
				t.Errorf("row = %s (%v), want %s", b, err, tt.want)
			}
			var got seat.Key
			if err := statement.Decode(b, &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.row, got); diff != "" {
				t.Errorf("it comes back changed (-want +got):\n%s", diff)
			}
		})
	}
}

// The table is looked up by member, and by nothing else; a row of another table is
// not in it.
func TestTable(t *testing.T) {
	s := seat.Keys.Schema()
	var names []string
	for _, ix := range s.Index {
		names = append(names, ix.Name)
	}
	if s.Name != "seat_key" || !slices.Equal(names, []string{"member"}) {
		t.Fatalf("table %s with indexes %v, want seat_key with member", s.Name, names)
	}
	if got, ok := s.Index[0].Of(key()); got != "alpha" || !ok {
		t.Errorf("under the index: %q, %v; want alpha", got, ok)
	}
	if got, ok := s.Index[0].Of("another row"); ok {
		t.Errorf("another row is under %q, want it nowhere", got)
	}
}
