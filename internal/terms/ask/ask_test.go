package ask

import (
	"encoding"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley.example/record/statement"
)

// full is an ask in which nearly everything has happened.
func full(t testing.TB) Ask {
	t.Helper()
	h := history{voids: map[int]Rule{}}
	script := `
		0 a1 files channel=observer
		1 b1 sees missing
		2 b1 sees
		3 g1 shows
		4 g1 acknowledges
		5 g1 asks-time until=39
		6 b1 conditions code=no-armour
		7 a1 revises with=no-armour
		8 a1 extends to=38
		9 g1 speaks word=consent confirm=18
		10 g1 consents
		11 o1 relays word=objection for=bravo
		12 m1 holds until=50
		13 m1 lifts entry=13
		14 b1 withdraws
		15 m1 takes for=bravo rung=0
		16 a1 particulars
		17 a1 chooses word=proceeding_without_consent clause=clause-3
		18 a1 revises force=60 not-after=17
		19 b3 revokes key=b1 since=6
		20 a1 outcome word=deviated
		21 a1 ends`
	for i, line := range lines(script) {
		h.play(i+1, strings.Fields(line))
	}
	if len(h.voids) > 0 {
		t.Fatalf("void entries in the fixture: %v", h.voids)
	}
	return h.a
}

// TestAskEncodes holds that a row survives its way to the disk. R-ASK-66.
func TestAskEncodes(t *testing.T) {
	a := full(t)
	b, err := statement.Encode(a)
	if err != nil {
		t.Fatal(err)
	}
	var back Ask
	if err := statement.Decode(b, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, back); diff != "" {
		t.Errorf("row changes on its way (-before +after):\n%s", diff)
	}
}

// TestApplyLeavesItsArgument holds that Apply is pure: whatever comes, the ask
// that it is given stays as it was. R-ASK-66.
func TestApplyLeavesItsArgument(t *testing.T) {
	a := full(t)
	a.Withdrawn = Mark{}
	before, err := statement.Encode(a)
	if err != nil {
		t.Fatal(err)
	}
	h := history{a: a, voids: map[int]Rule{}}
	for i, line := range lines(`
		22 b1 sees missing
		22 b4 shows
		22 b4 acknowledges
		22 g1 objects
		22 a2 extends to=39
		22 a2 revises force=70
		22 g1 withdraws
		22 m1 holds until=51
		22 m1 lifts entry=13
		22 b4 revokes key=m1 since=1
		22 o1 relays word=objection for=bravo
		22 a2 ends`) {
		h.a = a
		h.play(30+i, strings.Fields(line))
		if after, err := statement.Encode(a); err != nil || string(after) != string(before) {
			t.Errorf("%q changed the ask that it was applied to (%v)", strings.TrimSpace(line), err)
		}
	}
}

// TestApplyOrder holds that what is not the entry's fault is no verdict.
func TestApplyOrder(t *testing.T) {
	a, err := Apply(Ask{}, fixtureFiled())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Apply(a, TimePassed{Entry: Entry{At: t0 - 1, Index: 2}}); !errors.Is(err, ErrOrder) {
		t.Errorf("an act before the ask's time: %v, want ErrOrder", err)
	}
	if _, err := Apply(a, TimePassed{Entry: Entry{At: t0, Index: 0}}); !errors.Is(err, ErrOrder) {
		t.Errorf("an act before the ask's last entry: %v, want ErrOrder", err)
	}
	var v *Void
	if _, err := Apply(Ask{}, NoticeWithdrawn{}); err == nil || errors.As(err, &v) {
		t.Errorf("an act without a filing: %v, want an error that is no verdict", err)
	}
	if _, err := Apply(a, fixtureFiled()); !errors.As(err, &v) || v.Rule != RuleTwice {
		t.Errorf("a second filing: %v, want void by %s", err, RuleTwice)
	}
}

