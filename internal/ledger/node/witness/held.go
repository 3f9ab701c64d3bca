package witness

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"parley.example/record/statement"
)

// Held is the tree that the witness holds to: it never takes another one in its
// place. It is on disk before anything is cosigned.
type Held struct {
	Size       int64            `json:"size"`
	Root       statement.Digest `json:"root"`
	Checkpoint []byte           `json:"checkpoint"` // as the host signed it; nil at size 0
	Latest     statement.Time   `json:"latest"`     // the greatest received_at in it
	Retired    []string         `json:"retired"`    // origins that are never cosigned again
}

const heldName = "held.json"

// readHeld returns what is held, the empty tree where nothing ever was.
func readHeld(dir string) (Held, error) {
	h := Held{Root: statement.EmptyRoot}
	b, err := os.ReadFile(filepath.Join(dir, heldName))
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	if err != nil {
		return h, fmt.Errorf("witness: %w", err)
	}
	if err := json.Unmarshal(b, &h); err != nil {
		return h, fmt.Errorf("witness: %s is damaged; restore witness/ from the back-up: %w", filepath.Join(dir, heldName), err)
	}
	return h, nil
}

// writeHeld replaces the file durably.
func writeHeld(dir string, h *Held) error {
	b, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	name := filepath.Join(dir, heldName)
	f, err := os.OpenFile(name+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	return nil
}
