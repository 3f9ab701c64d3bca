//go:build !linux

package cli

import (
	"errors"
	"os"
)

// hide is not known on this system.
func hide(*os.File) (func() error, error) { return nil, errors.ErrUnsupported }

// typedAt is not known on this system: nobody can be asked.
func typedAt(*os.File) bool { return false }