func TestFiledVoid(t *testing.T) {
	tests := map[string]struct {
		change func(*Filed)
		want   Rule
	}{
		"no sort":               {func(f *Filed) { f.Sort = 0 }, RuleFiling},
		"sort not known":        {func(f *Filed) { f.Sort = 77 }, RuleFiling},
		"no precedence":         {func(f *Filed) { f.Precedence = 0 }, RuleFiling},
		"no answer time":        {func(f *Filed) { f.Within = 0 }, RuleFiling},
		"answer time below 0":   {func(f *Filed) { f.Within = -1 }, RuleFiling},
		"asks itself":           {func(f *Filed) { f.Need.Required = []Seat{{Member: "alpha"}} }, RuleFiling},
		"addressee twice":       {func(f *Filed) { f.Need.Required = []Seat{{Member: "bravo"}, {Member: "bravo"}} }, RuleFiling},
		"addressee and reader":  {func(f *Filed) { f.Need.Readers = []string{"bravo"} }, RuleFiling},
		"window is over":        {func(f *Filed) { f.At = f.Envelope.Until + 1 }, RuleFiling},
		"declares a request":    {func(f *Filed) { f.Declares = Pause }, RuleFiling},
		"declares nothing":      {func(f *Filed) { f.Sort, f.Need.Required, f.Within = Declaration, nil, 0 }, RuleFiling},
		"declaration that asks": {func(f *Filed) { f.Sort, f.Declares = Declaration, Warning }, RuleFiling},
		"no limits":             {func(f *Filed) { f.Limits = Limits{} }, RuleFiling},
		"envelope":              {func(f *Filed) { f.Envelope.Zone = "" }, RuleEnvelope},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := fixtureFiled()
			tt.change(&f)
			var v *Void
			if _, err := Apply(Ask{}, f); !errors.As(err, &v) || v.Rule != tt.want {
				t.Errorf("Apply(Filed) = %v, want void by %s", err, tt.want)
			}
		})
	}
}

// TestDeliveredChanges holds that a tick writes only where a fact changes.
func TestDeliveredChanges(t *testing.T) {
	a, err := Apply(Ask{}, fixtureFiled())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		who  string
		size int64
		want bool
	}{{"b1", 1, false}, {"s1", 2, false}, {"b1", 2, true}, {"b1", 3, false}, {"m1", 3, true}} {
		d := Delivered{Entry: entry(int(tt.size), t0, tt.who), Size: tt.size}
		if got := d.Changes(a); got != tt.want {
			t.Errorf("%s, size %d: Changes() = %v, want %v", tt.who, tt.size, got, tt.want)
		}
		if tt.want {
			if a, err = Apply(a, d); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestAskKeys(t *testing.T) {
	a := full(t)
	keys := a.Keys()
	for _, name := range []string{"a1", "b1", "g1", "o1", "m1"} {
		if !slices.Contains(keys, key(name)) {
			t.Errorf("Keys() leaves out %s", name)
		}
	}
}

// TestWords holds that each closed set spells and reads its words, and no
// others.
func TestWords(t *testing.T) {
	sets := map[string]struct {
		list string
		make func(n uint8) (encoding.TextMarshaler, encoding.TextUnmarshaler)
	}{
		"Sort":       {sorts, both[Sort]},
		"Precedence": {precedences, both[Precedence]},
		"Answer":     {answers, both[Answer]},
		"State":      {states, both[State]},
		"Step":       {steps, both[Step]},
		"Said":       {saids, both[Said]},
		"Declared":   {declareds, both[Declared]},
		"Choice":     {choices, both[Choice]},
		"Outcome":    {outcomes, both[Outcome]},
		"Asked":      {askeds, both[Asked]},
		"Doing":      {doings, both[Doing]},
		"Means":      {meanses, both[Means]},
		"Form":       {forms, both[Form]},
		"Bell":       {bells, both[Bell]},
	}
	for name, set := range sets {
		words := strings.Fields(set.list)
		for i, word := range words {
			v, into := set.make(uint8(i + 1))
			if got, err := v.MarshalText(); err != nil || string(got) != word {
				t.Errorf("%s %d spells %q, %v, want %q", name, i+1, got, err, word)
			}
			if err := into.UnmarshalText([]byte(word)); err != nil {
				t.Errorf("%s does not read %q: %v", name, word, err)
			}
		}
		for _, n := range []uint8{0, uint8(len(words) + 1)} {
			v, into := set.make(n)
			if _, err := v.MarshalText(); !errors.Is(err, ErrWord) {
				t.Errorf("%s %d spells, want ErrWord, got %v", name, n, err)
			}
			for _, word := range []string{"", "approved", set.list} {
				if err := into.UnmarshalText([]byte(word)); !errors.Is(err, ErrWord) {
					t.Errorf("%s reads %q: %v, want ErrWord", name, word, err)
				}
			}
		}
	}
}

func both[T interface {
	~uint8
	encoding.TextMarshaler
}, P interface {
	*T
	encoding.TextUnmarshaler
}](n uint8) (encoding.TextMarshaler, encoding.TextUnmarshaler) {
	v := T(n)
	return v, P(&v)
}
