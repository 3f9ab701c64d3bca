package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// twiceError is returned for a name that stands twice in one object.
type twiceError string

// Error names it.
func (e twiceError) Error() string { return "the name " + string(e) + " stands twice" }

// once refuses what is not one JSON value, and a name that stands twice in one
// object. encoding/json takes the last one and folds case; what an officer
// signs is not left to that. R-API-5.
func once(raw []byte) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := value(dec, 0); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("text after the end")
	}
	return nil
}

// deepest is how far values may nest.
const deepest = 64

func value(dec *json.Decoder, depth int) error {
	if depth > deepest {
		return fmt.Errorf("nested deeper than %d", deepest)
	}
	t, err := dec.Token()
	if err != nil {
		return fmt.Errorf("at byte %d: it ends or breaks off", dec.InputOffset())
	}
	open, isDelim := t.(json.Delim)
	if !isDelim {
		return nil
	}
	seen := map[string]bool{}
	for dec.More() {
		if open == '{' {
			if err := name(dec, seen); err != nil {
				return err
			}
		}
		if err := value(dec, depth+1); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("at byte %d: it is not closed", dec.InputOffset())
	}
	return nil
}

// name takes the next name of an object. The folding is that of encoding/json.
func name(dec *json.Decoder, seen map[string]bool) error {
	key, err := dec.Token()
	if err != nil {
		return fmt.Errorf("at byte %d: want a name", dec.InputOffset())
	}
	text, _ := key.(string)
	folded := strings.ToUpper(strings.ToLower(text))
	if seen[folded] {
		return twiceError(text)
	}
	seen[folded] = true
	return nil
}
