package load

import (
	"bytes"
	"fmt"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// sample is how much of a file is looked at to tell its encoding.
const sample = 1 << 16

// charsetOf is what a media type states, or "".
func charsetOf(media string) string {
	_, params, err := mime.ParseMediaType(media)
	if err != nil {
		return ""
	}
	return params["charset"]
}

// decode returns raw as UTF-8. What is UTF-8 already is returned as it is, with
// its byte order mark, so that offsets are those of the file.
func decode(raw []byte, stated string) (text []byte, charset string, notes []string, err error) {
	if enc, name := marked(raw); enc != nil {
		text, err = enc.NewDecoder().Bytes(raw)
		return text, name, nil, err
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		enc, name := unmarked16(raw)
		if enc == nil {
			return nil, "", nil, fmt.Errorf("%w: it has zero bytes and is not UTF-16; save it as UTF-8 text", ErrBinary)
		}
		if text, err = enc.NewDecoder().Bytes(raw); err == nil && controls(text) {
			err = fmt.Errorf("%w: it is full of control bytes; save it as UTF-8 text", ErrBinary)
		}
		return text, name, nil, err
	}
	if controls(raw) {
		return nil, "", nil, fmt.Errorf("%w: it is full of control bytes; save it as UTF-8 text", ErrBinary)
	}
	if utf8.Valid(raw) {
		return raw, "utf-8", nil, nil
	}
	if bad, good := broken(raw); bad*20 <= good {
		text = bytes.ToValidUTF8(raw, []byte("\uFFFD"))
		return text, "utf-8", []string{fmt.Sprintf("%d places are not UTF-8 and read U+FFFD", bad)}, nil
	}
	if enc, name := named(stated); enc != nil {
		text, err = enc.NewDecoder().Bytes(raw)
		return text, name, nil, err
	}
	enc, name := guess(raw)
	text, err = enc.NewDecoder().Bytes(raw)
	return text, name, []string{"no encoding is stated; read as " + name}, err
}

// marked is the encoding that a byte order mark names, but UTF-8.
func marked(raw []byte) (enc encoding.Encoding, name string) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe, 0, 0}):
		return utf32.UTF32(utf32.LittleEndian, utf32.ExpectBOM), "utf-32le"
	case bytes.HasPrefix(raw, []byte{0, 0, 0xfe, 0xff}):
		return utf32.UTF32(utf32.BigEndian, utf32.ExpectBOM), "utf-32be"
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}):
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), "utf-16le"
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		return unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM), "utf-16be"
	}
	return nil, ""
}

// unmarked16 tells UTF-16 without a mark: nearly every other byte is the high
// half of a Latin, Hebrew or Arabic letter.
func unmarked16(raw []byte) (enc encoding.Encoding, name string) {
	head := raw[:min(len(raw), sample)&^1]
	var high [2]int
	for i, b := range head {
		if b == 0 || b == 0x05 || b == 0x06 {
			high[i&1]++
		}
	}
	half := len(head) / 2
	switch {
	case half > 0 && high[1]*10 >= half*8 && high[0]*10 < half*3:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le"
	case half > 0 && high[0]*10 >= half*8 && high[1]*10 < half*3:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be"
	}
	return nil, ""
}

// named looks an encoding up as browsers do. Those that do more than give each
// character its bytes are not taken on somebody's word.
func named(charset string) (enc encoding.Encoding, name string) {
	enc, err := htmlindex.Get(strings.TrimSpace(charset))
	if err != nil {
		return nil, ""
	}
	if name, err = htmlindex.Name(enc); err != nil {
		return nil, ""
	}
	switch name {
	case "utf-8", "replacement", "x-user-defined", "utf-16le", "utf-16be", "iso-2022-jp":
		return nil, "" // the bytes have shown that it is none of these, or it is none to rely on
	}
	return enc, name
}

// controls reports whether a head is a program's bytes and not text: more than
// one in a hundred is a control character that text does not have.
func controls(raw []byte) bool {
	head := raw[:min(len(raw), sample)]
	n := 0
	for _, b := range head {
		if b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != '\v' && b != 0x1b || b == 0x7f {
			n++
		}
	}
	return n*100 > len(head)
}

// broken counts runs of bytes that are not UTF-8, and characters of several
// bytes that are.
func broken(raw []byte) (bad, good int) {
	in := false
	for len(raw) > 0 {
		r, n := utf8.DecodeRune(raw)
		if wrong := r == utf8.RuneError && n == 1; wrong {
			if !in {
				bad++
			}
			in = true
		} else {
			in = false
			if n > 1 {
				good++
			}
		}
		raw = raw[n:]
	}
	return bad, good
}

// single are the encodings of one byte a character that are told by their most
// frequent letters.
var single = []struct {
	name   string
	enc    *charmap.Charmap
	common string
}{
	{"windows-1256", charmap.Windows1256, "\u0627\u0644\u064a\u0648\u0645\u0646\u0631\u062a\u0628\u0629"},
	{"iso-8859-6", charmap.ISO8859_6, "\u0627\u0644\u064a\u0648\u0645\u0646\u0631\u062a\u0628\u0629"},
	{"windows-1255", charmap.Windows1255, "\u05d9\u05d5\u05d4\u05dc\u05d0\u05e8\u05de\u05ea\u05d1\u05e9"},
	{"windows-1251", charmap.Windows1251, "\u043e\u0435\u0430\u0438\u043d\u0442\u0441\u0440\u0432\u043b"},
	{"koi8-r", charmap.KOI8R, "\u043e\u0435\u0430\u0438\u043d\u0442\u0441\u0440\u0432\u043b"},
}

// guess tells an encoding of one byte a character. Where most letters are ASCII
// it is windows-1252; otherwise the one in which the most frequent letters of
// its language are the most frequent bytes.
func guess(raw []byte) (enc encoding.Encoding, name string) {
	head := raw[:min(len(raw), sample)]
	var count [256]int
	high, letters := 0, 0
	for _, b := range head {
		count[b]++
		switch {
		case b >= 0x80:
			high++
		case b|0x20 >= 'a' && b|0x20 <= 'z':
			letters++
		}
	}
	if high*3 < letters {
		return charmap.Windows1252, "windows-1252"
	}
	best, most := -1, high*2/5 // the ten letters are more than 0.4 of a text in the language
	for i, s := range single {
		n := 0
		for _, r := range s.common {
			if b, ok := s.enc.EncodeRune(r); ok {
				n += count[b]
			}
		}
		if n > most {
			best, most = i, n
		}
	}
	if best < 0 {
		return charmap.Windows1252, "windows-1252"
	}
	return single[best].enc, single[best].name
}
