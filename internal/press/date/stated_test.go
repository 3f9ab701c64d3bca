package date_test

import (
	"testing"

	"parley.example/internal/press/date"
)

func TestStated(t *testing.T) {
	tests := map[string]struct{ text, want, expr string }{
		"ISO, glued to nothing":  {" date 2025-09-16 Harbour", "2025-09-16", "2025-09-16"},
		"day first, glued":       {"Some Times28-05-2025", "2025-05-28", "28-05-2025"},
		"behind a word":          {"time20-07-2025", "2025-07-20", "20-07-2025"},
		"short month":            {"Updated16 Sept. 2025", "2025-09-16", "16 Sept. 2025"},
		"month first":            {"Oct. 9, 2023", "2023-10-09", "Oct. 9, 2023"},
		"with a time":            {"2025-09-16T10:00:00Z", "2025-09-16", "2025-09-16"},
		"in an address":          {"news.example/2025/09/16/talks", "2025-09-16", "2025/09/16"},
		"weekday and year":       {"Tuesday, 6 January 2026", "2026-01-06", "Tuesday, 6 January 2026"},
		"the weekday fixes it":   {"Tuesday, 6 January. It was 2 December 2025.", "2026-01-06", "Tuesday, 6 January"},
		"the weekday, no year":   {"Tuesday, 6 January", "", "Tuesday, 6 January"},
		"an age":                 {"time7 days ago", "", "7 days ago"},
		"month first in figures": {"09/16/2025", "2025-09-16", "09/16/2025"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := date.Stated(tt.text)
			if len(got) == 0 || got[0].Range.Start != tt.want || got[0].Expr != tt.expr {
				t.Errorf("got %+v, want %q from %q", got, tt.want, tt.expr)
			}
		})
	}
}

// What states no date of the calendar is none.
func TestStatedNone(t *testing.T) {
	for _, text := range []string{
		"31-02-2025", "2025-13-01", "192.168.10.2025", "1-28-05-2025", "on 4 January", "in 2024", "The score was 3-2-1.", "tel. 05-2025",
		"version 1.2.2025.4", "31-04-2025",
	} {
		if got := date.Stated(text); len(got) > 0 {
			t.Errorf("%q: got %+v, want none", text, got)
		}
	}
}

func TestSpans(t *testing.T) {
	text := "On 16 Sept. 2025, 12 men, two days after July 13-18 and the 1961 war, counted 2024 people."
	var got []string
	for _, s := range date.Spans(text) {
		got = append(got, text[s[0]:s[1]])
	}
	want := []string{"16 Sept. 2025", "July 13-18", "1961"}
	if len(got) != len(want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %q, want %q", got[i], want[i])
		}
	}
}
