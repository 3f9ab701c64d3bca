package date_test

import (
	"testing"

	"parley.example/internal/press/date"
)

// written is an article of a Tuesday in autumn.
const written = "2025-09-16"

type want struct{ start, end, precision string }

// sentences are read on the day written.
var sentences = map[string]want{
	// Days of the week.
	"The clashes broke out on Tuesday.":                          {"2025-09-16", "2025-09-16", date.Day},
	"Bravo said Friday it had agreed.":                           {"2025-09-12", "2025-09-12", date.Day},
	"Talks are scheduled for Friday.":                            {"2025-09-19", "2025-09-19", date.FutureDay},
	"A meeting would be held in the capital, Harbour, on Friday": {"2025-09-19", "2025-09-19", date.FutureDay},
	"Both agreed to meet on Friday.":                             {"2025-09-19", "2025-09-19", date.FutureDay},
	"They managed to leave on Friday.":                           {"2025-09-12", "2025-09-12", date.Day},
	"Talks resume Friday.":                                       {"2025-09-19", "2025-09-19", date.FutureDay},
	"On Friday, the group plans to protest.":                     {"2025-09-19", "2025-09-19", date.FutureDay},
	"They could arrive as soon as Thursday.":                     {"2025-09-18", "2025-09-18", date.FutureDay},
	"The council said late Saturday that they had left.":         {"2025-09-13", "2025-09-13", date.Day},
	"A truce was secured by Monday evening.":                     {"2025-09-15", "2025-09-15", date.Day},
	"Rain continued into Saturday morning.":                      {"2025-09-12", "2025-09-13", date.Between},
	"They met last Tuesday.":                                     {"2025-09-09", "2025-09-09", date.Day},
	"They will meet next Tuesday.":                               {"2025-09-23", "2025-09-23", date.FutureDay},
	"He left on Thursday of last week.":                          {"2025-09-11", "2025-09-11", date.Day},
	"The army shelled it from Thursday to Sunday.":               {"2025-09-11", "2025-09-14", date.Between},
	"Talks will run from Monday to Wednesday.":                   {"2025-09-22", "2025-09-24", date.Between},
	"On Sunday and Monday, shells fell.":                         {"2025-09-14", "2025-09-15", date.Between},
	"Bravo has until Friday to answer.":                          {"", "2025-09-19", date.Before},
	"He arrived yesterday morning.":                              {"2025-09-15", "2025-09-15", date.Day},
	"It happened the day before yesterday.":                      {"2025-09-14", "2025-09-14", date.Day},
	"The deadline is tomorrow.":                                  {"2025-09-17", "2025-09-17", date.FutureDay},
	// Weeks and weekends.
	"Last week, the president spoke.":           {"2025-09-08", "2025-09-14", date.Week},
	"Earlier this week, he resigned.":           {"2025-09-15", "2025-09-16", date.Week},
	"Another round is expected later this week": {"2025-09-17", "2025-09-21", date.FutureWeek},
	"They will meet next week.":                 {"2025-09-22", "2025-09-28", date.FutureWeek},
	"Fighting erupted over the weekend.":        {"2025-09-13", "2025-09-14", date.Between},
	"They will meet over the weekend.":          {"2025-09-20", "2025-09-21", date.Between},
	"It began in the week of 14 July.":          {"2025-07-14", "2025-07-20", date.Week},
	// Months and their parts.
	"Alpha had bombed the town in July.":             {"2025-07-01", "2025-07-31", date.Month},
	"The bridge fell in December.":                   {"2024-12-01", "2024-12-31", date.Month},
	"Elections will be held in October.":             {"2025-10-01", "2025-10-31", date.Month},
	"Calm returned in September.":                    {"2025-09-01", "2025-09-16", date.Month},
	"Last month, they met.":                          {"2025-08-01", "2025-08-31", date.Month},
	"Earlier this month, he spoke.":                  {"2025-09-01", "2025-09-15", date.Month},
	"He spoke at the end of August.":                 {"2025-08-21", "2025-08-31", date.Approx},
	"It began in mid-July.":                          {"2025-07-11", "2025-07-20", date.Approx},
	"Harvests failed in the last week of June.":      {"2025-06-24", "2025-06-30", date.Approx},
	"The toll doubled from March to May.":            {"2025-03-01", "2025-05-31", date.Between},
	"A coup was staged in July last year.":           {"2024-07-01", "2024-07-31", date.Month},
	"They have moved in recent weeks.":               {"2025-08-20", "2025-09-16", date.Approx},
	"He fell last December.":                         {"2024-12-01", "2024-12-31", date.Month},
	"They will withdraw by the end of the year.":     {"", "2025-12-31", date.Before},
	"The truce will hold until the end of the year.": {"", "2025-12-31", date.Before},
	// Days of a month.
	"It opened on July 13 with dances.":                  {"2025-07-13", "2025-07-13", date.Day},
	"On the 13th of July they met.":                      {"2025-07-13", "2025-07-13", date.Day},
	"Fighting raged between 13 and 18 July.":             {"2025-07-13", "2025-07-18", date.Between},
	"It lasted from July 30 until Aug. 2, 2025.":         {"2025-07-30", "2025-08-02", date.Between},
	"On Oct. 9, 2023, they met.":                         {"2023-10-09", "2023-10-09", date.Day},
	"The outlet wrote on Tuesday, 6 January, that":       {"2026-01-06", "2026-01-06", date.FutureDay},
	"A timetable took effect on Nov. 26.":                {"2024-11-26", "2024-11-26", date.Day},
	"Forces will leave on 25 January.":                   {"2026-01-25", "2026-01-25", date.FutureDay},
	"She gave no reason for the Oct. 14 deadline, which": {"2025-10-14", "2025-10-14", date.FutureDay},
	"It dominated a summit set for Harbour in October.":  {"2025-10-01", "2025-10-31", date.Month},
	"It was due on September 10.":                        {"2025-09-10", "2025-09-10", date.Day},
	"On 2025-09-15 they met.":                            {"2025-09-15", "2025-09-15", date.Day},
	"On 14.09.2025 they met.":                            {"2025-09-14", "2025-09-14", date.Day},
	"As of 14 September, 300 were missing.":              {"2025-09-14", "2025-09-14", date.AsOf},
	// Since.
	"417 were killed since July 13.":                                 {"2025-07-13", written, date.Since},
	"The two have been rivals since 1952.":                           {"1952-01-01", written, date.SinceYear},
	"Since the fall of the bridge in December 2024, it drifted":      {"2024-12-01", written, date.Since},
	"The network said Friday it had counted 417 dead since July 13.": {"2025-07-13", "2025-09-12", date.AsOf},
	"since the outbreak of the fever on July 14.":                    {"2025-07-14", "2025-07-14", date.Day},
	// Ago and lengths.
	"It began around two months ago, after the floods.": {"2025-07-10", "2025-07-22", date.Approx},
	"It began two weeks ago.":                           {"2025-08-30", "2025-09-05", date.Approx},
	"It began a week ago.":                              {"2025-09-09", "2025-09-09", date.Approx},
	"He left three days ago.":                           {"2025-09-13", "2025-09-13", date.Day},
	"He left 90 minutes ago.":                           {"2025-09-16", "2025-09-16", date.Day},
	"He left 36 hours ago.":                             {"2025-09-15", "2025-09-15", date.Day},
	"He left two years ago.":                            {"2023-01-01", "2023-12-31", date.Approx},
	"12 were killed in the past 48 hours.":              {"2025-09-14", written, date.Between},
	"They will return in two weeks.":                    {"2025-09-27", "2025-10-03", date.Approx},
	// Years.
	"It happened in 2024.":                              {"2024-01-01", "2024-12-31", date.Between},
	"Elections will be held in early 2026":              {"2026-01-01", "2026-04-30", date.Approx},
	"The war of 2011-2020 ended.":                       {"2011-01-01", "2020-12-31", date.Between},
	"In the first half of 2025, aid fell":               {"2025-01-01", "2025-06-30", date.Approx},
	"He left half a year ago.":                          {"2025-02-09", "2025-04-22", date.Approx},
	"12 died since Monday, the clinic said on Tuesday.": {"2025-09-15", "2025-09-16", date.AsOf},
	"On July 13 - a Sunday - they met.":                 {"2025-07-13", "2025-07-13", date.Day},
	"HARBOUR, Sept 16 (Agency) - It struck on Sunday.":  {"2025-09-14", "2025-09-14", date.Day},
	"They met twice, on Friday and Monday.":             {"2025-09-12", "2025-09-12", date.Day},
	"Troops are to leave by mid-December.":              {"", "2025-12-20", date.Before},
	"The Friday attack killed 12.":                      {"2025-09-12", "2025-09-12", date.Day},
	"The Sept. 14 strike killed 12.":                    {"2025-09-14", "2025-09-14", date.Day},
	// None.
	"They spoke of the July violence.":           {},
	"They spoke of the 1961 agreement.":          {},
	"It joined the Oct. 9, 2023 march.":          {},
	"Mr. May may march.":                         {},
	"It took two days and 2,024 men.":            {},
	"At 10:30 some 1500 people sat on the wall.": {},
	"The unit of 2000 soldiers left on foot.":    {},
	"A force of 2000 militants fled.":            {},
	"A day after the strikes, they spoke.":       {},
}

