package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"

	"github.com/spf13/cobra"

	"parley.example/internal/server"
)

func (w *world) picture() *cobra.Command {
	c := w.group("picture", "what a node made of the record: its digest, and how to make it anew")
	c.AddCommand(w.pictureDigest(), w.pictureRebuild())
	return c
}

func (w *world) pictureDigest() *cobra.Command {
	var f nodeFlags
	var asJSON bool
	c := &cobra.Command{
		Use: "digest --node URL", Short: "print where a node's picture stands; equal digests of equal rules are equal pictures",
		Example: "  parley picture digest --node http://127.0.0.1:8451 --officer m.saleh --json",
		Args:    exactly(),
		RunE:    func(c *cobra.Command, _ []string) error { return w.digest(c.Context(), f, asJSON) },
	}
	f.add(c)
	c.Flags().BoolVar(&asJSON, "json", false, "print the node's answer as JSON")
	return c
}

func (w *world) digest(ctx context.Context, f nodeFlags, asJSON bool) error {
	cl, err := w.signIn(ctx, f)
	if err != nil {
		return err
	}
	defer cl.end(ctx)
	b, err := cl.get(ctx, "/picture")
	if err != nil {
		return err
	}
	if asJSON {
		return w.verbatim(b)
	}
	return w.showOne(b, reflect.TypeFor[server.Digest]())
}

// The files of a picture, derived all of them.
const pictureFile = "picture.db"

var pictureEndings = []string{"", "-wal", "-shm", "-journal"}

func (w *world) pictureRebuild() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use: "rebuild --dir DIR", Short: "remove the picture of a stopped node; it makes it anew from its mirror at the next start",
		Example: "  parley picture rebuild --dir /var/lib/parley/node",
		Args:    exactly(),
		RunE:    func(*cobra.Command, []string) error { return w.rebuild(dir) },
	}
	c.Flags().StringVar(&dir, "dir", "", "the node's directory")
	return c
}

func (w *world) rebuild(dir string) error {
	if dir == "" {
		return usage("give --dir, the node's directory")
	}
	if _, err := os.Stat(filepath.Join(dir, "node.json")); err != nil {
		return fmt.Errorf("%s is no directory of a node: %w", dir, err)
	}
	path := filepath.Join(dir, pictureFile)
	for _, name := range []string{path, path + "-shm"} {
		by, err := holder(name)
		if err != nil {
			return fmt.Errorf("is the node running? %w", err)
		}
		if by != 0 {
			return fmt.Errorf("process %d has %s open: stop the node first", by, name)
		}
	}
	removed := 0
	for _, ending := range pictureEndings {
		err := os.Remove(path + ending)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove picture: %w", err)
		}
		if err == nil {
			removed++
		}
	}
	if removed == 0 {
		return w.show("there is no picture in %s; the node makes it at its next start", dir)
	}
	return w.show("removed the picture in %s; the node makes it anew from its mirror at its next start", dir)
}
