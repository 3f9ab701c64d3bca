package proof

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"

	"parley.example/record/statement"
)

// ErrForm is returned for a receipt or an extract that is not in its one
// spelling. R-RECEIPT-1.
var ErrForm = errors.New("not in its one spelling")

// strict is the record's only base64.
var strict = base64.StdEncoding.Strict()

// lines reads a file line by line, each by the word that it must begin with.
// After the first fault err is set and every further call returns zero.
type lines struct {
	rest []byte
	n    int
	err  error
}

func (l *lines) fail(format string, args ...any) {
	if l.err == nil {
		l.err = fmt.Errorf("%w: line %d: %s", ErrForm, l.n+1, fmt.Sprintf(format, args...))
	}
}

// at reports whether the next line begins with the word.
func (l *lines) at(word string) bool { return l.err == nil && bytes.HasPrefix(l.rest, []byte(word)) }

// exactly takes a line that consists of the text.
func (l *lines) exactly(text string) {
	if got := l.line(); l.err == nil && string(got) != text {
		l.n--
		l.fail("want %q", text)
	}
}

// after takes a line that begins with the word and a blank, and returns what
// follows.
func (l *lines) after(word string) []byte {
	if !l.at(word + " ") {
		l.fail("want a line that begins with %q", word)
		return nil
	}
	text := l.line()
	if l.err != nil { // the last line, without its end
		return nil
	}
	return text[len(word)+1:]
}

func (l *lines) line() []byte {
	if l.err != nil {
		return nil
	}
	i := bytes.IndexByte(l.rest, '\n')
	if i < 0 {
		l.fail("want a line with its end")
		return nil
	}
	text := l.rest[:i]
	l.rest = l.rest[i+1:]
	l.n++
	return text
}

// count takes the number after a word: no sign, no leading zero.
func (l *lines) count(word string) int64 { return l.number(l.after(word)) }

func (l *lines) number(text []byte) int64 {
	n, err := strconv.ParseInt(string(text), 10, 64)
	if l.err == nil && (err != nil || n < 0 || n > maxInt || strconv.FormatInt(n, 10) != string(text)) {
		l.fail("%.40q is not a count", text)
	}
	if l.err != nil {
		return 0
	}
	return n
}

// bytes takes strict base64 after a word; size is -1 for any length.
func (l *lines) bytes(word string, size int) []byte { return l.decode(l.after(word), size) }

func (l *lines) decode(text []byte, size int) []byte {
	if l.err != nil {
		return nil
	}
	b, err := strict.AppendDecode(nil, text)
	if err != nil || size >= 0 && len(b) != size || strict.EncodedLen(len(b)) != len(text) {
		l.fail("%.60q is not strict base64 of the right length", text)
		return nil
	}
	return b
}

// digests takes all lines of one word.
func (l *lines) digests(word string) []statement.Digest {
	var out []statement.Digest
	for l.at(word+" ") && len(out) <= maxHashes {
		if b := l.bytes(word, 32); l.err == nil {
			out = append(out, statement.Digest(b))
		}
	}
	if len(out) > maxHashes {
		l.fail("more than %d lines of %q", maxHashes, word)
	}
	return out
}

func appendBase64(b []byte, word string, raw []byte) []byte {
	return append(strict.AppendEncode(append(append(b, word...), ' '), raw), '\n')
}

func appendCount(b []byte, word string, n int64) []byte {
	return append(strconv.AppendInt(append(append(b, word...), ' '), n, 10), '\n')
}

func appendDigests(b []byte, word string, hashes []statement.Digest) []byte {
	for _, h := range hashes {
		b = appendBase64(b, word, h[:])
	}
	return b
}

// The bounds of R-RECEIPT-1.
const (
	maxInt    = 1<<53 - 1
	maxHashes = 64 // of one path or one side of a range
)

// entry takes the lines of one leaf and returns its bytes. A leaf whose
// statement has a form is written as received_at, signature and statement in
// clear; only a leaf without one is written as it is. R-RECEIPT-2.
func (l *lines) entry() []byte {
	if l.at("leaf ") {
		leaf := l.bytes("leaf", -1)
		if _, _, ok := inClear(leaf); ok || len(leaf) > statement.MaxLeaf {
			l.fail("a leaf in canonical form is written in clear")
		}
		return leaf
	}
	received := l.count("received")
	signature := l.bytes("signature", 64)
	payload := l.after("statement")
	if l.err != nil {
		return nil
	}
	st, err := statement.Parse(payload)
	if err != nil {
		l.fail("%v", err)
		return nil
	}
	leaf := statement.Leaf{ReceivedAt: statement.Time(received)}
	leaf.Envelope = statement.Envelope{Payload: payload, Key: st.Key, Signature: [64]byte(signature)}
	b := leaf.Bytes()
	if _, _, ok := inClear(b); !ok {
		l.fail("no such leaf can be on the record")
	}
	return b
}

func appendEntry(b, leaf []byte) []byte {
	parsed, _, ok := inClear(leaf)
	if !ok {
		return appendBase64(b, "leaf", leaf)
	}
	b = appendCount(b, "received", int64(parsed.ReceivedAt))
	b = appendBase64(b, "signature", parsed.Envelope.Signature[:])
	return append(append(append(b, "statement "...), parsed.Envelope.Payload...), '\n')
}

// inClear reports whether a leaf and the statement in it are in canonical form.
func inClear(leaf []byte) (statement.Leaf, statement.Statement, bool) {
	parsed, err := statement.ParseLeaf(leaf)
	if err != nil {
		return statement.Leaf{}, statement.Statement{}, false
	}
	st, err := parsed.Envelope.Statement()
	return parsed, st, err == nil
}
