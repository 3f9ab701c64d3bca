package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"parley.example/internal/ledger/node/evidence"
	"parley.example/internal/ledger/node/mirror"
	"parley.example/internal/ledger/node/outbox"
	"parley.example/internal/ledger/node/witness"
	"parley.example/internal/ledger/seal"
	"parley.example/record/charter"
	"parley.example/record/checkpoint"
	"parley.example/record/proof"
	"parley.example/record/statement"
)

const outboxName = "outbox.log"

// Node is one member's node. Its methods are safe for concurrent use.
type Node struct {
	cfg       Config
	log       *slog.Logger
	mechanism statement.Digest
	wit       *witness.Witness
	box       *outbox.Box
	shelf     *shelf
	bodies    *bodies
	sealing   seal.Identities
	host      *link
	peers     map[string]*link

	// taking is held while a checkpoint is judged and folded, so that host and
	// gossip never fold at once. It is taken before mu and queueing.
	taking sync.Mutex

	// mu guards the state and what follows from it. Only the holder of taking
	// writes.
	mu      sync.RWMutex
	state   *charter.State
	grounds proof.Grounds
	folded  statement.Seen
	clocks  map[string]clock // the last tick of each member

	// queueing guards the chains of what is not on the record yet.
	queueing sync.Mutex
	queue    []*pending // in the order of their coming
	open     map[statement.ID]*pending
	unstated []*pending                // taken for others and not said to be held yet, also where they are on the record by now
	restored map[statement.Digest]bool // keys whose tails were asked for since the outbox was lost
	floor    map[statement.Digest]tail // ends of this member's chains in the mirror, where the picture was behind it at start
	lost     bool                      // the outbox was not there
	signers  map[statement.Digest]Signer

	wake   chan struct{} // to the sender
	moved  chan struct{} // to the ticker: something was folded, or a body came
	live   liveness
	memory checkpoint.Memory // signatures of checkpoints that hold
	beyond sync.Once         // says that a successor leaves out what is held
	folds  broadcast
	opened opened
	came   came
	early  early // revocations that no quorum covers yet
	fault  faults
	doubts doubts
}

// clock is what a member's last tick says of the clocks.
type clock struct {
	own      statement.Time // the member's clock
	received statement.Time // the host's
}

// Init marks a directory as that of keys that have never signed anything. A node
// that opens a directory without it takes itself for restored, and reads the
// tails of its keys from the host and others before it signs. PROTOCOL A3.
func Init(dir string) error { return outbox.Create(filepath.Join(dir, outboxName)) }

// Open reads the node's directory. Nothing goes over the network before Run.
func Open(cfg Config) (*Node, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	n := &Node{
		cfg: cfg, log: cfg.Logger.With(slog.String("member", cfg.Member)),
		clocks: map[string]clock{}, open: map[statement.ID]*pending{}, restored: map[statement.Digest]bool{},
		signers: map[statement.Digest]Signer{}, wake: make(chan struct{}, 1), moved: make(chan struct{}, 1),
		peers: map[string]*link{}, came: newCame(),
	}
	if err := n.openState(); err != nil {
		return nil, err
	}
	if err := n.openSealing(); err != nil {
		return nil, err
	}
	n.connect()
	if err := n.openFiles(); err != nil {
		return nil, errors.Join(err, n.Close())
	}
	return n, nil
}

// openState resumes where the picture stands.
func (n *Node) openState() error {
	first, err := charter.New(n.cfg.Document)
	if err != nil {
		return err
	}
	n.mechanism = first.Mechanism()
	size, snapshot, err := n.cfg.Picture.Resume()
	if err != nil {
		return fmt.Errorf("node: resume the picture: %w", err)
	}
	n.state = first
	if size > 0 {
		if n.state, err = charter.Restore(snapshot); err != nil {
			return err
		}
		if n.state.Size() != size || n.state.Mechanism() != n.mechanism {
			return fmt.Errorf("node: the picture is of another record or place; remove picture.db, it is made again")
		}
	}
	keys, ok := n.state.Node(n.cfg.Member)
	if !ok && size > 0 {
		n.log.Warn("the record knows no node of this member yet")
	}
	if ok && keys.Statement != statement.PublicOf(n.cfg.Keys.Statement) {
		n.log.Warn("the record names another statement key for this node; what it signs will be void until it is installed")
	}
	if ok && size > 0 {
		n.warnOfWitness(keys.Witness)
	}
	return nil
}

