package list

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// largest bounds a list, so that a wrong file is refused and not read for minutes.
const largest = 32 << 20

// Read returns the lines of a list with their fields. Where over is nil or lacks
// the file, it is read from built, which must have it.
func Read(over, built fs.FS, name string) ([][]string, error) {
	b, err := fs.ReadFile(built, name)
	if over != nil {
		own, missing := fs.ReadFile(over, name)
		switch {
		case missing == nil:
			b, err = own, nil
		case !errors.Is(missing, fs.ErrNotExist):
			return nil, fmt.Errorf("list %s: %w", name, missing)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", name, err)
	}
	if len(b) > largest {
		return nil, fmt.Errorf("list %s: %d bytes, at most %d", name, len(b), largest)
	}
	var out [][]string
	for line := range strings.Lines(string(b)) {
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		out = append(out, fields)
	}
	return out, nil
}

// Set reads a list of single words or phrases, folded to lower case.
func Set(over, built fs.FS, name string) (map[string]bool, error) {
	lines, err := Read(over, built, name)
	if err != nil {
		return nil, err
	}
	set := make(map[string]bool, len(lines))
	for _, fields := range lines {
		set[strings.ToLower(fields[0])] = true
	}
	return set, nil
}
