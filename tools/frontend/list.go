package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// File is one line of SHA256SUMS: the sum that was reviewed and committed, the
// name in dist, and the file inside node_modules that it is taken from.
type File struct {
	Sum  string
	Name string
	From string
}

// ReadList reads SHA256SUMS. Empty lines and lines that begin with # are kept
// out. Names are plain file names: nothing is written outside dist.
func ReadList(path string) ([]File, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the list of files: %w", err)
	}
	var files []File
	seen := map[string]bool{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f, err := parseLine(line)
		if err != nil {
			return nil, fmt.Errorf("%s line %d: %w", path, n, err)
		}
		if seen[f.Name] {
			return nil, fmt.Errorf("%s line %d: %s is named twice", path, n, f.Name)
		}
		seen[f.Name] = true
		files = append(files, f)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s names no file", path)
	}
	return files, lines.Err()
}

func parseLine(line string) (File, error) {
	parts := strings.Fields(line)
	if len(parts) != 3 {
		return File{}, fmt.Errorf("%d words, want three: sum, name in dist, file in node_modules", len(parts))
	}
	f := File{Sum: parts[0], Name: parts[1], From: parts[2]}
	if raw, err := hex.DecodeString(f.Sum); err != nil || len(raw) != sha256.Size || strings.ToLower(f.Sum) != f.Sum {
		return File{}, fmt.Errorf("%q is not a SHA-256 sum in lower case hexadecimal", f.Sum)
	}
	if f.Name != filepath.Base(f.Name) || strings.HasPrefix(f.Name, ".") {
		return File{}, fmt.Errorf("%q is not a plain file name", f.Name)
	}
	if !filepath.IsLocal(f.From) {
		return File{}, fmt.Errorf("%q leads out of node_modules", f.From)
	}
	return f, nil
}

// Sum is the SHA-256 sum of b as SHA256SUMS writes it.
func Sum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
