package statement

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// Encode writes v in canonical form: what encoding/json makes of it, with
// sorted keys, the record's escapes and nothing else. It refuses floats, null
// and text that is not printable ASCII. R-FORM-1.
func Encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode %T: %w", v, err)
	}
	dec := json.NewDecoder(&buf)
	dec.UseNumber()
	var tree any
	if err := dec.Decode(&tree); err != nil {
		return nil, fmt.Errorf("encode %T: %w", v, err)
	}
	out, err := appendValue(nil, tree)
	if err != nil {
		return nil, fmt.Errorf("encode %T: %w", v, err)
	}
	s := scanner{b: out}
	s.value(0)
	if s.end(); s.err != nil {
		return nil, fmt.Errorf("encode %T: %w", v, s.err)
	}
	return out, nil
}

// Decode reads canonical bytes into v, a pointer. Unknown keys, keys of another
// case, absent keys that v writes and any other spelling are refused: v encodes
// to exactly the bytes given, or there is an error. R-FORM-1.
func Decode(b []byte, v any) error {
	s := scanner{b: b}
	s.value(0)
	if s.end(); s.err != nil {
		return s.err
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return fmt.Errorf("%w: %w", ErrForm, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: bytes after the end", ErrForm)
	}
	again, err := Encode(v)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, b) {
		return fmt.Errorf("%w: %T spells it %.200s", ErrForm, v, again)
	}
	return nil
}

func appendValue(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case map[string]any:
		return appendObject(b, v)
	case []any:
		b = append(b, '[')
		for i, item := range v {
			if i > 0 {
				b = append(b, ',')
			}
			var err error
			if b, err = appendValue(b, item); err != nil {
				return nil, err
			}
		}
		return append(b, ']'), nil
	case string:
		return appendString(b, v)
	case json.Number:
		n, err := strconv.ParseInt(v.String(), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%w: %s is not an integer", ErrForm, v)
		}
		return strconv.AppendInt(b, n, 10), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	}
	return nil, fmt.Errorf("%w: %v has no place in a statement", ErrForm, v)
}

func appendObject(b []byte, m map[string]any) ([]byte, error) {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	b = append(b, '{')
	for i, key := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendString(b, key); err != nil {
			return nil, err
		}
		b = append(b, ':')
		if b, err = appendValue(b, m[key]); err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
	}
	return append(b, '}'), nil
}

func appendString(b []byte, s string) ([]byte, error) {
	b = append(b, '"')
	for i := range len(s) {
		c := s[i]
		if c < 0x20 || c > 0x7e {
			return nil, fmt.Errorf("%w: %.40q is not printable ASCII", ErrForm, s)
		}
		if c == '"' || c == '\\' {
			b = append(b, '\\')
		}
		b = append(b, c)
	}
	return append(b, '"'), nil
}
