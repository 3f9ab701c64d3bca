package ask

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley.example/record/statement"
)

func TestEnvelopeCheck(t *testing.T) {
	tests := map[string]struct {
		change func(*Envelope)
		want   error
	}{
		"holds":                    {func(*Envelope) {}, nil},
		"no activity":              {func(e *Envelope) { e.Activity = "" }, ErrEnvelope},
		"zone in clear text":       {func(e *Envelope) { e.Zone = "Zone A, by the bridge" }, ErrEnvelope},
		"ends before it begins":    {func(e *Envelope) { e.Until = e.From }, ErrEnvelope},
		"longer than a year":       {func(e *Envelope) { e.Until = e.From + maxWindow + 1 }, ErrEnvelope},
		"negative force":           {func(e *Envelope) { e.Force = -1 }, ErrEnvelope},
		"altitude upside down":     {func(e *Envelope) { e.Altitude = Band{From: 300, To: 200} }, ErrEnvelope},
		"circle of two points":     {func(e *Envelope) { e.Area.Points = append(e.Area.Points, Point{}) }, ErrEnvelope},
		"circle without radius":    {func(e *Envelope) { e.Area.Metres = 0 }, ErrEnvelope},
		"off the globe":            {func(e *Envelope) { e.Area.Points[0].Lat = 91 * degree }, ErrEnvelope},
		"box north before south":   {func(e *Envelope) { e.Area = Shape{Form: Box, Points: []Point{{2, 1}, {1, 2}}} }, ErrEnvelope},
		"corridor of one point":    {func(e *Envelope) { e.Area.Form = Corridor }, ErrEnvelope},
		"form unknown":             {func(e *Envelope) { e.Area.Form = 9 }, ErrEnvelope},
		"weapons not sorted":       {func(e *Envelope) { e.Weapons = []Weapon{{"b", 1}, {"a", 1}} }, ErrEnvelope},
		"weapon twice":             {func(e *Envelope) { e.Weapons = []Weapon{{"a", 1}, {"a", 2}} }, ErrEnvelope},
		"no piece of a weapon":     {func(e *Envelope) { e.Weapons = []Weapon{{"a", 0}} }, ErrEnvelope},
		"asked for what is no ask": {func(e *Envelope) { e.Asks = []Asking{{Asked: 99, Member: "bravo"}} }, ErrEnvelope},
		"condition of both kinds":  {func(e *Envelope) { e.Conditions = []Condition{{Code: "a", Text: key("x")}} }, ErrEnvelope},
		"condition of no kind":     {func(e *Envelope) { e.Conditions = []Condition{{}} }, ErrEnvelope},
		"parameter of both kinds":  {func(e *Envelope) { e.Conditions = []Condition{{Code: "a", Params: []Param{{"c", "p", 1}}}} }, ErrEnvelope},
		"free text":                {func(e *Envelope) { e.Conditions = []Condition{{Text: key("x")}} }, nil},
		"a corridor that flies": {func(e *Envelope) {
			e.Area = Shape{Form: Corridor, Metres: 100, Points: []Point{{1, 1}, {2, 2}}}
			e.Altitude = Band{From: 100, To: 2500}
			e.Asks = []Asking{{AskConsent, "bravo"}, {AskStayClear, "guarantor"}}
			e.Weapons = []Weapon{{"drone", 2}, {"rifle", 40}}
		}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := fixtureEnvelope()
			tt.change(&e)
			if got := e.Check(); !errors.Is(got, tt.want) {
				t.Errorf("Check() = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestEnvelopeWith(t *testing.T) {
	a, b := Condition{Code: "no-armour"}, Condition{Code: "escort", Params: []Param{{Name: "least", Number: 2}}}
	e := fixtureEnvelope()
	before, err := e.Digest()
	if err != nil {
		t.Fatal(err)
	}
	one := e.With([]Condition{a, b})
	two := e.With([]Condition{b})
	two = two.With([]Condition{a, a})
	if diff := cmp.Diff(one, two); diff != "" {
		t.Errorf("conditions in another order or twice make another envelope:\n%s", diff)
	}
	if err := one.Check(); err != nil {
		t.Errorf("Check() of envelope with conditions = %v, want nil", err)
	}
	after, err := one.Digest()
	if err != nil || after == before {
		t.Errorf("digest with conditions = %s (%v), want another than without", after, err)
	}
	one.Conditions[0].Params[0].Number = 3
	one.Area.Points[0].Lat = 0
	if again, _ := e.Digest(); again != before {
		t.Error("With shares memory with the envelope it was made of")
	}
}

// TestEnvelopeDigest holds that each field is part of what is answered. B5.
func TestEnvelopeDigest(t *testing.T) {
	e := fixtureEnvelope()
	want, _ := e.Digest()
	for name, change := range map[string]func(*Envelope){
		"activity": func(e *Envelope) { e.Activity = "convoy" }, "force": func(e *Envelope) { e.Force++ },
		"from": func(e *Envelope) { e.From-- }, "until": func(e *Envelope) { e.Until++ }, "zone": func(e *Envelope) { e.Zone = "zone-b" },
		"altitude": func(e *Envelope) { e.Altitude.To = 1 }, "weapons": func(e *Envelope) { e.Weapons = []Weapon{{"rifle", 1}} },
		"place": func(e *Envelope) { e.Area.Points[0].Lon++ }, "radius": func(e *Envelope) { e.Area.Metres++ },
		"asks": func(e *Envelope) { e.Asks = []Asking{{AskConsent, "bravo"}} },
	} {
		changed := fixtureEnvelope()
		change(&changed)
		if got, err := changed.Digest(); err != nil || got == want {
			t.Errorf("%s: digest %s (%v) does not change with it", name, got, err)
		}
	}
}

func TestShapeTouches(t *testing.T) {
	circle := func(lat, lon, metres int64) Shape {
		return Shape{Form: Circle, Metres: metres, Points: []Point{{lat, lon}}}
	}
	tests := map[string]struct {
		a, b Shape
		want bool
	}{
		"the same place":              {circle(325e6, 360e6, 500), circle(325e6, 360e6, 500), true},
		"1.1 km apart, 500 m each":    {circle(325e6, 360e6, 500), circle(325e6+100_000, 360e6, 500), false},
		"0.9 km apart, 500 m each":    {circle(325e6, 360e6, 500), circle(325e6+80_000, 360e6, 500), true},
		"east, where degrees shrink":  {circle(325e6, 360e6, 500), circle(325e6, 360e6+104_000, 500), true},
		"inside a box":                {circle(325e6, 360e6, 5), Shape{Form: Box, Points: []Point{{320e6, 350e6}, {330e6, 370e6}}}, true},
		"beside a corridor, too far":  {circle(330e6, 360e6, 5), Shape{Form: Corridor, Metres: 50, Points: []Point{{320e6, 350e6}, {325e6, 355e6}}}, false},
		"near a pole, everything":     {circle(899e6, 0, 20_000), circle(899e6, 1790e6, 10), true},
		"circle at the edge of a map": {circle(0, 1800e6, 1000), circle(0, 1799e6, 1000), false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.a.Touches(&tt.b); got != tt.want {
				t.Errorf("Touches() = %v, want %v", got, tt.want)
			}
			if got := tt.b.Touches(&tt.a); got != tt.want {
				t.Errorf("Touches() the other way = %v, want %v", got, tt.want)
			}
		})
	}
}

func FuzzParseEnvelope(f *testing.F) {
	e := fixtureEnvelope()
	e = e.With([]Condition{{Code: "escort", Params: []Param{{Name: "least", Number: 2}}}, {Text: key("text")}})
	e.Weapons, e.Altitude = []Weapon{{"rifle", 40}}, Band{From: 100, To: 200}
	b, err := statement.Encode(e)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(strings.Replace(string(b), "circle", "box", 1)))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := ParseEnvelope(b)
		if err != nil {
			t.Skip()
		}
		again, err := statement.Encode(e)
		if err != nil || string(again) != string(b) {
			t.Errorf("ParseEnvelope(%q) encodes as %q, %v", b, again, err)
		}
		d, err := e.Digest()
		if err != nil || d.IsZero() {
			t.Errorf("digest of %q = %s, %v", b, d, err)
		}
		southWest, northEast := e.Area.Bounds()
		for _, p := range e.Area.Points {
			if p.Lat < southWest.Lat || p.Lon < southWest.Lon || p.Lat > northEast.Lat || p.Lon > northEast.Lon {
				t.Errorf("bounds %v, %v leave out %v", southWest, northEast, p)
			}
		}
	})
}
