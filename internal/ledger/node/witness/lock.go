package witness

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// ErrRuns is returned where another process has the directory: what one of them
// keeps the other would write over, an origin that was retired among it.
var ErrRuns = errors.New("another process has this node's directory; stop the node first")

// lock keeps every other process off the directory. It ends with the process.
func lock(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("witness: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("witness: %s: %w: %w", name, ErrRuns, err), f.Close())
	}
	return f, nil
}
