package audit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

// Source is where a log is read from, by paths as of tlog-tiles: "checkpoint",
// "tile/entries/000".
type Source interface {
	Read(ctx context.Context, path string) ([]byte, error)
	// Files lists the paths under tile/ that there are, so that none is left
	// unread; nil where that cannot be known.
	Files() ([]string, error)
}

// ErrAbsent is returned by a Source for what is not there.
var ErrAbsent = errors.New("not there")

// maxFile bounds what is read at once, from a server or a directory: the largest
// entry bundle.
const maxFile = 256 * (2 + 65_535)

// within is how long a server may take over one file.
const within = 2 * time.Minute

// Dir is a log in a directory: a host's log/ or a node's mirror/.
type Dir string

// Read reads a file.
func (d Dir) Read(_ context.Context, path string) ([]byte, error) {
	b, err := readBounded(filepath.Join(string(d), filepath.FromSlash(path)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", path, ErrAbsent)
	}
	return b, err
}

// readBounded reads a file of a directory that somebody else may have made: no
// device or pipe, and no more than a log or a body may have.
func readBounded(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &Fault{Where: path, Err: errors.New("no regular file")}
	}
	if info.Size() > maxFile {
		return nil, &Fault{Where: path, Err: fmt.Errorf("more than %d bytes", maxFile)}
	}
	return os.ReadFile(path)
}

// Files lists everything under tile/.
func (d Dir) Files() ([]string, error) {
	var files []string
	err := filepath.WalkDir(filepath.Join(string(d), "tile"), func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			return nil
		}
		rel, err := filepath.Rel(string(d), path)
		files = append(files, filepath.ToSlash(rel))
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	sort.Strings(files)
	return files, err
}

// Server is a log behind a URL.
type Server struct {
	URL    string
	Client *http.Client // nil: the default one
}

// Read fetches a file.
func (s Server) Read(ctx context.Context, path string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(s.URL, "/")+"/"+path, http.NoBody)
	if err != nil {
		return nil, err
	}
	client := s.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", path, err)
	}
	defer func() { _ = resp.Body.Close() }() // read only
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound:
		return nil, fmt.Errorf("%s: %w", path, ErrAbsent)
	default:
		return nil, fmt.Errorf("fetch %s: the server says %s", path, resp.Status)
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", path, err)
	}
	if len(b) > maxFile {
		return nil, fmt.Errorf("fetch %s: more than %d bytes", path, maxFile)
	}
	return b, nil
}

// Files is not known of a server.
func (Server) Files() ([]string, error) { return nil, nil }
