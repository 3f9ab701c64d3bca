package lang

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func catalogue(t *testing.T) *Catalogue {
	t.Helper()
	plain := `{"drill.by": "%s {{.at}} {{.who}}", "drill.two": "{{.a}} {{.b}}"}`
	c, err := NewCatalogue(files(strings.Replace(plain, "%s", "Answer by", 1), strings.Replace(plain, "%s", "الرد قبل", 1),
		strings.Replace(plain, "%s", "מענה עד", 1)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Every plural form of CLDR, in words of each language.
func TestPluralForms(t *testing.T) {
	tests := map[Tag]map[int64]string{
		English: {0: "in 0 seconds", 1: "in 1 second", 2: "in 2 seconds", 11: "in 11 seconds"},
		Arabic: {
			0: "خلال أقل من ثانية (0)", 1: "خلال ثانية واحدة", 2: "خلال ثانيتين", 3: "خلال 3 ثوانٍ", 10: "خلال 10 ثوانٍ",
			11: "خلال 11 ثانية", 26: "خلال 26 ثانية", 59: "خلال 59 ثانية",
		},
		Hebrew: {0: "בעוד 0 שניות", 1: "בעוד שנייה אחת", 2: "בעוד שתי שניות", 20: "בעוד 20 שניות"},
	}
	for tag, cases := range tests {
		v := catalogue(t).In(tag)
		for n, want := range cases {
			if got := bare(v.Render(Left(time.Duration(n) * time.Second))); got != want {
				t.Errorf("%s, %d: %q, want %q", tag, n, got, want)
			}
		}
	}
	// 100 is the form other of Arabic, 111 the form many, 103 the form few.
	v := catalogue(t).In(Arabic)
	for n, want := range map[int64]string{100: "100 يوم", 103: "103 أيام", 111: "111 يوماً"} {
		if got := bare(v.Render(Span(time.Duration(n) * 24 * time.Hour))); got != want {
			t.Errorf("%d days: %q, want %q", n, got, want)
		}
	}
}

// Units hold the words of Left, Over and Span in every plural form, so that a
// script says what the node says.
func TestUnits(t *testing.T) {
	for _, tag := range Tags() {
		v := catalogue(t).In(tag)
		units := v.Units()
		for how, say := range map[string]func(time.Duration) Message{"span": Span, "left": Left, "over": Over} {
			for n := range 60 {
				want := bare(v.Render(say(time.Duration(n) * time.Second)))
				var found []string
				for _, form := range tag.forms() {
					found = append(found, strings.ReplaceAll(units[how]["sec"][form], "{{.n}}", strconv.Itoa(n)))
				}
				if !slices.Contains(found, want) {
					t.Errorf("%s, %s of %d s: no form of %q says %q", tag, how, n, found, want)
				}
			}
			if got := units[how]["hour"]["other"]; !strings.Contains(got, "{{.hours}}") || !strings.Contains(got, "{{.minutes}}") {
				t.Errorf("%s, %s: hours read %q, want hours and minutes", tag, how, got)
			}
		}
	}
}

func bare(s string) string { return strings.NewReplacer("\u2068", "", "\u2069", "").Replace(s) }

func TestDueRoundsDown(t *testing.T) {
	now := time.Date(2026, 11, 25, 14, 2, 0, 0, time.UTC)
	tests := map[string]struct {
		deadline time.Time
		want     string
	}{
		"to come":             {now.Add(12*time.Minute + 59*time.Second), "in 12 min"},
		"exactly now":         {now, "in 0 seconds"},
		"over":                {now.Add(-3*time.Minute - time.Second), "3 min over"},
		"hours":               {now.Add(2*time.Hour + 5*time.Minute), "in 2 h 5 min"},
		"days":                {now.Add(49 * time.Hour), "in 2 days"},
		"a minute to be over": {now.Add(-time.Minute), "1 min over"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := bare(catalogue(t).In(English).Render(Due(tt.deadline, now))); got != tt.want {
				t.Errorf("Due() = %q, want %q", got, tt.want)
			}
		})
	}
}

type word uint8

func (word) String() string { return "priority" }

// An argument stands between isolates, whatever its type and language.
func TestRenderIsolates(t *testing.T) {
	at := time.Date(2026, 11, 23, 14, 2, 5, 0, time.FixedZone("EXERCISE", 2*3600))
	beirut := time.FixedZone("EXERCISE", 2*3600)
	tests := map[string]struct {
		arg  any
		want string
	}{
		"a date":               {at, "\u20682026-11-23 12:02Z (14:02 +02:00)\u2069"},
		"an id":                {"4f1c9a", "\u20684f1c9a\u2069"},
		"a range of times":     {Window{at, at.Add(90 * time.Minute)}, "\u20682026-11-23 12:02Z \u2013 13:32Z (14:02 \u2013 15:32 +02:00)\u2069"},
		"a range over a night": {Window{at, at.Add(11 * time.Hour)}, "\u20682026-11-23 12:02Z \u2013 23:02Z (14:02 \u2013 2026-11-24 01:02 +02:00)\u2069"},
		"a number":             {int64(18204), "\u206818\u202f204\u2069"},
		"a small number":       {int64(-1234), "\u2068-1234\u2069"},
		"no time":              {time.Time{}, "\u2068لم يُذكر وقت\u2069"},
		"a text":               {Text{"ar": "قافلة", "en": "convoy"}, "\u2068قافلة\u2069"},
		"a text not ours":      {Text{"he": "שיירה"}, "\u2068שיירה\u2069 [\u2068he\u2069]"},
		"another's type":       {map[string]string{"ar": "قافلة"}, "\u2068قافلة\u2069"},
		"a term":               {Say("lang.yes"), "نعم"},
		"a bool":               {true, "نعم"},
		"a length of time":     {3 * time.Minute, "\u20683\u2069 دقائق"},
		"a closed set":         {word(2), "\u2068priority\u2069"},
		"what breaks out":      {"x\u2069\u202ey\nz", "\u2068xy z\u2069"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := catalogue(t).In(Arabic).Zone(beirut).Render(Say("drill.by", "at", tt.arg, "who", "bravo"))
			if want := "الرد قبل " + tt.want + " \u2068bravo\u2069"; got != want {
				t.Errorf("Render() = %q, want %q", got, want)
			}
		})
	}
}

func TestRenderShowsWhatIsMissing(t *testing.T) {
	v := catalogue(t).In(English)
	for name, m := range map[string]Message{
		"no such key":        Say("drill.nothing"),
		"no argument":        Say("drill.by", "at", "x"),
		"no count":           Say("lang.left.min"),
		"counts that differ": Say("lang.left.min", "a", int64(1), "b", int64(2)),
	} {
		if got := v.Render(m); got != "!"+m.Key {
			t.Errorf("%s: Render() = %q, want %q", name, got, "!"+m.Key)
		}
	}
	if got := v.Render(Message{}); got != "" {
		t.Errorf("Render of no message = %q, want nothing", got)
	}
}

// A message that went through JSON is still rendered: the desk keeps some so.
func TestRenderAfterJSON(t *testing.T) {
	b, err := json.Marshal(Say("drill.two", "a", Say("lang.left.min", "n", int64(3)), "b", int64(12345)))
	if err != nil {
		t.Fatal(err)
	}
	var m Message
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	if got, want := bare(catalogue(t).In(English).Render(m)), "in 3 min 12\u202f345"; got != want {
		t.Errorf("Render() = %q, want %q", got, want)
	}
}
