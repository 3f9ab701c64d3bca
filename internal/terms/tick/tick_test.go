package tick_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley.example/internal/terms/tick"
	"parley.example/record/statement"
)

const (
	one = `"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="`
	two = `"AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="`
)

// Only three reasons withhold a cosignature. PROTOCOL A4.
func TestCheck(t *testing.T) {
	tests := map[string]bool{
		tick.Inconsistent: true, tick.Withheld: true, tick.Future: true,
		"": false, "withheld ": false, "Withheld": false, "void": false, "inconsistent,future": false,
	}
	for reason, want := range tests {
		if got := (tick.Refused{Reason: reason}).Check(); got != want {
			t.Errorf("Check of %q = %v, want %v", reason, got, want)
		}
	}
	reasons := tick.Reasons()
	if len(reasons) != 3 {
		t.Fatalf("the reasons are %v, want three", reasons)
	}
	reasons[0] = "because"
	if (tick.Refused{Reason: "because"}).Check() {
		t.Error("whoever is handed the list can add a reason to it")
	}
}

// What nodes put on the record has one spelling for ever: a change here is a new
// version of the type.
func TestSpelling(t *testing.T) {
	tests := map[string]struct {
		act  any
		want string
	}{
		"tick": {tick.Tick{Clock: 1000, Missing: []statement.Digest{}}, `{"clock":1000,"missing":[]}`},
		"tick that misses bodies": {
			tick.Tick{Clock: 1000, Missing: []statement.Digest{{1}, {2}}}, `{"clock":1000,"missing":[` + one + `,` + two + `]}`,
		},
		"tick with its picture": {
			tick.Tick{Clock: 1000, Missing: []statement.Digest{}, Picture: &tick.Picture{Digest: statement.Digest{1}, Rules: statement.Digest{2}, Size: 7}},
			`{"clock":1000,"missing":[],"picture":{"digest":` + one + `,"rules":` + two + `,"size":7}}`,
		},
		"held":    {tick.Held{IDs: []statement.ID{{1}, {2}}, Since: 900}, `{"ids":[` + one + `,` + two + `],"since":900}`},
		"shown":   {tick.Shown{Desk: "military"}, `{"desk":"military"}`},
		"refused": {tick.Refused{Reason: tick.Future, Since: 900, Size: 7}, `{"reason":"future","since":900,"size":7}`},
		"hold, a row": {
			tick.Hold{By: []tick.HeldBy{{Member: "bravo", Since: 900}, {Member: "alpha", Since: 800}}},
			`{"by":[{"member":"bravo","since":900},{"member":"alpha","since":800}]}`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b, err := statement.Encode(tt.act)
			if err != nil || string(b) != tt.want {
				t.Errorf("it is written %s (%v), want %s", b, err, tt.want)
			}
			got := reflect.New(reflect.TypeOf(tt.act))
			if err := statement.Decode(b, got.Interface()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.act, got.Elem().Interface()); diff != "" {
				t.Errorf("it comes back changed (-want +got):\n%s", diff)
			}
		})
	}
	for _, typ := range []string{tick.TypeTick, tick.TypeHeld, tick.TypeShown, tick.TypeRefused} {
		if !strings.HasPrefix(typ, "node.") || !statement.IsType(typ) {
			t.Errorf("%q is no type of a node's statement", typ)
		}
	}
}

// Another spelling of the same is refused: bytes that do not re-encode to
// themselves are void by their form. PROTOCOL A1.
func TestOtherSpellings(t *testing.T) {
	tests := map[string]struct {
		into any
		text string
	}{
		"a name left out":           {&tick.Tick{}, `{"clock":1000}`},
		"a list that is null":       {&tick.Tick{}, `{"clock":1000,"missing":null}`},
		"a picture that is null":    {&tick.Tick{}, `{"clock":1000,"missing":[],"picture":null}`},
		"a picture of nothing":      {&tick.Tick{}, `{"clock":1000,"missing":[],"picture":{}}`},
		"a name that is not known":  {&tick.Tick{}, `{"clock":1000,"lies":1,"missing":[]}`},
		"names in another order":    {&tick.Tick{}, `{"missing":[],"clock":1000}`},
		"a name in another case":    {&tick.Tick{}, `{"Clock":1000,"missing":[]}`},
		"a name twice":              {&tick.Tick{}, `{"clock":1000,"clock":1000,"missing":[]}`},
		"a fraction":                {&tick.Tick{}, `{"clock":1000.0,"missing":[]}`},
		"an exponent":               {&tick.Tick{}, `{"clock":1e3,"missing":[]}`},
		"a time as text":            {&tick.Tick{}, `{"clock":"1000","missing":[]}`},
		"a digest cut short":        {&tick.Tick{}, `{"clock":1000,"missing":["AQAA"]}`},
		"a digest in hex":           {&tick.Tick{}, `{"clock":1000,"missing":["` + strings.Repeat("01", 32) + `"]}`},
		"a digest with loose bits":  {&tick.Tick{}, `{"clock":1000,"missing":["AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB="]}`},
		"a blank":                   {&tick.Held{}, `{"ids":[], "since":1}`},
		"text after it":             {&tick.Held{}, `{"ids":[],"since":1}{}`},
		"an id that is a number":    {&tick.Held{}, `{"ids":[1],"since":1}`},
		"not ASCII":                 {&tick.Shown{}, `{"desk":"é"}`},
		"an escape that needs none": {&tick.Shown{}, `{"desk":"\u0061"}`},
		"a size beyond integers":    {&tick.Refused{}, `{"reason":"future","since":1,"size":9223372036854775808}`},
		"nothing":                   {&tick.Refused{}, ``},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if err := statement.Decode([]byte(tt.text), tt.into); err == nil {
				t.Errorf("%s is read as %+v, want it refused", tt.text, tt.into)
			}
		})
	}
}

// The rows of what was held are looked up by their key alone.
func TestHolds(t *testing.T) {
	if s := tick.Holds.Schema(); s.Name != "tick_hold" || len(s.Index) != 0 || s.Row != reflect.TypeFor[tick.Hold]() {
		t.Errorf("table %s of %v with %d indexes, want tick_hold of holds with none", s.Name, s.Row, len(s.Index))
	}
}
