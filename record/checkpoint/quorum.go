package checkpoint

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"parley.example/record/charter"
	"parley.example/record/statement"
)

// ErrQuorum is returned for a checkpoint that fewer witnesses have cosigned
// than the charter asks for. R-CHECKPOINT-7.
var ErrQuorum = errors.New("no quorum")

// Quorum reports whether the era's k witnesses have cosigned; if not, the error
// names those who have not. R-CHECKPOINT-7.
func (c *Checkpoint) Quorum(era charter.Era) error {
	var missing []string
	have := 0
	for _, w := range era.Witnesses {
		if c.cosignedBy(w) {
			have++
		} else {
			missing = append(missing, w.Member)
		}
	}
	if era.Quorum < 1 || have < era.Quorum {
		return fmt.Errorf("checkpoint of size %d: %w: %d of %d witnesses have cosigned, %d are needed; not by %s",
			c.Size, ErrQuorum, have, len(era.Witnesses), era.Quorum, strings.Join(missing, ", "))
	}
	return nil
}

// QuorumTime returns the time by which the quorum stood: of the era's
// cosignatures the k earliest, of these the latest. Cosignatures beyond the
// quorum, which come late, do not move it. R-CHECKPOINT-8.
func (c *Checkpoint) QuorumTime(era charter.Era) (statement.Time, error) {
	if err := c.Quorum(era); err != nil {
		return 0, err
	}
	var times []statement.Time
	for _, w := range era.Witnesses {
		for _, sig := range c.Cosigned {
			if sig.Name == w.Name && sig.Member == w.Member {
				times = append(times, sig.At)
			}
		}
	}
	slices.Sort(times)
	return times[era.Quorum-1], nil
}

func (c *Checkpoint) cosignedBy(w charter.Witness) bool {
	return slices.ContainsFunc(c.Cosigned, func(sig Cosignature) bool {
		return sig.Name == w.Name && sig.Member == w.Member
	})
}

// Transition reads the checkpoint that first covers an amendment: it carries
// the quorum of the era before and of the era after it, so that neither set of
// members can be led onto a record that the other did not see. R-CHECKPOINT-9.
func Transition(raw []byte, before, after charter.Era) (Checkpoint, error) {
	c, err := Parse(raw, after)
	if err != nil {
		return Checkpoint{}, err
	}
	if c.Size < after.From {
		return Checkpoint{}, fmt.Errorf("checkpoint of size %d: the era begins at %d", c.Size, after.From)
	}
	if err := c.Quorum(after); err != nil {
		return Checkpoint{}, fmt.Errorf("era from %d: %w", after.From, err)
	}
	// The witnesses of the era before cosign the same text, under the host of
	// the era after.
	old := before
	old.Host = after.Host
	earlier, err := Parse(raw, old)
	if err != nil {
		return Checkpoint{}, err
	}
	if err := earlier.Quorum(before); err != nil {
		return Checkpoint{}, fmt.Errorf("era from %d: %w", before.From, err)
	}
	return c, nil
}
