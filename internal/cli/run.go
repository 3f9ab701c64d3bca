package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"
	"k8s.io/klog/v2"

	"parley.example/internal/bench"
	"parley.example/internal/server"
)

func (w *world) demo() *cobra.Command {
	var conf server.DemoConfig
	var verbose bool
	c := &cobra.Command{
		Use:   "demo [--once] [--dir DIR] [--listen ADDR]",
		Short: "run the example mechanism whole, on this machine: a host and five nodes",
		Long: "Plays the example through a real host and five nodes, then stays up with a sign-in for every officer.\n" +
			"EXERCISE: everything in it is invented. With --once it plays, prints every member's picture, verifies every receipt, and ends.",
		Example: "  parley demo --once",
		Args:    exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			conf.Out, conf.Log = w.out, w.logger(verbose)
			return ended(c.Context(), server.Demo(c.Context(), conf))
		},
	}
	c.Flags().BoolVar(&conf.Once, "once", false, "play, print, verify, end")
	c.Flags().StringVar(&conf.Dir, "dir", "", "empty directory to keep everything in; a temporary one if left out")
	c.Flags().StringVar(&conf.Listen, "listen", "", "the first address; the others follow (127.0.0.1:7400)")
	c.Flags().BoolVarP(&verbose, "verbose", "v", false, "log what host and nodes do to stderr")
	return c
}

func (w *world) host() *cobra.Command {
	c := w.group("host", "run the host of a mechanism: it orders entries and holds no member's secret")
	c.AddCommand(
		w.serve("host", "run", "run the host in a directory until it is told to stop", func(ctx context.Context, dir string, log *slog.Logger) error {
			h, err := server.OpenHost(dir, log)
			if err != nil {
				return err
			}
			log.Info("host is up", slog.String("address", h.Address()))
			return errors.Join(ended(ctx, h.Run(ctx)), h.Close())
		}),
		w.hostInit(),
		w.hostPrepare(),
		w.hostSucceed(),
	)
	return c
}

func (w *world) node() *cobra.Command {
	c := w.group("node", "run a member's node: it holds the keys, checks the record and serves the officers")
	c.AddCommand(
		w.nodeInit(),
		w.nodeJoin(),
		w.runNode(),
		w.nodeRetire(),
		w.nodeFollow(),
	)
	return c
}

// serve makes a command that runs until its context ends.
func (w *world) serve(what, use, short string, run func(ctx context.Context, dir string, log *slog.Logger) error) *cobra.Command {
	var dir string
	var verbose bool
	c := &cobra.Command{
		Use: use + " --dir DIR", Short: short, Args: exactly(),
		Example: "  parley " + what + " run --dir /var/lib/parley/" + what,
		RunE: func(c *cobra.Command, _ []string) error {
			if dir == "" {
				return usage("give --dir, the %s's directory", what)
			}
			return run(c.Context(), dir, w.logger(verbose))
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "the "+what+"'s directory")
	c.Flags().BoolVarP(&verbose, "verbose", "v", false, "log more")
	return c
}

// ended tells an end that was asked for from a fault.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// logger writes what a running host or node says to stderr.
func (w *world) logger(verbose bool) *slog.Logger {
	level := slog.LevelInfo
	if verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(w.err, &slog.HandlerOptions{Level: level}))
	klog.SetSlogLogger(log.With(slog.String("part", "log engine"))) // tessera speaks through it
	return log
}

func (w *world) bench() *cobra.Command {
	var o bench.Options
	var names []string
	for _, b := range bench.All() {
		names = append(names, b.Name)
	}
	c := &cobra.Command{
		Use: "bench NAME", Short: "measure, beside a peer in the same run: " + strings.Join(names, ", "),
		Example: "  parley bench audit -n 20000",
		Args:    exactly("benchmark: " + strings.Join(names, ", ")),
		RunE: func(c *cobra.Command, args []string) error {
			o.Log = w.err
			figures, err := bench.Run(c.Context(), args[0], o)
			if err != nil {
				return err
			}
			b, err := json.Marshal(figures)
			if err != nil {
				return fmt.Errorf("write figures: %w", err)
			}
			_, err = fmt.Fprintf(w.out, "%s\n", b)
			return err
		},
	}
	c.Flags().IntVarP(&o.N, "number", "n", 0, "of statements or rounds; the benchmark's own if left out")
	c.Flags().StringVar(&o.Dir, "dir", "", "for files; a temporary one if left out")
	return c
}
