package evidence

import (
	"errors"
	"fmt"
	"slices"

	"parley.example/internal/ledger/wire"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

// ErrUnproven is returned where a file does not show what it says.
var ErrUnproven = errors.New("the file does not prove it")

// Finding is what a file proves about the host.
type Finding struct {
	Kind Kind
	Host charter.Host
	Text string // in English, for whoever runs the check
}

// Check verifies a file against the first charter document. A host that took
// over by succession is not in that document: its certificates are on the
// record, and the caller names it in later.
func Check(document, file []byte, later ...charter.Host) (Finding, error) {
	f, err := Parse(file)
	if err != nil {
		return Finding{}, err
	}
	state, err := charter.New(document)
	if err != nil {
		return Finding{}, err
	}
	if f.Mechanism != state.Mechanism() {
		return Finding{}, fmt.Errorf("%w: of mechanism %s, this charter is %s", ErrUnproven, f.Mechanism, state.Mechanism())
	}
	err = ErrUnproven
	for _, host := range append([]charter.Host{state.EraOf(0).Host}, later...) {
		var text string
		if text, err = f.check(host); err == nil {
			return Finding{Kind: f.Kind, Host: host, Text: text}, nil
		}
	}
	return Finding{}, err
}

func (f *File) check(host charter.Host) (string, error) {
	var heads []checkpoint.Checkpoint
	for _, raw := range f.Checkpoints {
		c, err := checkpoint.Parse([]byte(raw), charter.Era{Host: host})
		if err != nil {
			return "", err
		}
		heads = append(heads, c)
	}
	switch f.Kind {
	case Fork:
		return f.checkFork(heads)
	case PromiseTime, PromiseOrder, PromiseLost:
		p, err := f.promised(host, heads)
		if err != nil {
			return "", err
		}
		if f.Kind == PromiseLost {
			return f.checkLost(p, heads[0])
		}
		return f.checkPlaced(p, heads[0])
	case Suspicion:
		return "", fmt.Errorf("%w: a suspicion: %.200s", ErrUnproven, f.Note)
	}
	return "", fmt.Errorf("%w: kind %.40q", ErrForm, f.Kind)
}

// checkFork holds that the second tree at the first one's size has another
// root. The path proves what that root is.
func (f *File) checkFork(heads []checkpoint.Checkpoint) (string, error) {
	if len(heads) != 2 || f.Prefix == nil || heads[0].Size > heads[1].Size || heads[0].Size < 1 {
		return "", fmt.Errorf("%w: a fork has two checkpoints, the smaller first, and a prefix", ErrUnproven)
	}
	a, b := heads[0], heads[1]
	if *f.Prefix == a.Root {
		return "", fmt.Errorf("%w: the trees of %d and %d entries agree", ErrUnproven, a.Size, b.Size)
	}
	if err := proof.VerifyConsistency(a.Size, b.Size, f.Path, *f.Prefix, b.Root); err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnproven, err)
	}
	if a.Size == b.Size && *f.Prefix != b.Root {
		return "", fmt.Errorf("%w: the prefix is not the second root", ErrUnproven)
	}
	return fmt.Sprintf("%s has signed a tree of %d entries with root %s, and one of %d entries that at size %d had root %s",
		a.Origin, a.Size, a.Root, b.Size, a.Size, *f.Prefix), nil
}

func (f *File) promised(host charter.Host, heads []checkpoint.Checkpoint) (wire.Promise, error) {
	if f.Promise == nil || f.ID == nil || len(heads) != 1 {
		return wire.Promise{}, fmt.Errorf("%w: a broken promise has a promise, an id and one checkpoint", ErrUnproven)
	}
	p, err := f.Promise.Verify(host.Key)
	if err != nil {
		return p, err
	}
	if p.Mechanism != f.Mechanism || p.Origin != host.Origin {
		return p, fmt.Errorf("%w: a promise for %.80q", ErrUnproven, p.Origin)
	}
	if slices.Contains(p.IDs, *f.ID) {
		return p, nil
	}
	return p, fmt.Errorf("%w: the promise does not name statement %s", ErrUnproven, *f.ID)
}

// checkPlaced holds the two findings about a statement that was logged: with
// another time, or after a leaf with a later time.
func (f *File) checkPlaced(p wire.Promise, head checkpoint.Checkpoint) (string, error) {
	var leaves []statement.Leaf
	for _, l := range f.Leaves {
		if err := proof.VerifyInclusion(l.Index, head.Size, statement.LeafHash(l.Leaf), l.Path, head.Root); err != nil {
			return "", fmt.Errorf("%w: %w", ErrUnproven, err)
		}
		leaf, err := statement.ParseLeaf(l.Leaf)
		if err != nil {
			return "", fmt.Errorf("%w: %w", ErrUnproven, err)
		}
		leaves = append(leaves, leaf)
	}
	if len(leaves) == 0 || leaves[0].Envelope.ID() != *f.ID {
		return "", fmt.Errorf("%w: the first leaf is not the promised statement's", ErrUnproven)
	}
	if f.Kind == PromiseTime {
		if len(leaves) != 1 || leaves[0].ReceivedAt == p.ReceivedAt {
			return "", fmt.Errorf("%w: the leaf carries the promised time", ErrUnproven)
		}
		return fmt.Sprintf("%s has promised statement %s for %v and logged it at entry %d with %v",
			p.Origin, *f.ID, p.ReceivedAt, f.Leaves[0].Index, leaves[0].ReceivedAt), nil
	}
	if len(leaves) != 2 || f.Leaves[1].Index >= f.Leaves[0].Index || leaves[1].ReceivedAt <= p.ReceivedAt {
		return "", fmt.Errorf("%w: no leaf before it carries a later time", ErrUnproven)
	}
	return fmt.Sprintf("%s has promised statement %s for %v and logged it at entry %d after entry %d of %v",
		p.Origin, *f.ID, p.ReceivedAt, f.Leaves[0].Index, f.Leaves[1].Index, leaves[1].ReceivedAt), nil
}

// checkLost holds that the run reaches from before the promised time, or from
// the log's start, to after it, and that the statement is not in it. It could
// stand elsewhere only if the log's times went back, which no host may do.
func (f *File) checkLost(p wire.Promise, head checkpoint.Checkpoint) (string, error) {
	if f.Run == nil || len(f.Run.Leaves) == 0 {
		return "", fmt.Errorf("%w: no run of leaves", ErrUnproven)
	}
	var hashes []statement.Digest
	var first, last statement.Time
	for i, b := range f.Run.Leaves {
		hashes = append(hashes, statement.LeafHash(b))
		leaf, err := statement.ParseLeaf(b)
		if err != nil {
			continue // an entry without form carries no time and is nobody's statement
		}
		if leaf.Envelope.ID() == *f.ID {
			return "", fmt.Errorf("%w: the statement stands at entry %d", ErrUnproven, f.Run.First+int64(i))
		}
		if i == 0 {
			first = leaf.ReceivedAt
		}
		last = leaf.ReceivedAt
	}
	if err := proof.VerifyRange(f.Run.First, hashes, head.Size, f.Run.Beside, head.Root); err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnproven, err)
	}
	if f.Run.First != 0 && (first == 0 || first >= p.ReceivedAt) || last <= p.ReceivedAt {
		return "", fmt.Errorf("%w: the run does not reach from before %v to after it", ErrUnproven, p.ReceivedAt)
	}
	return fmt.Sprintf("%s has promised statement %s for %v; entries %d to %d, from %v to %v, are without it",
		p.Origin, *f.ID, p.ReceivedAt, f.Run.First, f.Run.First+int64(len(hashes))-1, first, last), nil
}
