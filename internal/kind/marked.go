package kind

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"parley.example/record/statement"
)

// Marked is what the bytes of an open body are: what the type's Body reads,
// and what PROTOCOL A6 asks to stand on every body. The desk writes it; whoever
// opens a body for a Reader hands Content on to Body.
type Marked struct {
	Content      json.RawMessage `json:"content"`
	Marking      string          `json:"marking"`       // a word of the charter, "" where it has none
	Originator   string          `json:"originator"`    // member code
	ReleasableTo []string        `json:"releasable_to"` // member codes
	Review       statement.Time  `json:"review"`        // when the marking is looked at again
}

// ParseMarked reads a body. It is for people and judges no more than its form.
func ParseMarked(b []byte) (Marked, error) {
	var m Marked
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return Marked{}, fmt.Errorf("body: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Marked{}, errors.New("body: bytes after the end")
	}
	if len(m.Content) == 0 {
		return Marked{}, errors.New("body: no content")
	}
	return m, nil
}
