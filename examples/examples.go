package examples

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
)

//go:embed southern-syria
var files embed.FS

// SouthernSyria is the example that `parley demo` plays.
const SouthernSyria = "southern-syria"

// ErrExample is the root of every error about the files of an example.
var ErrExample = errors.New("example does not hold")

// Example is a mechanism to found, with a course to play.
type Example struct {
	Name      string
	Mechanism Mechanism
	Course    Course
	Sources   string // SOURCES.md
}

// Load reads an example and checks all that can be known without playing it.
// It names every problem that it finds.
func Load(name string) (Example, error) { return load(files, name) }

func load(from fs.FS, name string) (Example, error) {
	ex := Example{Name: name}
	sources, err := fs.ReadFile(from, path.Join(name, "SOURCES.md"))
	if err != nil {
		return Example{}, fmt.Errorf("load example %.60q: %w", name, err)
	}
	ex.Sources = string(sources)
	if err := read(from, path.Join(name, "mechanism.json"), &ex.Mechanism); err != nil {
		return Example{}, err
	}
	if err := read(from, path.Join(name, "course.json"), &ex.Course); err != nil {
		return Example{}, err
	}
	if err := errors.Join(ex.Mechanism.check(), ex.Course.check(&ex.Mechanism)); err != nil {
		return Example{}, fmt.Errorf("load example %s: %w", name, err)
	}
	return ex, nil
}

// read decodes one JSON value and refuses what a reader could overlook: keys
// that nobody knows, a key twice, text after the end.
func read(from fs.FS, name string, into any) error {
	b, err := fs.ReadFile(from, name)
	if err != nil {
		return fmt.Errorf("load example: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	if err := once(dec); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrExample, name, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: %s: text after the end", ErrExample, name)
	}
	dec = json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrExample, name, err)
	}
	return nil
}

// once walks a value and refuses an object with a key twice.
func once(dec *json.Decoder) error {
	tok, err := dec.Token()
	if err != nil {
		return err
	}
	open, ok := tok.(json.Delim)
	if !ok {
		return nil
	}
	keys := map[string]bool{}
	for dec.More() {
		if open == '{' {
			key, err := dec.Token()
			if err != nil {
				return err
			}
			name, _ := key.(string)
			if keys[name] {
				return fmt.Errorf("key %.60q comes twice", name)
			}
			keys[name] = true
		}
		if err := once(dec); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

// problems collects what is wrong, each with where it is.
type problems []error

func (p *problems) want(ok bool, format string, args ...any) {
	if !ok {
		*p = append(*p, fmt.Errorf("%w: %s", ErrExample, fmt.Sprintf(format, args...)))
	}
}