// TestEvent reads one date from one sentence, written on Tuesday, 16 September 2025.
func TestEvent(t *testing.T) {
	for text, want := range sentences {
		t.Run(text, func(t *testing.T) {
			got, _ := date.Event(date.Find(text, date.Anchor{Day: day(t, written)}))
			if got.Start != want.start || got.End != want.end || got.Precision != want.precision {
				t.Errorf("got %s..%s %s by %q (%s), want %s..%s %s", got.Start, got.End, got.Precision, got.Expr, got.Rule,
					want.start, want.end, want.precision)
			}
		})
	}
}

// On a Sunday "last week" is the week that is ending, however it is counted.
func TestSunday(t *testing.T) {
	tests := map[string]want{
		"They struck last week.":                {"2025-07-13", "2025-07-20", date.Week},
		"He overplayed it earlier in the week.": {"2025-07-13", "2025-07-19", date.Week},
		"Fighting broke out over the weekend.":  {"2025-07-19", "2025-07-20", date.Between},
		"Calm was reported on Sunday.":          {"2025-07-20", "2025-07-20", date.Day},
	}
	for text, want := range tests {
		got, _ := date.Event(date.Find(text, date.Anchor{Day: day(t, "2025-07-20")}))
		if got.Start != want.start || got.End != want.end || got.Precision != want.precision {
			t.Errorf("%s: got %s..%s %s, want %v", text, got.Start, got.End, got.Precision, want)
		}
	}
}

