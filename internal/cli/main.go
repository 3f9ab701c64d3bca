package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"parley.example/internal/kinds"
)

// The exit codes. DESIGN §11.
const (
	done    = 0
	refused = 1 // or a fault was found
	misused = 2
)

// world is all that commands see of the outside.
type world struct {
	in       io.Reader
	out, err io.Writer
	env      func(name string) string
	kinds    nouns
}

// Main runs one command and returns its exit code. It ends when ctx does. It
// never exits by itself and keeps nothing between calls.
func Main(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	w := &world{in: stdin, out: stdout, err: stderr, env: os.Getenv, kinds: nounsOf(kinds.All())}
	return w.run(ctx, args)
}

func (w *world) run(ctx context.Context, args []string) int {
	root := w.root() //nolint:contextcheck // cobra hands the context to each command
	root.SetArgs(args)
	ran, err := root.ExecuteContextC(ctx)
	var wrong *usageError
	var many *manyError
	switch {
	case err == nil:
		return done
	case errors.As(err, &wrong):
		w.say("%s: %s; see %s --help", ran.CommandPath(), line(err.Error()), ran.CommandPath())
		return misused
	case errors.As(err, &many):
		for _, text := range many.lines {
			w.say("%s: %s", ran.CommandPath(), line(text))
		}
	default:
		w.say("%s: %s", ran.CommandPath(), line(err.Error()))
	}
	return refused
}

// root makes the tree of commands.
func (w *world) root() *cobra.Command {
	root := w.group("parley", "ask, answer and prove, between parties that do not trust one another")
	root.CompletionOptions.DisableDefaultCmd = true
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetIn(w.in)
	root.SetOut(w.out)
	root.SetErr(w.err)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err} })
	root.AddCommand(w.version(), w.record(), w.receipt(), w.picture(), w.demo(), w.host(), w.node(), w.roots(), w.intake(), w.bench())
	for _, noun := range w.kinds.list {
		root.AddCommand(w.noun(noun))
	}
	return root
}

// group is a command that does nothing but hold others.
func (w *world) group(use, short string) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			var names []string
			for _, sub := range c.Commands() {
				if sub.IsAvailableCommand() {
					names = append(names, sub.Name())
				}
			}
			if len(args) > 0 {
				return usage("there is no %q; there are: %s", args[0], strings.Join(names, ", "))
			}
			return usage("say which: %s", strings.Join(names, ", "))
		},
	}
}

// say writes one line for people to stderr.
func (w *world) say(format string, args ...any) { _, _ = fmt.Fprintf(w.err, format+"\n", args...) }

// show writes one line to stdout, without what would steer a terminal.
func (w *world) show(format string, args ...any) error {
	_, err := fmt.Fprintln(w.out, plain(fmt.Sprintf(format, args...)))
	return err
}
