package node

import (
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"parley.example/internal/ledger/node/evidence"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/statement"
)

// liveness is what Live rests on. It is safe for concurrent use; the zero value
// is ready.
type liveness struct {
	mu       sync.Mutex
	head     checkpoint.Checkpoint // the newest with quorum
	quorum   int
	hostSeen statement.Time
	hostSize int64 // the largest that the host has shown
	hostLast int64 // the size that it showed last
	down     bool  // the host did not take the last batch
	peers    map[string]peerView
	size     int64
	record   statement.Time
	failed   int // folds in a row that the picture did not commit
}

// peerView is what another node showed last.
type peerView struct {
	seen  statement.Time // when it last confirmed a tree consistent with ours
	size  int64
	ahead statement.Time // since when it shows more than the host; 0 if it does not
}

func (l *liveness) hostAnswered(now statement.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hostSeen = now
}

// hostShowed takes what the host showed, which was checked with err.
func (l *liveness) hostShowed(raw []byte, err error) {
	size, bad := checkpoint.ClaimedSize(raw)
	if bad != nil || err != nil && !errors.Is(err, checkpoint.ErrQuorum) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hostLast, l.hostSize = size, max(l.hostSize, size)
	for member, p := range l.peers {
		if p.size <= size {
			p.ahead = 0
			l.peers[member] = p
		}
	}
}

// peerShowed takes a checkpoint of another node that is consistent with ours.
func (l *liveness) peerShowed(member string, size int64, now statement.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.peers == nil {
		l.peers = map[string]peerView{}
	}
	p := l.peers[member]
	p.seen, p.size = now, size
	switch {
	case size <= l.hostLast:
		p.ahead = 0
	case p.ahead == 0:
		p.ahead = now
	}
	l.peers[member] = p
}

func (l *liveness) hostTook(ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = !ok
}

func (l *liveness) hostUp() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.down
}

// setHead takes a checkpoint with quorum: a larger one, or one of the same size
// whose cosignatures are fresher.
func (l *liveness) setHead(c checkpoint.Checkpoint, era charter.Era) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if c.Size < l.head.Size || c.Size == l.head.Size && freshest(c, era.Quorum) < freshest(l.head, era.Quorum) {
		return
	}
	l.head, l.quorum = c, era.Quorum
}

// freshest is the time not before which k witnesses have cosigned.
func freshest(c checkpoint.Checkpoint, k int) statement.Time {
	var times []statement.Time
	for _, sig := range c.Cosigned {
		times = append(times, sig.At)
	}
	if k < 1 || len(times) < k {
		return 0
	}
	slices.Sort(times)
	return times[len(times)-k]
}

func (l *liveness) newest() checkpoint.Checkpoint {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.head
}

func (l *liveness) folded(size int64, record statement.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.size, l.record, l.failed = size, record, 0
}

func (l *liveness) failedFold() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failed++
}

func (l *liveness) failures() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failed
}

// Live says whether the picture may be trusted to be the newest, and if not,
// every reason. PROTOCOL A5.
func (n *Node) Live() Live {
	now, t := n.cfg.Clock(), n.tolerances()
	_, other := n.RulesInForce()
	out := Live{Alone: len(n.peers) == 0, Fork: n.fault.forked(), HostBehind: n.hostBehind(millis(t.Clock)), PeersSeen: map[string]statement.Time{}}
	l := &n.live
	l.mu.Lock()
	defer l.mu.Unlock()
	out.HostSeen, out.Head, out.Folded, out.Record = l.hostSeen, l.head.Size, l.size, l.record
	fresh := millis(t.Fresh)
	add := func(when bool, why Reason) {
		if when {
			out.Reasons = append(out.Reasons, why)
		}
	}
	confirmed := false
	// Others may show for a moment what the host shows us next.
	grace := max(2*millis(t.Clock), 500*time.Millisecond)
	for member, p := range l.peers {
		out.PeersSeen[member] = p.seen
		confirmed = confirmed || now.Sub(p.seen) <= fresh
		if p.ahead != 0 && now.Sub(p.ahead) > grace {
			out.HostKeeps = max(out.HostKeeps, p.size-l.hostLast)
		}
	}
	add(l.head.Size == 0, NoCheckpoint)
	// A cosignature's time is rounded down to a second.
	add(l.head.Size > 0 && now.Sub(freshest(l.head, l.quorum)) >= fresh+time.Second, StaleQuorum)
	add(!out.Alone && !confirmed, NobodyAnswers)
	add(out.HostKeeps > 0, HostKeeps)
	add(out.Fork, Forked)
	add(l.hostLast < l.hostSize, HostWentBack)
	add(other, DifferentVersions)
	add(l.failed > 0 || l.size < l.head.Size && !other, NotFolded)
	out.OK = len(out.Reasons) == 0
	return out
}

// hostBehind is how far the host's clock is behind the median of the members'
// clocks in their last ticks, where that is more than the tolerance.
func (n *Node) hostBehind(tolerance time.Duration) time.Duration {
	n.mu.RLock()
	clocks := maps.Clone(n.clocks)
	n.mu.RUnlock()
	var ahead []time.Duration
	for _, c := range clocks {
		ahead = append(ahead, c.own.Sub(c.received))
	}
	if len(ahead) == 0 {
		return 0
	}
	slices.Sort(ahead)
	if median := ahead[(len(ahead)-1)/2]; median > tolerance {
		return median
	}
	return 0
}

// faults are the evidence files found since the start, and which of them the
// other nodes have. It is safe for concurrent use; the zero value is ready.
type faults struct {
	mu    sync.Mutex
	fork  bool
	files []string
}

func (f *faults) add(file string, kind evidence.Kind) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fork = f.fork || kind == evidence.Fork
	if !slices.Contains(f.files, file) {
		f.files = append(f.files, file)
	}
}

func (f *faults) forked() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.fork
}

func (f *faults) all() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.files)
}

// Evidence lists the files that this node keeps against the host.
func (n *Node) Evidence() ([]string, error) {
	return filepath.Glob(filepath.Join(n.evidenceDir(), "[a-z]*.json"))
}

func (n *Node) evidenceDir() string { return filepath.Join(n.cfg.Dir, "evidence") }
