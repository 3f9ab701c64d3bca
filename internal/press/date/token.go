package date

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// token is a run of letters, a run of digits, or one other character.
type token struct {
	start, end int
	low        string // in lower case
	num        int    // the value of up to four digits, else -1
	glued      bool   // no space before it
	upper      bool   // begins with a capital
	word       bool
}

// tokens cuts text; letters and digits part ("Times28"), and so does every
// hyphen, stop and apostrophe. Invalid bytes are characters like any other.
func tokens(text string) []token {
	out := make([]token, 0, len(text)/5+1)
	glued := false
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			glued = false
			i += size
			continue
		}
		t := token{start: i, num: -1, glued: glued, upper: unicode.IsUpper(r)}
		glued = true
		switch {
		case r >= '0' && r <= '9':
			for i < len(text) && text[i] >= '0' && text[i] <= '9' {
				i++
			}
			t.low = text[t.start:i]
			if len(t.low) <= 4 {
				t.num = digits(t.low)
			}
		case unicode.IsLetter(r):
			for i < len(text) && unicode.IsLetter(r) {
				i += size
				r, size = utf8.DecodeRuneInString(text[i:])
			}
			t.word = true
			t.low = strings.ToLower(text[t.start:i])
		default:
			i += size
			t.low = text[t.start:i]
			if t.low == "–" || t.low == "—" || t.low == "‑" || t.low == "−" {
				t.low = "-"
			}
			if t.low == "’" {
				t.low = "'"
			}
		}
		t.end = i
		out = append(out, t)
	}
	return out
}

func digits(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

var months = map[string]time.Month{
	"january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6, "jun": 6,
	"july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "october": 10, "oct": 10,
	"november": 11, "nov": 11, "december": 12, "dec": 12,
}

var weekdays = map[string]time.Weekday{
	"sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6,
	"sun": 0, "mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6,
}

// counts are the small numbers that stand before "days ago".
var counts = map[string]int{
	"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
	"nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

// units of time, singular and plural.
var units = map[string]string{
	"hour": "hour", "hours": "hour", "minute": "minute", "minutes": "minute", "day": "day", "days": "day", "night": "day", "nights": "day",
	"week": "week", "weeks": "week", "month": "month", "months": "month", "year": "year", "years": "year",
	"decade": "decade", "decades": "decade", "fortnight": "fortnight",
}

var seasons = map[string]time.Month{"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}

var dayParts = map[string]bool{
	"morning": true, "afternoon": true, "evening": true, "night": true, "noon": true, "midday": true, "dawn": true, "dusk": true,
	"midnight": true,
}
