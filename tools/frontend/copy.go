package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// MismatchError says that a file is not the one that was reviewed.
type MismatchError struct {
	Path string // the file that was read
	Got  string // its sum
	Want string // the sum in SHA256SUMS
}

func (e *MismatchError) Error() string {
	return fmt.Sprintf("%s: got sha256 %s, want %s (SHA256SUMS); nothing was copied. "+
		"If the package was upgraded on purpose, read the new file, then run the tool with -update", e.Path, e.Got, e.Want)
}

// Copy reads and checks every file before it writes the first, so that dist
// never holds a mixture. Files in dist that the list does not name are removed:
// what is embedded is what was reviewed.
func Copy(files []File, from, dist string) error {
	contents := make([][]byte, len(files))
	for i, f := range files {
		b, err := readChecked(filepath.Join(from, filepath.FromSlash(f.From)), f.Sum)
		if err != nil {
			return err
		}
		contents[i] = b
	}
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return fmt.Errorf("make dist: %w", err)
	}
	if err := removeOthers(files, dist); err != nil {
		return err
	}
	for i, f := range files {
		if err := os.WriteFile(filepath.Join(dist, f.Name), contents[i], 0o644); err != nil {
			return fmt.Errorf("write %s: %w", f.Name, err)
		}
	}
	return nil
}

// Check reports whether dist holds exactly the files of the list.
func Check(files []File, dist string) error {
	for _, f := range files {
		if _, err := readChecked(filepath.Join(dist, f.Name), f.Sum); err != nil {
			return err
		}
	}
	extra, err := others(files, dist)
	if err != nil {
		return err
	}
	if len(extra) > 0 {
		return fmt.Errorf("%s: %s is not in SHA256SUMS", dist, strings.Join(extra, ", "))
	}
	return nil
}

// Update writes the sums of the files as they are now. What it changes is
// reviewed like any other change: this is the one place where a new byte enters.
func Update(list, from string) error {
	text, err := os.ReadFile(list)
	if err != nil {
		return fmt.Errorf("read the list of files: %w", err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	for i, line := range lines {
		parts := strings.Fields(line)
		if len(parts) != 3 || strings.HasPrefix(parts[0], "#") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(from, filepath.FromSlash(parts[2])))
		if err != nil {
			return fmt.Errorf("read %s: %w", parts[2], err)
		}
		lines[i] = fmt.Sprintf("%s  %s  %s\n", Sum(b), parts[1], parts[2])
	}
	if err := os.WriteFile(list, []byte(strings.Join(lines, "")), 0o644); err != nil {
		return fmt.Errorf("write the list of files: %w", err)
	}
	return nil
}

func readChecked(path, want string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is not there: run npm ci --ignore-scripts in its folder first", path)
	}
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	if got := Sum(b); got != want {
		return nil, &MismatchError{Path: path, Got: got, Want: want}
	}
	return b, nil
}

func removeOthers(files []File, dist string) error {
	extra, err := others(files, dist)
	if err != nil {
		return err
	}
	for _, name := range extra {
		if err := os.Remove(filepath.Join(dist, name)); err != nil {
			return fmt.Errorf("remove a file that SHA256SUMS does not name: %w", err)
		}
	}
	return nil
}

// others lists what is in dist and not in files, but for .gitkeep.
func others(files []File, dist string) ([]string, error) {
	known := map[string]bool{".gitkeep": true}
	for _, f := range files {
		known[f.Name] = true
	}
	entries, err := os.ReadDir(dist)
	if err != nil {
		return nil, fmt.Errorf("list dist: %w", err)
	}
	var extra []string
	for _, e := range entries {
		if !known[e.Name()] {
			extra = append(extra, e.Name())
		}
	}
	return extra, nil
}
