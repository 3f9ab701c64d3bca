package audit

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"parley.example/internal/ledger/node/mirror"
)

// The files of a node's mirror beside tile/entries/: every stored hash in order,
// and the checkpoints with their sizes and lengths before them.
const (
	hashesFile = "hashes"
	headsFile  = "heads"
	headSize   = 8 + 4
)

// Open finds the log in a directory: of a host, its log/, of a node, or its
// mirror/.
func Open(dir string) (Source, error) {
	for _, sub := range []string{"", "log", "mirror"} {
		within := filepath.Join(dir, sub)
		if isFile(filepath.Join(within, "checkpoint")) {
			return Dir(within), nil
		}
		if isFile(filepath.Join(within, headsFile)) {
			return Mirror(within), nil
		}
	}
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return nil, fmt.Errorf("open log: %w", err)
	case !info.IsDir():
		return nil, fmt.Errorf("open log: %s is no directory", dir)
	}
	return Dir(dir), nil // the audit says what is not there
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// Mirror is a node's own copy of a log. It has the bundles of tlog-tiles, of
// which the last one grows; the tiles are read from its file of hashes.
type Mirror string

// Read makes what a server of this copy would answer.
func (m Mirror) Read(ctx context.Context, path string) ([]byte, error) {
	if path == "checkpoint" {
		return m.checkpoint()
	}
	level, n, width, err := mirror.ParsePath(strings.TrimPrefix(path, "tile/"))
	switch {
	case err != nil:
		return nil, err
	case level < 0 && width < mirror.Width:
		return nil, fmt.Errorf("%s: %w", path, ErrAbsent) // it is the beginning of the one that grows
	case level < 0:
		return Dir(m).Read(ctx, path)
	}
	b, err := tlog.ReadTileData(tlog.Tile{H: mirror.Height, L: level, N: n, W: width}, m)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return b, nil
}

// checkpoint returns the last one kept, and reads no other: there is one for
// nearly every batch of a record's life. A torn end is left aside, as the node
// does at its start.
func (m Mirror) checkpoint() (last []byte, err error) {
	f, err := os.Open(filepath.Join(string(m), headsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", headsFile, ErrAbsent)
	}
	if err != nil {
		return nil, fmt.Errorf("read heads: %w", err)
	}
	defer func() { _ = f.Close() }() // read only
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("read heads: %w", err)
	}
	var before [headSize]byte
	var at, length int64
	for end := int64(0); end+headSize <= info.Size(); end = at + length {
		if _, err := f.ReadAt(before[:], end); err != nil {
			return nil, fmt.Errorf("read heads: %w", err)
		}
		n := int64(binary.BigEndian.Uint32(before[headSize-4:]))
		if end+headSize+n > info.Size() {
			break
		}
		at, length = end+headSize, n
	}
	if length == 0 || length > maxFile {
		return nil, fmt.Errorf("a checkpoint in %s: %w", headsFile, ErrAbsent)
	}
	last = make([]byte, length)
	if _, err := f.ReadAt(last, at); err != nil {
		return nil, fmt.Errorf("read heads: %w", err)
	}
	return last, nil
}

// Files is nothing: what the checkpoint covers is read whole, and the bundle
// that grows may already hold more.
func (Mirror) Files() ([]string, error) { return nil, nil }

// ReadHashes reads stored hashes, also of the levels inside the tiles, so that
// an audit reads each byte of the file.
func (m Mirror) ReadHashes(at []int64) ([]tlog.Hash, error) {
	f, err := os.Open(filepath.Join(string(m), hashesFile))
	if err != nil {
		return nil, fmt.Errorf("read hashes: %w", err)
	}
	defer func() { _ = f.Close() }() // read only
	out := make([]tlog.Hash, len(at))
	for i, n := range at {
		_, err := f.ReadAt(out[i][:], n*tlog.HashSize)
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("hash %d in %s: %w", n, hashesFile, ErrAbsent)
		}
		if err != nil {
			return nil, fmt.Errorf("read hashes: %w", err)
		}
	}
	return out, nil
}
