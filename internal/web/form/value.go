package form

import (
	"encoding"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"time"

	"parley.example/record/statement"
)

// errTyped is returned where a value cannot be read: the sort says how it is
// written.
var errTyped = errors.New("cannot be read")

// set reads what was typed, which is not empty, into a value.
func (n *node) set(v reflect.Value, typed string) error {
	switch n.sort {
	case Time:
		t, err := ParseTime(typed)
		if err != nil {
			return err
		}
		if n.typ == stdTime {
			v.Set(reflect.ValueOf(t.UTC()))
			return nil
		}
		return setWhole(v, int64(t))
	case Digest:
		d, err := statement.ParseDigest(strings.ToLower(strings.TrimSpace(typed)))
		if err != nil {
			return errTyped
		}
		v.Set(reflect.ValueOf(d))
		return nil
	case Minutes:
		ms, err := ParseMinutes(typed)
		if err != nil {
			return err
		}
		return setWhole(v, ms)
	case Degree:
		n, err := decimal(plain(typed), 7)
		if err != nil {
			return err
		}
		return setWhole(v, n)
	case Number, Text, Long, Choice, Member, Desk, Marking, Hidden, Tick, Tongues, Group, Rows, Lines, Ticks:
	}
	return n.setPlain(v, typed)
}

func (n *node) setPlain(v reflect.Value, typed string) error {
	if n.typ == digest {
		d, err := statement.ParseDigest(strings.TrimSpace(typed))
		if err != nil {
			return errTyped
		}
		v.Set(reflect.ValueOf(d))
		return nil
	}
	if u, ok := reflect.TypeAssert[encoding.TextUnmarshaler](v.Addr()); ok {
		if u.UnmarshalText([]byte(strings.TrimSpace(typed))) != nil {
			return errTyped
		}
		return nil
	}
	switch {
	case whole(v.Kind()):
		n, err := decimal(plain(typed), 0)
		if err != nil {
			return err
		}
		return setWhole(v, n)
	case v.Kind() == reflect.Bool:
		v.SetBool(typed == "true" || typed == "on")
	case v.Kind() == reflect.String:
		v.SetString(strings.ReplaceAll(typed, "\r\n", "\n"))
	default:
		return errTyped
	}
	return nil
}

// show writes a value as it is typed; the zero value of an optional field is
// empty.
func (n *node) show(v reflect.Value) string {
	if v.IsZero() && (n.optional || n.sort == Time || n.typ == digest) {
		return ""
	}
	if n.typ == digest {
		d, _ := reflect.TypeAssert[statement.Digest](v)
		return d.String()
	}
	switch n.sort {
	case Time:
		if t, ok := reflect.TypeAssert[time.Time](v); ok {
			return ShowTime(statement.TimeOf(t))
		}
		return ShowTime(statement.Time(getWhole(v)))
	case Minutes:
		return ShowMinutes(getWhole(v))
	case Degree:
		return showDecimal(getWhole(v), 7)
	case Text, Long, Number, Tick, Digest, Choice, Member, Desk, Marking, Hidden, Tongues, Group, Rows, Lines, Ticks:
	}
	if m, ok := reflect.TypeAssert[encoding.TextMarshaler](v); ok {
		b, err := m.MarshalText()
		if err != nil {
			return "" // a closed set whose zero value has no word
		}
		return string(b)
	}
	switch {
	case whole(v.Kind()):
		return strconv.FormatInt(getWhole(v), 10)
	case v.Kind() == reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case v.Kind() == reflect.String:
		return v.String()
	}
	return ""
}

func setWhole(v reflect.Value, n int64) error {
	if v.CanUint() {
		if n < 0 || v.OverflowUint(uint64(n)) {
			return errTyped
		}
		v.SetUint(uint64(n))
		return nil
	}
	if v.OverflowInt(n) {
		return errTyped
	}
	v.SetInt(n)
	return nil
}