// connect makes the links, each pinned to the key that the record names now.
func (n *Node) connect() {
	n.host = newLink("", n.cfg.HostURL, n.cfg.Connect(func() statement.PublicKey {
		if n.cfg.Successor != nil {
			return n.cfg.Successor.TLS
		}
		return n.hostInForce().TLS
	}))
	for member, address := range n.cfg.Peers {
		if member == n.cfg.Member {
			continue
		}
		n.peers[member] = newLink(member, address, n.cfg.Connect(func() statement.PublicKey {
			var tls statement.PublicKey
			n.View(func(s *charter.State) {
				keys, _ := s.Node(member)
				tls = keys.TLS
			})
			return tls
		}))
	}
}

func (n *Node) openFiles() error {
	var err error
	var fault string
	n.wit, fault, err = witness.Open(witness.Config{
		Dir: n.cfg.Dir, Mechanism: n.mechanism, Name: charter.WitnessName(n.mechanism, n.cfg.Member),
		Keys: n.witnessKeys, Clock: n.cfg.Clock, Found: n.found,
		Ahead: func() time.Duration { return time.Duration(n.tolerances().Clock) * time.Millisecond },
	})
	if err != nil {
		return err
	}
	if fault != "" {
		n.log.Error("the mirror is damaged; what is lost is fetched again", slog.String("found", fault))
	}
	if n.shelf, err = openShelf(filepath.Join(n.cfg.Dir, "mirror")); err != nil {
		return err
	}
	if n.bodies, err = openBodies(filepath.Join(n.cfg.Dir, "bodies")); err != nil {
		return err
	}
	if err := n.bodies.openGraves(n.mechanism); err != nil {
		return err
	}
	var existed bool
	if n.box, existed, err = outbox.Open(filepath.Join(n.cfg.Dir, outboxName)); err != nil {
		return err
	}
	// What was seen stands in statements also before Run has looked further; of
	// a damaged mirror nothing is claimed.
	n.folded = statement.Seen{Root: statement.EmptyRoot}
	if root, err := n.wit.Mirror().Root(n.state.Size()); err == nil {
		n.folded = statement.Seen{Size: n.state.Size(), Root: root}
	}
	n.lost = !existed
	if n.lost {
		n.log.Warn("there was no outbox: the tails of this node's keys are read from the others before it signs")
	}
	n.refill()
	if err := n.recall(); err != nil {
		return err
	}
	if err := n.findFloor(); err != nil {
		return err
	}
	held, size := n.wit.Held(), n.state.Size()
	if size > held.Size {
		return fmt.Errorf("node: the picture stands at %d and the mirror holds %d: "+
			"restore mirror/ and witness/, or remove picture.db, which is made again", size, held.Size)
	}
	return nil
}

// settle brings the mirror to what is held and finds what receipts rest on. It
// may need the network, so that Run does it.
func (n *Node) settle(ctx context.Context) error {
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		sources := []witness.Source{n.host}
		for _, member := range n.members() {
			sources = append(sources, n.peers[member])
		}
		err := n.wit.Heal(ctx, sources...)
		if err == nil {
			break
		}
		n.log.Error("mend the mirror", slog.Any("err", err))
		if !pause(ctx, wait) {
			return ctx.Err()
		}
	}
	if err := n.openGrounds(); err != nil {
		return err
	}
	return n.takeShelved()
}

