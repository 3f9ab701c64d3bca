// Command parley is all of Parley: host, node, and the tools of officers and
// auditors. See package cli.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"parley.example/internal/cli"
)

func main() { os.Exit(run()) }

// run ends the command on the first signal in good order; a second one ends the
// process at once.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return cli.Main(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
}
