package form_test

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley.example/internal/lang"
	"parley.example/internal/web/form"
	"parley.example/internal/web/webtest"
	"parley.example/record/statement"
)

func whole() webtest.Ask {
	return webtest.Ask{
		Sort: "request", Area: webtest.Area{Zone: "north", Lat: 327094000, Lon: -358667001},
		From: webtest.At(60), Until: webtest.At(150) + 5_000, Within: 90_500, Force: 120, Asked: []string{"bravo", "mediator"},
		Weapons: []webtest.Weapon{{Category: "rifle", Count: 20}, {Category: "قاذف", Count: 2}},
		Reason:  lang.Text{"en": "Aid convoy", "ar": "قافلة مساعدات"}, Note: "two lines\nof text", Urgent: true, Of: webtest.ID(3),
	}
}

func ask(t *testing.T) *form.Form {
	t.Helper()
	f, err := webtest.Form()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// What is typed back is what was there: a revision begins with the envelope in
// force, and must not change it by being opened.
func TestDecodeOfEncodeIsTheSame(t *testing.T) {
	f := ask(t)
	for name, in := range map[string]webtest.Ask{"whole": whole(), "bare": {
		Sort: "notification", Area: webtest.Area{Zone: "south"}, From: webtest.At(1), Until: webtest.At(2), Within: 60_000,
		Asked: []string{"bravo"}, Reason: lang.Text{"he": "סיור"},
	}} {
		t.Run(name, func(t *testing.T) {
			typed := f.Encode(in)
			if diff := cmp.Diff(f.Tidy(typed), typed); diff != "" {
				t.Errorf("Tidy changes what Encode wrote (-got +want):\n%s", diff)
			}
			got, faults := f.Decode(typed)
			if len(faults) > 0 {
				t.Fatalf("Decode() faults %v, want none", faults)
			}
			if diff := cmp.Diff(got, any(in)); diff != "" {
				t.Errorf("Decode(Encode()) (-got +want):\n%s", diff)
			}
		})
	}
}

// A form begins without numbers that nobody gave: a zero is typed, not found.
func TestBeginLeavesNumbersEmpty(t *testing.T) {
	f := ask(t)
	typed := f.Begin(webtest.Ask{Sort: "request", Within: 60_000, Weapons: []webtest.Weapon{{Category: "rifle"}}})
	want := url.Values{"sort": {"request"}, "within": {"1"}, "weapons.0.category": {"rifle"}, "weapons.0.count": {"0"}}
	if diff := cmp.Diff(typed, want); diff != "" {
		t.Errorf("Begin() (-got +want):\n%s", diff)
	}
	if _, faults := f.Decode(typed); len(faults) == 0 {
		t.Error("a form that nobody filled in decodes, want its numbers asked for")
	}
}

func TestDecodeFindsEveryMistake(t *testing.T) {
	f := ask(t)
	tests := map[string]struct {
		path, typed string
		want        string
	}{
		"nothing":                 {"force", "", "form.fault.required"},
		"no number":               {"force", "many", "form.fault.number"},
		"a comma":                 {"force", "1,200", "form.fault.number"},
		"a fraction":              {"force", "1.5", "form.fault.number"},
		"too small":               {"force", "-1", "form.fault.least"},
		"too large":               {"force", "5001", "form.fault.most"},
		"beyond any number":       {"force", strings.Repeat("9", 30), "form.fault.number"},
		"no time":                 {"from", "tomorrow", "form.fault.time"},
		"a date that is none":     {"from", "2026-02-30 10:00", "form.fault.time"},
		"a day before the month":  {"from", "25-11-2026 10:00", "form.fault.time"},
		"no length of time":       {"within", "soon", "form.fault.minutes"},
		"too short a time":        {"within", "30 s", "form.fault.least"},
		"no degree":               {"area.lat", "32.12345678", "form.fault.degree"},
		"two points":              {"area.lat", "32.1.2", "form.fault.degree"},
		"a sign inside":           {"area.lat", "32.-1", "form.fault.degree"},
		"outside the set":         {"sort", "order", "form.fault.choice"},
		"too long":                {"note", strings.Repeat("x", 1001), "form.fault.long"},
		"too long in one tongue":  {"reason.ar", strings.Repeat("x", 301), "form.fault.long"},
		"no digest":               {"of", "4f1c", "form.fault.choice"},
		"a row that lacks a part": {"weapons.0.count", "", "form.fault.required"},
		"nobody asked":            {"asked", "", "form.fault.required"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			typed := f.Encode(whole())
			typed.Set(tt.path, tt.typed)
			_, faults := f.Decode(f.Tidy(typed))
			if len(faults) != 1 || faults[0].Path != tt.path || faults[0].Says.Key != tt.want {
				t.Errorf("faults = %v, want %s at %s alone", faults, tt.want, tt.path)
			}
		})
	}
}

