package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"parley.example/internal/press/load"
)

// Collector reads what the command line names, one source at a time, so that
// no more than one is in memory on its account.
type Collector struct {
	Client *Client
	Bytes  int64 // of a file, 32 MiB
	Files  int   // of a directory with all below it, 100,000
}

// Each yields the source of each argument: a file, each file of a directory and
// of those below it in the order of their names, or the page of an address. A
// fault comes in the place of its source, and the rest goes on. In a directory,
// what begins with a dot and what is no plain file is passed over: a link could
// lead out of it, a pipe would never end.
func (c *Collector) Each(ctx context.Context, args []string) iter.Seq2[load.Source, error] {
	return func(yield func(load.Source, error) bool) {
		for _, arg := range args {
			if ctx.Err() != nil {
				yield(load.Source{File: arg}, ctx.Err())
				return
			}
			if !c.one(ctx, arg, yield) {
				return
			}
		}
	}
}

func (c *Collector) one(ctx context.Context, arg string, yield func(load.Source, error) bool) bool {
	if IsURL(arg) {
		client := c.Client
		if client == nil {
			client = &Client{}
		}
		src, err := client.Page(ctx, arg)
		src.File = arg
		return yield(src, err)
	}
	info, err := os.Stat(arg)
	switch {
	case err != nil:
		return yield(load.Source{File: arg}, fmt.Errorf("%w; name a file, a directory or an address", err))
	case info.IsDir():
		return c.tree(ctx, arg, yield)
	}
	return c.file(arg, yield)
}

// errStop ends a walk that the reader of the sources has had enough of.
var errStop = errors.New("stop")

func (c *Collector) tree(ctx context.Context, root string, yield func(load.Source, error) bool) bool {
	left := or(c.Files, 100_000)
	// A link that was named is followed, as a file's is: by the name with a slash.
	err := filepath.WalkDir(root+string(filepath.Separator), func(path string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			if !yield(load.Source{File: path}, err) {
				return errStop
			}
			return nil // what else is there is read
		case filepath.Clean(path) != filepath.Clean(root) && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !d.Type().IsRegular():
			return nil
		}
		if left--; left < 0 {
			return fmt.Errorf("%w: %s holds more than %d files; name its parts", ErrTooLarge, root, or(c.Files, 100_000))
		}
		if !c.file(path, yield) {
			return errStop
		}
		return nil
	})
	switch {
	case errors.Is(err, errStop):
		return false
	case err != nil:
		return yield(load.Source{File: root}, err)
	}
	return true
}

// file reads a plain file up to the limit. Its size is not asked beforehand: it
// may grow, and some files have none.
func (c *Collector) file(name string, yield func(load.Source, error) bool) bool {
	raw, err := read(name, or(c.Bytes, 32<<20))
	return yield(load.Source{File: filepath.ToSlash(name), Raw: raw}, err)
}

func read(name string, limit int64) (raw []byte, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no plain file; save what it gives and name that", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if raw, err = io.ReadAll(io.LimitReader(f, limit+1)); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if int64(len(raw)) > limit {
		return nil, fmt.Errorf("%s: %w: more than %d bytes; cut it into parts", name, ErrTooLarge, limit)
	}
	return raw, nil
}