// takeShelved goes on from the newest checkpoint with quorum that is kept, so
// that a node whose line is down shows what it has.
func (n *Node) takeShelved() error {
	raw, err := n.shelf.newest()
	if err != nil || raw == nil {
		return err
	}
	n.taking.Lock()
	defer n.taking.Unlock()
	c, err := n.parse(raw)
	if err != nil || c.Quorum(n.eraOf(c.Size)) != nil || c.Size > n.wit.Mirror().Size() {
		return nil // of an era that is not folded yet: the host or the others give a newer one
	}
	if err := n.foldTo(c); err != nil {
		return err
	}
	n.live.setHead(c, n.eraOf(c.Size))
	return nil
}

// Run works until ctx ends, and waits for all that it started.
func (n *Node) Run(ctx context.Context) error {
	if err := n.settle(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := n.follow(ctx); err != nil {
			stop(err)
		}
	})
	for _, loop := range []func(context.Context){n.sendLoop, n.passLoop, n.tickLoop, n.bodyLoop, n.gossipLoop, n.refusalLoop, n.cameLoop} {
		wg.Go(func() { loop(ctx) })
	}
	<-ctx.Done()
	wg.Wait()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// Close closes the files. Run has returned.
func (n *Node) Close() error {
	var errs []error
	if n.wit != nil {
		errs = append(errs, n.wit.Close())
	}
	if n.box != nil {
		errs = append(errs, n.box.Close())
	}
	if n.shelf != nil {
		errs = append(errs, n.shelf.close())
	}
	return errors.Join(errs...)
}

// View calls f with the state after the last entry judged. f is short, and
// neither keeps nor changes it. The picture commits a moment later; where it
// cannot, the state goes back to where the picture stands.
func (n *Node) View(f func(*charter.State)) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	f(n.state)
}

// Mirror returns the bytes of the record that this node holds, folded or not.
func (n *Node) Mirror() *mirror.Mirror { return n.wit.Mirror() }

// Held returns what the node's witness holds to.
func (n *Node) Held() witness.Held { return n.wit.Held() }

// Head returns the newest checkpoint with quorum; its Size is 0 before any.
func (n *Node) Head() checkpoint.Checkpoint { return n.live.newest() }

// Member returns the member whose node this is.
func (n *Node) Member() string { return n.cfg.Member }

// Mechanism returns the digest that names the mechanism.
func (n *Node) Mechanism() statement.Digest { return n.mechanism }

// OnFold gives a channel that receives the newest size after folds, the latest
// only where the reader is slow, and a function that ends it.
func (n *Node) OnFold() (sizes <-chan int64, stop func()) { return n.folds.listen() }

// Retire never again cosigns or follows the origin in force, and returns the
// largest checkpoint of it that this node holds: it is published before the
// member's root signs for another host. PROTOCOL A12.
func (n *Node) Retire() ([]byte, error) { return n.wit.Retire(n.hostInForce().Origin) }

func (n *Node) hostInForce() charter.Host {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.state.Document().Host
}

func (n *Node) tolerances() charter.Tolerances {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.state.Document().Tolerances.Resolved()
}

// members returns the members to whose nodes there is a link, in order.
func (n *Node) members() []string {
	var out []string
	for member := range n.peers {
		out = append(out, member)
	}
	slices.Sort(out)
	return out
}

// found notes new evidence and passes it on.
func (n *Node) found(file string, kind evidence.Kind) {
	n.log.Error("evidence against the host", slog.String("kind", string(kind)), slog.String("file", file))
	n.fault.add(file, kind)
}

// recall finds the evidence of earlier runs: a fork does not end with a restart.
func (n *Node) recall() error {
	files, err := n.Evidence()
	if err != nil {
		return fmt.Errorf("node: evidence: %w", err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("node: evidence: %w", err)
		}
		if kind := evidenceKind(b); kind != "" {
			n.fault.add(file, kind)
		}
	}
	return nil
}

// nudge wakes a loop without waiting for it.
func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// pause waits, and reports false where ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func millis(n int64) time.Duration { return time.Duration(n) * time.Millisecond }