// A keyboard gives Arabic digits, a copy brings spaces: they mean the same.
func TestDecodeReadsWhatPeopleType(t *testing.T) {
	f := ask(t)
	tests := map[string]struct {
		path, typed string
		get         func(webtest.Ask) any
		want        any
	}{
		"Arabic digits":        {"force", "١٢٠", func(a webtest.Ask) any { return a.Force }, int64(120)},
		"a narrow space":       {"force", " 1\u202f200 ", func(a webtest.Ask) any { return a.Force }, int64(1200)},
		"time without Z":       {"from", "2026-11-25 15:02", func(a webtest.Ask) any { return a.From }, webtest.At(60)},
		"time with T":          {"from", "2026-11-25T15:02z", func(a webtest.Ask) any { return a.From }, webtest.At(60)},
		"time in Arabic":       {"from", "٢٠٢٦-١١-٢٥ ١٥:٠٢", func(a webtest.Ask) any { return a.From }, webtest.At(60)},
		"time with its offset": {"from", "2026-11-25 17:02+02:00", func(a webtest.Ask) any { return a.From }, webtest.At(60)},
		"minutes":              {"within", "45", func(a webtest.Ask) any { return a.Within }, int64(45 * 60_000)},
		"hours":                {"within", "1.5 h", func(a webtest.Ask) any { return a.Within }, int64(90 * 60_000)},
		"a negative degree":    {"area.lon", "-0.5", func(a webtest.Ask) any { return a.Area.Lon }, int64(-5_000_000)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			typed := f.Encode(whole())
			typed.Set(tt.path, tt.typed)
			in, faults := f.Decode(f.Tidy(typed))
			if len(faults) > 0 {
				t.Fatalf("faults = %v, want none", faults)
			}
			got, _ := in.(webtest.Ask)
			if tt.get(got) != tt.want {
				t.Errorf("%q reads as %v, want %v", tt.typed, tt.get(got), tt.want)
			}
		})
	}
}

func TestRowsCloseUp(t *testing.T) {
	f := ask(t)
	typed := f.Encode(whole())
	typed.Set("weapons.4.category", "mortar")
	typed.Set("weapons.4.count", "1")
	typed.Set("weapons.7.category", " ")
	typed.Set("unknown", "x")
	typed.Set("weapons.0.secret", "x")
	tidy := f.Tidy(form.Cut(typed, "weapons.0"))
	want := []webtest.Weapon{{Category: "قاذف", Count: 2}, {Category: "mortar", Count: 1}}
	in, faults := f.Decode(tidy)
	got, _ := in.(webtest.Ask)
	if diff := cmp.Diff(got.Weapons, want); diff != "" || len(faults) > 0 {
		t.Errorf("rows (-got +want), faults %v:\n%s", faults, diff)
	}
	if tidy.Has("unknown") {
		t.Error("Tidy keeps a field that the form has not")
	}
	for _, field := range f.Fields(tidy, "weapons") {
		if field.Path == "weapons" && len(field.Rows) != 3 {
			t.Errorf("%d rows shown, want the two and an empty one", len(field.Rows))
		}
	}
	many := f.Encode(whole())
	for _, i := range []string{"0", "1", "2", "3", "4", "5", "6"} {
		many.Set("weapons."+i+".category", "x")
		many.Set("weapons."+i+".count", "1")
	}
	if _, faults := f.Decode(many); len(faults) != 1 || faults[0].Says.Key != "form.fault.many" {
		t.Errorf("seven rows: faults %v, want form.fault.many", faults)
	}
	many.Set("weapons.99999999.category", "x")
	if in, _ := f.Decode(many); len(in.(webtest.Ask).Weapons) > 5 { //nolint:errcheck // Decode returns it
		t.Error("an index without bound makes rows without bound")
	}
}

func TestNewRefuses(t *testing.T) {
	for name, typ := range map[string]reflect.Type{
		"no struct":          reflect.TypeFor[string](),
		"nothing":            nil,
		"an interface":       reflect.TypeFor[struct{ A any }](),
		"a fraction":         reflect.TypeFor[struct{ A float64 }](),
		"lists of lists":     reflect.TypeFor[struct{ A [][]string }](),
		"bytes":              reflect.TypeFor[struct{ A []byte }](),
		"a map of others":    reflect.TypeFor[struct{ A map[string]int }](),
		"a struct in itself": reflect.TypeFor[loop](),
	} {
		if _, err := form.New(typ); err == nil {
			t.Errorf("%s: New() = nil, want an error", name)
		}
	}
}

type loop struct{ Next *loop }

// FuzzDecode: whatever is posted, what comes out is typed back the same.
func FuzzDecode(f *testing.F) {
	made, err := webtest.Form()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(made.Encode(whole()).Encode())
	f.Add("weapons.0.count=١&from=2026-11-25+15:02&area.lat=-0.0000001&within=30+s&of=zz&urgent=on")
	f.Fuzz(func(t *testing.T, body string) {
		typed, err := url.ParseQuery(body)
		if err != nil {
			t.Skip()
		}
		in, faults := made.Decode(made.Tidy(typed))
		made.Fields(typed, "weapons")
		if len(faults) > 0 {
			t.Skip()
		}
		again, faults := made.Decode(made.Encode(in))
		if len(faults) > 0 {
			t.Fatalf("faults %v in what Encode wrote of %+v", faults, in)
		}
		if diff := cmp.Diff(again, in); diff != "" {
			t.Errorf("Decode(Encode()) (-got +want):\n%s", diff)
		}
	})
}

func TestParseTimeHoldsItsSpelling(t *testing.T) {
	for _, at := range []statement.Time{webtest.Start, webtest.Start + 5_000, webtest.Start + 5_001} {
		got, err := form.ParseTime(form.ShowTime(at))
		if err != nil || got != at {
			t.Errorf("ParseTime(ShowTime(%s)) = %s, %v, want the same", at, got, err)
		}
	}
}
