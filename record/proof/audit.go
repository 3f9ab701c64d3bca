package proof

import (
	"fmt"
	"maps"
	"sync"

	"github.com/transparency-dev/merkle/compact"

	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// The hand-over between the workers and the fold: a chunk is what one worker
// prepares at a time, and no worker runs more than auditAhead chunks ahead of the
// fold, so that keys which the fold has just learnt are known to them soon.
const (
	auditChunk = 32
	auditAhead = 4 // for each worker
)

// Auditor checks a log from its first leaf on: it judges every entry by the
// record rules and builds the tree. Signatures are checked on several cores,
// everything else in the order of the log. Its memory does not grow with the
// log but by the keys on it. It is not safe for concurrent use. R-AUDIT.
type Auditor struct {
	state   *charter.State
	tree    *compact.Range
	workers int
	ready   []charter.Prepared // of one Take, used again
	entry   charter.Entry      // of one call of each
	report  Report
	before  statement.Seen // as in Edge
}

// Report counts what an audit met. The record keeps void entries, so that one is
// there is no fault of the log; but the host refuses what this audit finds void,
// so it is evidence about the host. PROTOCOL A3.
type Report struct {
	Entries  int64            `json:"entries"`
	Void     map[string]int64 `json:"void"`     // by rule
	Backward int64            `json:"backward"` // entries received before the record time, by the host's own clock: it broke A13
}

// NewAuditor returns an auditor of the empty log of a first charter document,
// which checks signatures on as many cores as workers says.
func NewAuditor(document []byte, workers int) (*Auditor, error) {
	state, err := charter.New(document)
	if err != nil {
		return nil, err
	}
	return newAuditor(state, ranges().NewEmptyRange(0), workers), nil
}

// Edge is what an auditor keeps of the tree, to go on from later.
type Edge struct {
	Hashes []statement.Digest `json:"hashes"` // the compact range of the leaves taken
	Before statement.Seen     `json:"before"` // the tree before the latest first certificate of a succession
}

// ResumeAuditor goes on from a state that was audited before, with what Edge
// returned then. It takes the state over.
func ResumeAuditor(state *charter.State, edge Edge, workers int) (*Auditor, error) {
	tree, err := ranges().NewRange(0, width(state.Size()), slicesOf(edge.Hashes))
	if err != nil {
		return nil, fmt.Errorf("resume audit at %d: %w", state.Size(), err)
	}
	a := newAuditor(state, tree, workers)
	a.before = edge.Before
	return a, nil
}

func newAuditor(state *charter.State, tree *compact.Range, workers int) *Auditor {
	a := &Auditor{state: state, tree: tree, workers: max(1, workers)}
	a.report.Void = map[string]int64{}
	return a
}

// Take judges the next leaves in order and calls each with every entry, which
// holds only during that call. It stops at the first error of each, after that
// entry. The leaves are not kept.
func (a *Auditor) Take(leaves [][]byte, each func(*charter.Entry) error) error {
	chunks := (len(leaves) + auditChunk - 1) / auditChunk
	if cap(a.ready) < len(leaves) {
		a.ready = make([]charter.Prepared, len(leaves))
	}
	ready := a.ready[:len(leaves)]
	done := make([]chan struct{}, chunks)
	for i := range done {
		done[i] = make(chan struct{})
	}
	tickets := make(chan int, auditAhead*a.workers) // chunks that may be prepared now
	var wg sync.WaitGroup
	defer wg.Wait()
	defer close(tickets)
	for range min(a.workers, chunks) {
		wg.Go(func() {
			for i := range tickets {
				for n := i * auditChunk; n < min(len(leaves), (i+1)*auditChunk); n++ {
					ready[n] = charter.Prepare(leaves[n], a.state.Pub)
				}
				close(done[i])
			}
		})
	}
	issued := 0
	for i := range done {
		for ; issued < chunks && issued < i+cap(tickets); issued++ {
			tickets <- issued
		}
		<-done[i]
		for n := i * auditChunk; n < min(len(leaves), (i+1)*auditChunk); n++ {
			if err := a.fold(&ready[n], each); err != nil {
				return err
			}
		}
	}
	return nil
}

// fold takes one prepared leaf into the state and the tree.
func (a *Auditor) fold(p *charter.Prepared, each func(*charter.Entry) error) error {
	e := &a.entry
	*e = a.state.Fold(*p)
	*p = charter.Prepared{}
	if e.Void == nil && e.Statement.Type == charter.TypeSucceeded {
		if err := a.succeed(e); err != nil {
			return err
		}
	}
	hash := e.Hash // the tree keeps what it is given
	if err := a.tree.Append(hash[:], nil); err != nil {
		return fmt.Errorf("tree at entry %d: %w", e.Index, err)
	}
	a.report.Entries++
	if e.Void != nil {
		a.report.Void[e.Void.Rule]++
	}
	if e.Leaf.ReceivedAt != 0 && e.Leaf.ReceivedAt < e.Time {
		a.report.Backward++
	}
	if each == nil {
		return nil
	}
	return each(e)
}

// succeed holds a certificate of a succession against the old leaves: the new
// log begins with those whose root the certificates name, or it is another
// record. R-AUDIT-4.
func (a *Auditor) succeed(e *charter.Entry) error {
	var act charter.Succeeded
	if err := statement.Decode(e.Statement.Act, &act); err != nil {
		return fmt.Errorf("succession at entry %d: %w", e.Index, err)
	}
	if act.Size == e.Index { // the first certificate follows the old leaves
		root, err := a.Root()
		if err != nil {
			return err
		}
		a.before = statement.Seen{Root: root, Size: e.Index}
	}
	took := a.state.EraOf(e.Index + 1).Succession
	if took == nil || *took != act {
		return nil // not in force yet
	}
	if a.before != (statement.Seen{Root: act.Root, Size: act.Size}) {
		return fmt.Errorf("%w: the succession to %s names root %s of %d entries; the log has root %s of %d",
			ErrTree, act.NewOrigin, act.Root, act.Size, a.before.Root, a.before.Size)
	}
	return nil
}

// State returns the state after the last leaf taken. The auditor moves it on.
func (a *Auditor) State() *charter.State { return a.state }

// Report returns what the audit has met so far.
func (a *Auditor) Report() Report {
	r := a.report
	r.Void = maps.Clone(r.Void)
	return r
}

// Edge returns what ResumeAuditor goes on from, beside the state.
func (a *Auditor) Edge() Edge {
	edge := Edge{Before: a.before}
	for _, h := range a.tree.Hashes() {
		edge.Hashes = append(edge.Hashes, statement.Digest(h))
	}
	return edge
}

// Root returns the root of the tree over the leaves taken.
func (a *Auditor) Root() (statement.Digest, error) {
	if a.tree.End() == 0 {
		return statement.EmptyRoot, nil
	}
	root, err := a.tree.GetRootHash(nil)
	if err != nil {
		return statement.Digest{}, fmt.Errorf("root of %d entries: %w", a.tree.End(), err)
	}
	return statement.Digest(root), nil
}

// Check verifies a checkpoint over exactly the leaves taken: the host's
// signature and the quorum of the era in force, size and root. R-AUDIT-3.
func (a *Auditor) Check(raw []byte) (checkpoint.Checkpoint, error) {
	era := a.state.EraOf(a.state.Size())
	c, err := checkpoint.Parse(raw, era)
	if err != nil {
		return checkpoint.Checkpoint{}, err
	}
	if c.Size != a.state.Size() {
		return checkpoint.Checkpoint{}, fmt.Errorf("%w: the checkpoint has %d entries, %d were read", ErrTree, c.Size, a.state.Size())
	}
	root, err := a.Root()
	if err != nil {
		return checkpoint.Checkpoint{}, err
	}
	if root != c.Root {
		return checkpoint.Checkpoint{}, fmt.Errorf("%w: %d entries have root %s, the checkpoint says %s", ErrTree, c.Size, root, c.Root)
	}
	if err := c.Quorum(era); err != nil {
		return checkpoint.Checkpoint{}, err
	}
	return c, nil
}
