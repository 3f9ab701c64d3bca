package charter

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The bounds of texts in a charter document. R-CHARTER-2.
const (
	maxPlain     = 400
	maxOrigin    = 200
	maxRecipient = 4000 // a hybrid recipient of age has about 2,000
	maxRules     = 16   // how deep notice rules may nest
)

// isPlain reports whether s is valid UTF-8 of one line, without characters
// that a screen or another version of an encoder would treat in its own way.
func isPlain(s string) bool {
	return len(s) <= maxPlain && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	})
}

func checkText(fault func(string, ...any), where string, t Text) {
	if len(t) == 0 {
		fault("%s: needed in one language at least", where)
	}
	for lang, text := range t {
		if !isTag(lang) || text == "" || !isPlain(text) {
			fault("%s: %.40q: a language tag (en, ar, he) and a text of 1 to %d bytes without control characters", where, lang, maxPlain)
		}
	}
}

// isTag reports whether s has the look of a language tag: en, pt-BR.
func isTag(s string) bool {
	for part := range strings.SplitSeq(s, "-") {
		if part == "" || len(part) > 8 || strings.ContainsFunc(part, func(r rune) bool {
			return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
		}) {
			return false
		}
	}
	return true
}

// isOrigin reports whether s can be the first line of a checkpoint and the
// name of a key in its signature lines. C2SP tlog-checkpoint, signed-note.
func isOrigin(s string) bool {
	return s != "" && len(s) <= maxOrigin && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r > '~' || r == '+'
	})
}

// isRecipient reports whether s has the look of an age recipient. Whether it
// opens is for whoever seals.
func isRecipient(s string) bool {
	rest, ok := strings.CutPrefix(s, "age1")
	return ok && rest != "" && len(s) <= maxRecipient && !strings.ContainsFunc(rest, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
}

// checkRules holds what a JSON reader could otherwise read in two ways: the
// notice rules are an object, valid UTF-8, no key twice in one object, only
// integers. What they mean is for terms/ask. R-CHARTER-5.
func checkRules(raw json.RawMessage) error {
	if !bytes.HasPrefix(raw, []byte("{")) || !utf8.Valid(raw) {
		return errors.New("an object in UTF-8 is needed, {} if there are none")
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := checkRule(dec, 0); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("text after the end")
	}
	return nil
}

func checkRule(dec *json.Decoder, depth int) error {
	t, err := dec.Token()
	if err != nil {
		return err
	}
	if depth > maxRules {
		return fmt.Errorf("deeper than %d", maxRules)
	}
	switch t := t.(type) {
	case json.Number:
		if _, err := t.Int64(); err != nil {
			return fmt.Errorf("%.40s is not an integer", t)
		}
	case json.Delim:
		keys := map[string]bool{}
		for dec.More() {
			if t == '{' {
				key, err := dec.Token()
				if err != nil {
					return err
				}
				name, ok := key.(string)
				if !ok || keys[name] {
					return fmt.Errorf("key %.40q comes twice", name)
				}
				keys[name] = true
			}
			if err := checkRule(dec, depth+1); err != nil {
				return err
			}
		}
		_, err := dec.Token()
		return err
	}
	return nil
}
