package lang

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// instant is what a time looks like from here: time.Time, and the record's own.
type instant interface{ UTC() time.Time }

// value returns an argument as it stands in a sentence, isolated unless it is a
// term of this very language.
func (v Voice) value(arg any) string {
	switch x := arg.(type) {
	case nil:
		return Isolate("")
	case Message:
		return v.Render(x)
	case *Message:
		return v.Render(*x)
	case instant:
		return Isolate(v.Time(x.UTC()))
	case Window:
		return Isolate(v.Window(x))
	case time.Duration:
		return v.Render(Span(x))
	case string:
		return Isolate(clean(x))
	case fmt.Stringer:
		return Isolate(clean(x.String()))
	case bool:
		if x {
			return v.Render(Say("lang.yes"))
		}
		return v.Render(Say("lang.no"))
	}
	if n, ok := whole(arg); ok {
		return Isolate(Number(n))
	}
	if m, ok := decoded(arg); ok {
		return v.Render(m)
	}
	r := reflect.ValueOf(arg)
	if t := reflect.TypeFor[Text](); r.Type().ConvertibleTo(t) && r.Kind() == reflect.Map {
		text, _ := reflect.TypeAssert[Text](r.Convert(t))
		return v.marked(text)
	}
	if r.Kind() == reflect.String {
		return Isolate(clean(r.String()))
	}
	return Isolate(clean(fmt.Sprint(arg)))
}

// marked returns a text and, if it is not in the reader's language, in which
// language its author wrote it. A translation is never made up.
func (v Voice) marked(t Text) string {
	text, tag := v.Text(t)
	if text == "" {
		return Isolate("")
	}
	if tag == v.tag {
		return Isolate(clean(text))
	}
	return Isolate(clean(text)) + " [" + Isolate(string(tag)) + "]"
}

// Time returns an instant in UTC to the minute and, for a voice with a zone, in
// that too, with its offset; the date is repeated only where it differs.
func (v Voice) Time(t time.Time) string {
	if t.IsZero() || t.UnixMilli() == 0 {
		return v.Render(Say("lang.no_time"))
	}
	t = t.UTC()
	s := t.Format("2006-01-02 15:04Z")
	if v.zone == nil {
		return s
	}
	local := t.In(v.zone)
	if _, offset := local.Zone(); offset == 0 {
		return s
	}
	if local.Format(time.DateOnly) == t.Format(time.DateOnly) {
		return s + " (" + local.Format("15:04 -07:00") + ")"
	}
	return s + " (" + local.Format("2006-01-02 15:04 -07:00") + ")"
}

// Window is a stretch of time, as one value of a sentence: written as two, its
// ends change places in Arabic and Hebrew.
type Window struct{ From, Until time.Time }

// Window returns a stretch of time in UTC and, for a voice with a zone, in that
// too. The date of the end is left out where it is that of the beginning.
func (v Voice) Window(w Window) string {
	s := stretch(w.From.UTC(), w.Until.UTC(), "15:04Z")
	if v.zone == nil {
		return s
	}
	from, until := w.From.In(v.zone), w.Until.In(v.zone)
	if _, offset := until.Zone(); offset == 0 {
		return s
	}
	if from.Format(time.DateOnly) == w.From.UTC().Format(time.DateOnly) {
		return s + " (" + from.Format("15:04") + stretchEnd(from, until, "15:04 -07:00") + ")"
	}
	return s + " (" + stretch(from, until, "15:04 -07:00") + ")"
}

func stretch(from, until time.Time, clock string) string {
	return from.Format("2006-01-02 "+clock[:5]) + zoneOf(clock) + stretchEnd(from, until, clock)
}

// zoneOf keeps the Z at both ends, and an offset at the second alone.
func zoneOf(clock string) string {
	if strings.HasSuffix(clock, "Z") {
		return "Z"
	}
	return ""
}

func stretchEnd(from, until time.Time, clock string) string {
	if from.Format(time.DateOnly) == until.Format(time.DateOnly) {
		return " \u2013 " + until.Format(clock)
	}
	return " \u2013 " + until.Format("2006-01-02 "+clock)
}

// Number writes a whole number in Latin digits, from five digits on in groups
// of three with a narrow space, which means the same in every language. A comma
// or a point would not.
func Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	digits, sign := s, ""
	if n < 0 {
		digits, sign = s[1:], "-"
	}
	if len(digits) < 5 {
		return s
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString("\u202f")
		}
		b.WriteRune(d)
	}
	return b.String()
}

// whole returns the whole number that an argument is, whatever its type. A
// number that came through JSON is a float64.
func whole(arg any) (int64, bool) {
	switch x := arg.(type) {
	case nil, time.Duration, instant, fmt.Stringer:
		return 0, false
	case float64:
		if x != math.Trunc(x) || math.Abs(x) > 1<<53 {
			return 0, false
		}
		return int64(x), true
	}
	r := reflect.ValueOf(arg)
	switch r.Kind() { //nolint:exhaustive // the kinds that are not here are no whole numbers
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return r.Int(), true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if u := r.Uint(); u <= math.MaxInt64 {
			return int64(u), true
		}
	default:
	}
	return 0, false
}

// decoded returns the message that an argument was before it went through JSON.
func decoded(arg any) (Message, bool) {
	m, ok := arg.(map[string]any)
	if !ok {
		return Message{}, false
	}
	if _, ok := m["key"].(string); !ok {
		return Message{}, false
	}
	var out Message
	b, err := json.Marshal(m)
	if err != nil || json.Unmarshal(b, &out) != nil {
		return Message{}, false
	}
	return out, true
}

// clean takes what would break out of an isolate, or turn the words behind it,
// out of foreign text: the characters that embed, override, isolate and pop,
// and the separators of lines.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
			return -1
		case r == 0x2028, r == 0x2029, r == '\n', r == '\r', r == '\t':
			return ' '
		}
		return r
	}, s)
}