func getWhole(v reflect.Value) int64 {
	if v.CanUint() {
		return int64(v.Uint()) //nolint:gosec // the counts of a form are far below 2^63
	}
	return v.Int()
}

// ParseTime reads a time of UTC, or of a stated offset: 2026-11-25 14:02,
// 14:02:05, with Z or +03:00 behind it or nothing, and T or a space between.
func ParseTime(typed string) (statement.Time, error) {
	s := strings.ToUpper(strings.TrimSpace(strings.ReplaceAll(latin(typed), "\u00a0", " ")))
	s = strings.Replace(s, "T", " ", 1)
	s = strings.TrimSpace(strings.TrimSuffix(s, "UTC"))
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05.999"} {
		for _, zone := range []string{"", "Z07:00", " Z07:00"} {
			if t, err := time.Parse(layout+zone, s); err == nil {
				return statement.TimeOf(t), nil
			}
		}
	}
	return 0, errTyped
}

// ShowTime writes a time as ParseTime reads it, with no more than it has.
func ShowTime(t statement.Time) string {
	switch u := t.UTC(); {
	case t == 0:
		return ""
	case t%1000 != 0:
		return u.Format("2006-01-02 15:04:05.000Z")
	case t%60_000 != 0:
		return u.Format("2006-01-02 15:04:05Z")
	default:
		return u.Format("2006-01-02 15:04Z")
	}
}

// ParseMinutes reads a length of time into milliseconds: 45 is minutes, 30 s
// seconds, 2 h hours.
func ParseMinutes(typed string) (int64, error) {
	s := strings.ToLower(plain(typed))
	unit := int64(60_000)
	for suffix, ms := range map[string]int64{"s": 1000, "m": 60_000, "min": 60_000, "h": 3_600_000} {
		if cut, ok := strings.CutSuffix(s, suffix); ok && cut != "" && (cut[len(cut)-1] <= '9') {
			s, unit = cut, ms
		}
	}
	milli, err := decimal(s, 3)
	if err != nil || milli < 0 || milli > 1<<40 {
		return 0, errTyped
	}
	return milli * unit / 1000, nil
}

// ShowMinutes writes milliseconds as ParseMinutes reads them.
func ShowMinutes(ms int64) string {
	if ms%60_000 == 0 {
		return strconv.FormatInt(ms/60_000, 10)
	}
	return showDecimal(ms, 3) + " s"
}

// decimal reads a decimal number of at most so many places into a whole number
// of its last place, without rounding.
func decimal(s string, places int) (int64, error) {
	head, tail, point := strings.Cut(s, ".")
	if point && tail == "" || len(tail) > places {
		return 0, errTyped
	}
	digits := head + tail + strings.Repeat("0", places-len(tail))
	if len(digits) > 18 || strings.HasPrefix(tail, "-") || strings.HasPrefix(tail, "+") || head == "" || head == "-" {
		return 0, errTyped
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, errTyped
	}
	return n, nil
}

func showDecimal(n int64, places int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := strconv.FormatInt(n, 10)
	if len(s) <= places {
		s = strings.Repeat("0", places+1-len(s)) + s
	}
	head, tail := s[:len(s)-places], strings.TrimRight(s[len(s)-places:], "0")
	if tail == "" {
		return sign + head
	}
	return sign + head + "." + tail
}

// plain takes the spaces out of a number, and writes it in Latin digits.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u00a0', '\u2009', '\u202f', '\u200e', '\u200f', '\u061c':
			return -1
		}
		return r
	}, latin(s))
}

// latin writes Arabic-Indic digits as Latin ones: a keyboard may give either,
// and they mean the same. A comma stays one, since its meaning differs.
func latin(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return '0' + r - '٠'
		case r >= '۰' && r <= '۹':
			return '0' + r - '۰'
		case r == '\u2212':
			return '-'
		case r == '\u066b':
			return '.'
		}
		return r
	}, s)
}
