package statement

import (
	"errors"
	"fmt"
)

// ErrForm is the root of every error about the spelling of a statement, an
// envelope or a leaf. R-FORM-1.
var ErrForm = errors.New("not in canonical form")

// The bounds of R-FORM-5: integers are exact in every JSON reader, and no
// reader is driven into deep recursion.
const (
	maxInt   = 1<<53 - 1
	maxDepth = 16
)

// scanner walks bytes forward once. It parses and checks the canonical form in
// the same step: there is no second reader that could disagree with it. After
// the first fault err is set and every further call returns a zero value.
type scanner struct {
	b   []byte
	i   int
	err error
}

func (s *scanner) fail(format string, args ...any) {
	if s.err == nil {
		s.err = fmt.Errorf("%w: byte %d: %s", ErrForm, s.i, fmt.Sprintf(format, args...))
	}
}

// lit takes exactly the text given.
func (s *scanner) lit(text string) {
	if s.err != nil {
		return
	}
	if len(s.b)-s.i < len(text) || string(s.b[s.i:s.i+len(text)]) != text {
		s.fail("want %q", text)
		return
	}
	s.i += len(text)
}

// at reports whether the text given comes next, without taking it.
func (s *scanner) at(text string) bool {
	return s.err == nil && len(s.b)-s.i >= len(text) && string(s.b[s.i:s.i+len(text)]) == text
}

func (s *scanner) peek() byte {
	if s.err != nil || s.i >= len(s.b) {
		return 0
	}
	return s.b[s.i]
}

func (s *scanner) end() {
	if s.err == nil && s.i != len(s.b) {
		s.fail("bytes after the end")
	}
}

// str takes a string and returns its value. Printable ASCII only; the only
// escapes are \" and \\, and both are needed there. R-FORM-3.
func (s *scanner) str() string {
	start, escaped := s.span()
	if s.err != nil {
		return ""
	}
	raw := s.b[start : s.i-1]
	if !escaped {
		return string(raw)
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] == '\\' {
			i++
		}
		out = append(out, raw[i])
	}
	return string(out)
}

// span takes a string, and returns where its inside begins; the inside ends
// one byte before the scanner's place.
func (s *scanner) span() (start int, escaped bool) {
	s.lit(`"`)
	start = s.i
	for s.err == nil {
		if s.i >= len(s.b) {
			s.fail("string without an end")
			return start, escaped
		}
		switch c := s.b[s.i]; {
		case c == '"':
			s.i++
			return start, escaped
		case c == '\\':
			if s.i+1 >= len(s.b) || s.b[s.i+1] != '"' && s.b[s.i+1] != '\\' {
				s.fail(`the only escapes are \" and \\`)
				return start, escaped
			}
			escaped = true
			s.i += 2
		case c < 0x20 || c > 0x7e:
			s.fail("byte 0x%02x is not printable ASCII", c)
			return start, escaped
		default:
			s.i++
		}
	}
	return start, escaped
}

// bytes takes strict base64 that decodes to exactly len(dst) bytes. R-FORM-6.
func (s *scanner) bytes(dst []byte) {
	start, escaped := s.span()
	if s.err != nil {
		return
	}
	text := s.b[start : s.i-1]
	n := 0
	var err error
	if len(text) == strict.EncodedLen(len(dst)) && !escaped {
		n, err = decodeInto(dst, text)
	}
	if err != nil || n != len(dst) {
		s.i = start
		s.fail("%v: want %d bytes", ErrBase64, len(dst))
	}
}

// decodeInto decodes text into dst and returns how many bytes the text has,
// which may be up to two more than dst takes: as many letters spell 31 to 33
// bytes, and only the padding tells them apart.
func decodeInto(dst, text []byte) (int, error) {
	var room [96]byte
	buf := room[:]
	if need := strict.DecodedLen(len(text)); need > len(buf) {
		buf = make([]byte, need)
	}
	n, err := strict.Decode(buf, text)
	if err != nil {
		return 0, err
	}
	copy(dst, buf[:n])
	return n, nil
}

// num takes an integer: no sign but a minus, no leading zero, no minus zero, at
// most 2^53-1 either way. R-FORM-5.
func (s *scanner) num() int64 {
	if s.err != nil {
		return 0
	}
	negative := s.peek() == '-'
	if negative {
		s.i++
	}
	start := s.i
	var n int64
	for s.i < len(s.b) && s.b[s.i] >= '0' && s.b[s.i] <= '9' {
		n = n*10 + int64(s.b[s.i]-'0')
		if n > maxInt {
			s.fail("integer beyond 2^53-1")
			return 0
		}
		s.i++
	}
	switch digits := s.i - start; {
	case digits == 0:
		s.fail("want an integer")
	case digits > 1 && s.b[start] == '0':
		s.fail("integer with a leading zero")
	case negative && n == 0:
		s.fail("minus zero")
	}
	if c := s.peek(); c == '.' || c == 'e' || c == 'E' {
		s.fail("only integers")
	}
	if negative {
		return -n
	}
	return n
}

// value takes any canonical value and returns its bytes: an object with sorted
// keys, an array, a string, an integer, true or false. There is no null.
func (s *scanner) value(depth int) []byte {
	start := s.i
	if depth > maxDepth {
		s.fail("deeper than %d", maxDepth)
		return nil
	}
	switch c := s.peek(); {
	case c == '{':
		s.object(depth)
	case c == '[':
		s.array(depth)
	case c == '"':
		s.span()
	case c == 't':
		s.lit("true")
	case c == 'f':
		s.lit("false")
	case c == '-' || c >= '0' && c <= '9':
		s.num()
	default:
		s.fail("want a value")
	}
	if s.err != nil {
		return nil
	}
	return s.b[start:s.i:s.i]
}

// object takes an object whose keys ascend strictly, byte by byte of their
// value, so that no key comes twice. R-FORM-4.
func (s *scanner) object(depth int) {
	s.lit("{")
	if s.at("}") {
		s.lit("}")
		return
	}
	last, first := "", true
	for s.err == nil {
		key := s.str()
		if s.err == nil && !first && key <= last {
			s.fail("key %q after %q: keys ascend and come once", key, last)
		}
		last, first = key, false
		s.lit(":")
		s.value(depth + 1)
		if !s.at(",") {
			break
		}
		s.lit(",")
	}
	s.lit("}")
}

func (s *scanner) array(depth int) {
	s.lit("[")
	if s.at("]") {
		s.lit("]")
		return
	}
	for s.err == nil {
		s.value(depth + 1)
		if !s.at(",") {
			break
		}
		s.lit(",")
	}
	s.lit("]")
}