// A window of days answers as one where its days agree, by the covering run
// where they do not, and not at all where that would say nothing.
func TestWindow(t *testing.T) {
	tests := map[string]struct {
		text  string
		width int
		want  want
	}{
		"the days agree":                {"It fell on Saturday.", 1, want{"2025-07-19", "2025-07-19", date.Day}},
		"they do not":                   {"It began a week ago.", 1, want{"2025-07-13", "2025-07-14", date.Approx}},
		"a month of doubt":              {"It fell on Saturday.", 30, want{"", "", ""}},
		"the year is stated":            {"It fell on 8 December 2024.", 400, want{"2024-12-08", "2024-12-08", date.Day}},
		"a count ends at the first day": {"12 died since July 13.", 1, want{"2025-07-13", "2025-07-20", date.Since}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, _ := date.Event(date.Find(tt.text, date.Anchor{Day: day(t, "2025-07-20"), Days: tt.width}))
			if got.Start != tt.want.start || got.End != tt.want.end || got.Precision != tt.want.precision {
				t.Errorf("got %s..%s %s, want %v", got.Start, got.End, got.Precision, tt.want)
			}
		})
	}
}

// Without the article's day the words are found and stay undated.
func TestNoAnchor(t *testing.T) {
	for _, text := range []string{"He left last week.", "It fell on Friday.", "It began in July.", "They met two days ago."} {
		got := date.Find(text, date.Anchor{})
		if len(got) != 1 || got[0].Dated() || got[0].Precision != date.Open {
			t.Errorf("%s: got %+v, want one undated", text, got)
		}
	}
	got := date.Find("It fell on 8 December 2024.", date.Anchor{})
	if len(got) != 1 || got[0].Range.Start != "2024-12-08" {
		t.Errorf("got %+v, want 2024-12-08", got)
	}
}

// What was told before is where "a day after" counts from.
func TestTold(t *testing.T) {
	a := date.Anchor{Day: day(t, "2025-07-18"), Told: day(t, "2025-07-17")}
	tests := map[string]string{
		"It came a day after heavy rain.":       "2025-07-16",
		"They left the next day.":               "2025-07-18",
		"They had left two days earlier.":       "2025-07-15",
		"He spoke the same day.":                "2025-07-17",
		"It came a day after Sunday's strikes.": "2025-07-13",
	}
	for text, want := range tests {
		got, _ := date.Event(date.Find(text, a))
		if got.Start != want {
			t.Errorf("%s: got %s (%s), want %s", text, got.Start, got.Rule, want)
		}
	}
}

// The day that a sentence tells is kept for those behind it, within the article.
func TestAfter(t *testing.T) {
	a := date.Anchor{Day: day(t, "2025-07-18")}
	for _, text := range []string{"He gave a speech on Thursday.", "He spoke of the July 1, 2024 accord and of last month."} {
		a = a.After(date.Find(text, a))
	}
	got, _ := date.Event(date.Find("His speech came a day after heavy rain.", a))
	if got.Start != "2025-07-16" || got.Expr != "a day after" {
		t.Errorf("got %+v, want 2025-07-16 by a day after", got)
	}
}

// A weekday swapped for another is another date, and so is a tense.
func TestMutation(t *testing.T) {
	a := date.Anchor{Day: day(t, written)}
	seen := map[string]string{}
	for _, text := range []string{
		"The council said Monday it had agreed.", "The council said Tuesday it had agreed.", "The council said Friday it had agreed.",
		"The council will meet Friday.", "The council will meet Monday.", "The council met on 12 July.", "The council met on 13 July.",
		"The council met on 13 August.", "The council met on 13 August 2024.",
	} {
		got, _ := date.Event(date.Find(text, a))
		if other, twice := seen[got.Start]; twice || got.Start == "" {
			t.Errorf("%q and %q are both %q", text, other, got.Start)
		}
		seen[got.Start] = text
	}
}
