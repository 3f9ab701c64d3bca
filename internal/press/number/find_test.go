package number_test

import (
	"fmt"
	"strings"
	"testing"

	"parley.example/internal/press/number"
)

// said writes a figure as the tables here do: text, bounds, what, modifier.
func said(qs []number.Quantity) string {
	var out []string
	for _, q := range qs {
		out = append(out, fmt.Sprintf("%s %s %s (%s)", q.Text, limits(q.Min, q.Max), q.What, q.Modifier))
	}
	return strings.Join(out, "; ")
}

func TestFind(t *testing.T) {
	tests := map[string]string{
		// Bounds.
		"more than 3,000 people have been killed": "more than 3,000 [3001,null] people killed (more than)",
		"Over 1,300 died.":                        "Over 1,300 [1301,null] killed (over)",
		"the deaths of at least 417 people":       "at least 417 [417,null] people killed (at least)",
		"a death toll of at least 860":            "at least 860 [860,null] killed (at least)",
		"up to 300 fighters":                      "up to 300 [null,300] fighters (up to)",
		"fewer than 50 men":                       "fewer than 50 [null,49] men (fewer than)",
		"no fewer than 50 men":                    "no fewer than 50 [50,null] men (no fewer than)",
		"nearly 2,000 fled":                       "nearly 2,000 [1800,2000]  (nearly)",
		"about 176,000 people":                    "about 176,000 [176000,176000] people (about)",
		"50 or more men":                          "50 or more [50,null] men (or more)",
		"between 1,500 and 2,000 fighters":        "between 1,500 and 2,000 [1500,2000] fighters (between)",
		"10-15 rockets":                           "10-15 [10,15] rockets (range)",
		"two to three thousand men":               "two to three thousand [2000,3000] men (range)",
		"more than a dozen trucks":                "more than a dozen [13,null] trucks (more than)",
		// Words.
		"dozens were wounded":                        "dozens [24,null] wounded (dozens)",
		"killing scores of people":                   "scores [40,null] people killed (scores)",
		"hundreds reported killed":                   "hundreds [200,null] killed (hundreds)",
		"hundreds of strikes against positions":      "hundreds [200,null] strikes (hundreds)",
		"tens of thousands of people were displaced": "tens of thousands [20000,null] people displaced (tens of thousands)",
		"several hundred residents":                  "several hundred [300,null] residents (several hundred)",
		"several rounds of talks":                    "several [3,null] rounds of talks (several)",
		"one hundred and five men":                   "one hundred and five [105,105] men (exact)",
		"twenty-four tanks":                          "twenty-four [24,24] tanks (exact)",
		"half a million people":                      "half a million [500000,500000] people (exact)",
		"1.5 million people":                         "1.5 million [1500000,1500000] people (exact)",
		// What was counted, and what befell it.
		"538 guild members abducted since":                  "538 [538,538] guild members abducted (exact)",
		"678 civilians \u201cexecuted\u201d by the forces":  "678 [678,678] civilians executed (exact)",
		"killed 1,400 members of the harbour guild in June": "1,400 [1400,1400] members of the harbour guild killed (exact)",
		"hundreds of guests from the valley were killed":    "hundreds [200,null] guests killed (hundreds)",
		"killed 12 people and wounded 30":                   "12 [12,12] people killed (exact); 30 [30,30] wounded (exact)",
		"12 killed and 30 wounded":                          "12 [12,12] killed (exact); 30 [30,30] wounded (exact)",
		"12 soldiers and four civilians were killed":        "12 [12,12] soldiers killed (exact); four [4,4] civilians killed (exact)",
		"the toll rose to 583, including 152 women":         "583 [583,583] killed (exact); 152 [152,152] women killed (exact)",
		"the death toll rose from 417 to 860":               "417 [417,417] killed (exact); 860 [860,860] killed (exact)",
		"two senior members were detained":                  "two [2,2] senior members detained (exact)",
		"that day 12 people were killed":                    "12 [12,12] people killed (exact)",
		"the raid that killed a chief hit 15 targets":       "15 [15,15] targets (exact)",
		"the toll had reached at least 417":                 "at least 417 [417,null] killed (at least)",
		"people, 12 of whom, he said, were wounded":         "12 [12,12]  (exact)",
		"five soldiers, among them an officer, were hurt":   "five [5,5] soldiers wounded (exact)",
		"one soldier was killed":                            "one [1,1] soldier killed (exact)",
		"four U.S.-based glass makers arrived":              "four [4,4] U.S.-based glass makers (exact)",
		// Measures.
		"nearly 20 kilometres outside Harbour":       "nearly 20 kilometres [18,20] km outside Harbour (nearly)",
		"about 20 kilometers (twelve miles) outside": "about 20 kilometers (twelve miles) [20,20] km outside (about)",
		"six miles (10 km) from the border":          "six miles (10 km) [10,10] km from the border (exact)",
		"a 10-kilometre buffer zone":                 "10-kilometre [10,10] km (exact)",
		"2.5 km":                                     "2.5 km [2,3] km (exact)",
		"some 40 percent of residents":               "some 40 percent [40,40] percent (some)",
		"$20 million in aid":                         "$20 million [20000000,20000000] US dollars (exact)",
		"for the next two days":                      "two [2,2] days (exact)",
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			if got := said(number.Find(text)); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// What only looks like a figure is none.
func TestFindNone(t *testing.T) {
	for _, text := range []string{
		"29 December 2025", "on 4 January", "in 1974", "the 1973 war", "since 1948", "Oct. 9, 2023", "14 years of conflict", "28-05-2025",
		"that is rule number three. Rule number four is", "posted on X", "F-16 jets and a T-72", "Resolution 2254, Article 5, COVID-19, G7",
		"the 15th brigade", "a 12-year-old boy", "Salem, 45, said", "aged 30", "at 10:30 a.m.", "at 8 p.m.", "a five-star hotel", "24/7, 9/11",
		"one of the leaders", "no one", "day 10 of the war", "phase two of the plan", "the two countries have met", "two weeks ago", "the past 48 hours", "a score of 3-1", "tel. 963 11 555 1234",
		"", "...", "100,000-strong",
	} {
		if got := number.Find(text); len(got) > 0 {
			t.Errorf("%q: got %s, want none", text, said(got))
		}
	}
}

func TestSourceCounts(t *testing.T) {
	tests := map[string]string{
		"six people familiar with the plan said":     "six people [6,6] sources (exact)",
		"two of the sources said they were clerks":   "two of the sources [2,2] sources (exact)",
		"Three of the sources said":                  "Three of the sources [3,3] sources (exact)",
		"according to nine sources familiar with it": "nine sources [9,9] sources (exact)",
		"according to four diplomats":                "four diplomats [4,4] sources (exact)",
		"at least six officials said":                "at least six officials [6,null] sources (at least)",
		"An Alphan and a Bravan source familiar":     "An Alphan and a Bravan source [2,2] sources (sum)",
		"said three Alphan and two Bravan sources, as well as a harbour police source": "three Alphan and two Bravan sources, " +
			"as well as a harbour police source [6,6] sources (sum)",
		"five people were killed":              "",
		"a security source said":               "",
		"two people said to be officials died": "",
		"three residents were wounded":         "",
		"the sources said":                     "",
		"two officials were killed, he said":   "",
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			if got := said(number.SourceCounts(text)); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// Counts of sources are no figures, and figures no sources.
func TestApart(t *testing.T) {
	text := "Two witnesses said 12 people were killed, according to three of the sources."
	if got, want := said(number.Find(text)), "12 [12,12] people killed (exact)"; got != want {
		t.Errorf("figures: got %s, want %s", got, want)
	}
	want := "Two witnesses [2,2] sources (exact); three of the sources [3,3] sources (exact)"
	if got := said(number.SourceCounts(text)); got != want {
		t.Errorf("sources: got %s, want %s", got, want)
	}
}

// Every digit counts: a figure with one of them changed is another figure.
func TestMutation(t *testing.T) {
	const text = "The observatory counted at least 2,938 dead."
	seen := map[string]string{said(number.Find(text)): text}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			continue
		}
		changed := text[:i] + string('0'+(text[i]-'0'+1)%10) + text[i+1:]
		got := said(number.Find(changed))
		if other, twice := seen[got]; twice || !strings.Contains(got, "killed") {
			t.Errorf("%q: got %s, as for %q", changed, got, other)
		}
		seen[got] = changed
	}
	if len(seen) != 5 {
		t.Errorf("got %d figures, want 5", len(seen))
	}
}
